"""Who may move virtual time: one test per rule, each on the whole log of what was told when."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from k8slab.errors import K8slabError
from k8slab.objects.meta import Object
from k8slab.sim.clock import Clock
from k8slab.sim.http.selection import Selection
from k8slab.sim.http.tables import View
from k8slab.sim.http.timekeeper import InstantTime, LiveTime, Movement, timekeeper
from k8slab.sim.http.watch import Connection, Watch, WatchOptions
from k8slab.sim.journal import Journal
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.store import Store

POD = Kind("", "v1", "Pod", "pods", "pod")
NODE = Kind("", "v1", "Node", "nodes", "node", namespaced=False)
PODS = Selection(POD)
NODES = Selection(NODE)


class Script:
    """As much of a cluster as time needs: what happens when is written down beforehand."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = Store(lambda: self.clock.now)
        self.journal = Journal()

    @property
    def settled(self) -> bool:
        return self.clock.settled()

    def at(self, time: float, name: str, kind: Kind = POD) -> None:
        """Write an object at that time."""
        self.clock.call_at(time, lambda: self.write(name, kind))

    def write(self, name: str, kind: Kind = POD) -> Object:
        return self.store.put(kind, {"metadata": {"name": name, "namespace": "default", "uid": self._uid()}})

    def _uid(self) -> str:
        return f"uid-{self.store.revision}"

    def step(self) -> bool:
        return self.clock.step()

    def run_due(self) -> None:
        self.clock.run_due()

    def settle(self, limit: float = 86400.0) -> bool:
        end = self.clock.now + limit
        while not self.settled and (self.clock.next_time() or 0) <= end:
            self.clock.step()
        return self.settled


@pytest.fixture
def cluster() -> Script:
    return Script()


@pytest.fixture
def time(cluster: Script) -> InstantTime:
    return InstantTime(Movement(cluster))  # type: ignore[arg-type]


def opened(cluster: Script, time: InstantTime | LiveTime, connection: Connection, **options: Any) -> Watch:
    """A client watches pods from what it has seen so far."""
    asked = WatchOptions(**{"since": cluster.store.revision, **options})
    watch = Watch(cluster.store, PODS, View(POD), asked, connection=connection, now=cluster.clock.now)
    time.opened(watch)
    return watch


def told(watch: Watch) -> list[tuple[str, str]]:
    events = [json.loads(line) for line in watch.pull().splitlines()]
    return [(event["type"], event["object"]["metadata"].get("name", "")) for event in events]


def test_1_an_open_watch_runs_to_the_end_of_the_story_and_is_ended(
    cluster: Script, time: InstantTime
) -> None:
    cluster.write("zk-0")
    cluster.at(3, "zk-0")
    cluster.at(16, "zk-1")
    watch = opened(cluster, time, Connection())
    assert told(watch) == [("MODIFIED", "zk-0"), ("ADDED", "zk-1")]
    assert watch.ending
    assert cluster.clock.now == 16


def test_1_a_watch_of_a_settled_cluster_ends_at_once(cluster: Script, time: InstantTime) -> None:
    watch = opened(cluster, time, Connection())
    assert (told(watch), watch.ending, cluster.clock.now) == ([], True, 0)


def test_1_a_client_that_takes_bookmarks_is_told_how_far_it_has_seen(
    cluster: Script, time: InstantTime
) -> None:
    cluster.at(3, "k8s-m1", NODE)
    watch = opened(cluster, time, Connection(), bookmarks=True)
    assert json.loads(watch.pull())["object"]["metadata"] == {"resourceVersion": "1"}


def test_2_a_client_that_watches_again_with_nothing_left_is_held(cluster: Script, time: InstantTime) -> None:
    connection = Connection()
    opened(cluster, time, connection)
    again = opened(cluster, time, connection)
    assert (told(again), again.ending) == ([], False)


def test_2_another_client_is_not_held(cluster: Script, time: InstantTime) -> None:
    opened(cluster, time, Connection())
    assert opened(cluster, time, Connection()).ending


def test_2_another_command_on_the_same_connection_is_not_held(cluster: Script, time: InstantTime) -> None:
    connection = Connection()
    opened(cluster, time, connection, session="first")
    assert opened(cluster, time, connection, session="second").ending


def test_2_a_client_that_watches_again_while_something_is_left_is_told(
    cluster: Script, time: InstantTime
) -> None:
    connection = Connection()
    opened(cluster, time, connection)
    cluster.at(5, "zk-0")
    again = opened(cluster, time, connection)
    assert (told(again), again.ending) == ([("ADDED", "zk-0")], True)


def test_3_a_held_stream_is_told_what_others_set_off(cluster: Script, time: InstantTime) -> None:
    connection = Connection()
    opened(cluster, time, connection)
    held = opened(cluster, time, connection)
    cluster.write("zk-0")
    cluster.at(9, "zk-0")
    time.wrote()
    assert (told(held), held.ending) == ([("ADDED", "zk-0"), ("MODIFIED", "zk-0")], True)
    assert cluster.clock.now == 9


def test_3_a_held_stream_stays_open_when_what_happened_is_none_of_its_business(
    cluster: Script, time: InstantTime
) -> None:
    connection = Connection()
    opened(cluster, time, connection)
    held = opened(cluster, time, connection)
    cluster.at(9, "k8s-m1", NODE)
    time.wrote()
    assert (told(held), held.ending, cluster.clock.now) == ([], False, 9)


def test_3_a_stream_that_its_client_closed_moves_nothing(cluster: Script, time: InstantTime) -> None:
    connection = Connection()
    opened(cluster, time, connection)
    time.closed(opened(cluster, time, connection))
    cluster.at(9, "zk-0")
    time.wrote()
    assert cluster.clock.now == 0


def test_4_asking_once_moves_nothing(cluster: Script, time: InstantTime) -> None:
    cluster.at(3, "zk-0")
    time.asked("pods?", PODS)
    assert cluster.clock.now == 0


def test_4_asking_again_runs_until_the_answer_can_have_changed(cluster: Script, time: InstantTime) -> None:
    cluster.at(2, "k8s-m1", NODE)
    cluster.at(3, "zk-0")
    cluster.at(3, "zk-1")
    cluster.at(16, "zk-0")
    moments = []
    for _ in range(5):
        time.asked("pods?", PODS)
        moments.append(cluster.clock.now)
    assert moments == [0, 3, 16, 16, 16]


def test_4_asking_again_moves_nothing_while_there_is_something_unseen(
    cluster: Script, time: InstantTime
) -> None:
    time.asked("pods?", PODS)
    cluster.write("zk-0")
    cluster.at(3, "zk-1")
    time.asked("pods?", PODS)
    assert cluster.clock.now == 0


def test_4_another_question_moves_nothing(cluster: Script, time: InstantTime) -> None:
    cluster.at(3, "zk-0")
    time.asked("pods?", PODS)
    time.asked("pods, please?", PODS)
    assert cluster.clock.now == 0


def test_5_all_answers_to_one_command_are_of_one_moment(cluster: Script, time: InstantTime) -> None:
    time.asked("claims?", NODES, "first")
    cluster.at(3, "zk-0")
    cluster.at(4, "k8s-m1", NODE)
    time.asked("pods?", PODS, "second")
    time.asked("claims?", NODES, "second")
    assert cluster.clock.now == 0
    time.asked("claims?", NODES, "second")
    assert cluster.clock.now == 4


def test_6_a_passive_stream_moves_nothing_and_stays_open(cluster: Script, time: InstantTime) -> None:
    cluster.at(3, "zk-0")
    viewer = opened(cluster, time, Connection(), passive=True)
    assert (viewer.ending, cluster.clock.now) == (False, 0)
    opened(cluster, time, Connection())
    assert (told(viewer), viewer.ending) == ([("ADDED", "zk-0")], False)


def test_every_movement_is_in_the_journal(cluster: Script, time: InstantTime) -> None:
    cluster.at(3, "zk-0")
    cluster.at(8, "zk-1")
    for _ in range(3):
        time.asked("pods?", PODS)
    opened(cluster, time, Connection())
    assert cluster.journal.entries == [
        {"time": 0.0, "count": 0, "moved": "poll", "to": {"time": 3, "count": 1}},
        {"time": 3, "count": 1, "moved": "poll", "to": {"time": 8, "count": 2}},
    ]


def test_a_live_clock_follows_the_wall_clock_alone(cluster: Script) -> None:
    cluster.at(3, "zk-0")
    live = LiveTime(Movement(cluster), speed=2)  # type: ignore[arg-type]
    watch = opened(cluster, live, Connection())
    live.asked("pods?", PODS)
    live.asked("pods?", PODS)
    live.wrote()
    assert (watch.ending, cluster.clock.now) == (False, 0)
    live.elapsed(1.5)
    assert (told(watch), watch.ending, cluster.clock.now) == ([("ADDED", "zk-0")], False, 3)


def test_the_clock_is_named_as_on_the_command_line(cluster: Script) -> None:
    movement = Movement(cluster)  # type: ignore[arg-type]
    names = [timekeeper(clock, movement).name for clock in ("instant", "live", "live:0.5", "live:60")]
    assert names == ["instant", "live:1", "live:0.5", "live:60"]


@pytest.mark.parametrize("clock", ["fast", "instant:2", "live:0", "live:-1", "live:x", "live:inf"])
def test_a_clock_that_is_none_is_refused(cluster: Script, clock: str) -> None:
    with pytest.raises(K8slabError, match="expected a clock like instant or live:2"):
        timekeeper(clock, Movement(cluster))  # type: ignore[arg-type]


def test_a_live_clock_stands_still_while_it_is_paused(cluster: Script) -> None:
    live = LiveTime(Movement(cluster), speed=2)  # type: ignore[arg-type]
    live.elapsed(1)
    live.set({"paused": True})
    live.elapsed(10)
    assert (cluster.clock.now, live.paused) == (2, True)
    live.set({"paused": False, "speed": 0.5})
    live.elapsed(2)
    assert (cluster.clock.now, live.name) == (3, "live:0.5")


def test_a_clock_for_another_cluster_keeps_its_rules(cluster: Script) -> None:
    other = Movement(Script())  # type: ignore[arg-type]
    live = LiveTime(Movement(cluster), speed=2, paused=True).over(other)  # type: ignore[arg-type]
    assert (live.name, live.paused) == ("live:2", True)
    assert InstantTime(Movement(cluster)).over(other).name == "instant"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wanted",
    [{"speed": 0}, {"speed": "2"}, {"speed": True}, {"speed": float("inf")}, {"speed": 1e9}, {"paused": 1}],
)
def test_a_speed_that_is_none_changes_nothing(cluster: Script, wanted: dict[str, Any]) -> None:
    live = LiveTime(Movement(cluster), speed=2)  # type: ignore[arg-type]
    with pytest.raises(K8slabError, match="expected a body like"):
        live.set(wanted)
    assert (live.name, live.paused) == ("live:2", False)


def test_the_instant_clock_has_neither_pause_nor_speed(cluster: Script) -> None:
    with pytest.raises(K8slabError, match="expected a live clock, found the instant one"):
        InstantTime(Movement(cluster)).set({"speed": 2})  # type: ignore[arg-type]


def test_7_a_patient_client_is_told_of_one_instant_at_a_time(cluster: Script, time: InstantTime) -> None:
    cluster.at(3, "a")
    cluster.at(3, "b")
    cluster.at(5, "c")
    connection = Connection()
    first = opened(cluster, time, connection, patience=math.inf)
    assert (told(first), first.ending, cluster.clock.now) == ([("ADDED", "a"), ("ADDED", "b")], True, 3)
    second = opened(cluster, time, connection, patience=math.inf)
    assert (told(second), cluster.clock.now) == ([("ADDED", "c")], 5)
    last = opened(cluster, time, connection, patience=math.inf)
    assert (told(last), last.ending, cluster.clock.now) == ([], True, 5)


def test_7_patience_takes_its_time_even_when_all_is_settled(cluster: Script, time: InstantTime) -> None:
    cluster.at(30, "late")
    watch = opened(cluster, time, Connection(), patience=10.0)
    assert (told(watch), watch.ending, cluster.clock.now) == ([], True, 10)
    cluster.clock.call_at(25, lambda: cluster.write("idle"), idle=True)
    assert told(opened(cluster, time, Connection(), patience=17.5)) == [("ADDED", "idle")]
    assert cluster.clock.now == 25
    opened(cluster, time, Connection(), patience=10.0)
    opened(cluster, time, Connection(), patience=10.0)
    assert (cluster.settled, cluster.clock.now) == (True, 40)


@pytest.mark.parametrize("command", ["kubectl delete", "kubectl wait", "kubectl get"])
def test_8_what_follows_one_object_to_its_end_moves_time_no_further(
    cluster: Script, time: InstantTime, command: str
) -> None:
    gone = cluster.write("web-0")
    cluster.clock.call_at(4, lambda: cluster.store.remove(POD, gone))
    cluster.clock.call_at(4, lambda: cluster.write("web-0"))
    cluster.at(9, "web-1")
    selection = Selection(POD, "default", "web-0")
    asked = WatchOptions(since=cluster.store.revision, command=command)
    watch = Watch(cluster.store, selection, View(POD), asked, connection=Connection(), now=0)
    time.opened(watch)
    assert told(watch) == [("DELETED", "web-0"), ("ADDED", "web-0")]
    assert cluster.clock.now == (9 if command == "kubectl get" else 4)
