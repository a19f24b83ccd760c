"""The official Python client against the simulator."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
import yaml

from k8slab.backends.simulator import Served

MANIFESTS = Path(__file__).parents[2] / "lessons" / "01-zookeeper" / "manifests"
LONGEST_LOOP = 30.0


@pytest.fixture
def client(served: Served) -> Iterator[Any]:
    from kubernetes import client, config

    with config.new_client_from_config(str(served.kubeconfig)) as connection:
        core = client.CoreV1Api(connection)
        core.create_namespace({"metadata": {"name": "zookeeper"}})
        for volume in yaml.safe_load_all((MANIFESTS / "pv-demo.yaml").read_text("utf-8")):
            core.create_persistent_volume(volume)
        for service in yaml.safe_load_all((MANIFESTS / "zookeeper-svc.yml").read_text("utf-8")):
            core.create_namespaced_service("zookeeper", service)
        yield connection


def deploy(connection: Any) -> Any:
    from kubernetes import client

    manifest = yaml.safe_load((MANIFESTS / "zookeeper.yml").read_text("utf-8"))
    apps = client.AppsV1Api(connection)
    apps.create_namespaced_stateful_set("zookeeper", manifest)
    return apps


def test_it_creates_watches_and_deletes_a_stateful_set(client: Any) -> None:
    from kubernetes import client as kubernetes
    from kubernetes import watch

    apps, core = deploy(client), kubernetes.CoreV1Api(client)
    ready = []
    for event in watch.Watch().stream(core.list_namespaced_pod, "zookeeper", timeout_seconds=60):
        pod = event["object"]
        conditions = {condition.type: condition.status for condition in pod.status.conditions or ()}
        if conditions.get("Ready") == "True":
            ready.append(pod.metadata.name)
    assert sorted(set(ready)) == ["zk-0", "zk-1", "zk-2"]
    assert apps.read_namespaced_stateful_set("zk", "zookeeper").status.ready_replicas == 3

    apps.delete_namespaced_stateful_set("zk", "zookeeper")
    gone = [
        event["object"].metadata.name
        for event in watch.Watch().stream(core.list_namespaced_pod, "zookeeper", timeout_seconds=60)
        if event["type"] == "DELETED"
    ]
    assert sorted(gone) == ["zk-0", "zk-1", "zk-2"]
    assert core.list_namespaced_pod("zookeeper").items == []
    assert len(core.list_namespaced_persistent_volume_claim("zookeeper").items) == 3


def test_a_loop_that_asks_until_all_are_ready_ends(client: Any) -> None:
    apps = deploy(client)
    deadline = time.monotonic() + LONGEST_LOOP
    while (apps.read_namespaced_stateful_set("zk", "zookeeper").status.ready_replicas or 0) < 3:
        assert time.monotonic() < deadline


def test_a_watch_that_is_opened_again_is_held(client: Any) -> None:
    from kubernetes import client as kubernetes
    from kubernetes import watch

    deploy(client)
    core = kubernetes.CoreV1Api(client)
    stream = watch.Watch()
    opened: list[float] = []

    @wraps(core.list_namespaced_pod)
    def opening(*arguments: Any, **options: Any) -> Any:
        opened.append(time.monotonic())
        if len(opened) == 2:
            options["timeout_seconds"] = 1
            stream.stop()
        return core.list_namespaced_pod(*arguments, **options)

    names = [event["object"].metadata.name for event in stream.stream(opening, "zookeeper")]
    assert set(names) == {"zk-0", "zk-1", "zk-2"}
    assert len(opened) == 2
    assert time.monotonic() - opened[1] >= 1


def test_errors_carry_the_servers_words(client: Any) -> None:
    from kubernetes import client as kubernetes

    with pytest.raises(kubernetes.ApiException) as raised:
        kubernetes.CoreV1Api(client).read_namespaced_pod("zk-9", "zookeeper")
    assert raised.value.status == 404
    assert 'pods \\"zk-9\\" not found' in raised.value.body


def test_scale_and_patch(client: Any) -> None:
    apps = deploy(client)
    scale = apps.read_namespaced_stateful_set_scale("zk", "zookeeper")
    assert (scale.spec.replicas, scale.status.selector) == (3, "app=zk")
    apps.patch_namespaced_stateful_set_scale("zk", "zookeeper", {"spec": {"replicas": 2}})
    assert apps.read_namespaced_stateful_set("zk", "zookeeper").spec.replicas == 2
