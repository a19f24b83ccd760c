"""A kubelet stops, and its node's containers go on: what that means for pods, data and people."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

WRITE = "while true; do echo $NODE >> /data/log; sleep 10; done"
NODE = {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}


@pytest.fixture
def writer() -> Pods:
    """A set of one pod, which writes its node's name into its volume every ten seconds."""
    cluster = Pods()
    source = {"nfs": {"server": "nfs", "path": "/x"}, "accessModes": ["ReadWriteOnce"]}
    cluster.create(kinds.PERSISTENT_VOLUME, "pv", spec={**source, "capacity": {"storage": "1Gi"}})
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    main = {"name": "main", "image": "busybox", "command": ["sh", "-c", WRITE], "env": [NODE]}
    main["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    template = {"metadata": {"labels": {"app": "w"}}, "spec": {"containers": [main]}}
    spec = {"replicas": 1, "serviceName": "w", "selector": {"matchLabels": {"app": "w"}}}
    spec |= {"template": template, "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}]}
    cluster.create(kinds.STATEFULSET, "w", spec=spec)
    return cluster


def _pod(cluster: Pods) -> Any:
    return cluster.cluster.api.get(kinds.POD, "w-0", "default")


def _written(cluster: Pods, seconds: float) -> set[str]:
    """Who writes to the volume in that time."""
    before = len(cluster.out("w-0", "cat /data/log").splitlines())
    cluster.cluster.advance(seconds)
    return set(cluster.out("w-0", "cat /data/log").splitlines()[before:])


def _force(cluster: Pods) -> None:
    cluster.cluster.api.delete(kinds.POD, "w-0", "default", options={"gracePeriodSeconds": 0})
    cluster.cluster.settle()


def test_3_containers_go_on_without_their_kubelet(writer: Pods) -> None:
    first = _pod(writer)["spec"]["nodeName"]
    writer.cluster.stop_kubelet(first)
    writer.cluster.advance(100)
    assert not pods.is_ready(_pod(writer))
    found = writer.containers.find(_pod(writer), "main")
    assert found is not None
    assert found.alive


def test_3_a_pod_deleted_by_force_writes_on_beside_its_successor(writer: Pods) -> None:
    first = _pod(writer)["spec"]["nodeName"]
    writer.cluster.stop_kubelet(first)
    writer.cluster.advance(400)
    assert meta.is_terminating(_pod(writer))
    _force(writer)
    second = _pod(writer)["spec"]["nodeName"]
    assert second != first
    assert _written(writer, 60) == {first, second}
    writer.cluster.start_node(first)
    writer.cluster.advance(5)
    assert _written(writer, 60) == {second}
    assert _pod(writer)["spec"]["nodeName"] == second


def test_1_with_its_machine_a_container_ends_and_writes_no_more(writer: Pods) -> None:
    first = _pod(writer)["spec"]["nodeName"]
    writer.cluster.stop_node(first)
    writer.cluster.advance(400)
    _force(writer)
    assert _written(writer, 60) == {_pod(writer)["spec"]["nodeName"]}


def test_3_a_kubelet_that_is_back_takes_over_what_still_runs(writer: Pods) -> None:
    first = _pod(writer)
    writer.cluster.stop_kubelet(first["spec"]["nodeName"])
    writer.cluster.advance(100)
    writer.cluster.start_node(first["spec"]["nodeName"])
    writer.cluster.settle()
    now = _pod(writer)
    assert pods.is_ready(now)
    (before,), (after,) = first["status"]["containerStatuses"], now["status"]["containerStatuses"]
    assert (after["containerID"], after["restartCount"]) == (before["containerID"], 0)


def test_3_a_container_that_ended_meanwhile_is_restarted_then(bench: Any) -> None:
    bench.pod("p", "busybox", container={"command": ["sh", "-c", "sleep 60; exit 3"]})
    bench.cluster.advance(10)
    assert _restarts_while_silent(bench) == (0, 1)
    status = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]
    assert status["lastState"]["terminated"]["exitCode"] == 3


def test_3_a_container_that_waited_for_its_restart_is_restarted_then(bench: Any) -> None:
    """The run counts, and has a log of its own."""
    bench.pod("p", "busybox", container={"command": ["sh", "-c", "echo run; sleep 60; exit 3"]})
    bench.cluster.advance(125)
    before = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]
    assert before["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    assert _restarts_while_silent(bench) == (1, 2)
    after = bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]
    assert after["containerID"] != before["lastState"]["terminated"]["containerID"]
    found = bench.cluster.containers.log(after["containerID"])
    assert found.log.text() == b"run\n"


def _restarts_while_silent(bench: Any) -> tuple[int, int]:
    """How often the container had been restarted before its kubelet stopped, and once it is back."""
    node, counts = bench.node_of("p"), []
    counts.append(bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["restartCount"])
    bench.cluster.stop_kubelet(node)
    bench.cluster.advance(100)
    bench.cluster.start_node(node)
    bench.cluster.advance(10)
    counts.append(bench.get(kinds.POD, "p")["status"]["containerStatuses"][0]["restartCount"])
    return counts[0], counts[1]


def test_3_a_pod_whose_sandbox_was_being_made_gets_one_when_the_kubelet_is_back(bench: Any) -> None:
    bench.pod("p", "nginx")
    node = bench.node_of("p")
    bench.cluster.advance(0.3)
    bench.cluster.stop_kubelet(node)
    bench.cluster.advance(10)
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Pending"
    bench.cluster.start_node(node)
    bench.settle()
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"


def test_3_a_pods_deadline_passes_without_a_kubelet(bench: Any) -> None:
    bench.pod("p", "nginx", activeDeadlineSeconds=15)
    bench.cluster.advance(5)
    node = bench.node_of("p")
    bench.cluster.stop_kubelet(node)
    bench.cluster.advance(20)
    assert bench.get(kinds.POD, "p")["status"]["phase"] == "Running"
    bench.cluster.start_node(node)
    bench.settle()
    assert bench.get(kinds.POD, "p")["status"]["reason"] == "DeadlineExceeded"


def test_3_a_deletion_that_had_begun_comes_to_its_end_once_the_kubelet_is_back(writer: Pods) -> None:
    first = _pod(writer)
    writer.cluster.api.delete(kinds.POD, "w-0", "default")
    writer.cluster.run_due()
    writer.cluster.stop_kubelet(first["spec"]["nodeName"])
    writer.cluster.advance(100)
    assert meta.uid(_pod(writer)) == meta.uid(first)
    writer.cluster.start_node(first["spec"]["nodeName"])
    writer.cluster.settle()
    assert meta.uid(_pod(writer)) != meta.uid(first)
    assert pods.is_ready(_pod(writer))


def test_3_a_kubelet_that_falls_silent_before_it_has_looked_takes_over_the_next_time(writer: Pods) -> None:
    first = _pod(writer)
    node = first["spec"]["nodeName"]
    for _ in range(2):
        writer.cluster.stop_kubelet(node)
        writer.cluster.advance(60)
        writer.cluster.start_node(node)
        writer.cluster.advance(0.5)
    writer.cluster.settle()
    now = _pod(writer)
    assert (meta.uid(now), pods.is_ready(now)) == (meta.uid(first), True)
    assert now["status"]["containerStatuses"][0]["restartCount"] == 0


def test_1_a_machine_that_fails_before_its_kubelet_has_looked_takes_the_containers_with_it(
    writer: Pods,
) -> None:
    first = _pod(writer)
    node = first["spec"]["nodeName"]
    writer.cluster.stop_kubelet(node)
    writer.cluster.advance(60)
    writer.cluster.start_node(node)
    writer.cluster.advance(0.5)
    writer.cluster.stop_node(node)
    writer.cluster.advance(60)
    writer.cluster.start_node(node)
    writer.cluster.settle()
    now = _pod(writer)
    assert pods.is_ready(now)
    assert now["status"]["containerStatuses"][0]["restartCount"] == 1
    assert writer.containers.find(now, "main") is not None
