"""Upstream's specs of where daemon pods run, and of a DaemonSet's endpoints.

Source: test/e2e/apps/daemon_set.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.daemonsets import (
    COLOR,
    LABELS,
    NAME,
    check_status,
    daemon_pods,
    new_daemon_set,
    own_labels,
    prepared,
    runs_on,
    set_node_labels,
    wait,
    wait_until_on_all_nodes,
)
from tests.e2e.framework import MERGE, Framework, Object, ready_schedulable_nodes

SELECTOR = f"daemonset-name={NAME}"
BLUE, GREEN = {COLOR: "blue"}, {COLOR: "green"}


@pytest.fixture(autouse=True)
def preparation(framework: Framework) -> Iterator[None]:
    with prepared(framework):
        yield


def labelled() -> Object:
    daemons = new_daemon_set()
    daemons["metadata"]["labels"] = LABELS
    return daemons


def wait_until_on(framework: Framework, daemons: Object, *nodes: str) -> None:
    wait(framework, lambda: runs_on(framework, daemons, nodes))


def test_a_simple_daemon_runs_on_every_node_and_is_revived(framework: Framework) -> None:
    daemons = framework.client("daemonsets").create(new_daemon_set())
    wait_until_on_all_nodes(framework, daemons)
    check_status(framework)
    pod = daemon_pods(framework)[0]["metadata"]["name"]
    framework.client("pods").delete(pod)
    wait_until_on_all_nodes(framework, daemons)


def test_a_complex_daemon_follows_the_labels_of_nodes(framework: Framework) -> None:
    client, wanted = framework.client("daemonsets"), new_daemon_set()
    wanted["spec"]["template"]["spec"]["nodeSelector"] = BLUE
    daemons = client.create(wanted)
    wait_until_on(framework, daemons)

    node = ready_schedulable_nodes(framework)[-1]["metadata"]["name"]
    assert own_labels(set_node_labels(framework, node, BLUE)) == BLUE
    wait_until_on(framework, daemons, node)
    check_status(framework)

    set_node_labels(framework, node, GREEN)
    wait_until_on(framework, daemons)

    spec = {"template": {"spec": {"nodeSelector": GREEN}}, "updateStrategy": {"type": "RollingUpdate"}}
    daemons = client.patch(NAME, {"spec": spec})
    wait_until_on(framework, daemons, node)
    check_status(framework)


def test_a_complex_daemon_follows_the_labels_of_nodes_by_node_affinity(framework: Framework) -> None:
    wanted = new_daemon_set()
    expression = {"key": COLOR, "operator": "In", "values": ["blue"]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
    wanted["spec"]["template"]["spec"]["affinity"] = affinity
    daemons = framework.client("daemonsets").create(wanted)
    wait_until_on(framework, daemons)

    node = ready_schedulable_nodes(framework)[0]["metadata"]["name"]
    assert own_labels(set_node_labels(framework, node, BLUE)) == BLUE
    wait_until_on(framework, daemons, node)
    check_status(framework)

    set_node_labels(framework, node, {})
    wait_until_on(framework, daemons)


def test_a_failed_daemon_pod_is_made_again(framework: Framework) -> None:
    daemons = framework.client("daemonsets").create(new_daemon_set())
    wait_until_on_all_nodes(framework, daemons)
    check_status(framework)
    pod, pods = daemon_pods(framework)[0], framework.client("pods")
    pod["metadata"].pop("resourceVersion")
    pod["status"]["phase"] = "Failed"
    pods.update(pod, sub="status")
    wait_until_on_all_nodes(framework, daemons)
    wait(framework, lambda: pods.find(pod["metadata"]["name"]) is None)


def test_daemon_sets_are_listed_and_deleted_as_a_collection(framework: Framework) -> None:
    client, everywhere = framework.client("daemonsets"), framework.cluster("daemonsets")
    daemons = client.create(labelled())
    wait_until_on_all_nodes(framework, daemons)
    check_status(framework)
    assert len(everywhere.items(labels=SELECTOR)) == 1
    client.delete_collection(labels=SELECTOR, gracePeriodSeconds=1)
    assert everywhere.items(labels=SELECTOR) == []


def test_a_daemon_sets_status_is_read_updated_and_patched(framework: Framework) -> None:
    client = framework.client("daemonsets")
    since = framework.cluster("daemonsets").list(labels=SELECTOR)["metadata"]["resourceVersion"]
    daemons = client.create(labelled())
    wait_until_on_all_nodes(framework, daemons)
    check_status(framework)
    assert client.get(NAME, sub="status")["status"].get("conditions") is None

    mine = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from e2e test"}
    mine["lastTransitionTime"] = None
    client.change(NAME, lambda obj: obj["status"].setdefault("conditions", []).append(mine), sub="status")
    client.until(has_condition(reason="E2E", message="Set from e2e test"), since, labels=SELECTOR)

    # What a DaemonSet of the Go client without anything but this condition looks like as JSON.
    condition = {"type": "StatusPatched", "status": "True", "lastTransitionTime": None}
    counts = new_daemon_set()["status"]
    template = {"metadata": {}, "spec": {"containers": None}}
    empty = {"metadata": {}, "spec": {"selector": None, "template": template, "updateStrategy": {}}}
    patch = {**empty, "status": {**counts, "conditions": [condition]}}
    client.patch(NAME, patch, kind=MERGE, sub="status")
    client.until(has_condition(type="StatusPatched"), since, labels=SELECTOR)
    wait(framework, lambda: client.get(NAME)["status"]["numberReady"] > 0)
    check_status(framework)


def has_condition(**fields: str) -> Callable[[Object], bool]:
    def is_told(event: Object) -> bool:
        conditions = event["object"]["status"].get("conditions") or ()
        return any(fields.items() <= condition.items() for condition in conditions)

    return is_told
