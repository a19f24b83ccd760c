"""Conditions in words, and the objects of a moment that they are asked of."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import K8slabError
from k8slab.story import Condition, Event, Moment, Present


def pod(name: str, namespace: str = "default", *, ready: bool = True, **spec: Any) -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": "True" if ready else "False"}]
    return {
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
        "status": {"phase": "Running", "conditions": conditions},
    }


PRESENT = Present(
    {
        "pods": [pod("zk-0", nodeName="a"), pod("zk-1", ready=False), pod("zk-2", "zookeeper")],
        "persistentvolumeclaims": [
            {"kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "status": {"phase": "Bound"}}
        ],
    }
)


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("zk-0 Ready", True),
        ("zk-0 is ready", True),
        ("zk-1 Ready", False),
        ("zk-1 not Ready", True),
        ("zk-1 NotReady", True),
        ("pod/zk-1 Running", True),
        ("zk-0 scheduled", True),
        ("zk-1 scheduled", False),
        ("zk-2 Ready", True),
        ("zk-3 Ready", False),
        ("zk-3 not Ready", False),
        ("zk-3 deleted", True),
        ("zk-0 gone", False),
        ("zk-0 not deleted", True),
        ("zk-0 created", True),
        ("zk-0 Terminating", False),
        ("zk-0 Exploded", False),
    ],
)
def test_it_holds_or_not(words: str, holds: bool) -> None:
    assert Condition.parse(words).holds(PRESENT, "pods") is holds


def test_a_phase_is_a_word_as_well() -> None:
    assert Condition.parse("pvc/data Bound").holds(PRESENT, "persistentvolumeclaims")
    assert not Condition.parse("pvc/data Lost").holds(PRESENT, "persistentvolumeclaims")


def test_a_namespace_narrows_it() -> None:
    assert not Condition.parse("zk-2 Ready", "default").holds(PRESENT, "pods")
    assert Condition.parse("zk-2 Ready", "zookeeper").holds(PRESENT, "pods")


def test_what_there_is_instead_is_told() -> None:
    assert Condition.parse("zk-1 Ready").state(PRESENT, "pods") == "phase Running, not Ready"
    assert Condition.parse("zk-9 Ready").state(PRESENT, "pods") == (
        "no such object among the pods (zk-0, zk-1, zk-2)"
    )
    assert Condition.parse("a Ready").state(PRESENT, "nodes") == (
        "no such object among the nodes (there are none)"
    )


@pytest.mark.parametrize("words", ["", "zk-0", "a b c", "/zk-0 Ready"])
def test_what_is_no_condition_is_refused_with_examples(words: str) -> None:
    with pytest.raises(K8slabError, match="expected a condition like 'zk-2 Ready'"):
        Condition.parse(words)


def test_the_present_follows_events() -> None:
    present = Present({})
    present.follow(Event(Moment(0, 1), "ADDED", "pods", pod("a")))
    present.follow(Event(Moment(1, 2), "MODIFIED", "pods", pod("a", ready=False)))
    present.follow(Event(Moment(1, 3), "ADDED", "pods", pod("b")))
    assert [Condition.parse(f"{name} Ready").holds(present, "pods") for name in "ab"] == [False, True]
    present.follow(Event(Moment(2, 4), "DELETED", "pods", pod("a")))
    assert present.find("pods", "a") is None
