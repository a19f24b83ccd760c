"""Upstream's specs of a StatefulSet's endpoints, and of a pod that its node rejects.

Source: test/e2e/apps/statefulset.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.framework import MERGE, Framework, Object, ready_schedulable_nodes
from tests.e2e.statefulsets import (
    HTTP_PROBE,
    WEBSERVER,
    WebSet,
    container_of,
    headless_service,
    new_statefulset,
    with_probe,
)

PAUSE = "registry.k8s.io/pause:3.10.1"
PORT = {"hostPort": 21017, "containerPort": 21017, "name": "conflict"}


@pytest.fixture(autouse=True)
def service(framework: Framework) -> Iterator[None]:
    with headless_service(framework):
        yield


def test_a_pod_that_its_node_rejects_is_recreated(framework: Framework) -> None:
    pods, node = framework.client("pods"), ready_schedulable_nodes(framework)[0]["metadata"]["name"]
    container = {"name": "webserver", "image": WEBSERVER, "ports": [PORT]}
    pods.create({"metadata": {"name": "test-pod"}, "spec": {"containers": [container], "nodeName": node}})
    framework.pace.poll(lambda: pods.get("test-pod")["status"].get("phase") == "Running", every=2)

    manifest = new_statefulset(replicas=1)
    container_of(manifest)["ports"] = [PORT]
    manifest["spec"]["template"]["spec"]["nodeName"] = node
    WebSet.create(framework, manifest)
    first = pods.list(fields="metadata.name=ss-0")
    seen = [pod["metadata"]["uid"] for pod in first["items"]]

    def is_deleted_once(event: Object) -> bool:
        if event["type"] == "DELETED":
            return bool(seen)
        seen.append(event["object"]["metadata"]["uid"])
        return False

    pods.until(is_deleted_once, first["metadata"]["resourceVersion"], fields="metadata.name=ss-0")
    pods.delete("test-pod", gracePeriodSeconds=0)

    def runs_again() -> bool:
        pod = pods.find("ss-0")
        return (
            pod is not None and pod["status"].get("phase") == "Running" and pod["metadata"]["uid"] != seen[-1]
        )

    framework.pace.poll(runs_again, every=2, timeout=300)


def test_sets_are_listed_patched_and_deleted_as_a_collection(framework: Framework) -> None:
    labels = {"name": "sample-pod", "pod": "agnhost"}
    manifest = with_probe(new_statefulset("test-ss", 1, labels=labels), HTTP_PROBE)
    web = WebSet.create(framework, manifest)
    web.wait_for_ready()
    web.wait_for_observed()

    spec = {"TerminationGracePeriodSeconds": 1, "containers": [{"name": "test-ss", "image": PAUSE}]}
    change = {"metadata": {"labels": {"test-ss": "patched"}}}
    web.client.patch("test-ss", {**change, "spec": {"replicas": 2, "template": {"spec": spec}}})
    web.get()
    assert (web.replicas, container_of(web.obj)["image"]) == (2, PAUSE)
    web.wait_for_ready()
    web.wait_for_observed()

    everywhere = framework.cluster("statefulsets")
    assert [item["metadata"]["name"] for item in everywhere.items("test-ss=patched")] == ["test-ss"]
    web.client.delete_collection("test-ss=patched", gracePeriodSeconds=1)
    assert everywhere.items("test-ss=patched") == []


def test_the_status_endpoints_are_read_updated_and_patched(framework: Framework) -> None:
    everywhere = framework.cluster("statefulsets")
    since = everywhere.list("e2e=testing")["metadata"]["resourceVersion"]
    web = WebSet.create(framework, with_probe(new_statefulset(replicas=1), HTTP_PROBE))
    web.wait_for_ready()
    web.wait_for_observed()
    web.client.patch("ss", {"metadata": {"labels": {"e2e": "testing"}}})
    assert web.client.get("ss", "status")["status"]["replicas"] == 1

    added = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from e2e test"}
    web.client.change("ss", lambda obj: obj["status"].update(conditions=[added]), "status")

    def has(condition: str) -> bool:
        def is_so(event: Object) -> bool:
            found = event["object"]["status"].get("conditions") or ()
            return any(item["type"] == condition for item in found)

        return bool(web.client.until(is_so, since, labels="e2e=testing"))

    assert has("StatusUpdate")
    patch = {"status": {"conditions": [{"type": "StatusPatched", "status": "True"}]}}
    patched = web.client.patch("ss", patch, MERGE, "status")
    assert [item["type"] for item in patched["status"]["conditions"]] == ["StatusPatched"]
    assert has("StatusPatched")
