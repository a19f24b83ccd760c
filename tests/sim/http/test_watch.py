"""Watches: what they begin with, what they tell, how it looks."""

from __future__ import annotations

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import (
    CONFIG_MAPS,
    SETS,
    TABLE,
    ask,
    config_map,
    content,
    events,
    stateful_set,
    watch,
)


def test_a_watch_without_a_version_begins_with_what_is_there(gateway: Gateway) -> None:
    stream = watch(gateway, "/api/v1/nodes")
    assert [event["type"] for event in events(stream)] == ["ADDED"] * 3
    assert stream.ending


def test_a_watch_tells_what_enters_and_leaves_the_selection(gateway: Gateway) -> None:
    since = str(gateway.cluster.store.revision)
    ask(gateway, "POST", CONFIG_MAPS, config_map("one", tier="a"))
    for tier in ("b", "a"):
        ask(gateway, "PUT", f"{CONFIG_MAPS}/one", config_map("one", tier=tier))
    ask(gateway, "PUT", f"{CONFIG_MAPS}/one", {**config_map("one", tier="a"), "data": {}})
    ask(gateway, "DELETE", f"{CONFIG_MAPS}/one")
    told = events(watch(gateway, CONFIG_MAPS, {"resourceVersion": since, "labelSelector": "tier=a"}))
    assert [event["type"] for event in told] == ["ADDED", "DELETED", "ADDED", "MODIFIED", "DELETED"]
    versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in told]
    assert versions == sorted(set(versions))
    assert told[1]["object"]["metadata"]["labels"] == {"tier": "a"}


def test_initial_events_end_with_a_bookmark(gateway: Gateway) -> None:
    query = {
        "sendInitialEvents": "true",
        "allowWatchBookmarks": "true",
        "resourceVersionMatch": "NotOlderThan",
    }
    told = events(watch(gateway, "/api/v1/nodes", query))
    assert [event["type"] for event in told] == ["ADDED", "ADDED", "ADDED", "BOOKMARK", "BOOKMARK"]
    assert told[3]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert (told[3]["object"]["kind"], told[3]["object"]["apiVersion"]) == ("Node", "v1")


def test_only_the_first_table_of_a_watch_has_heads(gateway: Gateway) -> None:
    tables = [event["object"] for event in events(watch(gateway, "/api/v1/nodes", accept=TABLE))]
    assert [table["columnDefinitions"] is not None for table in tables] == [True, False, False]
    assert all(len(table["rows"]) == 1 for table in tables)


def test_ages_in_a_watch_are_those_of_the_event(gateway: Gateway) -> None:
    since = str(gateway.cluster.store.revision)
    ask(gateway, "POST", SETS, stateful_set())
    gateway.cluster.settle()
    gateway.cluster.advance(3600)
    pods = "/api/v1/namespaces/default/pods"
    told = events(watch(gateway, pods, {"resourceVersion": since}, TABLE))
    assert told[0]["object"]["rows"][0]["cells"][4] == "0s"


def test_a_version_that_is_none_is_refused(gateway: Gateway) -> None:
    answer = ask(gateway, "GET", "/api/v1/pods", query={"watch": "1", "resourceVersion": "abc"})
    assert (answer.status, content(answer)["message"]) == (
        500,
        'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    )
