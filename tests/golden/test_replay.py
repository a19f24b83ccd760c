"""The replay tool takes recordings that are not like those it was made for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.golden import waiting
from tests.golden.__main__ import main
from tests.golden.comparison import compare
from tests.golden.recording import Key, Recording, apply, command_of
from tests.golden.replay import Replay, play

Object = dict[str, Any]
POD = """
apiVersion: v1
kind: Pod
metadata: {name: web-0}
spec:
  tolerations: [{key: down, effect: NoExecute, operator: Exists, tolerationSeconds: 30}]
  containers: [{name: nginx, image: nginx}]
"""


@pytest.mark.parametrize(
    ("name", "first"), [("c_ondelete", 3), ("d_pods", 5), ("a_zk_parallel", 43), ("e_ds_rollout", 4)]
)
def test_a_recording_that_begins_among_objects_is_equal(name: str, first: int) -> None:
    later = beginning_at(Recording.packed(name), first)
    assert {resource for resource, _ in later.initial} > {"nodes", "services", "events"}
    compared = compare(later)
    assert [str(each) for each in compared.differences] == []
    assert compared.tallies["steps"].compared > 10
    assert compared.tallies["milestones"].compared > 40


def test_what_came_much_later_than_the_next_step_does_not_come_before_it() -> None:
    replay = played(
        {"argv": ["kubectl", "apply", "-f", "-"], "stdin": POD, "t_start": 0.0, "t_end": 0.1},
        {"argv": ["kubectl", "taint", "nodes", "--all", "down=:NoExecute"], "t_start": 4.0, "t_end": 4.1},
        {"argv": ["kubectl", "get", "po", "--no-headers"], "t_start": 6.5, "t_end": 6.6},
        {"sleep": 40.0},
        {"argv": ["kubectl", "get", "po", "--no-headers"], "t_start": 47.0, "t_end": 47.1},
    )
    assert replay.steps[2].stdout.split()[:3] == ["web-0", "1/1", "Running"]
    assert replay.steps[4].stderr == "No resources found in default namespace.\n"


def test_a_watch_that_was_stopped_shows_what_had_happened_by_then() -> None:
    replay = played(
        {"argv": ["kubectl", "apply", "-f", "-"], "stdin": POD, "t_start": 0.0, "t_end": 0.1},
        {"argv": ["kubectl", "taint", "nodes", "--all", "down=:NoExecute"], "t_start": 4.0, "t_end": 4.1},
        {"argv": ["kubectl", "get", "po", "-w"], "t_start": 6.5, "t_end": 11.5, "timed_out": True},
        {"argv": ["kubectl", "get", "po", "-w"], "t_start": 12.0, "t_end": 52.0, "timed_out": True},
    )
    statuses = [[line.split()[2] for line in step.stdout.splitlines()[1:]] for step in replay.steps[2:]]
    assert statuses[0] == ["Running"]
    assert "Terminating" in statuses[1]


def test_a_command_that_was_stopped_does_not_say_that_it_gave_up() -> None:
    held = POD.replace("{name: web-0}", "{name: web-0, finalizers: [example.com/hold]}")
    replay = played(
        {"argv": ["kubectl", "apply", "-f", "-"], "stdin": held, "t_start": 0.0, "t_end": 0.1},
        {"argv": ["kubectl", "delete", "po", "web-0"], "t_start": 4.0, "t_end": 9.0, "timed_out": True},
    )
    assert replay.steps[1].stdout == 'pod "web-0" deleted from default namespace\n'
    assert replay.steps[1].stderr == ""


def test_a_step_that_cannot_be_taken_differs_and_the_others_are_compared() -> None:
    version = {"argv": ["kubectl", "get", "po"], "rc": 0, "stdout": ""}
    compared = compare(
        recorded(
            {"harness": "node-explode k8s-m1", "t_start": 0.0},
            {
                "http": {"method": "GET", "path": "/api/v1/pods", "headers": None},
                "status": 200,
                "t_start": 1.0,
            },
            {**version, "stderr": "No resources found in default namespace.\n", "t_start": 2.0},
            {"argv": ["kubectl", "get", "svc"], "t_start": 3.0},
            {**version, "t_start": 4.0},
        )
    )
    told = [str(each) for each in compared.differences]
    assert len(told) == 2
    assert "ValueError: unknown act on nodes: node-explode k8s-m1" in told[0]
    assert "GET /api/v1/pods" in told[1]
    assert (compared.tallies["steps"].equal, compared.tallies["steps"].compared) == (2, 4)


@pytest.mark.parametrize(
    ("act", "ready"),
    [
        ("node-stop k8s-m2", ["Ready", "NotReady", "Ready"]),
        ("kill k8s-m1 k8s-m3", ["NotReady", "Ready", "NotReady"]),
        ("node-start k8s-m4", ["Ready"] * 4),
    ],
)
def test_acts_on_nodes_are_understood_in_other_words(act: str, ready: list[str]) -> None:
    replay = played(
        {"harness": act, "t_start": 0.0, "t_end": 0.1},
        {"sleep": 60.0},
        {"argv": ["kubectl", "get", "no", "--no-headers"], "t_start": 60.1, "t_end": 60.2},
    )
    assert [line.split()[1] for line in replay.steps[-1].stdout.splitlines()] == ready


@pytest.mark.parametrize("text", ["k8s-m2 NotReady", "until node/k8s-m2 is not ready", "unreachable"])
def test_waits_for_a_failure_are_understood_in_other_words(text: str) -> None:
    replay = played(
        {"harness": "node-stop k8s-m2", "t_start": 0.0, "t_end": 0.1},
        {"wait": text, "ok": True, "t_start": 0.1, "t_end": 45.0},
        {"argv": ["kubectl", "get", "no", "--no-headers"], "t_start": 46.0, "t_end": 46.1},
    )
    shown = replay.steps[-1].stdout.splitlines()
    assert [line.split()[1] for line in shown] == ["Ready", "NotReady", "Ready"]


def test_a_folder_that_is_no_recording_is_told_and_the_others_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-q", str(tmp_path), "d_vct_empty"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(f"{tmp_path}: cannot be replayed: KeyError")
    assert printed[-1] == "steps 9/9 equal, objects 6/6 equal, milestones 1/1, events 0/0"


def test_an_object_that_cannot_be_brought_along_is_missing() -> None:
    lines = [line for line in Recording.packed("b_zk_ordered").trace if line.get("type") == "INITIAL"]
    wrong = {"metadata": {"name": "a", "namespace": "default", "uid": "u"}, "spec": {"ports": []}}
    lines.append({"t": 0.0, "resource": "services", "type": "INITIAL", "object": wrong})
    get = {"argv": ["kubectl", "get", "svc", "a"], "t_start": 0.0, "t_end": 0.1}
    assert "not found" in play(made_of({"steps": [get]}, lines, {})).steps[0].stderr


@pytest.mark.parametrize("words", ["delete node k8s-m2", "delete node/k8s-m2", "delete no k8s-m2"])
def test_a_node_that_is_removed_is_a_failure_however_it_is_named(words: str) -> None:
    assert waiting.is_for_failure({"argv": ["kubectl", *words.split()]})
    assert not waiting.is_for_failure({"argv": ["kubectl", "delete", "nodeset"]})
    assert not waiting.is_for_failure({"argv": ["kubectl"]})


def test_all_gates_of_a_description_are_set() -> None:
    made = Recording("made", {"steps.json": json.dumps({"description": DESCRIPTION, "steps": []}).encode()})
    assert made.feature_gates == {"MaxUnavailableStatefulSet": True, "Other": False, "Third": True}


def test_a_command_does_not_say_where_the_recorded_cluster_is() -> None:
    where = ["--context", "real", "--kubeconfig=/etc/k", "-s", "https://10.0.0.1:6443"]
    assert command_of(["/usr/bin/kubectl", *where, "get", "po"]) == ["get", "po"]
    assert command_of(["env", "A=b", "kubectl", "get", "po", "--server=x"]) == ["get", "po"]
    before = ["kubectl", "-n", "a", "--v=3", "get", "po", "-w"]
    assert command_of(before) == ["get", "po", "-w", "-n", "a", "--v=3"]
    assert command_of(["kubectl", "exec", "a", "--", "ls", "-s", "x"]) == ["exec", "a", "--", "ls", "-s", "x"]


def test_a_file_that_is_no_text_stays_as_it_is() -> None:
    content = b"# resourceVersion \xff\xfe\n" + POD.encode()
    made = recorded(
        {"argv": ["kubectl", "apply", "-f", "manifests/pod.yaml"], "t_start": 0.0, "t_end": 0.1},
        files={"manifests/pod.yaml": content},
    )
    step = play(made).steps[0]
    assert step.crash == ""
    assert "manifests/pod.yaml: error converting YAML to JSON: yaml: invalid leading" in step.stderr


DESCRIPTION = (
    "run with --feature-gates=MaxUnavailableStatefulSet=true,Other=false; kcm --feature-gates=Third=true."
)


def played(*steps: Object) -> Replay:
    return play(recorded(*steps))


def recorded(*steps: Object, files: dict[str, bytes] | None = None) -> Recording:
    """Those steps on the nodes of another recording."""
    lines = [line for line in Recording.packed("b_zk_ordered").trace if line.get("type") == "INITIAL"]
    return made_of({"steps": list(steps)}, lines, files or {})


def beginning_at(whole: Recording, first: int) -> Recording:
    """The same without its first steps: what they made is there at the start."""
    begin = whole.starts[first]
    there: dict[Key, Object] = {}
    lines = [line for line in whole.trace if "object" in line]
    for line in (line for line in lines if line["t"] < begin):
        apply(there, line)
    kept = [{"t": begin, "resource": key[0], "type": "INITIAL", "object": obj} for key, obj in there.items()]
    kept += [line for line in lines if line["t"] >= begin]
    return made_of({**whole.about, "steps": whole.steps[first:]}, kept, whole.files)


def made_of(about: Object, trace: list[Object], files: dict[str, bytes]) -> Recording:
    told = {"steps.json": json.dumps(about), "trace.jsonl": "\n".join(map(json.dumps, trace))}
    return Recording("made", {**files, **{name: text.encode() for name, text in told.items()}})
