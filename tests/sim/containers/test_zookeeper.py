"""A ZooKeeper ensemble, by the number of its guarantees."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

COMMAND = "start-zookeeper --servers=3 --data_dir=/var/lib/zookeeper/data --conf_dir=/opt/zookeeper/conf"


@pytest.fixture
def ensemble(pods: Pods) -> Pods:
    """Three members with volumes of their own."""
    for index in range(4):
        spec = {"nfs": {"server": "nfs", "path": f"/{index}"}, "capacity": {"storage": "1Gi"}}
        pods.create(kinds.PERSISTENT_VOLUME, f"pv{index}", spec={**spec, "accessModes": ["ReadWriteOnce"]})
    pods.create(
        kinds.SERVICE,
        "zk-hs",
        spec={"clusterIP": "None", "selector": {"app": "zk"}, "ports": [{"port": 2888}]},
    )
    pods.create(kinds.STATEFULSET, "zk", spec=_set())
    return pods


def _set() -> dict[str, Any]:
    mount = {"name": "data", "mountPath": "/var/lib/zookeeper"}
    main = {"name": "main", "image": "kubebiz/zookeeper:3.4.10", "volumeMounts": [mount]}
    main["command"] = ["sh", "-c", COMMAND]
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    return {
        "serviceName": "zk-hs",
        "replicas": 3,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": {"app": "zk"}},
        "template": {"metadata": {"labels": {"app": "zk"}}, "spec": {"containers": [main]}},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
    }


def _scale(pods: Pods, replicas: int) -> None:
    pods.cluster.api.modify(
        kinds.STATEFULSET, "zk", "default", lambda draft: draft["spec"].update(replicas=replicas)
    )
    pods.cluster.settle()


def _modes(pods: Pods, count: int = 3) -> list[str]:
    said = [pods.run(f"zk-{index}", "zkServer.sh status") for index in range(count)]
    return [out.strip().removeprefix("Mode: ") for _, out, _ in said]


def test_1_the_configuration_names_the_servers_and_each_its_id(ensemble: Pods) -> None:
    assert [ensemble.out(f"zk-{i}", "cat /var/lib/zookeeper/data/myid") for i in range(3)] == [
        "1\n",
        "2\n",
        "3\n",
    ]
    servers = ensemble.out("zk-0", "grep server /opt/zookeeper/conf/zoo.cfg")
    assert servers.splitlines()[2] == "server.3=zk-2.zk-hs.default.svc.cluster.local:2888:3888"
    assert ensemble.out("zk-0", "zookeeper-ready 2181") == ""


def test_2_one_leads_and_a_minority_does_not_serve(ensemble: Pods) -> None:
    assert sorted(_modes(ensemble)) == ["follower", "follower", "leader"]
    _scale(ensemble, 1)
    code, out, _ = ensemble.run("zk-0", "zkServer.sh status")
    assert (code, out) == (1, "Error contacting service. It is probably not running.\n")
    assert "ConnectionLoss for /a" in ensemble.run("zk-0", "zkCli.sh create /a b")[2]


def test_3_the_leader_stays_until_it_ends(ensemble: Pods) -> None:
    leader = _modes(ensemble).index("leader")
    follower = (leader + 1) % 3
    ensemble.delete(f"zk-{follower}")
    assert _modes(ensemble).index("leader") == leader
    ensemble.delete(f"zk-{leader}")
    assert _modes(ensemble)[leader] == "follower"


def test_4_a_fourth_pod_is_no_member(ensemble: Pods) -> None:
    _scale(ensemble, 4)
    assert sorted(_modes(ensemble)) == ["follower", "follower", "leader"]
    assert ensemble.out("zk-3", "cat /var/lib/zookeeper/data/myid") == "4\n"
    assert ensemble.run("zk-3", "zkServer.sh status")[0] == 1
    assert "My id 4 not in the peer list [1, 2, 3]" in ensemble.log("zk-3")


def test_5_what_is_written_is_kept_by_all(ensemble: Pods) -> None:
    assert "Created /hello" in ensemble.out("zk-0", "zkCli.sh create /hello world")
    assert "world" in ensemble.out("zk-2", "zkCli.sh get /hello").splitlines()
    ensemble.delete("zk-1")
    ensemble.out("zk-0", "zkCli.sh set /hello again")
    assert "again" in ensemble.out("zk-1", "zkCli.sh -server zk-1:2181 get /hello").splitlines()
    _scale(ensemble, 0)
    _scale(ensemble, 3)
    assert "again" in ensemble.out("zk-1", "zkCli.sh get /hello").splitlines()
    assert "[hello, zookeeper]" in ensemble.out("zk-0", "zkCli.sh ls /")
    assert ensemble.run("zk-0", "zkCli.sh get /none")[2] == "Node does not exist: /none\n"


def test_a_client_shows_what_happened_to_a_node(pods: Pods) -> None:
    main = {"command": ["sh", "-c", "start-zookeeper --servers=1"]}
    pods.pod("zk-0", "registry.k8s.io/kubernetes-zookeeper:1.0-3.4.10", **main)
    pods.out("zk-0", "zkCli.sh create /hello world; zkCli.sh create /hello/you")
    pods.cluster.advance(5)
    shown = pods.out("zk-0", "zkCli.sh set /hello again").splitlines()
    assert shown[-11:] == [
        "cZxid = 0x100000001",
        "ctime = Thu Jan 01 00:00:06 UTC 2026",
        "mZxid = 0x100000003",
        "mtime = Thu Jan 01 00:00:11 UTC 2026",
        "pZxid = 0x100000002",
        "cversion = 1",
        "dataVersion = 1",
        "aclVersion = 0",
        "ephemeralOwner = 0x0",
        "dataLength = 5",
        "numChildren = 1",
    ]
    assert pods.run("zk-0", "zkCli.sh delete /hello")[2] == "Node not empty: /hello\n"
    pods.out("zk-0", "zkCli.sh rmr /hello")
    assert "[zookeeper]" in pods.out("zk-0", "zkCli.sh ls /").splitlines()


def test_four_letter_words_are_answered(ensemble: Pods) -> None:
    assert ensemble.out("zk-0", "echo ruok | nc 127.0.0.1 2181") == "imok"
    modes = [
        ensemble.out(f"zk-{i}", "echo stat | nc localhost 2181 | grep Mode").split()[1] for i in range(3)
    ]
    assert modes == _modes(ensemble)
    _scale(ensemble, 1)
    silent = "This ZooKeeper instance is not currently serving requests\n"
    assert ensemble.out("zk-0", "echo srvr | nc localhost 2181") == silent


def test_the_image_of_the_kubernetes_tutorial_is_a_zookeeper(pods: Pods) -> None:
    command = {"command": ["sh", "-c", "start-zookeeper --servers=1"]}
    ready = {"exec": {"command": ["sh", "-c", "zookeeper-ready 2181"]}, "initialDelaySeconds": 10}
    image = "registry.k8s.io/kubernetes-zookeeper:1.0-3.4.10"
    pods.pod("zk-0", image, readinessProbe=ready, livenessProbe=ready, **command)
    assert pods.out("zk-0", "zkServer.sh status 2>/dev/null") == "Mode: standalone\n"
    before = pods.cluster.clock.now
    pods.delete("zk-0")
    assert round(pods.cluster.clock.now - before) == 29
