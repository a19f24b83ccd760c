"""What the suite itself asks of a cluster before any spec begins."""

from __future__ import annotations

import pytest

from k8slab.errors import ApiError
from tests.e2e.framework import Framework, ready_schedulable_nodes


def test_a_namespace_has_its_account_and_certificate_and_goes_when_it_is_deleted(
    framework: Framework,
) -> None:
    assert framework.client("serviceaccounts").get("default")
    assert "ca.crt" in framework.client("configmaps").get("kube-root-ca.crt")["data"]
    own = framework.cluster("namespaces").get(framework.namespace)
    assert own["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    other = Framework(framework.kubeconfig, "other", framework.pace)
    other.begin("daemonsets", "baseline")
    other.end()
    framework.pace.poll(lambda: framework.cluster("namespaces").find(other.namespace) is None, every=2)


def test_the_nodes_are_ready_and_a_default_class_is_there(framework: Framework) -> None:
    assert len(ready_schedulable_nodes(framework)) == 3
    classes = framework.cluster("storageclasses").items()
    assert [item["metadata"]["name"] for item in classes] == ["standard"]
    version = framework.transport.request("GET", "/version").json()
    assert (version["major"], version["minor"]) == ("1", "36")


def test_an_update_of_what_somebody_else_has_changed_is_a_conflict_and_done_again(
    framework: Framework,
) -> None:
    client = framework.client("configmaps")
    old = client.create({"metadata": {"name": "one"}, "data": {"a": "1"}})
    client.change("one", lambda obj: obj["data"].update(b="2"))
    with pytest.raises(ApiError, match="the object has been modified"):
        client.update({**old, "data": {}})
    assert client.get("one")["data"] == {"a": "1", "b": "2"}


def test_a_watch_from_a_version_tells_what_was_missed(framework: Framework) -> None:
    client = framework.client("configmaps")
    since = client.list()["metadata"]["resourceVersion"]
    for number in range(3):
        client.create({"metadata": {"name": f"number-{number}"}})
    client.delete("number-1")
    events = client.watch(since, timeoutSeconds="1")
    told = [(event["type"], event["object"]["metadata"].get("name")) for event in events]
    assert told[:4] == [
        ("ADDED", "number-0"),
        ("ADDED", "number-1"),
        ("ADDED", "number-2"),
        ("DELETED", "number-1"),
    ]
