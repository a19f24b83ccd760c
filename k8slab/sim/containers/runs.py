"""The runs of containers that are known: the present one and the one before, by pod, node and template.

Source: https://kubernetes.io/docs/concepts/cluster-administration/logging/
"""

from __future__ import annotations

from collections.abc import Iterator

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.containers.container import Running

KEPT = 2
Template = tuple[str, str]
"""(UID of the pod's controller, or of the pod; name of the container)"""


class Runs:
    """Indices over all runs; none of its questions costs more as the cluster grows."""

    def __init__(self) -> None:
        self._every: dict[str, Running] = {}
        self._by_pod: dict[str, dict[str, list[str]]] = {}
        self._by_node: dict[str, dict[str, None]] = {}
        self._by_template: dict[Template, dict[str, None]] = {}

    def find(self, identity: str) -> Running | None:
        return self._every.get(identity)

    def add(self, running: Running) -> None:
        """The run before stays; older ones of the container are forgotten.

        A run that is begun once more, since nobody saw how it went on, takes the place of the first attempt.
        """
        identity = running.identity
        if identity in self._every:
            self._by_pod[meta.uid(running.pod)][running.name].remove(identity)
            self._drop(identity)
        self._every[identity] = running
        self._by_node.setdefault(_node(running), {})[identity] = None
        self._by_template.setdefault(_template(running), {})[identity] = None
        runs = self._by_pod.setdefault(meta.uid(running.pod), {}).setdefault(running.name, [])
        running.restarts = self._every[runs[-1]].restarts + 1 if runs else 0
        runs.append(identity)
        for old in runs[:-KEPT]:
            self._drop(old)
        del runs[:-KEPT]

    def update(self, running: Running, pod: Object) -> None:
        """The pod has changed: another controller may own it now."""
        self._by_template.get(_template(running), {}).pop(running.identity, None)
        running.pod = pod
        self._by_template.setdefault(_template(running), {})[running.identity] = None

    def forget(self, uid: str) -> list[str]:
        """All runs of a pod; their identities."""
        gone = [identity for runs in self._by_pod.pop(uid, {}).values() for identity in runs]
        for identity in gone:
            self._drop(identity)
        return gone

    def latest(self, pod: Object) -> list[Running]:
        """The last run of each of the pod's containers."""
        names = self._by_pod.get(meta.uid(pod), {})
        return [self._every[runs[-1]] for runs in names.values() if runs]

    def alive(self) -> list[Running]:
        """All that run, the oldest first."""
        return [each for each in self._every.values() if each.alive]

    def on_node(self, name: str) -> Iterator[Running]:
        """Those that are alive."""
        return (each for each in self.kept_on_node(name) if each.alive)

    def kept_on_node(self, name: str) -> list[Running]:
        """Those whose logs are kept there."""
        return [self._every[identity] for identity in self._by_node.get(name, ())]

    def alike(self, running: Running) -> list[Running]:
        """Those alive that were made from the same template, by their pods' names."""
        every = (self._every[identity] for identity in self._by_template.get(_template(running), ()))
        return sorted((each for each in every if each.alive), key=lambda each: meta.name(each.pod))

    def _drop(self, identity: str) -> None:
        running = self._every.pop(identity)
        running.alive = False
        self._by_node[_node(running)].pop(identity)
        self._by_template[_template(running)].pop(identity)
        if not self._by_template[_template(running)]:
            del self._by_template[_template(running)]


def _node(running: Running) -> str:
    return str(running.pod["spec"].get("nodeName", ""))


def _template(running: Running) -> Template:
    owner = (meta.controller_of(running.pod) or {}).get("uid", meta.uid(running.pod))
    return str(owner), running.name
