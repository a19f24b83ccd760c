"""An index has what the store has, under the keys that its function gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds


def by_app(pod: dict[str, Any]) -> Iterable[str]:
    yield from meta.labels(pod).values()


def names(bench: Any, key: str) -> list[str]:
    return [meta.name(pod) for pod in bench.cluster.store.index(kinds.POD, by_app).of(key)]


def test_objects_come_move_and_go_with_their_keys(bench: Any) -> None:
    bench.pod("before", labels={"app": "x"})
    assert names(bench, "x") == ["before"]
    bench.pod("after", labels={"app": "x", "tier": "y"})
    assert (names(bench, "x"), names(bench, "y")) == (["before", "after"], ["after"])
    bench.change(kinds.POD, "before", lambda pod: pod["metadata"].update(labels={"app": "z"}))
    assert (names(bench, "x"), names(bench, "z")) == (["after"], ["before"])
    bench.delete(kinds.POD, "before", gracePeriodSeconds=0)
    assert (names(bench, "z"), names(bench, "never")) == ([], [])


def test_an_index_shows_the_present_version(bench: Any) -> None:
    bench.pod("p", labels={"app": "x"})
    bench.settle()
    (found,) = bench.cluster.store.index(kinds.POD, by_app).of("x")
    assert found is bench.get(kinds.POD, "p")


def test_one_function_has_one_index(bench: Any) -> None:
    store = bench.cluster.store
    assert store.index(kinds.POD, by_app) is store.index(kinds.POD, by_app)
