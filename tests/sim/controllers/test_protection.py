"""Volumes and claims that are in use outlive their deletion."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds

CLAIM, VOLUME = kinds.PERSISTENT_VOLUME_CLAIM, kinds.PERSISTENT_VOLUME


def mounting(claim: str) -> dict[str, Any]:
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]}


def test_1_2_a_claim_stays_terminating_until_the_last_pod_that_uses_it_is_gone(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    for name in ("p", "q"):
        bench.pod(name, **mounting("data"))
    bench.settle()
    bench.delete(CLAIM, "data")
    assert meta.is_terminating(bench.get(CLAIM, "data"))
    bench.delete(kinds.POD, "p")
    bench.settle()
    assert bench.find(CLAIM, "data") is not None
    bench.delete(kinds.POD, "q")
    bench.settle()
    assert bench.find(CLAIM, "data") is None
    assert bench.get(VOLUME, "pv")["status"]["phase"] == "Released"


def test_1_a_pod_without_a_node_does_not_hold_a_claim(bench: Any) -> None:
    bench.claim("data")
    bench.pod("p", **mounting("data"))
    bench.delete(CLAIM, "data")
    assert bench.find(CLAIM, "data") is None


def test_a_claim_nobody_uses_goes_at_once(bench: Any) -> None:
    bench.claim("data")
    bench.delete(CLAIM, "data")
    assert bench.find(CLAIM, "data") is None


def test_a_bound_volume_stays_until_it_is_released(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    bench.delete(VOLUME, "pv")
    assert meta.is_terminating(bench.get(VOLUME, "pv"))
    bench.delete(CLAIM, "data")
    assert bench.find(VOLUME, "pv") is None


def test_finalizers_that_were_taken_off_come_back(bench: Any) -> None:
    bench.volume("pv")
    bench.claim("data")
    for kind, name, finalizer in ((VOLUME, "pv", "pv-protection"), (CLAIM, "data", "pvc-protection")):
        bench.change(kind, name, lambda draft: draft["metadata"].pop("finalizers"))
        assert bench.get(kind, name)["metadata"]["finalizers"] == [f"kubernetes.io/{finalizer}"]


def test_a_claim_of_an_ephemeral_volume_is_used_too(bench: Any) -> None:
    bench.volume("pv")
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    template = {"volumeClaimTemplate": {"spec": spec}}
    bench.pod("p", volumes=[{"name": "scratch", "ephemeral": template}])
    bench.delete(CLAIM, "p-scratch")
    assert meta.is_terminating(bench.get(CLAIM, "p-scratch"))
