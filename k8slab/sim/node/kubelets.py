"""All kubelets of the cluster: which pod is whose, and who must look at it again.

1. Nothing happens on a node whose machine has failed, and nobody is told: its pods stay as last seen.
2. When the machine is back the kubelet reports the node again, then begins the node's pods anew.
3. A kubelet may stop alone: its containers go on, and it hears of nothing. A pod that is deleted by force
   runs on, beside the one that replaces it, until the kubelet is back.
4. So it is with a node whose network is cut. Afterwards its kubelet, which has never stopped, reports again.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.containers import Containers
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.node import heartbeat, node_images, registration
from k8slab.sim.node.ailments import Ailments
from k8slab.sim.node.images import Catalogue
from k8slab.sim.node.kubelet import Kubelet
from k8slab.sim.node.mounts import Mounts
from k8slab.sim.node.pod_context import Tools
from k8slab.sim.node.pod_worker import PodWorker
from k8slab.sim.node.registry import Registry
from k8slab.sim.reconcile import Controller, Interest
from k8slab.sim.recorder import Recorder
from k8slab.sim.storage import Disks
from k8slab.sim.store import Change

NODE_STATUS_SECONDS = 1.5
RESTART_SECONDS = 1.0
"""From the start of a kubelet to its first look at its pods."""


class Kubelets(Controller):
    """Runs the pods that are bound to nodes; one object for all nodes, since there may be thousands."""

    name = "kubelet"

    def __init__(
        self,
        api: Api,
        clock: Clock,
        recorder: Recorder,
        disks: Disks,
        containers: Containers,
        *,
        catalogue: Catalogue | None = None,
    ) -> None:
        images, mounts = catalogue or Catalogue(), Mounts(api, disks)
        self.registry, self.ailments = Registry(images), Ailments()
        own = (self.registry, self.ailments, mounts, containers)
        self._tools = Tools(api, clock, recorder, images, *own)
        containers.changed, containers.kill = self._look_again, self._kill
        containers.ended, containers.is_unseen = self._ended, self._is_unseen
        self._frozen: dict[str, dict[Key, PodWorker]] = {}
        self._kubelets = {meta.name(node): Kubelet(node) for node in api.list(kinds.NODE)}
        self._workers: dict[Key, PodWorker] = {}
        self._at_node: dict[str, dict[Key, None]] = {}
        self._wanting: dict[Key, None] = {}
        self._not_before: dict[str, float] = {}
        disks.nfs.subscribe(self._nfs_changed)
        super().__init__(api, clock, recorder)

    def registry_changed(self) -> None:
        """Pulls go another way than before, those under way too."""
        for worker in list(self._workers.values()):
            worker.registry_changed()

    def look_again_everywhere(self) -> None:
        """Probes may go another way than the last ones did, on every node."""
        for worker in list(self._workers.values()):
            worker.look_again()

    def ailments_changed(self, key: Key) -> None:
        """The pod's containers suffer from something else than before."""
        if worker := self._workers.get(key):
            worker.ailments_changed()

    def _look_again(self, key: Key) -> None:
        """Files of the pod's containers may have changed."""
        if worker := self._workers.get(key):
            worker.look_again()

    def _kill(self, key: Key, container: str, code: int) -> None:
        """A container's first process got a signal from inside."""
        if worker := self._workers.get(key):
            worker.kill(container, code)

    def _ended(self, key: Key, identity: str, code: int) -> None:
        """A container's first process has come to its end."""
        if worker := self._workers.get(key):
            worker.process_ended(identity, code)

    def interests(self) -> Mapping[Kind, Interest]:
        return {
            kinds.POD: _bound,
            kinds.NODE: self._node_changed,
            kinds.PERSISTENT_VOLUME_CLAIM: self._source_changed,
            kinds.CONFIG_MAP: self._source_changed,
            kinds.SECRET: self._source_changed,
        }

    def reconcile(self, key: Key) -> None:
        """Let the pod's worker look at the pod; begin or end the worker where needed."""
        pod, worker = self.api.find(kinds.POD, key[1], key[0]), self._workers.get(key)
        if worker is not None and (pod is None or meta.uid(pod) != worker.uid):
            self._drop(key).gone()
            worker = None
        if pod is None:
            return
        if self.clock.now < self._not_before.get(pod["spec"].get("nodeName"), 0.0):
            self.enqueue(key, self._not_before[pod["spec"]["nodeName"]] - self.clock.now)
            return
        if worker is None:
            worker = self._employ(key, pod)
        if worker is not None:
            worker.sync(pod)
            self._wanting.pop(key, None)
            if worker.waits_for_sources:
                self._wanting[key] = None

    def stop(self, name: str) -> None:
        """The node's machine fails (1). Raises NotFound."""
        self.api.get(kinds.NODE, name)
        kubelet = self._kubelets[name]
        if kubelet.is_running:
            kubelet.is_running = False
            heartbeat.stop(self.api, name)
            kubelet.is_powered = False
            self._tools.containers.power_off(name)
            for key in list(self._at_node.pop(name, {})):
                self._drop(key).abandon()
            for worker in self._frozen.pop(name, {}).values():
                worker.abandon()

    def stop_kubelet(self, name: str) -> None:
        """Only the node's kubelet stops (3). Raises NotFound."""
        self._silence(name)

    def cut(self, name: str) -> None:
        """The node's network is cut (4). Raises NotFound."""
        self._silence(name)
        self._kubelets[name].is_cut = True
        self._tools.containers.links.cut(name)

    def _silence(self, name: str) -> None:
        """Nobody hears from the node's kubelet any more; what runs there goes on."""
        self.api.get(kinds.NODE, name)
        kubelet = self._kubelets[name]
        if kubelet.is_running:
            kubelet.is_running = False
            heartbeat.stop(self.api, name)
            frozen = {key: self._drop(key) for key in list(self._at_node.pop(name, {}))}
            for worker in frozen.values():
                worker.freeze()
            self._frozen.setdefault(name, {}).update(frozen)

    def silence(self, name: str) -> str:
        """What the API server's connection to the node's kubelet ends in; empty if it comes about."""
        kubelet = self._kubelets.get(name)
        if kubelet is None or (kubelet.is_powered and not kubelet.is_running and not kubelet.is_cut):
            return "connect: connection refused"
        if not kubelet.is_powered:
            return "connect: no route to host"
        return "i/o timeout" if kubelet.is_cut else ""

    def _is_unseen(self, pod: Object) -> bool:
        kubelet = self._kubelets.get(pod["spec"].get("nodeName", ""))
        return kubelet is not None and kubelet.is_powered and not kubelet.is_running

    def build(self, name: str, image: str, base: str) -> None:
        """Make an image from another one on the node, where alone it will be. Raises NotFound."""
        self.api.get(kinds.NODE, name)
        self._tools.catalogue.build(image, base)
        self._tools.containers.derive(image, base)
        self.load(name, image)

    def load(self, name: str, image: str) -> None:
        """Bring an image to the node without pulling it. Raises NotFound."""
        self.api.get(kinds.NODE, name)
        self._kubelets[name].hold(image)
        node_images.tell(self.api, self._kubelets[name], self._tools.catalogue)
        for key in list(self._at_node.get(name, {})):
            if worker := self._workers.get(key):
                worker.image_came()

    def start(self, name: str) -> None:
        """The node is heard again, after its machine has started if it was off (2). Raises NotFound."""
        self.api.get(kinds.NODE, name)
        kubelet = self._kubelets[name]
        if kubelet.is_running:
            return
        heartbeat.resume(self.api, name)
        registration.report(self.api, self.clock, self.recorder, name, started=not kubelet.is_cut)
        kubelet.is_running = kubelet.is_powered = True
        kubelet.is_cut = False
        self._tools.containers.power_on(name)
        self._not_before[name] = self.clock.now + RESTART_SECONDS
        self.clock.call_later(RESTART_SECONDS, lambda: self._thaw(name))
        for pod in self.api.list(kinds.POD):
            if pod["spec"].get("nodeName") == name:
                self.enqueue(meta.key(pod))

    def _thaw(self, name: str) -> None:
        """Take over what ran without a kubelet; what has no pod any more is stopped (3).

        Unless the kubelet has fallen silent again before it looked at its pods.
        """
        if self.silence(name):
            return
        for key, worker in self._frozen.pop(name, {}).items():
            pod = self.api.find(kinds.POD, key[1], key[0])
            if pod is None or meta.uid(pod) != worker.uid:
                worker.gone()
                self._tools.containers.forget(worker.uid)
            else:
                self._workers[key] = worker
                self._at_node.setdefault(name, {})[key] = None
                worker.thaw(pod)
                self.enqueue(key)

    def _employ(self, key: Key, pod: Object) -> PodWorker | None:
        """A worker for the pod, if the pod's node is there."""
        node = pod["spec"].get("nodeName")
        kubelet = self._kubelets.get(node)
        if kubelet is None or not kubelet.is_running:
            return None
        worker = self._workers[key] = PodWorker(self._tools, kubelet, pod)
        self._at_node.setdefault(node, {})[key] = None
        return worker

    def _drop(self, key: Key) -> PodWorker:
        self._wanting.pop(key, None)
        worker = self._workers.pop(key)
        self._at_node.get(worker.node, {}).pop(key, None)
        return worker

    def _node_changed(self, change: Change) -> Iterator[Key]:
        name = meta.name(change.object)
        if change.type == "DELETED":
            self._kubelets.pop(name, None)
            for key in self._at_node.pop(name, {}):
                self._drop(key).abandon()
        elif name in self._kubelets:
            self._kubelets[name].update(change.object)
            self._notice_cordon(change)
        else:
            self._kubelets[name] = Kubelet(change.object)
            for pod in self.api.list(kinds.POD):
                if pod["spec"].get("nodeName") == name:
                    yield meta.key(pod)

    def _notice_cordon(self, change: Change) -> None:
        """The kubelet sees at its next look at the node whether new pods may come."""
        before, now = (_is_cordoned(node) for node in (change.previous, change.object))
        if before == now or not self._kubelets[meta.name(change.object)].is_running:
            return
        name, reason = meta.name(change.object), "NodeNotSchedulable" if now else "NodeSchedulable"
        about = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
        message = f"Node {name} status is now: {reason}"

        def tell() -> None:
            self.recorder.event(about, "Normal", reason, message, component=self.name, host=name)

        self.clock.call_later(NODE_STATUS_SECONDS, tell)

    def _nfs_changed(self) -> None:
        for key in list(self._wanting):
            self.enqueue(key)

    def _source_changed(self, change: Change) -> Iterable[Key]:
        namespace = meta.namespace(change.object)
        return [key for key in self._wanting if key[0] == namespace]


def _is_cordoned(node: Object | None) -> bool:
    return node is not None and bool(node["spec"].get("unschedulable"))


def _bound(change: Change) -> Iterable[Key]:
    return [meta.key(change.object)] if change.object["spec"].get("nodeName") else ()
