"""What checks ask about a StatefulSet's members."""

from typing import Any

import pytest

from k8slab.checks import State, Unmet
from k8slab.checks.members import (
    bound_volume,
    claims,
    claims_mounted,
    known_names,
    nothing_shared,
    ready_members,
)


def member(name: str, *, ready: bool = True, mounted: bool = True, **metadata: Any) -> dict[str, Any]:
    owner = {"kind": "StatefulSet", "name": "zk", "uid": "set", "controller": True}
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": f"data-{name}"}}
    mounts = [{"name": "data", "mountPath": "/data"}] if mounted else []
    return {
        "metadata": {"name": name, "namespace": "ns", "ownerReferences": [owner], **metadata},
        "spec": {"volumes": [volume], "containers": [{"name": "zk", "volumeMounts": mounts}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": str(ready)}]},
    }


def pending(name: str, why: str) -> dict[str, Any]:
    condition = {"type": "PodScheduled", "status": "False", "message": why}
    return {**member(name), "status": {"phase": "Pending", "conditions": [condition]}}


def cluster(*pods: dict[str, Any], **others: list[dict[str, Any]]) -> State:
    zk = {"metadata": {"name": "zk", "namespace": "ns"}, "spec": {}}
    return State({"statefulsets": [zk], "pods": list(pods), **others})


def found_in(state: State, *names: str) -> str:
    """What the complaint about members that are not Ready says."""
    with pytest.raises(Unmet) as unmet:
        ready_members(state, "ns", "zk", names)
    return unmet.value.found


def test_a_member_that_cannot_start_says_what_its_container_waits_for() -> None:
    waiting = {"reason": "ImagePullBackOff", "message": 'Back-off pulling image "zk:404"'}
    status = {"phase": "Pending", "containerStatuses": [{"name": "zk", "state": {"waiting": waiting}}]}
    state = cluster({**member("zk-0"), "status": status})
    assert found_in(state, "zk-0") == 'it Pending: ImagePullBackOff: Back-off pulling image "zk:404"'


def test_ready_members_come_in_the_order_asked_for() -> None:
    state = cluster(member("zk-0"), member("zk-1"))
    assert [pod["metadata"]["name"] for pod in ready_members(state, "ns", "zk", ["zk-1", "zk-0"])] == [
        "zk-1",
        "zk-0",
    ]


def test_a_member_that_is_not_ready_is_described() -> None:
    assert found_in(cluster(), "zk-0") == "no such pod"
    assert found_in(cluster(member("zk-0", ready=False)), "zk-0") == "it Running, not Ready"
    assert found_in(cluster(pending("zk-0", "no node")), "zk-0") == "it Pending: no node"
    assert found_in(cluster(member("zk-0", deletionTimestamp="now")), "zk-0") == "it being deleted"


def test_members_that_share_a_place_are_named() -> None:
    nothing_shared({"zk-0": "m1", "zk-1": "m2"}, "node")
    with pytest.raises(Unmet, match="zk-0 and zk-2 on the same node m1"):
        nothing_shared({"zk-0": "m1", "zk-1": "m2", "zk-2": "m1"}, "node")


def test_the_volume_behind_a_members_claim_is_found() -> None:
    claim = {"metadata": {"name": "data-zk-0", "namespace": "ns"}, "spec": {"volumeName": "pv1"}}
    assert claims(member("zk-0")) == {"data": "data-zk-0"}
    assert bound_volume(cluster(persistentvolumeclaims=[claim]), member("zk-0")) == "pv1"


def test_a_claim_that_is_not_bound_is_told() -> None:
    claim = {"metadata": {"name": "data-zk-0", "namespace": "ns"}, "spec": {}}
    with pytest.raises(Unmet, match="data-zk-0 Bound, found it Pending"):
        bound_volume(cluster(persistentvolumeclaims=[claim]), member("zk-0"))


def test_a_claim_that_no_container_mounts_is_told() -> None:
    claims_mounted(member("zk-0"))
    with pytest.raises(Unmet, match="found data-zk-0 not mounted"):
        claims_mounted(member("zk-0", mounted=False))


def test_names_of_a_services_endpoints_come_from_all_its_slices() -> None:
    labels = {"kubernetes.io/service-name": "peers"}
    slices = [
        {"metadata": {"name": name, "namespace": "ns", "labels": labels}, "endpoints": ends}
        for name, ends in {"a": [{"hostname": "zk-0"}, {"addresses": ["10.0.0.1"]}], "b": None}.items()
    ]
    assert known_names(cluster(endpointslices=slices), "ns", "peers") == {"zk-0"}
