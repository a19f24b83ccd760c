"""Upstream's specs of a DaemonSet's updates, without a surge.

Source: test/e2e/apps/daemon_set.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.daemonsets import (
    NAME,
    OTHER_IMAGE,
    REVISION,
    WEBSERVER,
    check_hashes,
    container_of,
    current_revision,
    daemon_pods,
    have_image,
    image_patch,
    new_daemon_set,
    prepared,
    schedulable_nodes,
    wait,
    wait_until_on_all_nodes,
)
from tests.e2e.framework import Framework, Object, ready_schedulable_nodes

MISSING = "foo:non-existent"


@pytest.fixture(autouse=True)
def preparation(framework: Framework) -> Iterator[None]:
    with prepared(framework):
        yield


def deployed(framework: Framework, strategy: str) -> Object:
    """A set of that strategy with its pods on every node, as it is then."""
    client = framework.client("daemonsets")
    daemons = client.create(new_daemon_set(updateStrategy={"type": strategy}))
    wait_until_on_all_nodes(framework, daemons)
    return client.get(NAME)


def test_on_delete_pods_stay_as_they_are(framework: Framework) -> None:
    daemons, client = deployed(framework, "OnDelete"), framework.client("daemonsets")
    first = current_revision(framework, daemons, 1)
    assert first["revision"] == 1
    check_hashes(framework, first["metadata"]["labels"][REVISION])

    daemons = client.patch(NAME, image_patch(OTHER_IMAGE))
    wait(framework, lambda: have_image(framework, daemons, WEBSERVER, max_unavailable=0))
    wait_until_on_all_nodes(framework, daemons)
    second = current_revision(framework, client.get(NAME), 2)
    assert second["revision"] == 2
    assert second["metadata"]["labels"][REVISION] != first["metadata"]["labels"][REVISION]
    check_hashes(framework, first["metadata"]["labels"][REVISION])


def test_a_rolling_update_reaches_every_pod(framework: Framework) -> None:
    daemons, client = deployed(framework, "RollingUpdate"), framework.client("daemonsets")
    first = current_revision(framework, daemons, 1)
    assert first["revision"] == 1
    check_hashes(framework, first["metadata"]["labels"][REVISION])

    daemons = client.patch(NAME, image_patch(OTHER_IMAGE))
    extra = 30.0 * len(schedulable_nodes(framework))
    wait(framework, lambda: have_image(framework, daemons, OTHER_IMAGE, max_unavailable=1), extra)
    wait_until_on_all_nodes(framework, daemons)
    second = current_revision(framework, client.get(NAME), 2)
    assert second["revision"] == 2
    check_hashes(framework, second["metadata"]["labels"][REVISION])


def test_a_rollback_restarts_nothing_without_need(framework: Framework) -> None:
    assert len(ready_schedulable_nodes(framework)) > 1
    client = framework.client("daemonsets")
    daemons = client.create(new_daemon_set(updateStrategy={"type": "RollingUpdate"}))
    wait_until_on_all_nodes(framework, daemons)

    client.change(NAME, lambda obj: container_of(obj).update(image=MISSING))
    wait(framework, lambda: MISSING in map(image, daemon_pods(framework)))
    pods = daemon_pods(framework)
    existing = {pod["metadata"]["name"] for pod in pods if image(pod) == WEBSERVER}
    assert existing
    assert {image(pod) for pod in pods} == {WEBSERVER, MISSING}

    daemons = client.change(NAME, lambda obj: container_of(obj).update(image=WEBSERVER))
    wait(framework, lambda: have_image(framework, daemons, WEBSERVER, max_unavailable=1))
    assert {pod["metadata"]["name"] for pod in daemon_pods(framework)} >= existing


def image(pod: Object) -> str:
    name: str = pod["spec"]["containers"][0]["image"]
    return name
