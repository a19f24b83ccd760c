"""Pods that found no node: what each of them waits for."""

from __future__ import annotations

from collections.abc import Iterable

from k8slab.objects.meta import Key

NODE = frozenset(
    {
        "NodeUnschedulable",
        "NodeName",
        "TaintToleration",
        "NodeAffinity",
        "NodePorts",
        "NodeResourcesFit",
        "InterPodAffinity",
        "PodTopologySpread",
        "VolumeBindingOnNode",
        "VolumeZone",
        "NoNodes",
    }
)
"""What a new or changed node can mend."""
ROOM = frozenset(
    {"NodePorts", "NodeResourcesFit", "VolumeRestrictions", "InterPodAffinity", "PodTopologySpread"}
)
"""What the end of a pod can mend."""
FEWER_NODES = frozenset({"PodTopologySpread"})
"""What the end of a node can mend: the emptiest part of the cluster may be gone with it."""
COMPANY = frozenset({"InterPodAffinity", "PodTopologySpread"})
"""What a new pod, or new labels on one, can mend."""


class Waiting:
    """Unschedulable pods with the plugins that ruled nodes out, and the claims they wait for."""

    def __init__(self) -> None:
        self._plugins: dict[Key, frozenset[str]] = {}
        self._needs: dict[Key, tuple[Key, ...]] = {}
        self._users: dict[Key, dict[Key, None]] = {}

    def put(self, pod: Key, plugins: Iterable[str], claims: Iterable[Key]) -> None:
        self.drop(pod)
        self._plugins[pod] = frozenset(plugins)
        self._needs[pod] = tuple(claims)
        for claim in self._needs[pod]:
            self._users.setdefault(claim, {})[pod] = None

    def drop(self, pod: Key) -> None:
        if self._plugins.pop(pod, None) is None:
            return
        for claim in self._needs.pop(pod):
            users = self._users[claim]
            users.pop(pod, None)
            if not users:
                del self._users[claim]

    def held_by(self, plugins: Iterable[str]) -> list[Key]:
        """The pods that one of these plugins keeps waiting, longest waiting first."""
        return [pod for pod, held in self._plugins.items() if not held.isdisjoint(plugins)]

    def on_claim(self, claim: Key) -> list[Key]:
        return list(self._users.get(claim, ()))
