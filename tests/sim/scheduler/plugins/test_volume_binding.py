"""The plugin's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta
from k8slab.sim import kinds

CLAIM, VOLUME = kinds.PERSISTENT_VOLUME_CLAIM, kinds.PERSISTENT_VOLUME
SELECTED = "volume.kubernetes.io/selected-node"


def storage_class(
    bench: Any, name: str, provisioner: str = "kubernetes.io/no-provisioner", **more: Any
) -> None:
    settings = {"provisioner": provisioner, "volumeBindingMode": "WaitForFirstConsumer", **more}
    bench.create(kinds.STORAGE_CLASS, {"metadata": {"name": name}, **settings})


def on(*nodes: str) -> dict[str, Any]:
    """The affinity of a volume that only these nodes can use."""
    expression = {"key": "kubernetes.io/hostname", "operator": "In", "values": list(nodes)}
    return {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}


def mounting(*claims: str) -> dict[str, Any]:
    return {"volumes": [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims]}


def why(bench: Any, pod: str) -> str:
    """The reason in the pod's last FailedScheduling message."""
    message: str = bench.events(pod)[-1]
    return message.partition("available: ")[2]


def local(bench: Any, name: str, *nodes: str, size: str = "1Gi") -> None:
    bench.volume(name, size, storageClassName="local", nodeAffinity=on(*nodes))


def test_1_an_unbound_claim_keeps_the_pod_off_all_nodes(bench: Any) -> None:
    bench.claim("data")
    bench.pod("p", **mounting("data"))
    assert why(bench, "p") == "pod has unbound immediate PersistentVolumeClaims. not found"


def test_1_a_lost_claim_says_which_volume_it_lost(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.delete(VOLUME, "pv")
    bench.change(VOLUME, "pv", lambda volume: volume["metadata"].pop("finalizers"))
    bench.pod("p", **mounting("data"))
    assert why(bench, "p").startswith(
        'persistentvolumeclaim "data" bound to non-existent persistentvolume "pv"'
    )


def test_2_the_pod_follows_its_volume(bench: Any) -> None:
    bench.volume("pv", nodeAffinity=on("b"))
    bench.claim("data")
    bench.pod("p", **mounting("data"))
    assert bench.node_of("p") == "b"
    bench.pod("q", nodeSelector={"kubernetes.io/hostname": "c"}, **mounting("data"))
    assert "1 node(s) didn't match PersistentVolume's node affinity" in why(bench, "q")


def test_3_a_claim_that_waits_is_bound_where_the_pod_can_run(bench: Any) -> None:
    storage_class(bench, "local")
    local(bench, "on-a", "a")
    local(bench, "on-c", "c", size="5Gi")
    bench.claim("data", storageClassName="local")
    bench.settle()
    assert bench.get(CLAIM, "data")["status"]["phase"] == "Pending"
    assert bench.events("data") == [
        "WaitForFirstConsumer: waiting for first consumer to be created before binding"
    ]
    bench.pod("p", nodeSelector={"kubernetes.io/hostname": "c"}, **mounting("data"))
    assert bench.get(CLAIM, "data")["spec"]["volumeName"] == "on-c"
    assert bench.node_of("p") == "c"
    assert bench.get(VOLUME, "on-a")["status"]["phase"] == "Available"


def test_3_two_claims_of_one_pod_get_two_volumes_of_one_node(bench: Any) -> None:
    storage_class(bench, "local")
    local(bench, "a1", "a")
    local(bench, "b1", "b")
    local(bench, "b2", "b")
    for name in ("data", "log"):
        bench.claim(name, storageClassName="local")
    bench.pod("p", **mounting("data", "log"))
    assert bench.node_of("p") == "b"
    assert {bench.get(CLAIM, name)["spec"]["volumeName"] for name in ("data", "log")} == {"b1", "b2"}


def test_3_without_a_volume_or_a_provisioner_no_node_is_right(bench: Any) -> None:
    storage_class(bench, "local")
    bench.claim("data", storageClassName="local")
    bench.pod("p", **mounting("data"))
    assert why(bench, "p").startswith("3 node(s) didn't find available persistent volumes to bind.")
    bench.cluster.advance(20)
    assert bench.events("data")[-1] == "WaitForPodScheduled: waiting for pod p to be scheduled"
    local(bench, "pv", "c")
    bench.settle()
    assert bench.node_of("p") == "c"


def test_3_a_class_may_be_for_some_nodes_only(bench: Any) -> None:
    label = {"key": "kubernetes.io/hostname", "values": ["b"]}
    storage_class(bench, "zonal", "example.com/disk", allowedTopologies=[{"matchLabelExpressions": [label]}])
    bench.claim("data", storageClassName="zonal")
    bench.pod("p", **mounting("data"))
    assert meta.annotations(bench.get(CLAIM, "data"))[SELECTED] == "b"


@pytest.mark.parametrize("affinity", [None, on("a"), on("a", "b", "c")])
def test_4_the_pod_waits_on_its_node_until_the_volume_is_made(bench: Any, affinity: Any) -> None:
    storage_class(bench, "later", "example.com/disk")
    bench.claim("data", storageClassName="later")
    bench.pod("p", **mounting("data"))
    assert bench.node_of("p") is None
    assert bench.events("p") == []
    claim = bench.get(CLAIM, "data")
    assert meta.annotations(claim) == {
        SELECTED: "a",
        "volume.beta.kubernetes.io/storage-provisioner": "example.com/disk",
        "volume.kubernetes.io/storage-provisioner": "example.com/disk",
    }
    bench.pod("full")
    extra = {"nodeAffinity": affinity} if affinity else {}
    reference = {"namespace": "default", "name": "data", "uid": meta.uid(claim)}
    bench.volume("made", storageClassName="later", claimRef=reference, **extra)
    assert bench.node_of("p") == "a"


def test_1_a_claim_that_is_missing_is_named_before_one_that_is_not_bound(bench: Any) -> None:
    bench.claim("data")
    bench.pod("p", **mounting("data", "none"))
    assert why(bench, "p") == 'persistentvolumeclaim "none" not found. not found'


def test_2_3_a_node_may_lack_both_what_is_bound_and_what_is_not(bench: Any) -> None:
    local(bench, "here", "a")
    storage_class(bench, "local")
    bench.volume("bound", nodeAffinity=on("b"))
    bench.claim("bound")
    bench.claim("data", storageClassName="local")
    bench.pod("p", **mounting("bound", "data"))
    assert why(bench, "p").startswith(
        "2 node(s) didn't find available persistent volumes to bind, "
        "2 node(s) didn't match PersistentVolume's node affinity."
    )


def test_3_on_a_node_the_smallest_volume_is_taken_however_many_access_modes_it_has(bench: Any) -> None:
    storage_class(bench, "local")
    bench.volume("few", "2Gi", storageClassName="local", nodeAffinity=on("a"))
    many = ["ReadWriteOnce", "ReadOnlyMany"]
    bench.volume("many", "1Gi", storageClassName="local", nodeAffinity=on("a"), accessModes=many)
    bench.claim("data", storageClassName="local")
    bench.pod("p", **mounting("data"))
    assert bench.get(CLAIM, "data")["spec"]["volumeName"] == "many"


def test_4_a_volume_reserved_by_hand_is_not_marked_as_the_controllers_choice(bench: Any) -> None:
    storage_class(bench, "local")
    mine = {"claimRef": {"namespace": "default", "name": "data"}}
    bench.volume("kept", storageClassName="local", nodeAffinity=on("c"), **mine)
    bench.claim("data", storageClassName="local")
    bench.pod("p", **mounting("data"))
    assert bench.node_of("p") == "c"
    assert "pv.kubernetes.io/bound-by-controller" not in meta.annotations(bench.get(VOLUME, "kept"))


def test_3_a_claim_that_gets_the_default_class_of_later_is_looked_at_again(bench: Any) -> None:
    bench.claim("data")
    bench.pod("p", **mounting("data"))
    bench.settle()
    mark = {"storageclass.kubernetes.io/is-default-class": "true"}
    settings = {"provisioner": "rancher.io/local-path", "volumeBindingMode": "WaitForFirstConsumer"}
    bench.create(kinds.STORAGE_CLASS, {"metadata": {"name": "later", "annotations": mark}, **settings})
    bench.settle()
    node = bench.node_of("p")
    assert bench.get(CLAIM, "data")["metadata"]["annotations"][SELECTED] == node
    assert bench.events("p")[0].startswith("FailedScheduling: 0/3 nodes are available: pod has unbound")
    assert f"Scheduled: Successfully assigned default/p to {node}" in bench.events("p")
