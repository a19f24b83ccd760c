"""Upstream's specs of how a StatefulSet's pods get a new template.

Source: test/e2e/apps/statefulset.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from tests.e2e.framework import Framework, Object
from tests.e2e.statefulsets import (
    HTTP_PROBE,
    NEW_WEBSERVER,
    WEBSERVER,
    WebSet,
    headless_service,
    image,
    new_statefulset,
    ordinal,
    revision,
    with_probe,
)

TERM_TRAP = """
echo "Running in pod $POD_NAME"
_term(){
    echo "Received SIGTERM signal"
    if [ "${POD_NAME}" = "ss3-0" ]; then
        exit 1
    else
        exit 0
    fi
}
trap _term SIGTERM
while true; do
    echo "Running in infinite loop in $POD_NAME"
    sleep 1
done
"""
FAILING = {
    "name": "sleep-exit-with-1",
    "image": "registry.k8s.io/e2e-test-images/busybox:1.37.0-1",
    "command": ["sh", "-c"],
    "args": [TERM_TRAP],
    "env": [
        {"name": "POD_NAME", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}}
    ],
}
FINALIZER = "example.com/test-finalizer"
Made = tuple[str, str]
"""A pod's image and revision."""


@pytest.fixture(autouse=True)
def service(framework: Framework) -> Iterator[None]:
    with headless_service(framework):
        yield


def made(pods: Iterable[Object]) -> list[Made]:
    return [(image(pod), revision(pod)) for pod in sorted(pods, key=ordinal)]


def with_partition(manifest: Object, partition: int) -> Object:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": partition}}
    manifest["spec"]["updateStrategy"] = strategy
    return manifest


def started(framework: Framework, manifest: Object) -> tuple[WebSet, str]:
    """A set whose pods are all ready, and the one revision that there is."""
    web = WebSet.create(framework, manifest)
    web.wait_for_ready()
    web.wait_for_observed()
    first: str = web.status["currentRevision"]
    assert web.status["updateRevision"] == first
    assert {revision(pod) for pod in web.pods()} == {first}
    return web, first


def given_new_image(web: WebSet) -> str:
    """The new revision's name."""
    web.set_image(NEW_WEBSERVER)
    web.wait_for_observed()
    assert web.status["currentRevision"] != web.status["updateRevision"]
    name: str = web.status["updateRevision"]
    return name


@pytest.mark.parametrize("claims", [False, True], ids=["plain", "with claims"])
def test_it_performs_rolling_updates_and_roll_backs_of_template_modifications(
    framework: Framework, claims: bool
) -> None:
    name = "ss" if claims else "ss2"
    web, first = started(framework, with_probe(new_statefulset(name, 3, claims=claims), HTTP_PROBE))

    web.break_pod_probe(1)
    web.wait_for_pod(1, ready=False)
    second = given_new_image(web)
    web.restore_pod_probe(1)
    web.wait_for_pod(1, ready=True)
    pods = web.wait_for_update()
    assert web.status["currentRevision"] == second
    assert made(pods) == 3 * [(NEW_WEBSERVER, second)]

    web.break_pod_probe(1)
    web.wait_for_pod(1, ready=False)
    web.set_image(WEBSERVER)
    web.wait_for_observed()
    assert (web.status["currentRevision"], web.status["updateRevision"]) == (second, first)
    web.restore_pod_probe(1)
    web.wait_for_pod(1, ready=True)
    pods = web.wait_for_update()
    assert web.status["currentRevision"] == first
    assert made(pods) == 3 * [(WEBSERVER, first)]


def test_it_performs_canary_updates_and_phased_rolling_updates(framework: Framework) -> None:
    manifest = with_partition(with_probe(new_statefulset("ss2", 3), HTTP_PROBE), 3)
    web, first = started(framework, manifest)
    second = given_new_image(web)
    old, new = (WEBSERVER, first), (NEW_WEBSERVER, second)
    assert made(web.pods()) == [old, old, old]

    web.set_partition(2)
    assert made(web.wait_for_partition()) == [old, old, new]

    web.delete_pod(0)
    web.delete_pod(2)
    web.wait_for_ready(3)
    assert made(web.pods()) == [old, old, new]

    for partition in (1, 0):
        web.set_partition(partition)
        pods = made(web.wait_for_partition())
        assert pods == partition * [old] + (3 - partition) * [new]
    assert web.status["currentRevision"] == second


@pytest.mark.parametrize(("name", "sidecars"), [("ss2", []), ("ss3", [FAILING])], ids=["plain", "failing"])
def test_a_pod_below_the_partition_that_is_deleted_comes_back_as_it_was(
    framework: Framework, name: str, sidecars: list[Object]
) -> None:
    manifest = with_partition(with_probe(new_statefulset(name, 3), HTTP_PROBE), 1)
    manifest["spec"]["template"]["spec"]["containers"] += sidecars
    web, first = started(framework, manifest)
    pods = framework.client("pods")
    pods.change(web.pod(0), lambda pod: pod["metadata"].setdefault("finalizers", []).append(FINALIZER))
    second = given_new_image(web)
    updated = [(WEBSERVER, first), (NEW_WEBSERVER, second), (NEW_WEBSERVER, second)]

    def all_but_one(obj: Object, pods: list[Object]) -> bool:
        status = obj["status"]
        fields = ("updatedReplicas", "replicas", "readyReplicas")
        return [status.get(field, 0) for field in fields] == [2, 3, 3]

    assert made(web.wait_for_state(all_but_one)) == updated

    web.delete_pod(0)
    web.wait_for_state(lambda obj, pods: obj["status"].get("readyReplicas", 0) == 2)
    pods.change(web.pod(0), lambda pod: pod["metadata"].pop("finalizers"))
    web.wait_for_state(lambda obj, pods: obj["status"].get("readyReplicas", 0) == 3)
    assert made(web.pods()) == updated


def test_it_implements_legacy_replacement_when_the_update_strategy_is_on_delete(framework: Framework) -> None:
    manifest = with_probe(new_statefulset("ss2", 3), HTTP_PROBE)
    manifest["spec"]["updateStrategy"] = {"type": "OnDelete"}
    web, first = started(framework, manifest)
    for number in range(3):
        web.delete_pod(number)
    web.wait_for_ready(3)
    assert made(web.pods()) == 3 * [(WEBSERVER, first)]

    second = given_new_image(web)
    for number in range(3):
        web.delete_pod(number)
    web.wait_for_ready(3)
    assert made(web.pods()) == 3 * [(NEW_WEBSERVER, second)]


def ready_set(name: str = "test-ss") -> Object:
    labels = {"name": "sample-pod", "pod": "agnhost"}
    return with_probe(new_statefulset(name, 1, labels=labels), HTTP_PROBE)


def test_min_ready_seconds_are_honored(framework: Framework) -> None:
    web = WebSet.create(framework, ready_set())
    web.wait_for_status("availableReplicas", 1)


def test_available_replicas_are_updated_accordingly_when_min_ready_seconds_change(
    framework: Framework,
) -> None:
    manifest = ready_set()
    manifest["spec"] |= {"replicas": 2, "minReadySeconds": 30}
    web = WebSet.create(framework, manifest)
    web.wait_for_status("availableReplicas", 0)
    framework.pace.sleep(5)
    assert web.get()["status"]["availableReplicas"] == 0
    web.wait_for_status("availableReplicas", 2)

    for seconds, available in ((3600, 0), (0, 2)):
        web.change(lambda obj, seconds=seconds: obj["spec"].update(minReadySeconds=seconds))
        web.wait_for_status("availableReplicas", available)
    assert "availableReplicas: 2" in framework.kubectl("get", "statefulset", web.name, "-o=yaml")
