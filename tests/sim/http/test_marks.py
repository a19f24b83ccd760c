"""What people asked of a cluster, as marks."""

from __future__ import annotations

import orjson

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway

PODS = "/api/v1/namespaces/default/pods"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "one"},
    "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
}


def told(gateway: Gateway) -> list[tuple[float, str, str, str]]:
    answer = gateway.request("GET", "/k8slab/v1/marks")
    assert isinstance(answer, Response)
    return [tuple(mark.values()) for mark in orjson.loads(answer.body)["marks"]]


def test_commands_are_told_with_their_objects_and_what_was_refused_or_dry_is_not() -> None:
    gateway = Gateway(Cluster())
    by_kubectl = {"content-type": "application/json", "kubectl-command": "kubectl create"}
    gateway.request("POST", PODS, {"dryRun": "All"}, by_kubectl, orjson.dumps(POD))
    gateway.request("POST", PODS, headers=by_kubectl, body=orjson.dumps(POD))
    gateway.request("POST", PODS, headers=by_kubectl, body=orjson.dumps(POD))
    gateway.request("POST", "/k8slab/v1/advance", body=b'{"seconds": 5}')
    gateway.request("POST", "/k8slab/v1/exec", body=b'{"pod": "one", "command": ["ls"]}')
    gateway.request("POST", "/k8slab/v1/nodes", body=b'{"name": "k8s-m1", "act": "stop"}')
    gateway.request("DELETE", f"{PODS}/one")
    assert told(gateway) == [
        (0.0, "default", "kubectl create", "pods/one"),
        (5.0, "default", "exec in", "one"),
        (5.0, "", "machine of k8s-m1 stopped", ""),
        (5.0, "default", "DELETE", "pods/one"),
    ]


def test_what_is_done_to_machines_is_told_in_words() -> None:
    gateway = Gateway(Cluster())
    for path, body in (
        ("nodes", b'{"name": "k8s-m4"}'),
        ("nodes", b'{"name": "k8s-m4", "act": "stop-kubelet"}'),
        ("nodes", b'{"name": "k8s-m4", "act": "start"}'),
        ("images", b'{"node": "k8s-m4", "image": "nginx:1.27"}'),
        ("images", b'{"node": "k8s-m4", "image": "mine:v2", "base": "nginx:1.27"}'),
        ("nfs", b'{"server": "192.168.2.144", "exports": ["/data/0", "/data/1"]}'),
    ):
        gateway.request("POST", f"/k8slab/v1/{path}", body=body)
    assert told(gateway) == [
        (0.0, "", "node k8s-m4 added", ""),
        (0.0, "", "kubelet of k8s-m4 stopped", ""),
        (0.0, "", "machine of k8s-m4 started", ""),
        (0.0, "", "image nginx:1.27 loaded on k8s-m4", ""),
        (0.0, "", "image mine:v2 built on k8s-m4 from nginx:1.27", ""),
        (0.0, "", "NFS server 192.168.2.144 exports /data/0, /data/1", ""),
    ]


def test_marks_of_a_branch_that_was_left_are_not_told() -> None:
    gateway = Gateway(Cluster())
    gateway.request("POST", PODS, headers={"content-type": "application/json"}, body=orjson.dumps(POD))
    gateway.request("POST", "/k8slab/v1/reset")
    gateway.request("DELETE", "/api/v1/nodes/k8s-m1")
    assert told(gateway) == [(0.0, "", "DELETE", "nodes/k8s-m1")]


def test_faults_are_told_but_for_secret_ones() -> None:
    gateway = Gateway(Cluster())
    for body in (
        b'{"kind": "node-down", "node": "k8s-m1", "seconds": 60}',
        b'{"kind": "node-down", "node": "k8s-m2", "secret": true}',
        b'{"kind": "stale-dns"}',
    ):
        gateway.request("POST", "/k8slab/v1/faults", body=body)
    gateway.request("DELETE", "/k8slab/v1/faults/node-down-1")
    gateway.request("DELETE", "/k8slab/v1/faults")
    assert [mark[2:] for mark in told(gateway)] == [
        ("fault", "node-down k8s-m1"),
        ("fault", "stale-dns"),
        ("lift fault", "node-down-1"),
        ("lift fault", "all"),
    ]
