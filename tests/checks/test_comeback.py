"""What checks ask about a member that goes and comes back."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.checks import Story, Unmet
from k8slab.checks.comeback import Comeback


def pod(name: str, uid: str, *, ready: bool = True, revision: str = "zk-1", claim: str = "data") -> Any:
    claimed = {"name": "data", "persistentVolumeClaim": {"claimName": f"{claim}-{name}"}}
    labels = {"controller-revision-hash": revision}
    return {
        "metadata": {"name": name, "namespace": "ns", "uid": uid, "labels": labels},
        "spec": {"volumes": [claimed] if claim else [], "containers": []},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": str(ready)}]},
    }


def claim(name: str, uid: str) -> Any:
    return {"metadata": {"name": name, "namespace": "ns", "uid": uid}, "status": {"phase": "Bound"}}


def told(*events: tuple[float, str, str, Any]) -> Story:
    """A story in which zk-0 and zk-1 are there from the beginning."""
    before = [
        (0.0, "ADDED", "persistentvolumeclaims", claim("data-zk-0", "c0")),
        (1.0, "ADDED", "pods", pod("zk-0", "a")),
        (2.0, "ADDED", "pods", pod("zk-1", "b")),
    ]
    keys = ("time", "type", "resource", "object")
    return Story.from_dicts(
        {**dict(zip(keys, event, strict=True)), "revision": number}
        for number, event in enumerate([*before, *events], 1)
    )


def comeback(story: Story) -> Comeback:
    old, new = story.pods("ns", name="zk-0")
    return Comeback(story, old, new, ["zk-1"], "delete it once more")


GONE = (10.0, "DELETED", "pods", pod("zk-0", "a"))


def test_a_member_that_was_deleted_and_is_back_has_all_that_it_had() -> None:
    found = comeback(told(GONE, (11.0, "ADDED", "pods", pod("zk-0", "new"))))
    found.is_ready_again()
    found.kept_its_claims()
    found.was_alone()


def test_one_that_is_not_ready_yet_or_came_with_a_rollout_is_not_ready_again() -> None:
    waits = comeback(told(GONE, (11.0, "ADDED", "pods", pod("zk-0", "new", ready=False))))
    with pytest.raises(Unmet, match="expected zk-0 Ready again, found it Running") as unmet:
        waits.is_ready_again()
    assert unmet.value.next == "kubectl describe po zk-0 -n ns"
    changed = comeback(told(GONE, (11.0, "ADDED", "pods", pod("zk-0", "new", revision="zk-2"))))
    with pytest.raises(Unmet, match="expected the template unchanged, found a rollout") as unmet:
        changed.is_ready_again()
    assert unmet.value.next == "delete it once more"


def test_a_claim_that_was_made_anew_was_not_kept() -> None:
    anew = [
        (10.0, "DELETED", "persistentvolumeclaims", claim("data-zk-0", "c0")),
        (10.5, "ADDED", "persistentvolumeclaims", claim("data-zk-0", "c1")),
    ]
    found = comeback(told(GONE, *anew, (11.0, "ADDED", "pods", pod("zk-0", "new"))))
    with pytest.raises(Unmet, match="expected its claim data-zk-0 kept, found another claim"):
        found.kept_its_claims()


def test_a_member_without_a_claim_kept_none() -> None:
    found = comeback(told(GONE, (11.0, "ADDED", "pods", pod("zk-0", "new", claim=""))))
    with pytest.raises(Unmet, match="expected its claim kept, found it without a claim"):
        found.kept_its_claims()


def test_another_member_that_was_replaced_meanwhile_is_told() -> None:
    other = (10.5, "DELETED", "pods", pod("zk-1", "b"))
    found = comeback(told(GONE, other, (11.0, "ADDED", "pods", pod("zk-0", "new"))))
    with pytest.raises(Unmet, match="expected zk-1 there all the time, found it replaced or deleted"):
        found.was_alone()
