"""Namespaces: what is in a new one, and how one goes."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta
from k8slab.sim import kinds


def make(bench: Any, name: str = "team") -> None:
    bench.create(kinds.NAMESPACE, {"metadata": {"name": name}})


def test_a_new_namespace_has_its_account_and_its_certificate(bench: Any) -> None:
    make(bench)
    assert bench.api.get(kinds.SERVICE_ACCOUNT, "default", "team")
    certificate = bench.api.get(kinds.CONFIG_MAP, "kube-root-ca.crt", "team")
    assert certificate["data"]["ca.crt"].startswith("-----BEGIN CERTIFICATE-----\n")
    assert "kubernetes.io/description" in meta.annotations(certificate)


def test_they_come_back_when_they_are_deleted_or_changed(bench: Any) -> None:
    make(bench)
    bench.api.delete(kinds.SERVICE_ACCOUNT, "default", "team")
    bench.api.modify(kinds.CONFIG_MAP, "kube-root-ca.crt", "team", lambda draft: draft.update(data={}))
    bench.settle()
    assert bench.api.get(kinds.SERVICE_ACCOUNT, "default", "team")
    assert bench.api.get(kinds.CONFIG_MAP, "kube-root-ca.crt", "team")["data"]


def test_1_2_3_a_namespace_goes_when_it_is_empty(bench: Any) -> None:
    make(bench)
    spec = {"containers": [{"name": "main", "image": "server"}]}
    bench.api.create(kinds.POD, {"metadata": {"name": "p"}, "spec": spec}, "team")
    bench.settle()
    bench.delete(kinds.NAMESPACE, "team")
    status = bench.get(kinds.NAMESPACE, "team")["status"]
    assert status["phase"] == "Terminating"
    remaining = {each["type"]: each for each in status["conditions"]}["NamespaceContentRemaining"]
    assert remaining["status"] == "True"
    assert remaining["message"] == "Some resources are remaining: pods. has 1 resource instances"
    bench.settle()
    assert bench.find(kinds.NAMESPACE, "team") is None
    left = [kind for kind in kinds.KINDS if kind.namespaced and bench.api.list(kind, "team")]
    assert left == []


def test_2_finalizers_hold_a_namespace(bench: Any) -> None:
    make(bench)
    held = {"metadata": {"name": "held", "finalizers": ["example.com/wait"]}}
    bench.api.create(kinds.CONFIG_MAP, held, "team")
    bench.delete(kinds.NAMESPACE, "team")
    bench.settle()
    conditions = {each["type"]: each for each in bench.get(kinds.NAMESPACE, "team")["status"]["conditions"]}
    assert conditions["NamespaceFinalizersRemaining"]["message"] == (
        "Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances"
    )
    bench.api.modify(kinds.CONFIG_MAP, "held", "team", lambda draft: draft["metadata"].pop("finalizers"))
    bench.settle()
    assert bench.find(kinds.NAMESPACE, "team") is None
