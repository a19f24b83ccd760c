"""Upstream's spec of maxUnavailable, on a cluster with its feature gate.

Source: test/e2e/apps/statefulset.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from k8slab.backends.simulator import Served, Settings
from tests.e2e.conftest import CLOCK, start
from tests.e2e.framework import Framework, Pace, is_active, is_true
from tests.e2e.statefulsets import (
    HTTP_PROBE,
    NEW_WEBSERVER,
    WebSet,
    headless_service,
    image,
    new_statefulset,
    revision,
    with_probe,
)


@pytest.fixture(scope="module")
def suite(pace: Pace) -> Iterator[Served]:
    gates = {"MaxUnavailableStatefulSet": True}
    with Served(Settings(clock=CLOCK, feature_gates=gates, default_class=True)) as served:
        start(Framework(served.kubeconfig, "BeforeSuite", pace))
        yield served


@pytest.fixture(autouse=True)
def service(framework: Framework) -> Iterator[None]:
    with headless_service(framework):
        yield


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
def test_rolling_updates_take_down_as_many_as_may_be_unavailable(framework: Framework, policy: str) -> None:
    manifest = with_probe(new_statefulset("ss2", 4), HTTP_PROBE)
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}
    manifest["spec"] |= {"updateStrategy": strategy, "podManagementPolicy": policy}
    web = WebSet.create(framework, manifest)
    web.wait_for_ready()
    pods = framework.client("pods")
    since = pods.list(labels=web.selector)["metadata"]["resourceVersion"]
    web.set_image(NEW_WEBSERVER)
    web.wait_for_observed()
    assert {(image(pod), revision(pod)) for pod in web.wait_for_update()} == {
        (NEW_WEBSERVER, web.status["updateRevision"])
    }
    ready, least = {pod["metadata"]["name"] for pod in web.pods()}, 4
    for event in pods.watch(since, labels=web.selector, timeoutSeconds="1"):
        if event["type"] != "BOOKMARK":
            pod = event["object"]
            is_up = event["type"] != "DELETED" and is_active(pod) and is_true(pod, "Ready")
            (ready.add if is_up else ready.discard)(pod["metadata"]["name"])
            least = min(least, len(ready))
    assert least == 2
