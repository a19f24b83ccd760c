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

MANIFESTS = Path(__file__).parents[2] / "lessons" / "05-zookeeper" / "manifests"
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


def test_the_dynamic_client_knows_every_kind(client: Any) -> None:
    from kubernetes.dynamic import DynamicClient

    dynamic = DynamicClient(client)
    sets = dynamic.resources.get(api_version="apps/v1", kind="StatefulSet")
    manifest = yaml.safe_load((MANIFESTS / "zookeeper.yml").read_text("utf-8"))
    assert sets.create(body=manifest, namespace="zookeeper").metadata.name == "zk"
    told = [event["object"].status.readyReplicas for event in sets.watch(namespace="zookeeper", timeout=60)]
    assert told[-1] == 3
    sets.patch(
        name="zk",
        namespace="zookeeper",
        body={"spec": {"replicas": 2}},
        content_type="application/merge-patch+json",
    )
    assert sets.get(name="zk", namespace="zookeeper").spec.replicas == 2
    applied = sets.server_side_apply(
        body={
            "apiVersion": "apps/v1",
            "kind": "StatefulSet",
            "metadata": {"name": "zk", "labels": {"a": "b"}},
        },
        name="zk",
        namespace="zookeeper",
        field_manager="test",
    )
    assert applied.metadata.labels.a == "b"
    sets.delete(name="zk", namespace="zookeeper")
    assert sets.get(namespace="zookeeper").items == []


@pytest.fixture
def pods(served: Served) -> Iterator[Any]:
    """A core client; pod web serves pages, pod shell waits for somebody who types."""
    from kubernetes import client, config, watch

    with config.new_client_from_config(str(served.kubeconfig)) as connection:
        core = client.CoreV1Api(connection)
        shell = {"name": "a", "image": "busybox", "command": ["sh"], "stdin": True}
        for name, container in (("web", {"name": "a", "image": "nginx"}), ("shell", shell)):
            spec = {"containers": [container], "restartPolicy": "Never"}
            core.create_namespaced_pod("default", {"metadata": {"name": name}, "spec": spec})
        for _ in watch.Watch().stream(core.list_namespaced_pod, "default", timeout_seconds=60):
            """Until both run."""
        yield core


def test_it_forwards_ports(pods: Any) -> None:
    from kubernetes.stream import portforward

    forwarded = portforward(pods.connect_get_namespaced_pod_portforward, "web", "default", ports="80,81")
    socket = forwarded.socket(80)
    socket.setblocking(True)
    socket.sendall(b"GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n")
    answer = b""
    while data := socket.recv(65536):
        answer += data
    socket.close()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Welcome to nginx!" in answer
    assert "connect: connection refused" in forwarded.error(81)
    forwarded.close()
    forwarded.websocket.shutdown()  # The client leaves it open where the server has ended first.


def test_it_attaches_to_a_shell(pods: Any) -> None:
    from kubernetes.stream import stream

    options = {"stdin": True, "stdout": True, "stderr": True, "_preload_content": False}
    shell = stream(pods.connect_get_namespaced_pod_attach, "shell", "default", **options)
    shell.write_stdin("cd /tmp; pwd\n")
    assert shell.readline_stdout(timeout=30) == "/tmp"
    shell.write_stdin("exit 3\n")
    shell.run_forever(timeout=30)
    shell.close()
    shell.sock.shutdown()
    ended = pods.read_namespaced_pod("shell", "default").status.container_statuses[0].state.terminated
    assert ended.exit_code == 3


def test_it_follows_a_log(pods: Any) -> None:
    from kubernetes import watch

    lines = list(watch.Watch().stream(pods.read_namespaced_pod_log, "web", "default"))
    assert [line for line in lines if "start worker processes" in line]
