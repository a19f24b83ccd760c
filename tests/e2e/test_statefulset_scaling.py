"""Upstream's specs of how a StatefulSet grows and shrinks.

Source: test/e2e/apps/statefulset.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.framework import Framework, Object
from tests.e2e.statefulsets import (
    HTTP_PROBE,
    WebSet,
    active_names,
    headless_service,
    new_statefulset,
    with_probe,
)


@pytest.fixture(autouse=True)
def service(framework: Framework) -> Iterator[None]:
    with headless_service(framework):
        yield


def watch_for(framework: Framework, change: str, names: list[str], selector: str) -> Callable[[], list[str]]:
    """Watch in the background until these pods have come or gone in this order."""
    since = framework.client("pods").list(labels=selector)["metadata"]["resourceVersion"]

    def watch(other: Framework) -> list[str]:
        missing, seen = list(names), []

        def is_complete(event: Object) -> bool:
            if event["type"] == change:
                seen.append(event["object"]["metadata"]["name"])
                if missing and seen[-1] == missing[0]:
                    missing.pop(0)
            return not missing

        other.client("pods").until(is_complete, since, labels=selector)
        return seen

    return framework.in_background(watch)


def test_scaling_happens_in_predictable_order_and_halts_if_any_pod_is_unhealthy(framework: Framework) -> None:
    manifest, selector = with_probe(new_statefulset(replicas=1), HTTP_PROBE), "baz=blah,foo=bar"
    grown = watch_for(framework, "ADDED", ["ss-0", "ss-1", "ss-2"], selector)
    ss = WebSet.create(framework, manifest)
    ss.wait_for_ready()

    ss.break_probe()
    ss.wait_for_running(1, 0)
    ss.wait_for_status("readyReplicas", 0)
    ss.update_replicas(3)
    ss.confirm_count(1, hard=True)

    ss.restore_probe()
    ss.wait_for_ready(3)
    assert grown() == ["ss-0", "ss-1", "ss-2"]

    shrunk = watch_for(framework, "DELETED", ["ss-2", "ss-1", "ss-0"], selector)
    ss.break_probe()
    ss.wait_for_status("readyReplicas", 0)
    ss.wait_for_running(3, 0)
    ss.update_replicas(0)
    ss.confirm_count(3, hard=True)

    ss.restore_probe()
    ss.scale(0)
    assert shrunk() == ["ss-2", "ss-1", "ss-0"]


def test_burst_scaling_runs_to_completion_even_with_unhealthy_pods(framework: Framework) -> None:
    manifest = with_probe(new_statefulset(replicas=1), HTTP_PROBE)
    manifest["spec"]["podManagementPolicy"] = "Parallel"
    ss = WebSet.create(framework, manifest)
    ss.wait_for_ready()

    ss.break_probe()
    ss.wait_for_running(1, 0)
    ss.wait_for_status("readyReplicas", 0)
    ss.update_replicas(3)
    ss.confirm_count(3, hard=False)

    ss.restore_probe()
    ss.wait_for_ready(3)

    ss.break_probe()
    ss.wait_for_status("readyReplicas", 0)
    ss.wait_for_running(3, 0)
    ss.update_replicas(0)
    ss.confirm_count(0, hard=False)

    ss.restore_probe()
    ss.scale(0)
    ss.wait_for_status("replicas", 0)


def test_it_has_a_working_scale_subresource(framework: Framework) -> None:
    ss = WebSet.create(framework, with_probe(new_statefulset(replicas=1), HTTP_PROBE))
    ss.wait_for_ready()
    ss.wait_for_observed()
    scale = ss.client.get("ss", "scale")
    assert (scale["spec"]["replicas"], scale["status"]["replicas"]) == (1, 1)

    del scale["metadata"]["resourceVersion"]
    scale["spec"]["replicas"] = 2
    assert ss.client.update(scale, "scale")["spec"]["replicas"] == 2
    assert ss.get()["spec"]["replicas"] == 2

    patch = {"metadata": {}, "spec": {"replicas": 4}, "status": {"replicas": 0}}
    ss.client.patch("ss", patch, sub="scale")
    assert ss.get()["spec"]["replicas"] == 4


@pytest.mark.parametrize(
    ("before", "start", "replicas", "after"),
    [
        pytest.param([0, 1], 2, 3, [2, 3, 4], id="setting"),
        pytest.param([2, 3], 4, 2, [4, 5], id="increasing"),
        pytest.param([3, 4], 2, 2, [2, 3], id="decreasing"),
        pytest.param([3, 4], None, 2, [0, 1], id="removing"),
    ],
)
def test_the_first_ordinal_can_be_set_moved_and_removed(
    framework: Framework, before: list[int], start: int | None, replicas: int, after: list[int]
) -> None:
    manifest = new_statefulset()
    if before[0]:
        manifest["spec"]["ordinals"] = {"start": before[0]}
    ss = WebSet.create(framework, manifest)
    ss.wait_for_observed()
    ss.wait_for_status("replicas", 2)
    ss.wait_for_status("readyReplicas", 2)
    assert active_names(ss.pods()) == [ss.pod(number) for number in before]

    ss.set_start(start, replicas)
    ss.wait_for_observed()
    ss.wait_for_names([ss.pod(number) for number in after])
    ss.wait_for_status("replicas", replicas)
    ss.wait_for_status("readyReplicas", replicas)
