"""Upstream's spec of a DaemonSet's update with a surge, under random faults.

Source: test/e2e/apps/daemon_set.go in kubernetes/kubernetes.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

import pytest

from k8slab.errors import K8slabError
from tests.e2e.daemonsets import (
    NAME,
    REVISION,
    TIMEOUT,
    check_hashes,
    container_of,
    current_revision,
    is_available,
    is_controlled_by,
    is_deleting,
    new_daemon_set,
    prepared,
    schedulable_nodes,
    wait,
    wait_until_on_all_nodes,
)
from tests.e2e.framework import Framework, Object

OLD, NEW = "1", "2"
MAX_SURGE = 1
LONGEST_OVERLAP = 60.0
ONE_IN = 25
BREAK_READINESS = "echo 0 > /var/tmp/ready"
READINESS = {
    "exec": {"command": ["/bin/sh", "-ec", 'touch /var/tmp/ready; [[ "$( cat /var/tmp/ready )" == "" ]]']},
    "initialDelaySeconds": 7,
    "periodSeconds": 3,
    "successThreshold": 1,
    "failureThreshold": 1,
}


@pytest.fixture(autouse=True)
def preparation(framework: Framework) -> Iterator[None]:
    with prepared(framework):
        yield


def surging() -> Object:
    """Pods take 7 s to become ready, 10 more to count as available, and 15 s to stop."""
    rolling = {"maxUnavailable": 0, "maxSurge": "20%"}
    strategy = {"type": "RollingUpdate", "rollingUpdate": rolling}
    daemons = new_daemon_set(updateStrategy=strategy, minReadySeconds=10)
    before = {"preStop": {"exec": {"command": ["/bin/sh", "-c", "sleep 15"]}}}
    container_of(daemons).update(
        env=[{"name": "VERSION", "value": OLD}], lifecycle=before, readinessProbe=READINESS
    )
    return daemons


def version(pod: Object) -> str:
    value: str = pod["spec"]["containers"][0]["env"][0]["value"]
    return value


def uid(pod: Object) -> str:
    value: str = pod["metadata"]["uid"]
    return value


class Look:
    """The set's pods at one moment, and what they must never be."""

    def __init__(self, daemons: Object, pods: list[Object], by_hand: set[str], now: datetime) -> None:
        self.pods = [pod for pod in pods if is_controlled_by(pod, daemons)]
        self.by_hand = by_hand
        self.living = self._by_node(lambda pod: not is_deleting(pod))
        self.deleted = self._by_node(lambda pod: is_deleting(pod) and uid(pod) not in by_hand)
        down = [pod for pod in self.pods if is_deleting(pod) or not is_available(pod, daemons, now)]
        self.new_down = [pod for pod in down if version(pod) == NEW]
        self.old_down = [pod for pod in down if version(pod) == OLD]

    def _by_node(self, chosen: Callable[[Object], bool]) -> dict[str, Counter[str]]:
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for pod in filter(chosen, self.pods):
            found[pod["spec"].get("nodeName", "")][version(pod)] += 1
        return found

    def check(self) -> None:
        """The invariants of one look."""
        deleted_by_hand = sum(uid(pod) in self.by_hand for pod in self.new_down)
        without_old = sum(not versions[OLD] for versions in self.living.values())
        allowed = MAX_SURGE + len(self.old_down) + deleted_by_hand + without_old
        assert len(self.new_down) <= allowed, f"{len(self.new_down)} new pods are down, {allowed} may be"
        for node in {*self.living, *self.deleted} - {""}:
            living, deleted = self.living.get(node, Counter()), self.deleted.get(node, Counter())
            assert deleted.total() <= 1, f"{node}: {deleted} are being deleted"
            assert not living or max(living.values()) == 1, f"{node}: {living}"
            both = living + deleted
            assert max(both.values(), default=0) <= 2, f"{node}: {both}"

    def is_over(self, nodes: list[str]) -> bool:
        """One available pod of the new version on each node, and nothing else."""
        only_new = all(self.living.get(node) == Counter([NEW]) for node in nodes)
        return only_new and not self.deleted and not self.new_down

    def overlaps(self) -> set[tuple[str, str]]:
        """The pairs of old and new pods that share a node."""
        living = [pod for pod in self.pods if not is_deleting(pod) and pod["spec"].get("nodeName")]
        return {
            (uid(old), uid(new))
            for old in living
            for new in living
            if old["spec"]["nodeName"] == new["spec"]["nodeName"]
            and (version(old), version(new)) == (OLD, NEW)
        }


class Rollout:
    """Looks at the update each second, and now and then, once in so many looks, breaks something."""

    def __init__(
        self, framework: Framework, daemons: Object, nodes: Callable[[], list[str]], seed: int, one_in: int
    ) -> None:
        self.framework = framework
        self.daemons = daemons
        self.nodes = nodes
        self.chance = random.Random(seed)
        self.one_in = one_in
        self.by_hand: set[str] = set()
        self.overlapping: dict[tuple[str, str], float] = {}
        self.faults: list[str] = []

    def look(self) -> bool:
        pods = self.framework.client("pods").items()
        self.by_hand &= {uid(pod) for pod in pods}
        look = Look(self.daemons, pods, self.by_hand, self.framework.pace.now())
        self._check_overlaps(look.overlaps())
        look.check()
        if look.is_over(self.nodes()):
            return True
        self._break_something(pods)
        return False

    def _check_overlaps(self, found: set[tuple[str, str]]) -> None:
        now = time.monotonic() * (self.framework.pace.speed or 1.0)
        self.overlapping = {pair: self.overlapping.get(pair, now) for pair in found}
        assert all(now - since <= LONGEST_OVERLAP for since in self.overlapping.values())

    def _break_something(self, pods: list[Object]) -> None:
        fault = self.chance.randrange(self.one_in)
        if fault not in (0, 1):
            return
        living = [pod for pod in pods if not is_deleting(pod)]
        chosen = [pod for pod in living if fault or version(pod) == OLD]
        if chosen:
            (self._delete if fault else self._make_unready)(self.chance.choice(chosen))

    def _make_unready(self, pod: Object) -> None:
        name = pod["metadata"]["name"]
        with suppress(K8slabError):
            self.framework.kubectl("exec", "-c", "app", name, "--", "/bin/sh", "-ec", BREAK_READINESS)
            self.faults.append(f"{name} unready")

    def _delete(self, pod: Object) -> None:
        name = pod["metadata"]["name"]
        self.framework.client("pods").delete(name)
        self.by_hand.add(uid(pod))
        self.faults.append(f"{name} deleted")


def test_a_surge_brings_new_pods_before_old_ones_go(framework: Framework) -> None:
    surge(framework, lambda: schedulable_nodes(framework), seed=0, one_in=ONE_IN)


@pytest.mark.parametrize("seed", range(5))
def test_a_surge_gets_over_many_faults(framework: Framework, seed: int) -> None:
    """Asking for nodes again and again would be waiting; without it pods are seen at each step."""
    nodes = schedulable_nodes(framework)
    assert surge(framework, lambda: nodes, seed, one_in=6).faults


def surge(framework: Framework, nodes: Callable[[], list[str]], seed: int, one_in: int) -> Rollout:
    client = framework.client("daemonsets")
    daemons = client.create(surging())
    wait_until_on_all_nodes(framework, daemons)
    first = current_revision(framework, client.get(NAME), 1)
    assert first["revision"] == 1
    check_hashes(framework, first["metadata"]["labels"][REVISION])

    container = {"name": "app", "env": [{"name": "VERSION", "value": NEW}]}
    daemons = client.patch(NAME, {"spec": {"template": {"spec": {"containers": [container]}}}})
    rollout = Rollout(framework, daemons, nodes, seed, one_in)
    wait(framework, rollout.look, TIMEOUT + 30.0 * len(nodes()))

    wait_until_on_all_nodes(framework, daemons)
    second = current_revision(framework, client.get(NAME), 2)
    assert second["revision"] == 2
    check_hashes(framework, second["metadata"]["labels"][REVISION])
    return rollout
