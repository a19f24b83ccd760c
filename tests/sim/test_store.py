"""The store: versions, the log of changes, listeners, the index by owner."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from k8slab.sim.store import Change, Store


def a_map(name: str, *owners: str, namespace: str = "default") -> dict[str, Any]:
    references = [{"uid": uid} for uid in owners]
    return {"metadata": {"name": name, "namespace": namespace, "ownerReferences": references}}


def test_every_write_gets_the_next_resource_version_and_stands_in_the_log() -> None:
    store = Store(lambda: 7.0)
    first = store.put(kinds.CONFIG_MAP, a_map("a"))
    second = store.put(kinds.CONFIG_MAP, a_map("a"))
    store.remove(kinds.CONFIG_MAP, a_map("a"))
    assert [first["metadata"]["resourceVersion"], second["metadata"]["resourceVersion"]] == ["1", "2"]
    assert [(entry.revision, entry.type, entry.time) for entry in store.log] == [
        (1, "ADDED", 7.0),
        (2, "MODIFIED", 7.0),
        (3, "DELETED", 7.0),
    ]
    assert store.log[1].previous is first


def test_listeners_hear_every_change_in_the_order_in_which_they_subscribed() -> None:
    store, heard = Store(lambda: 0.0), []

    def listener(name: str) -> Any:
        def note(change: Change) -> None:
            heard.append((name, change.type))

        return note

    second = listener("second")
    store.subscribe(listener("first"))
    store.subscribe(second)
    store.put(kinds.CONFIG_MAP, a_map("a"))
    store.unsubscribe(second)
    store.put(kinds.CONFIG_MAP, a_map("b"))
    assert heard == [("first", "ADDED"), ("second", "ADDED"), ("first", "ADDED")]


def test_lists_are_in_order_of_namespace_and_name() -> None:
    store = Store(lambda: 0.0)
    for namespace, name in [("b", "x"), ("a", "z"), ("a", "y")]:
        store.put(kinds.CONFIG_MAP, a_map(name, namespace=namespace))
    names = [(obj["metadata"]["namespace"], obj["metadata"]["name"]) for obj in store.list(kinds.CONFIG_MAP)]
    assert names == [("a", "y"), ("a", "z"), ("b", "x")]
    assert store.count(kinds.CONFIG_MAP) == 3
    assert store.list(kinds.CONFIG_MAP, "nowhere") == []


def test_what_an_owner_owns_follows_the_references() -> None:
    store = Store(lambda: 0.0)
    store.put(kinds.CONFIG_MAP, a_map("a", "one"))
    store.put(kinds.CONFIG_MAP, a_map("b", "one", "two"))
    store.put(kinds.CONFIG_MAP, a_map("a", "two"))

    def owned(uid: str) -> list[str]:
        return [obj["metadata"]["name"] for _, obj in store.owned_by(uid)]

    assert (owned("one"), owned("two"), owned("three")) == (["b"], ["b", "a"], [])
    store.remove(kinds.CONFIG_MAP, a_map("b", "one", "two"))
    assert (owned("one"), owned("two")) == ([], ["a"])
