"""The parts of objects that have a behaviour of their own."""

from __future__ import annotations

import pytest

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import SETS, ask, content, stateful_set


def test_a_status_is_written_alone(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    path = "/api/v1/namespaces/default/pods/web-0"
    condition = {"type": "example.com/ready", "status": "True"}
    patch = {"spec": {"activeDeadlineSeconds": 5}, "status": {"conditions": [condition]}}
    strategic = "application/strategic-merge-patch+json"
    assert ask(gateway, "PATCH", f"{path}/status", patch, content_type=strategic).status == 200
    found = content(ask(gateway, "GET", path))
    assert "activeDeadlineSeconds" not in found["spec"]
    assert "example.com/ready" in [each["type"] for each in found["status"]["conditions"]]


def test_an_eviction_deletes_the_pod_and_says_why(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    gateway.cluster.settle()
    path = "/api/v1/namespaces/default/pods/web-0"
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web-0"}}
    answer = ask(gateway, "POST", f"{path}/eviction", eviction)
    assert (answer.status, content(answer)) == (
        201,
        {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201},
    )
    pod = content(ask(gateway, "GET", path))
    assert pod["metadata"]["deletionTimestamp"]
    [condition] = [each for each in pod["status"]["conditions"] if each["type"] == "DisruptionTarget"]
    assert condition["reason"] == "EvictionByEvictionAPI"


def test_the_log_of_a_running_container_is_text(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    path = "/api/v1/namespaces/default/pods/web-0/log"
    waiting = ask(gateway, "GET", path)
    assert (waiting.status, content(waiting)["message"]) == (
        400,
        'container "nginx" in pod "web-0" is waiting to start: ContainerCreating',
    )
    gateway.cluster.settle()
    assert (ask(gateway, "GET", path).status, ask(gateway, "GET", path).content_type) == (200, "text/plain")
    wrong = ask(gateway, "GET", path, query={"container": "other"})
    assert content(wrong)["message"] == "container other is not valid for pod web-0"


@pytest.mark.parametrize(("part", "hint"), [("ephemeralcontainers", "kubectl exec"), ("resize", "template")])
def test_what_is_not_simulated_of_a_pod_says_so_and_what_to_do(
    gateway: Gateway, part: str, hint: str
) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    answer = ask(gateway, "PUT", f"/api/v1/namespaces/default/pods/web-0/{part}", {"metadata": {}})
    message = content(answer)["message"]
    assert answer.status == 405
    assert message.startswith(f"pods/{part} is not simulated: ")
    assert hint in message


def test_a_write_of_the_status_takes_over_the_metadata_and_never_the_spec(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    patch = {"metadata": {"annotations": {"a": "b"}}, "spec": {"replicas": 5}, "status": {"replicas": 7}}
    merge = "application/merge-patch+json"
    patched = content(ask(gateway, "PATCH", f"{SETS}/web/status", patch, content_type=merge))
    assert patched["metadata"]["annotations"] == {"a": "b"}
    assert (patched["spec"]["replicas"], patched["status"]["replicas"]) == (1, 7)
    wrong = {"metadata": {"labels": {"a b": "c"}}}
    assert ask(gateway, "PATCH", f"{SETS}/web/status", wrong, content_type=merge).status == 422


def test_a_write_of_a_deployments_status_leaves_its_labels_alone(gateway: Gateway) -> None:
    deployments = SETS.replace("statefulsets", "deployments")
    ask(gateway, "POST", deployments, {**stateful_set(), "kind": "Deployment"})
    patch = {"metadata": {"labels": {"a": "b"}, "annotations": {"a": "b"}}}
    merge = "application/merge-patch+json"
    patched = content(ask(gateway, "PATCH", f"{deployments}/web/status", patch, content_type=merge))
    assert "labels" not in patched["metadata"]
    assert patched["metadata"]["annotations"]["a"] == "b"
