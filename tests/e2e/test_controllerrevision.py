"""Upstream's spec of ControllerRevisions.

Source: test/e2e/apps/controller_revision.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.framework import Client, Framework, Object, is_true, ready_schedulable_nodes
from tests.e2e.statefulsets import REVISION, WEBSERVER

NAME = "e2e-x7kqz-daemon-set"
LABELS = {"daemonset-name": NAME}
SELECTOR = f"daemonset-name={NAME}"


def daemon_set() -> Object:
    container = {"name": "app", "image": WEBSERVER, "args": ["serve-hostname"]}
    container["ports"] = [{"containerPort": 9376}]
    template = {"metadata": {"labels": LABELS}, "spec": {"containers": [container]}}
    spec = {"template": template, "selector": {"matchLabels": LABELS}}
    return {"metadata": {"name": NAME, "labels": LABELS}, "spec": spec}


@pytest.fixture(autouse=True)
def cleaned_up(framework: Framework) -> Iterator[None]:
    """The set goes and its pods with it."""
    yield
    client = framework.client("daemonsets")
    for item in client.items():
        client.delete(item["metadata"]["name"], propagationPolicy="Background")
    framework.pace.poll(lambda: not framework.client("pods").items(labels=SELECTOR), every=1)


def wait_for_count(framework: Framework, revisions: Client, count: int) -> list[Object]:
    found: list[Object] = []

    def is_so() -> bool:
        found[:] = revisions.items(labels=SELECTOR)
        return len(found) == count

    framework.pace.poll(is_so, every=1, timeout=60)
    return found


def wait_for_daemon_pods(framework: Framework) -> None:
    """A ready pod on every node."""

    def is_so() -> bool:
        pods = framework.client("pods").items()
        ready = {pod["spec"].get("nodeName") for pod in pods if is_true(pod, "Ready")}
        nodes = {node["metadata"]["name"] for node in ready_schedulable_nodes(framework)}
        return ready == nodes

    framework.pace.poll(is_so, every=1, timeout=300)


def label(name: str, value: str) -> Callable[[Object], None]:
    return lambda obj: obj["metadata"]["labels"].update({name: value})


def test_the_lifecycle_of_a_controller_revision_is_managed(framework: Framework) -> None:
    daemons, revisions = framework.client("daemonsets"), framework.client("controllerrevisions")
    daemons.create(daemon_set())
    wait_for_daemon_pods(framework)
    assert len(framework.cluster("daemonsets").items(labels=SELECTOR)) == 1
    ds = daemons.get(NAME)
    (found,) = framework.cluster("controllerrevisions").items(labels=SELECTOR)
    assert found["metadata"]["ownerReferences"][0]["uid"] == ds["metadata"]["uid"]
    name = found["metadata"]["name"]
    initial = revisions.get(name)

    patched = revisions.patch(name, {"metadata": {"labels": {name: "patched"}}})
    assert patched["metadata"]["labels"][name] == "patched"

    made = {"name": f"{NAME}-6c4f7d5b9", "labels": {**LABELS, REVISION: "6c4f7d5b9"}}
    made |= {field: initial["metadata"].get(field) for field in ("annotations", "ownerReferences")}
    revisions.create({"metadata": made, "data": initial["data"], "revision": initial["revision"] + 1})
    wait_for_count(framework, revisions, 2)

    revisions.delete(name)
    wait_for_count(framework, revisions, 1)
    current = revisions.items()[0]["metadata"]["name"]
    updated = revisions.change(current, label(current, "updated"))
    assert updated["metadata"]["labels"][current] == "updated"

    template = {"spec": {"terminationGracePeriodSeconds": 1}}
    daemons.patch(NAME, {"spec": {"template": template}, "updateStrategy": {"type": "RollingUpdate"}})
    wait_for_count(framework, revisions, 2)
    revisions.delete_collection(f"{current}=updated")
    wait_for_count(framework, revisions, 1)
    assert [item["revision"] for item in revisions.items()] == [3]
