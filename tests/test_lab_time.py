"""A lab's time: to a condition, event by event, back, to the side, and from a file."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from k8slab import Lab
from k8slab.backends.child import Served, Settings
from k8slab.backends.control import Control
from k8slab.backends.transport import HttpTransport
from k8slab.errors import ApiError, K8slabError
from k8slab.kubectl import run as kubectl
from k8slab.sim.journal import Journal
from k8slab.snapshot import Snapshot

SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 3
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx}]
"""


@pytest.fixture(scope="module")
def shared():
    with Lab() as lab:
        yield lab


@pytest.fixture
def lab(shared, capsys):
    shared.reset()
    shared.apply(SET)
    capsys.readouterr()
    return shared


def pods(lab, capsys) -> list[str]:
    capsys.readouterr()
    lab.kubectl("get po -o name")
    return [line.removeprefix("pod/") for line in capsys.readouterr().out.splitlines()]


def test_it_runs_to_the_very_change_that_makes_a_condition_hold(lab):
    reached = lab.run_until("web-1 Ready")
    assert repr(reached).startswith("web-1 Ready at ")
    ready = [life for life in lab.story().pods(name="web-1") if life.first_ready]
    assert ready[0].first_ready.time == reached.time == lab.now
    assert not lab.story().pods(name="web-2")


def test_it_runs_to_what_a_function_of_the_present_says(lab):
    lab.run_until(lambda now: len(now.list("pods", "default")) == 2)
    assert len(lab.story().pods("default")) == 2


def test_a_condition_that_never_holds_is_explained_when_nothing_more_happens(lab):
    with pytest.raises(K8slabError) as caught:
        lab.run_until("web-3 Ready")
    assert str(caught.value) == (
        "expected web-3 Ready within 3600s, found no such object among the pods (web-0, web-1, web-2) at "
        f"{lab.now:g}s; the cluster has settled, so nothing more will happen by itself. "
        "Next: ask `lab.why(...)`, or look with `kubectl describe`."
    )


def test_a_condition_has_a_time_limit(lab):
    with pytest.raises(K8slabError, match="expected web-2 Ready within 1s"):
        lab.run_until("web-2 Ready", timeout="1s")


def test_a_step_is_the_next_change_and_says_what_it_is(lab):
    first = lab.step()
    assert repr(first).splitlines() == [
        f"at {first.time:g}s",
        '  event Pulling: Pulling image "nginx"',
        "  pods default/web-0 changed: ContainerCreating",
    ]
    assert first
    lab.settle()
    last = lab.step()
    assert not last
    assert repr(last) == f"settled at {lab.now:g}s"


def test_steps_add_up_to_the_history_that_settling_gives(lab):
    while lab.step():
        pass
    by_steps = list(lab.story().lines())
    lab.reset()
    lab.apply(SET)
    lab.settle()
    assert list(lab.story().lines()) == by_steps


def test_time_passes_in_words(lab):
    before = lab.now
    lab.advance("1m30s")
    assert lab.now == before + 90
    with pytest.raises(K8slabError, match='expected virtual seconds or a duration like "30s" or "2m"'):
        lab.advance("soon")


def test_it_goes_back_to_a_snapshot_and_on_another_way(lab, capsys):
    lab.settle()
    three = lab.snapshot("three")
    assert repr(three) == f"<Snapshot 'three' at {lab.now:g}s>"
    lab.kubectl("scale sts/web --replicas=1")
    lab.settle()
    one = lab.snapshot()
    assert pods(lab, capsys) == ["web-0"]
    lab.rewind(three)
    assert pods(lab, capsys) == ["web-0", "web-1", "web-2"]
    lab.rewind(one.name)
    assert pods(lab, capsys) == ["web-0"]
    assert lab.snapshots() == [three, one]
    with pytest.raises(
        ApiError, match=r"expected the name of a snapshot \(three, snapshot-1\), found 'four'"
    ):
        lab.rewind("four")
    with pytest.raises(ApiError, match="expected a time between 0 and now"):
        lab.rewind(10_000)


def test_it_goes_back_to_a_second(lab, capsys):
    lab.settle()
    end, lines = lab.now, list(lab.story().lines())
    lab.rewind(end / 2)
    assert lab.now == end / 2
    assert list(lab.story().lines()) == lines[: len(lab.story())]
    lab.settle()
    assert list(lab.story().lines()) == lines


def test_a_reset_begins_anew(lab, capsys):
    lab.settle()
    assert repr(lab.reset()) == "settled at 0s"
    assert pods(lab, capsys) == []


def test_the_instant_clock_cannot_be_paused(lab):
    assert lab.speed is None
    for change in (lab.pause, lab.resume, lambda: setattr(lab, "speed", 2.0)):
        with pytest.raises(ApiError, match="expected a live clock, found the instant one"):
            change()


def test_a_live_clock_is_paused_and_made_faster():
    with Lab(clock="live:0.001") as lab:
        assert lab.speed == 0.001
        assert repr(lab.pause()).startswith("paused at ")
        assert lab.is_paused
        lab.speed = 1000
        assert lab.speed == 1000
        stood = lab.now
        assert lab.now == stood
        lab.resume()
        assert not lab.is_paused
        with pytest.raises(ApiError, match="expected a body like"):
            lab.speed = 0
        lab.apply(SET)
        lab.run_until("sts/web Ready")


@pytest.mark.parametrize("copies", [True, False], ids=["copied", "replayed"])
def test_a_fork_begins_at_the_moment_and_goes_its_own_way(copies, capsys):
    with Served(Settings(seed=5)) as served:
        apply(served, SET)
        control_of(served).advance(3)
        before = control_of(served).story()
        other = served.fork(copies=copies)
        assert other.url != served.url
        assert control_of(other).story() == before
        apply(other, SET.replace("replicas: 3", "replicas: 1"))
        control_of(other).settle()
        control_of(served).settle()
        assert names(served) == ["web-0", "web-1", "web-2"]
        assert names(other) == ["web-0"]
        cousin = other.fork(copies=copies)
        served.stop()
        assert names(other) == names(cousin) == ["web-0"]
        other.stop()
        assert not other.is_running
        assert names(cousin) == ["web-0"]
        cousin.stop()


def test_the_future_of_a_fork_is_that_of_its_origin(shared):
    with Served(Settings(seed=5)) as served:
        apply(served, SET)
        control_of(served).advance(3)
        copied, replayed = served.fork(), served.fork(copies=False)
        futures = []
        for each in (served, copied, replayed):
            control_of(each).settle()
            apply(each, SET.replace("replicas: 3", "replicas: 4"))
            control_of(each).settle()
            futures.append(control_of(each).story())
        assert futures[0] == futures[1] == futures[2]
        copied.stop()
        replayed.stop()


def test_a_lab_is_forked_and_closed_in_any_order(capsys):
    lab = Lab()
    lab.apply(SET)
    other = lab.fork()
    lab.close()
    other.settle()
    assert pods(other, capsys) == ["web-0", "web-1", "web-2"]
    other.close()


def test_two_labs_are_compared_from_where_they_part(lab, capsys):
    lab.settle()
    with lab.fork() as other:
        lab.advance(10)
        other.advance(10)
        parted = lab.now
        other.kubectl("scale sts/web --replicas=4")
        lab.kubectl("scale sts/web --replicas=2")
        lab.settle()
        other.settle()
        told = str(lab.compare(other, labels=("fewer", "more")))
        assert f"both from second {parted:g} on" in told
        assert "more web-3" in told
        assert told == str(lab.compare(lab, other, labels=("fewer", "more")))
        assert "at the end: fewer 2 of 2 pods Ready" in told
        assert "fewer 2 of 2" in str(lab.compare(lab.story(), other.story(), labels=("fewer", "more"), at=0))


def test_a_saved_journal_is_loaded_and_replayed_to_the_same_history(lab, tmp_path, capsys):
    lab.settle()
    lab.kubectl("scale sts/web --replicas=1")
    lab.rewind(lab.now / 2)
    lab.settle()
    file = lab.save(tmp_path / "mine.journal")
    told = list(lab.story().lines())
    with Lab.load(file) as again:
        assert list(again.story().lines()) == told
    out = k8slab("replay", str(file), "--story", str(tmp_path / "story"))
    assert "the chain is whole" in out.stdout
    assert (tmp_path / "story").read_bytes() == b"".join(told)
    assert k8slab("replay", str(file)).stdout == out.stdout


def test_a_journal_that_was_edited_or_damaged_is_refused_with_the_line(lab, tmp_path):
    lab.settle()
    file = lab.save(tmp_path / "mine.journal")
    lines = file.read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if '"status":201' in line)
    lines[number] = lines[number].replace('"status":201', '"status":200')
    file.write_text("".join(lines))
    broken = f"journal line {number + 1}: its hash does not follow from the line before it"
    out = k8slab("replay", str(file))
    assert out.returncode == 1
    assert broken in out.stderr
    with pytest.raises(K8slabError, match=broken):
        Lab.load(file)
    file.write_text("not a journal\n")
    assert "journal line 1: it is not a whole JSON line" in k8slab("replay", str(file)).stderr
    assert "found none" in k8slab("replay", str(tmp_path / "missing")).stderr


def test_a_journal_of_another_version_is_refused(lab, tmp_path):
    journal = Journal({"version": "0.0.1", "nodes": ["a"], "seed": 0})
    (tmp_path / "old").write_bytes(b"".join(journal.lines()))
    assert "found one of 0.0.1" in k8slab("replay", str(tmp_path / "old")).stderr


def test_a_killed_cluster_goes_on_from_its_file_and_has_lost_nothing_that_was_answered(tmp_path):
    file = tmp_path / "kept.journal"
    served = Served(Settings(journal=file))
    try:
        apply(served, SET)
        control_of(served).settle()
        answered = [create_config_map(served, number) for number in range(20)]
        told = control_of(served).story()
        os.kill(served.pid, signal.SIGKILL)
    finally:
        served.stop()
    with file.open("ab") as torn:
        torn.write(b'{"hash":"00","entry":{"cut of')
    with Served(Settings(journal=file)) as again:
        assert control_of(again).story() == told
        assert config_maps(again) == sorted([*answered, "kube-root-ca.crt"])
        create_config_map(again, 20)
        lines = file.read_bytes().splitlines()
        assert b"cut of" not in lines[-2] + lines[-1]
    assert "the chain is whole" in k8slab("replay", str(file)).stdout


def test_a_live_cluster_that_is_ended_goes_on_from_where_its_time_was(tmp_path):
    settings = Settings(clock="live:1000", journal=tmp_path / "kept.journal")
    with Served(settings) as served:
        apply(served, SET)
        control_of(served).advance(5)
        control_of(served).set_clock(paused=True)
        ended = control_of(served).cluster()["time"]
    with Served(replace(settings, clock="live:0.001")) as again:
        assert ended <= control_of(again).cluster()["time"] < ended + 1


def test_two_clusters_do_not_write_one_journal(tmp_path):
    file = tmp_path / "kept.journal"
    with (
        Served(Settings(journal=file)),
        pytest.raises(K8slabError, match="is being written by another cluster"),
    ):
        Served(Settings(journal=file))


def test_snapshots_say_what_they_are():
    assert repr(Snapshot("a", 12.5, 3)) == "<Snapshot 'a' at 12.5s>"


def k8slab(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "k8slab", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def control_of(served: Served) -> Control:
    return Control(HttpTransport.from_kubeconfig(served.kubeconfig, passive=True))


def apply(served: Served, manifest: str) -> None:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig)
    code = kubectl(["apply", "-f", "-"], transport, stdin=manifest, out=io.StringIO())
    assert code == 0


def names(served: Served) -> list[str]:
    return _names(served, "pods")


def config_maps(served: Served) -> list[str]:
    return _names(served, "configmaps")


def _names(served: Served, resource: str) -> list[str]:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig, passive=True)
    listed = transport.request("GET", f"/api/v1/namespaces/default/{resource}").json()
    return [item["metadata"]["name"] for item in listed["items"]]


def create_config_map(served: Served, number: int) -> str:
    transport = HttpTransport.from_kubeconfig(served.kubeconfig)
    name = f"map-{number:02}"
    body = f'{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"{name}"}}}}'.encode()
    path = "/api/v1/namespaces/default/configmaps"
    assert transport.request("POST", path, body=body, content_type="application/json").status == 201
    return name


@pytest.fixture(autouse=True)
def own_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_of_two_snapshots_with_one_name_each_leads_to_its_own_moment(lab):
    early = lab.snapshot("same")
    lab.advance("5s")
    late = lab.snapshot("same")
    assert lab.rewind(early).time == early.time
    assert lab.rewind("same").time == late.time
    assert lab.rewind(late).time == late.time


def test_what_is_no_moment_is_refused_in_words(lab):
    for wrong in (None, [], True, float("nan"), -1):
        with pytest.raises(K8slabError, match="expected virtual seconds or a duration"):
            lab.rewind(wrong)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -5, "-5s"])
def test_time_does_not_pass_for_what_is_no_duration(lab, wrong):
    for move in (lab.advance, lab.settle):
        with pytest.raises(K8slabError, match="expected virtual seconds or a duration"):
            move(wrong)


def test_more_than_a_year_at_once_is_refused(lab):
    with pytest.raises(ApiError, match="a year"):
        lab.advance(1e12)
    assert lab.now == 0


def test_settling_takes_a_limit_in_words(lab):
    reached = lab.settle("1s")
    assert str(reached) == "still busy at 1s"
    assert lab.settle("10m").time < 601


def test_what_is_no_condition_is_refused_in_words(lab):
    with pytest.raises(K8slabError, match="expected a condition like"):
        lab.run_until(None)


def test_a_closed_lab_says_so_to_who_wants_a_fork():
    lab = Lab()
    lab.close()
    with pytest.raises(K8slabError, match="found it closed"):
        lab.fork()


def test_the_journal_of_a_live_clock_reaches_to_the_present(tmp_path, capsys):
    with Lab(clock="live:1000") as lab:
        lab.apply(SET)
        lab.wait("sts/web")
        lab.pause()
        with Lab.load(lab.save(tmp_path / "journal")) as again:
            assert again.now == lab.now
            assert list(again.story().lines()) == list(lab.story().lines())
