"""Events: counted, combined, limited and in series."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.recorder import reference


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(nodes=("a",))


def events(cluster: Cluster) -> list[dict[str, Any]]:
    return [each for each in cluster.api.list(kinds.EVENT) if each["involvedObject"]["kind"] == "Node"]


def record(cluster: Cluster, message: str = "hello", reason: str = "Greeting") -> None:
    node = cluster.api.get(kinds.NODE, "a")
    cluster.recorder.event(node, "Normal", reason, message, component="tester", host="there")


def test_an_event_says_who_saw_what_about_which_object(cluster: Cluster) -> None:
    record(cluster)
    node = cluster.api.get(kinds.NODE, "a")
    (event,) = events(cluster)
    assert event["metadata"]["namespace"] == "default"
    assert event["metadata"]["name"].startswith("a.")
    assert len(event["metadata"]["name"]) == len("a.") + 16
    assert event["involvedObject"] == {
        "kind": "Node",
        "name": "a",
        "uid": node["metadata"]["uid"],
        "apiVersion": "v1",
        "resourceVersion": node["metadata"]["resourceVersion"],
    }
    assert event["source"] == {"component": "tester", "host": "there"}
    assert (event["reportingComponent"], event["reportingInstance"]) == ("tester", "there")
    assert event["firstTimestamp"] == event["lastTimestamp"] == "2026-01-01T00:00:00Z"
    assert (event["count"], event["eventTime"], event["type"]) == (1, None, "Normal")


def test_1_a_repeated_event_is_counted(cluster: Cluster) -> None:
    record(cluster)
    cluster.advance(90)
    record(cluster)
    (event,) = events(cluster)
    assert event["count"] == 2
    assert event["firstTimestamp"] == "2026-01-01T00:00:00Z"
    assert event["lastTimestamp"] == "2026-01-01T00:01:30Z"


def test_1_another_message_or_reason_makes_another_event(cluster: Cluster) -> None:
    record(cluster)
    record(cluster, message="bye")
    record(cluster, reason="Parting")
    assert [each["count"] for each in events(cluster)] == [1, 1, 1]


def test_2_the_tenth_similar_event_combines_all_further_ones(cluster: Cluster) -> None:
    for number in range(13):
        record(cluster, message=f"hello {number}")
    messages = {each["message"]: each["count"] for each in events(cluster)}
    assert len(messages) == 10
    assert messages["(combined from similar events): hello 12"] == 4


def test_3_many_events_about_one_object_are_cut_down(cluster: Cluster) -> None:
    for number in range(40):
        record(cluster, reason=f"Reason{number}")
    assert len(events(cluster)) == 25
    cluster.advance(300)
    record(cluster, reason="Later")
    assert len(events(cluster)) == 26


def test_4_an_event_in_the_newer_style_becomes_a_series_once(cluster: Cluster) -> None:
    node = cluster.api.get(kinds.NODE, "a")
    for _ in range(3):
        cluster.recorder.series(node, "Warning", "Bad", "very", action="Looking", component="judge")
    (event,) = events(cluster)
    assert event["source"] == {}
    assert "count" not in event
    assert event["eventTime"] == "2026-01-01T00:00:00.000000Z"
    assert event["action"] == "Looking"
    assert event["reportingComponent"] == "judge"
    assert event["series"] == {"count": 2, "lastObservedTime": "2026-01-01T00:00:00.000000Z"}


def test_an_event_that_the_server_refuses_is_lost(cluster: Cluster) -> None:
    lost = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "nowhere"}}
    cluster.recorder.event(lost, "Normal", "Seen", "it", component="tester")
    assert cluster.api.list(kinds.EVENT, "nowhere") == []


def test_a_reference_leaves_out_what_is_not_known() -> None:
    about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}}
    assert reference(about, "spec") == {"kind": "Node", "name": "a", "apiVersion": "v1", "fieldPath": "spec"}
