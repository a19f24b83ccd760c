"""Namespaces: what is in a new one, and how one goes."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
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


def pod(bench: Any, **spec: Any) -> None:
    spec = {"containers": [{"name": "main", "image": "server"}], **spec}
    bench.api.create(kinds.POD, {"metadata": {"name": "p"}, "spec": spec}, "team")
    bench.settle()


def deleted(bench: Any) -> list[str]:
    log = bench.cluster.store.log
    return [
        meta.name(entry.object)
        for entry in log
        if entry.type == "DELETED"
        and meta.namespace(entry.object) == "team"
        and entry.kind is not kinds.EVENT
    ]


def test_1_pods_go_before_what_they_rely_on(bench: Any) -> None:
    make(bench)
    bench.api.create(kinds.CONFIG_MAP, {"metadata": {"name": "settings"}}, "team")
    pod(bench)
    bench.delete(kinds.NAMESPACE, "team")
    assert bench.api.get(kinds.CONFIG_MAP, "settings", "team")
    bench.settle()
    assert deleted(bench)[0] == "p"
    assert "settings" in deleted(bench)


def test_1_a_set_makes_no_pods_in_a_namespace_that_goes(bench: Any) -> None:
    make(bench)
    template = {
        "metadata": {"labels": {"a": "b"}},
        "spec": {"containers": [{"name": "m", "image": "server"}]},
    }
    spec = {"replicas": 2, "selector": {"matchLabels": {"a": "b"}}, "template": template, "serviceName": "x"}
    bench.api.create(kinds.STATEFULSET, {"metadata": {"name": "web"}, "spec": spec}, "team")
    bench.settle()
    bench.mark()
    bench.delete(kinds.NAMESPACE, "team")
    bench.settle()
    assert bench.find(kinds.NAMESPACE, "team") is None
    assert [change for _, change, _ in bench.log(kinds.POD, "web-0", meta.name)].count("ADDED") == 0


def test_4_pods_of_a_lost_node_are_a_failure_that_the_namespace_tells_of(bench: Any) -> None:
    make(bench)
    pod(bench, nodeName="a", terminationGracePeriodSeconds=20)
    bench.cluster.stop_node("a")
    bench.delete(kinds.NAMESPACE, "team")

    def failure(namespace: dict[str, Any]) -> tuple[str, str]:
        found = {each["type"]: each for each in namespace["status"]["conditions"]}
        condition = found["NamespaceDeletionContentFailure"]
        return condition["status"], condition["message"]

    assert failure(bench.get(kinds.NAMESPACE, "team"))[0] == "False"
    bench.cluster.advance(25)
    assert failure(bench.get(kinds.NAMESPACE, "team")) == (
        "True",
        "Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: team "
        "for gvr: /v1, Resource=pods",
    )


@pytest.mark.parametrize("name", ["default", "kube-system", "kube-public"])
def test_some_namespaces_may_not_be_deleted(bench: Any, name: str) -> None:
    with pytest.raises(
        ApiError, match=f'namespaces "{name}" is forbidden: this namespace may not be deleted'
    ):
        bench.delete(kinds.NAMESPACE, name)
    assert bench.get(kinds.NAMESPACE, name)["status"]["phase"] == "Active"
