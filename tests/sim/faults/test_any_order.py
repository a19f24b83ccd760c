"""Whatever faults come and go, in whatever order: what was well is well again once they are lifted."""

from __future__ import annotations

import random

import pytest

from k8slab.objects import pods
from k8slab.sim import kinds
from k8slab.sim.faults import InForce
from k8slab.sim.store import Change
from tests.sim.faults.ward import LABELS, Ward
from tests.sim.http.asking import ask

NAMES = ("web-0", "web-1", "web-2")
SETS = "/apis/apps/v1/namespaces/default/statefulsets"
DAEMONS = "/apis/apps/v1/namespaces/default/daemonsets"
IMAGE = "nginx:1.27"
ONE = {"name": "main", "image": IMAGE, "readinessProbe": {"httpGet": {"port": 80}, "periodSeconds": 5}}
CLAIM = {
    "accessModes": ["ReadWriteOnce"],
    "resources": {"requests": {"storage": "1Gi"}},
    "storageClassName": "",
}


def choose(dice: random.Random) -> dict[str, object]:
    """A fault of any kind, for a while or until it is lifted."""
    node, pod = dice.choice("abc"), dice.choice(NAMES)
    volume = f"pv/pv-{dice.randrange(3)}"
    fault: dict[str, object] = dice.choice(
        [
            {"kind": "node-down", "node": node},
            {"kind": "kubelet-down", "node": node},
            {"kind": "network-cut", "node": node},
            {"kind": "slow-pull", "image": IMAGE, "takes": 100},
            {"kind": "failing-pull", "image": IMAGE, "node": node},
            {"kind": "failing-readiness", "pod": pod},
            {"kind": "crash-loop", "pod": pod},
            {"kind": "full-volume", "volume": volume},
            {"kind": "lost-volume", "volume": volume},
            {"kind": "lost-data", "volume": volume},
            {"kind": "nfs-away", "server": "10.6.6.6"},
            {"kind": "stale-dns"},
            {"kind": "api-latency", "milliseconds": 50},
        ]
    )
    return fault | ({"seconds": dice.choice((5, 90))} if dice.random() < 0.5 else {})


@pytest.mark.parametrize("seed", range(40))
def test_all_is_well_again_once_all_is_lifted(ward: Ward, seed: int) -> None:
    """What does not make sense at the moment (a pod that is gone, a node that is down already) is refused."""
    deploy(ward)
    dice = random.Random(seed)
    for _ in range(8):
        ask(ward.gateway, "POST", "/k8slab/v1/faults", choose(dice))
        ward.advance(dice.choice((0.5, 3, 20, 70, 400)))
        if dice.random() < 0.3:
            ask(ward.gateway, "DELETE", f"/api/v1/namespaces/default/pods/{dice.choice(NAMES)}")
        if dice.random() < 0.3 and (names := ward.faults()):
            ward.lift(dice.choice(names))
    ward.lift()
    ward.settle()
    ward.advance(1500)
    ward.settle()
    every = ward.api.list(kinds.POD, "default")
    assert [pod["metadata"]["name"] for pod in every if not pods.is_ready(pod)] == []
    assert len(every) == 6
    assert all(pods.is_ready(ward.get(kinds.POD, name)) for name in NAMES)


def deploy(ward: Ward) -> None:
    """Three members with volumes, and a daemon on each node."""
    for number in range(3):
        spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"]}
        spec |= {"nfs": {"server": "10.6.6.6", "path": f"/{number}"}}
        ward.create("/api/v1/persistentvolumes", {"metadata": {"name": f"pv-{number}"}, "spec": spec})
    main = ONE | {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    own = {
        "replicas": 3,
        "serviceName": "web",
        "selector": {"matchLabels": LABELS},
        "template": {"metadata": {"labels": LABELS}, "spec": {"containers": [main]}},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": CLAIM}],
    }
    ward.create(SETS, {"metadata": {"name": "web"}, "spec": own})
    labels = {"app": "agent"}
    daemon = {"selector": {"matchLabels": labels}}
    daemon["template"] = {"metadata": {"labels": labels}, "spec": {"containers": [ONE]}}
    ward.create(DAEMONS, {"metadata": {"name": "agent"}, "spec": daemon})
    ward.settle()


@pytest.mark.parametrize("seed", range(10))
def test_a_rewind_goes_back_to_any_moment_among_faults(seed: int) -> None:
    ward, dice = Ward(), random.Random(seed)
    deploy(ward)
    for _ in range(6):
        ask(ward.gateway, "POST", "/k8slab/v1/faults", choose(dice))
        ward.advance(dice.choice((0.5, 3, 20, 70, 400)))
        if dice.random() < 0.4 and (names := ward.faults()):
            ward.lift(dice.choice(names))
    then = round(dice.random() * ward.cluster.clock.passed, 1)
    before = [change for change in ward.cluster.store.log if change.time <= then]
    in_force = [
        each.id for each in (*ward.cluster.faults, *ward.cluster.faults.past) if _is_in_force(each, then)
    ]
    assert ask(ward.gateway, "POST", "/k8slab/v1/rewind", {"time": then}).status == 200
    assert [_shown(each) for each in ward.gateway.cluster.store.log] == [_shown(each) for each in before]
    assert sorted(ward.faults()) == sorted(in_force)


def _is_in_force(each: InForce, then: float) -> bool:
    return each.since <= then and (each.ended is None or each.ended > then)


def _shown(change: Change) -> tuple[object, ...]:
    return change.revision, change.type, change.object, change.time
