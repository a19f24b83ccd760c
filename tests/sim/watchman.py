"""Looks at every change of a cluster with one StatefulSet, and complains when a promise is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.store import Change

Object = dict[str, Any]
NAMESPACE, NAME = "default", "zk"
GATE = "MaxUnavailableStatefulSet"
DELETED = re.compile(rf"Delete Pod {NAME}-(\d+) in StatefulSet {NAME} successful")


class Watchman:
    """`complaints` says which promise was broken, by whom and when."""

    def __init__(self, cluster: Cluster) -> None:
        self.complaints: list[str] = []
        self._cluster = cluster
        self._deleting = ""
        self._before: dict[int, Object] = {}
        cluster.store.subscribe(self._look)

    @property
    def set(self) -> Object | None:
        return self._cluster.api.find(kinds.STATEFULSET, NAME, NAMESPACE)

    @contextmanager
    def somebody_deletes(self, name: str) -> Iterator[None]:
        """What is deleted now is deleted because somebody asked for it."""
        self._deleting = name
        yield
        self._deleting = ""

    def look_at_rest(self) -> None:
        """What must hold once nothing happens any more."""
        if not self._cluster.settled:
            self._complain("the cluster says that it has settled, and has not")
        if self.set is not None and not self._owners_follow_policy(self.set):
            self._complain("a claim's owner is not what the retention policy says")

    def _look(self, change: Change) -> None:
        if change.kind is kinds.POD and change.type == "ADDED":
            self._look_at_creation(change.object)
        elif change.kind is kinds.EVENT and (found := DELETED.search(change.object.get("message", ""))):
            self._look_at_deletion(int(found[1]))
        elif change.kind is kinds.PERSISTENT_VOLUME_CLAIM:
            self._look_at_claim(change)
        if change.kind is kinds.POD and change.previous is not None:
            self._before[_ordinal(change.object)] = change.previous

    def _look_at_creation(self, pod: Object) -> None:
        """OrderedReady makes a member when all before it are Running and Ready."""
        owner = self.set
        if owner is None or not meta.is_controlled_by(pod, owner):
            return
        members, number = self._members(owner), _ordinal(pod)
        if owner["spec"]["podManagementPolicy"] == "OrderedReady":
            before = [n for n in _wanted(owner) if n < number]
            if any(self._is_down(owner, members.get(n)) for n in before):
                self._complain(f"{meta.name(pod)} was made before its predecessors were available")

    def _is_down(self, owner: Object, pod: Object | None) -> bool:
        """Missing, going, or not yet available."""
        least, now = owner["spec"].get("minReadySeconds", 0), self._cluster.clock.now
        return pod is None or not pods.is_healthy(pod) or not pods.is_available(pod, least, now)

    def _look_at_deletion(self, number: int) -> None:
        """In an update the controller takes no more members down than it may, and none that it need not."""
        owner, pod = self.set, self._before.get(number)
        if owner is None or number not in _wanted(owner) or pod is None or pods.is_terminal(pod):
            return
        members, strategy = self._members(owner), owner["spec"]["updateStrategy"]
        down = [n for n in _wanted(owner) if self._is_down(owner, members.get(n))]
        if strategy["type"] == "OnDelete":
            self._complain(f"{number} was taken down, though updates are somebody else's to begin")
            return
        if number < _wanted(owner).start + strategy["rollingUpdate"]["partition"]:
            self._complain(f"the update took down {number}, below the partition")
        if GATE in self._cluster.api.features:
            if len(down) > strategy["rollingUpdate"]["maxUnavailable"]:
                self._complain(f"the update took down {number} when {down} were down")
        elif any(n > number for n in down) or (_is_ordered(owner) and down != [number]):
            self._complain(f"the update took down {number} when {down} were down")

    def _look_at_claim(self, change: Change) -> None:
        """No claim goes unless somebody or the policy says so; no two claims have one volume."""
        claim = change.object
        going = meta.is_terminating(claim) or change.type == "DELETED"
        began = change.previous is not None and not meta.is_terminating(change.previous)
        if going and began and self._deleting != meta.name(claim) and not meta.owners(claim):
            self._complain(f"{meta.name(claim)} was deleted though nobody and nothing said so")
        if going and began and self._deleting != meta.name(claim) and _belongs_to_another(claim):
            self._complain(f"{meta.name(claim)} was deleted though it is somebody else's")
        claims = self._cluster.api.list(kinds.PERSISTENT_VOLUME_CLAIM, NAMESPACE)
        volumes = [item["spec"]["volumeName"] for item in claims if item["spec"].get("volumeName")]
        if len(volumes) != len(set(volumes)):
            self._complain(f"two claims have one volume: {sorted(volumes)}")

    def _owners_follow_policy(self, owner: Object) -> bool:
        policy = owner["spec"]["persistentVolumeClaimRetentionPolicy"]
        claims = self._cluster.api.list(kinds.PERSISTENT_VOLUME_CLAIM, NAMESPACE)
        members = self._members(owner)
        expected = [meta.uid(owner)] if policy["whenDeleted"] == "Delete" else []
        kept = [claim for claim in claims if _ordinal(claim) in members and _ordinal(claim) in _wanted(owner)]
        ready = [claim for claim in kept if pods.is_healthy(members[_ordinal(claim)])]
        is_due = all(n in members and pods.is_healthy(members[n]) for n in _wanted(owner))
        owners = [[item["uid"] for item in meta.owners(claim)] for claim in ready]
        known = {meta.uid(owner)} | {meta.uid(pod) for pod in members.values()}
        return not is_due or all(found == expected or not set(found) <= known for found in owners)

    def _members(self, owner: Object) -> dict[int, Object]:
        found = self._cluster.api.list(kinds.POD, NAMESPACE)
        return {_ordinal(pod): pod for pod in found if meta.is_controlled_by(pod, owner)}

    def _complain(self, about: str) -> None:
        self.complaints.append(f"at {self._cluster.clock.now:.3f} s: {about}")


def _belongs_to_another(claim: Object) -> bool:
    return any(owner["kind"] == "ConfigMap" for owner in meta.owners(claim))


def _is_ordered(owner: Object) -> bool:
    return bool(owner["spec"]["podManagementPolicy"] == "OrderedReady")


def _ordinal(obj: Object) -> int:
    tail = meta.name(obj).rpartition("-")[2]
    return int(tail) if tail.isdigit() else -1


def _wanted(owner: Object) -> range:
    start = (owner["spec"].get("ordinals") or {}).get("start", 0)
    return range(start, start + owner["spec"]["replicas"])
