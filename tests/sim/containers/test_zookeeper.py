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


def test_4_a_fourth_pod_that_no_configuration_names_ends_again_and_again(ensemble: Pods) -> None:
    _scale(ensemble, 4)
    assert sorted(_modes(ensemble)) == ["follower", "follower", "leader"]
    shown = ensemble.cluster.api.get(kinds.POD, "zk-3", "default")["status"]["containerStatuses"][0]
    assert shown["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    ended = shown["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"], shown["ready"]) == (1, "Error", False)
    ensemble.cluster.advance(60)
    again = ensemble.cluster.api.get(kinds.POD, "zk-3", "default")["status"]["containerStatuses"][0]
    assert again["restartCount"] > shown["restartCount"]
    said = ensemble.log("zk-3", previous=True).splitlines()
    assert "java.lang.RuntimeException: My id 4 not in the peer list" in said
    assert said[-1].startswith("\tat org.apache.zookeeper.server.quorum.QuorumPeerMain.main(")


def _serve(pods: Pods, servers: int = 4) -> None:
    def change(draft: Any) -> None:
        command = COMMAND.replace("=3", f"={servers}")
        draft["spec"]["template"]["spec"]["containers"][0]["command"][2] = command

    pods.cluster.api.modify(kinds.STATEFULSET, "zk", "default", change)


def _on_delete(pods: Pods) -> None:
    change = {"type": "OnDelete", "rollingUpdate": None}
    pods.cluster.api.modify(
        kinds.STATEFULSET, "zk", "default", lambda draft: draft["spec"].update(updateStrategy=change)
    )


@pytest.fixture
def growing(ensemble: Pods) -> Pods:
    """A set of four with a greeting, in which only the first three are members."""
    ensemble.out("zk-0", "zkCli.sh create /greeting hello")
    _scale(ensemble, 4)
    return ensemble


def test_4_it_takes_part_when_the_configuration_names_it(growing: Pods) -> None:
    _serve(growing)
    growing.cluster.settle()
    assert sorted(_modes(growing, 4)) == ["follower", "follower", "follower", "leader"]
    assert "hello" in growing.out("zk-3", "zkCli.sh get /greeting").splitlines()
    warned = "Non-optimial configuration, consider an odd number of servers."
    assert warned in growing.log("zk-3")


SILENT = "Error contacting service. It is probably not running."


def _serving_after(pods: Pods, order: list[str]) -> list[int]:
    """How many serve after each of these members has come back with the new configuration."""
    _on_delete(pods)
    _serve(pods)
    seen = []
    for member in order:
        pods.delete(member)
        seen.append(sum(mode != SILENT for mode in _modes(pods, 4)))
    return seen


def _leader_and_others(pods: Pods) -> tuple[str, list[str]]:
    leader = _modes(pods).index("leader")
    return f"zk-{leader}", [f"zk-{number}" for number in range(3) if number != leader]


def test_servers_with_different_lists_serve_together_if_most_of_each_list_do(growing: Pods) -> None:
    leader, others = _leader_and_others(growing)
    assert _serving_after(growing, ["zk-3", *others, leader]) == [4, 4, 4, 4]
    assert _modes(growing, 4)[3] == "leader"
    assert "hello" in growing.out("zk-3", "zkCli.sh get /greeting").splitlines()


def test_a_leader_restarted_before_the_others_know_of_the_new_server_splits_the_ensemble(
    growing: Pods,
) -> None:
    leader, (one, another) = _leader_and_others(growing)
    assert _serving_after(growing, ["zk-3", leader, one, another]) == [4, 2, 3, 4]


def test_a_server_that_counts_only_itself_serves_alone_beside_an_ensemble(growing: Pods) -> None:
    _on_delete(growing)
    _serve(growing, 1)
    growing.delete("zk-3")
    assert _modes(growing, 4)[3] == "standalone"
    assert sorted(_modes(growing)) == ["follower", "follower", "leader"]
    assert "greeting" not in growing.out("zk-3", "zkCli.sh ls /")


def test_three_servers_that_count_four_need_all_three(ensemble: Pods) -> None:
    _serve(ensemble)
    ensemble.cluster.settle()
    assert sorted(_modes(ensemble)) == ["follower", "follower", "leader"]
    _scale(ensemble, 2)
    assert _modes(ensemble, 2) == [SILENT, SILENT]


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


def _of_the_tutorial(pods: Pods, name: str, *, user: int = 1000, **more: Any) -> None:
    command = ["sh", "-c", "start-zookeeper --servers=3 --heap=512M --purge_interval=12"]
    spec = {"securityContext": {"runAsUser": user, "fsGroup": user}}
    pods.pod(name, "registry.k8s.io/kubernetes-zookeeper:1.0-3.4.10", spec=spec, command=command, **more)


def test_1_the_configuration_is_the_one_that_the_script_of_the_image_writes(pods: Pods) -> None:
    _of_the_tutorial(pods, "zk-0")
    assert pods.out("zk-0", "cat /opt/zookeeper/conf/zoo.cfg").splitlines() == [
        "#This file was autogenerated DO NOT EDIT",
        "clientPort=2181",
        "dataDir=/var/lib/zookeeper/data",
        "dataLogDir=/var/lib/zookeeper/log",
        "tickTime=2000",
        "initLimit=10",
        "syncLimit=5",
        "maxClientCnxns=60",
        "minSessionTimeout=4000",
        "maxSessionTimeout=40000",
        "autopurge.snapRetainCount=3",
        "autopurge.purgeInteval=12",
        "server.1=zk-0:2888:3888",
        "server.2=zk-1:2888:3888",
        "server.3=zk-2:2888:3888",
    ]
    logging = pods.out("zk-0", "cat /usr/etc/zookeeper/log4j.properties").splitlines()
    assert logging[1:3] == ["zookeeper.console.threshold=INFO", "log4j.rootLogger=${zookeeper.root.logger}"]
    assert "-Xmx512M" in pods.out("zk-0", "cat /opt/zookeeper/conf/java.env")


def test_an_option_that_the_script_does_not_have_ends_it(pods: Pods) -> None:
    pods.pod("zk-0", "kubebiz/zookeeper:3.4.10", command=["sh", "-c", "start-zookeeper --server=3"])
    assert pods.log("zk-0", previous=True) == "Unknown option --server\n"


def test_processes_and_files_belong_to_the_user_of_the_security_context(pods: Pods) -> None:
    _of_the_tutorial(pods, "zk-0")
    assert pods.out("zk-0", "id") == "uid=1000(zookeeper) gid=1000(zookeeper) groups=1000(zookeeper)\n"
    folder = pods.out("zk-0", "ls -ld /var/lib/zookeeper/data").split()
    assert folder[:4] == ["drwxr-xr-x", "2", "zookeeper", "zookeeper"]
    assert pods.out("zk-0", "stat -c '%U %G' /var/lib/zookeeper/data/myid") == "zookeeper zookeeper\n"
    head, first, java, own = pods.out("zk-0", "ps -elf").splitlines()
    assert head == "F S UID        PID  PPID  C PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD"
    assert first.startswith(
        "4 S zookeep+     1     0  0  80   0 -  1127 -      00:00 ?        00:00:00 sh -c "
    )
    assert "/usr/lib/jvm/java-8-openjdk-amd64/bin/java " in java
    assert own.endswith("ps -elf")


def test_without_a_security_context_they_are_those_of_root(ensemble: Pods) -> None:
    assert ensemble.out("zk-0", "whoami") == "root\n"
    head, first, *_ = ensemble.out("zk-0", "ps -ef").splitlines()
    assert head == "UID        PID  PPID  C STIME TTY          TIME CMD"
    assert first.startswith("root         1     0  0 00:00 ?        00:00:00 sh -c start-zookeeper")


def test_a_server_whose_probe_program_is_removed_is_restarted_and_has_it_again(pods: Pods) -> None:
    alive = {"exec": {"command": ["sh", "-c", "zookeeper-ready 2181"]}, "initialDelaySeconds": 10}
    _of_the_tutorial(pods, "zk-0", livenessProbe=alive)
    pods.out("zk-0", "rm /opt/zookeeper/bin/zookeeper-ready")
    assert pods.run("zk-0", "zookeeper-ready 2181") == (127, "", "sh: zookeeper-ready: not found\n")
    pods.cluster.advance(60)
    pods.cluster.settle()
    events = [each["message"] for each in pods.cluster.api.list(kinds.EVENT)]
    assert "Liveness probe failed: sh: zookeeper-ready: not found\n" in events
    assert (
        pods.cluster.api.get(kinds.POD, "zk-0", "default")["status"]["containerStatuses"][0]["restartCount"]
        == 1
    )
    assert pods.out("zk-0", "zookeeper-ready 2181") == ""
