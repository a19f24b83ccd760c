"""What must hold for a StatefulSet whatever is asked for and whatever breaks, checked after every change."""

from __future__ import annotations

from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from tests.sim.bookkeeper import Bookkeeper
from tests.sim.watchman import NAME, NAMESPACE, Watchman

Manifest = dict[str, Any]
MERGE_PATCH = "application/merge-patch+json"
IMAGES = ("nginx:1.24", "nginx:1.25", "nginx:broken", "busybox")
MOST_EVENTS = 20_000
ORDINALS = st.integers(0, 4)
RETENTION = st.sampled_from(("Retain", "Delete"))
STRATEGIES = ("RollingUpdate", "OnDelete")


def manifest(policy: str, strategy: Manifest) -> Manifest:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    container = {"name": "main", "image": IMAGES[0]}
    template = {"metadata": {"labels": {"app": NAME}}, "spec": {"containers": [container]}}
    return {
        "metadata": {"name": NAME},
        "spec": {
            "replicas": 3,
            "podManagementPolicy": policy,
            "updateStrategy": strategy,
            "selector": {"matchLabels": {"app": NAME}},
            "template": template,
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
        },
    }


class StatefulSets(RuleBasedStateMachine):
    """Somebody asks for this and that, and now and then time passes."""

    gates: ClassVar[dict[str, bool]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.cluster = Cluster(nodes=("a", "b", "c"), feature_gates=self.gates)
        self.api = self.cluster.api
        self.watchman, self.bookkeeper = Watchman(self.cluster), Bookkeeper(self.cluster)
        self.nodes_added = 0

    @initialize(policy=st.sampled_from(("OrderedReady", "Parallel")), most=st.integers(1, 3))
    def begin(self, policy: str, most: int) -> None:
        for number in range(30):
            nfs = {"server": "nfs.example.com", "path": f"/{number}"}
            spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "nfs": nfs}
            self.api.create(kinds.PERSISTENT_VOLUME, {"metadata": {"name": f"pv{number}"}, "spec": spec})
        strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 0, "maxUnavailable": most}}
        self.policy, self.strategy = policy, strategy
        self.create_set()

    # What is asked for

    @precondition(lambda self: self.watchman.set is None)
    @rule()
    def create_set(self) -> None:
        self.api.create(kinds.STATEFULSET, manifest(self.policy, self.strategy), NAMESPACE)
        self.cluster.run_due()

    @rule(replicas=ORDINALS)
    def scale(self, replicas: int) -> None:
        self.patch_set({"replicas": replicas})

    @rule(image=st.sampled_from(IMAGES))
    def change_image(self, image: str) -> None:
        self.patch_set({"template": {"spec": {"containers": [{"name": "main", "image": image}]}}})

    @rule(image=st.sampled_from(IMAGES[:2]))
    def roll_out(self, image: str) -> None:
        """An update of a set at rest."""
        self.all_comes_to_rest()
        self.change_image(image)

    @rule(partition=ORDINALS)
    def move_partition(self, partition: int) -> None:
        rolling = {**self.strategy["rollingUpdate"], "partition": partition}
        self.patch_set({"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": rolling}})

    @rule(start=st.integers(0, 2))
    def change_first_ordinal(self, start: int) -> None:
        self.patch_set({"ordinals": {"start": start}})

    @rule(deleted=RETENTION, scaled=RETENTION)
    def change_retention(self, deleted: str, scaled: str) -> None:
        self.patch_set(
            {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": deleted, "whenScaled": scaled}}
        )

    @rule(kind=st.sampled_from(STRATEGIES))
    def change_strategy(self, kind: str) -> None:
        rolling = self.strategy["rollingUpdate"] if kind == "RollingUpdate" else None
        self.patch_set({"updateStrategy": {"type": kind, "rollingUpdate": rolling}})

    @rule(seconds=st.sampled_from((0, 5, 60)))
    def change_min_ready_seconds(self, seconds: int) -> None:
        self.patch_set({"minReadySeconds": seconds})

    @rule(limit=st.integers(0, 2))
    def change_history_limit(self, limit: int) -> None:
        self.patch_set({"revisionHistoryLimit": limit})

    @rule(count=ORDINALS)
    def write_wrong_status(self, count: int) -> None:
        counts = {"replicas": count, "readyReplicas": 0, "currentReplicas": 0, "updatedReplicas": 0}
        body = {"status": {**counts, "availableReplicas": 0}}
        self.patch(kinds.STATEFULSET, NAME, body, subresource="status")

    @rule(number=ORDINALS)
    def orphan_pod(self, number: int) -> None:
        self.patch(kinds.POD, f"{NAME}-{number}", {"metadata": {"ownerReferences": None}})

    @rule(number=ORDINALS)
    def give_claim_away(self, number: int) -> None:
        """Somebody else becomes the claim's controller; it is no longer the set's to delete."""
        if self.api.find(kinds.CONFIG_MAP, "other", NAMESPACE) is None:
            self.api.create(kinds.CONFIG_MAP, {"metadata": {"name": "other"}}, NAMESPACE)
        owner = meta.owner_reference(self.api.get(kinds.CONFIG_MAP, "other", NAMESPACE))
        body = {"metadata": {"ownerReferences": [owner]}}
        self.patch(kinds.PERSISTENT_VOLUME_CLAIM, f"data-{NAME}-{number}", body)

    @rule(cascade=st.sampled_from(("Background", "Foreground", "Orphan")))
    def delete_set(self, cascade: str) -> None:
        self.delete(kinds.STATEFULSET, NAME, {"propagationPolicy": cascade})

    @rule(number=ORDINALS, grace=st.sampled_from((None, 0)))
    def delete_pod(self, number: int, grace: int | None) -> None:
        self.delete(kinds.POD, f"{NAME}-{number}", {} if grace is None else {"gracePeriodSeconds": grace})

    @rule(number=ORDINALS)
    def delete_claim(self, number: int) -> None:
        self.delete(kinds.PERSISTENT_VOLUME_CLAIM, f"data-{NAME}-{number}", {})

    @rule(number=ORDINALS, app=st.sampled_from((NAME, "other")))
    def label_pod(self, number: int, app: str) -> None:
        self.patch(kinds.POD, f"{NAME}-{number}", {"metadata": {"labels": {"app": app}}})

    @rule(number=ORDINALS)
    def fail_pod(self, number: int) -> None:
        self.patch(kinds.POD, f"{NAME}-{number}", {"status": {"phase": "Failed"}}, subresource="status")

    # What happens to nodes

    @precondition(lambda self: self.nodes_added < 2)
    @rule()
    def add_node(self) -> None:
        self.nodes_added += 1
        self.cluster.add_node(f"n{self.nodes_added}")

    @rule(node=st.integers(0, 4), closed=st.booleans())
    def cordon(self, node: int, closed: bool) -> None:
        self.patch(kinds.NODE, self.node(node), {"spec": {"unschedulable": closed}})

    @precondition(lambda self: len(self.cluster.nodes) > 2)
    @rule(node=st.integers(0, 4))
    def delete_node(self, node: int) -> None:
        self.delete(kinds.NODE, self.node(node), {})

    # Time

    @rule(events=st.integers(1, 60))
    def some_things_happen(self, events: int) -> None:
        for _ in range(events):
            self.cluster.step()
        self.cluster.run_due()

    @rule()
    def all_comes_to_rest(self) -> None:
        start = self.cluster.clock.count
        while self.cluster.step():
            assert self.cluster.clock.count - start < MOST_EVENTS, "the cluster does not settle"
        self.watchman.look_at_rest()
        assert not self.bookkeeper.complaints()

    def teardown(self) -> None:
        self.all_comes_to_rest()
        self.nothing_is_wrong()

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert not self.watchman.complaints

    # How it is asked

    def node(self, number: int) -> str:
        names = self.cluster.nodes
        return names[number % len(names)]

    def patch_set(self, spec: Manifest) -> None:
        self.patch(kinds.STATEFULSET, NAME, {"spec": spec})

    def patch(self, kind: kinds.Kind, name: str, body: Manifest, subresource: str | None = None) -> None:
        namespace = NAMESPACE if kind.namespaced else ""
        if self.api.find(kind, name, namespace) is not None:
            self.api.patch(kind, name, namespace, body, MERGE_PATCH, subresource=subresource)
            self.cluster.run_due()

    def delete(self, kind: kinds.Kind, name: str, options: Manifest) -> None:
        namespace = NAMESPACE if kind.namespaced else ""
        if self.api.find(kind, name, namespace) is not None:
            with self.watchman.somebody_deletes(name):
                self.api.delete(kind, name, namespace, options=options)
            self.cluster.run_due()


class SeveralAtOnce(StatefulSets):
    """The same with the gate that lets several members be down in an update."""

    gates: ClassVar[dict[str, bool]] = {"MaxUnavailableStatefulSet": True}


LIMITS = settings(
    max_examples=40,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestStatefulSets = StatefulSets.TestCase
TestStatefulSets.settings = LIMITS
TestSeveralAtOnce = SeveralAtOnce.TestCase
TestSeveralAtOnce.settings = LIMITS
