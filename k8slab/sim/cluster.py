"""The cluster: assembly only. The one module that knows every controller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.sim import bootstrap, kinds, node
from k8slab.sim.api import Api
from k8slab.sim.api.managed_fields.ledger import Author
from k8slab.sim.chance import Chance
from k8slab.sim.clock import Clock
from k8slab.sim.containers import Containers
from k8slab.sim.controllers.daemonset import DaemonSetController
from k8slab.sim.controllers.deployment import DeploymentController
from k8slab.sim.controllers.disruption import DisruptionController
from k8slab.sim.controllers.endpoints import EndpointsController
from k8slab.sim.controllers.endpointslice import EndpointSliceController
from k8slab.sim.controllers.ephemeral_volume import EphemeralVolumeController
from k8slab.sim.controllers.garbage_collector import GarbageCollector
from k8slab.sim.controllers.ip_address import IpAddresses
from k8slab.sim.controllers.namespace import NamespaceController
from k8slab.sim.controllers.node_lifecycle import NodeLifecycle
from k8slab.sim.controllers.persistentvolume_binder import PersistentVolumeBinder
from k8slab.sim.controllers.pod_garbage_collector import PodGarbageCollector
from k8slab.sim.controllers.provisioner import Provisioner, Resizer
from k8slab.sim.controllers.pv_protection import VolumeProtection
from k8slab.sim.controllers.pvc_protection import ClaimProtection
from k8slab.sim.controllers.replicaset import ReplicaSetController
from k8slab.sim.controllers.root_ca import RootCertificatePublisher
from k8slab.sim.controllers.serviceaccount import ServiceAccountController
from k8slab.sim.controllers.statefulset import StatefulSetController
from k8slab.sim.controllers.taint_eviction import TaintEviction
from k8slab.sim.faults import Faults, Parts, node_place
from k8slab.sim.journal import Journal
from k8slab.sim.node import Catalogue, Kubelets
from k8slab.sim.reconcile import Controller
from k8slab.sim.recorder import Recorder
from k8slab.sim.scheduler import Scheduler
from k8slab.sim.storage import Disks, NfsServers
from k8slab.sim.store import Store
from k8slab.sim.topology import DEFAULT_NODES, Topology

CONTROLLERS: tuple[type[Controller], ...] = (
    NamespaceController,
    ServiceAccountController,
    RootCertificatePublisher,
    StatefulSetController,
    ReplicaSetController,
    DeploymentController,
    DisruptionController,
    DaemonSetController,
    EphemeralVolumeController,
    PersistentVolumeBinder,
    Provisioner,
    Resizer,
    ClaimProtection,
    VolumeProtection,
    EndpointsController,
    EndpointSliceController,
    NodeLifecycle,
    TaintEviction,
    PodGarbageCollector,
    GarbageCollector,
    IpAddresses,
)
LONGEST_WAIT = 86_400.0
"""Virtual seconds after which `Cluster.settle` gives up on a cluster that never comes to rest."""
MOST_EVENTS = 200_000


class Cluster:
    """A control plane with its nodes, in virtual time.

    The same seed, nodes, feature gates and requests give the same objects and the same history. There is no
    default StorageClass unless ``default_class`` asks for one.
    """

    def __init__(
        self,
        nodes: Iterable[str] = DEFAULT_NODES,
        seed: int = 0,
        images: Catalogue | None = None,
        feature_gates: Mapping[str, bool] | None = None,
        *,
        default_class: bool = False,
        start: float = 0.0,
    ) -> None:
        self.topology = Topology(tuple(nodes), seed, dict(feature_gates or {}), default_class, start)
        self.seed = seed
        self.clock = Clock(start)
        self.store = Store(lambda: self.clock.now)
        self.journal = Journal(self.topology.as_dict())
        gates = frozenset(name for name, on in self.topology.feature_gates.items() if on)
        chance = Chance(seed, lambda: self.store.revision - self.store.quiet)
        self.api = Api(self.store, self.clock, chance, gates)
        self.recorder = Recorder(self.api)
        self.nfs = NfsServers(lambda: self.clock.now)
        self.disks = Disks(self.api, self.nfs)
        self.containers = Containers(self.api, self.clock, self.disks)
        self._images = images
        self._parts = self._assemble(images)
        self.faults = Faults(Parts(self.api, self.clock, self._kubelets, self.containers, self.disks))
        self._nodes_seen = 0
        self._boot(self.topology.nodes, default_class)

    @classmethod
    def of(cls, topology: Topology, images: Catalogue | None = None) -> Cluster:
        """A fresh cluster of that kind."""
        return cls(
            topology.nodes,
            topology.seed,
            images,
            topology.feature_gates,
            default_class=topology.default_class,
            start=topology.start,
        )

    def fresh(self) -> Cluster:
        """Another cluster like this one, as this one was when it began."""
        return Cluster.of(self.topology, self._images)

    def _assemble(self, images: Catalogue | None) -> list[object]:
        own = (self.api, self.clock, self.recorder)
        loops = [controller(*own) for controller in CONTROLLERS]
        self._kubelets = Kubelets(*self._tools_of("kubelet"), self.disks, self.containers, catalogue=images)
        return [*loops, Scheduler(*self._tools_of("kube-scheduler")), self._kubelets]

    def _tools_of(self, program: str) -> tuple[Api, Clock, Recorder]:
        """What a control loop works with; what it writes is managed by its program."""
        return self.api.acting_as(Author(program)), self.clock, self.recorder

    def _boot(self, nodes: Iterable[str], with_class: bool) -> None:
        bootstrap.create_namespaces(self.api)
        bootstrap.create_kubernetes_service(self.api)
        bootstrap.create_system_objects(self.api)
        if with_class:
            bootstrap.create_default_class(self.api)
        for name in nodes:
            node.install(self.api.acting_as(Author("kubelet")), name, self._next_node())
        self.settle()

    def _next_node(self) -> int:
        index = self._nodes_seen
        self._nodes_seen += 1
        return index

    @property
    def nodes(self) -> list[str]:
        """The names of the nodes that are there."""
        return [meta.name(item) for item in self.api.list(kinds.NODE)]

    @property
    def settled(self) -> bool:
        """True if nothing will happen any more unless somebody asks for it."""
        return self.clock.settled()

    def run_due(self) -> None:
        """Let everything happen that happens at the present instant."""
        self.clock.run_due()

    def step(self) -> bool:
        """Run the next event, moving time to it; False if the cluster has settled."""
        return self.clock.step()

    def settle(self, limit: float = LONGEST_WAIT) -> bool:
        """Run until the cluster has settled, for at most ``limit`` virtual seconds; True if it has.

        A cluster that is busy without end is left at `MOST_EVENTS`.
        """
        end, last = self.clock.now + limit, self.clock.count + MOST_EVENTS
        while not self.settled and (time := self.clock.next_time()) is not None and time <= end:
            if self.clock.count >= last:
                break
            self.clock.step()
        self.run_due()
        return self.settled

    def advance(self, seconds: float) -> None:
        """Let that many virtual seconds pass."""
        self.clock.advance_to(self.clock.now + seconds)

    def add_node(self, name: str) -> None:
        """Start a further node's kubelet; the node becomes Ready in virtual time. Raises AlreadyExists."""
        node.join(*self._tools_of("kubelet"), name, self._next_node())

    def stop_node(self, name: str) -> None:
        """The node's machine fails: nothing runs there any more and nobody hears from it. Raises NotFound."""
        self._kubelets.stop(name)

    def stop_kubelet(self, name: str) -> None:
        """Only the node's kubelet stops: its containers go on unseen. Raises NotFound."""
        self._kubelets.stop_kubelet(name)

    def kubelet_silence(self, name: str) -> str:
        """What a connection to that node's kubelet ends in; empty if it comes about."""
        return self._kubelets.silence(name)

    def start_node(self, name: str) -> None:
        """The machine of a node that was stopped starts again. Raises NotFound."""
        self.faults.lift_at(node_place(name))
        self._kubelets.start(name)

    def load_image(self, node_name: str, image: str) -> None:
        """Bring an image to that node, as `kind load docker-image` does. Raises NotFound."""
        self._kubelets.load(node_name, image)

    def build_image(self, node_name: str, image: str, base: str) -> None:
        """Build an image from another one on that node, without pushing it. Raises NotFound."""
        self._kubelets.build(node_name, image, base)
