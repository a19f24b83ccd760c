"""What an ensemble does when the volume, the server or the network of one of its members fails."""

from __future__ import annotations

import pytest

from k8slab.sim import kinds
from tests.sim.faults.ward import Manifest, Ward

COMMAND = "start-zookeeper --servers=3 --data_dir=/var/lib/zookeeper/data --conf_dir=/opt/zookeeper/conf"
CLAIM = {
    "accessModes": ["ReadWriteOnce"],
    "resources": {"requests": {"storage": "1Gi"}},
    "storageClassName": "",
}
SPREAD = {
    "labelSelector": {"matchLabels": {"app": "zk"}},
    "maxSkew": 1,
    "topologyKey": "kubernetes.io/hostname",
    "whenUnsatisfiable": "DoNotSchedule",
}


@pytest.fixture
def ensemble(ward: Ward) -> Ward:
    """Three members on three nodes, each with a volume on an NFS server of its own."""
    for number in range(3):
        nfs = {"server": f"10.0.0.{number}", "path": "/zk"}
        spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "nfs": nfs}
        spec["claimRef"] = {"namespace": "default", "name": f"data-zk-{number}"}
        ward.create("/api/v1/persistentvolumes", {"metadata": {"name": f"pv-{number}"}, "spec": spec})
    main = {"name": "main", "image": "kubebiz/zookeeper:3.4.10", "command": ["sh", "-c", COMMAND]}
    main["volumeMounts"] = [{"name": "data", "mountPath": "/var/lib/zookeeper"}]
    spec = {
        "serviceName": "zk",
        "replicas": 3,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": {"app": "zk"}},
        "template": {
            "metadata": {"labels": {"app": "zk"}},
            "spec": {"containers": [main], "topologySpreadConstraints": [SPREAD]},
        },
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": CLAIM}],
    }
    ward.create("/apis/apps/v1/namespaces/default/statefulsets", {"metadata": {"name": "zk"}, "spec": spec})
    ward.settle()
    assert ward.run("zk-0", "zkCli.sh create /key old")[0] == 0
    return ward


def modes(ward: Ward) -> list[str]:
    said = [ward.inside(f"zk-{number}", "zkServer.sh status")[1].split("Mode: ") for number in range(3)]
    return [each[1].splitlines()[0] if len(each) > 1 else "" for each in said]


def value(ward: Ward, member: int) -> str:
    return ward.inside(f"zk-{member}", "zkCli.sh get /key")[1].splitlines()[-12]


def status(ward: Ward, member: int) -> Manifest:
    return dict(ward.get(kinds.POD, f"zk-{member}")["status"]["containerStatuses"][0])


def test_a_member_that_cannot_write_ends_with_exit_code_10_and_the_others_serve(ensemble: Ward) -> None:
    follower = modes(ensemble).index("follower")
    ensemble.fault("full-volume", volume=f"pvc/data-zk-{follower}")
    other = (follower + 1) % 3
    assert ensemble.run(f"zk-{other}", "zkCli.sh set /key a-much-longer-value")[0] == 0
    ensemble.settle()
    ended = status(ensemble, follower)["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (10, "Error")
    assert status(ensemble, follower)["restartCount"] >= 1
    assert value(ensemble, other) == "a-much-longer-value"
    ensemble.lift()
    ensemble.settle()
    ensemble.advance(600)
    assert sorted(modes(ensemble)) == ["follower", "follower", "leader"]
    assert value(ensemble, follower) == "a-much-longer-value"


def test_a_member_whose_storage_does_not_answer_is_not_waited_for(ensemble: Ward) -> None:
    leader = modes(ensemble).index("leader")
    ensemble.fault("nfs-away", server=f"10.0.0.{leader}", seconds=60)
    other = (leader + 1) % 3
    assert ensemble.run(f"zk-{other}", "zkCli.sh set /key new")[0] == 0
    assert [mode for number, mode in enumerate(modes(ensemble)) if number != leader].count("leader") == 1
    ensemble.settle()
    assert sorted(modes(ensemble)) == ["follower", "follower", "leader"]
    assert value(ensemble, leader) == "new"


def test_a_leader_that_is_cut_off_serves_nobody_and_takes_over_what_the_majority_wrote(
    ensemble: Ward,
) -> None:
    leader = modes(ensemble).index("leader")
    ensemble.fault("network-cut", node=ensemble.node_of(f"zk-{leader}"), seconds=45)
    assert modes(ensemble)[leader] == ""
    assert "ConnectionLoss" in ensemble.inside(f"zk-{leader}", "zkCli.sh set /key lost")[1]
    other = (leader + 1) % 3
    assert ensemble.run(f"zk-{other}", "zkCli.sh set /key new")[0] == 0
    ensemble.settle()
    assert sorted(modes(ensemble)) == ["follower", "follower", "leader"]
    assert {value(ensemble, number) for number in range(3)} == {"new"}


def test_a_leader_that_comes_back_does_not_undo_what_the_others_wrote(ensemble: Ward) -> None:
    """Not even if their leader has just ended, so that its own claim is the only one."""
    old = modes(ensemble).index("leader")
    ensemble.fault("network-cut", node=ensemble.node_of(f"zk-{old}"), seconds=20)
    other = (old + 1) % 3
    assert ensemble.run(f"zk-{other}", "zkCli.sh set /key new")[0] == 0
    others = [number for number in range(3) if number != old]
    new = next(each for each in others if "leader" in ensemble.inside(f"zk-{each}", "zkServer.sh status")[1])
    ensemble.fault("crash-loop", pod=f"zk-{new}", seconds=19)
    ensemble.settle()
    ensemble.advance(60)
    assert {value(ensemble, number) for number in range(3)} == {"new"}


def test_what_no_majority_has_written_is_not_acknowledged(ensemble: Ward) -> None:
    follower = modes(ensemble).index("follower")
    for number in (follower, (follower + 1) % 3):
        ensemble.fault("full-volume", volume=f"pvc/data-zk-{number}")
    code, said = ensemble.run(f"zk-{(follower + 2) % 3}", "zkCli.sh set /key a-much-longer-value")
    assert (code, said.splitlines()[-1]) == (1, "KeeperErrorCode = ConnectionLoss for /key")
