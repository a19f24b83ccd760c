"""The controller's guarantees, as numbered in its docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds

CLAIM = kinds.PERSISTENT_VOLUME_CLAIM
SPEC = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}


def scratch(**spec: Any) -> dict[str, Any]:
    metadata = {"labels": {"kind": "scratch"}, "annotations": {"why": "test"}}
    template = {"metadata": metadata, "spec": SPEC | spec}
    return {"volumes": [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": template}}]}


def test_1_a_pod_gets_a_claim_of_its_own_waits_for_it_and_takes_it_along(bench: Any) -> None:
    bench.volume("pv")
    bench.pod("p", **scratch())
    claim, pod = bench.get(CLAIM, "p-scratch"), bench.get(kinds.POD, "p")
    assert claim["metadata"]["ownerReferences"] == [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "name": "p",
            "uid": meta.uid(pod),
            "controller": True,
            "blockOwnerDeletion": True,
        }
    ]
    assert claim["metadata"]["labels"] == {"kind": "scratch"}
    assert claim["metadata"]["annotations"]["why"] == "test"
    bench.settle()
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert bench.find(CLAIM, "p-scratch") is None
    assert bench.get(kinds.PERSISTENT_VOLUME, "pv")["status"]["phase"] == "Released"


def test_1_while_the_claim_is_not_bound_the_pod_says_so(bench: Any) -> None:
    bench.pod("p", **scratch())
    bench.cluster.run_due()
    unbound = "pod has unbound immediate PersistentVolumeClaims. not found"
    assert bench.events("p")[-1] == f"FailedScheduling: 0/3 nodes are available: {unbound}"


def test_2_somebody_elses_claim_of_that_name_keeps_the_pod_waiting(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("p-scratch")
    bench.pod("p", **scratch())
    conflict = "PVC default/p-scratch was not created for pod default/p (pod is not owner)"
    assert sorted(set(bench.events("p"))) == [
        f"FailedBinding: ephemeral volume scratch: {conflict}",
        f"FailedScheduling: 0/3 nodes are available: {conflict}. not found",
    ]
    bench.settle()
    assert bench.node_of("p") is None
    bench.delete(CLAIM, "p-scratch")
    bench.volume("pv2")
    bench.cluster.advance(2000)
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"


def test_3_a_claim_that_was_deleted_is_made_again(bench: Any) -> None:
    bench.pod("p", **scratch())
    before = meta.uid(bench.get(CLAIM, "p-scratch"))
    bench.delete(CLAIM, "p-scratch")
    assert meta.uid(bench.get(CLAIM, "p-scratch")) != before
