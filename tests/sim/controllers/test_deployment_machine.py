"""A Deployment with a budget under random requests and faults: what holds at every change, and when calm."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from k8slab.errors import ApiError
from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.api import eviction
from k8slab.sim.controllers.deployment import limits
from k8slab.sim.store import Change
from tests.sim.conftest import Bench, Manifest
from tests.sim.controllers.rollout import Rollout, image_of, size

BROKEN = "server:404"
images = st.sampled_from(["server:v1", "server:v2", "server:v3", BROKEN])
amounts = st.sampled_from([0, 1, 2, "25%", "50%", "100%"])
places = st.integers(0, 9)


class UnderFaults(RuleBasedStateMachine):
    """Every change in the store is looked at when it happens."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(("a", "b", "c"))
        self.api = self.bench.api
        self.by_hand: set[str] = set()
        self.faults: list[str] = []
        self.rollout = Rollout(self.bench)
        budget = {"selector": {"matchLabels": {"app": "web"}}, "maxUnavailable": 1}
        self.bench.create(kinds.POD_DISRUPTION_BUDGET, {"metadata": {"name": "budget"}, "spec": budget})
        self.bench.settle()
        self.api.store.subscribe(self.look)

    # What is done to it

    @rule(image=images)
    def roll(self, image: str) -> None:
        self.rollout.use(image)

    @rule(replicas=st.integers(0, 6))
    def scale(self, replicas: int) -> None:
        self.rollout.change(replicas=replicas)

    @rule(surge=amounts, unavailable=amounts)
    def other_limits(self, surge: int | str, unavailable: int | str) -> None:
        amounts = {"maxSurge": surge, "maxUnavailable": unavailable}
        with suppress(ApiError):  # Both may not be 0.
            self.rollout.change(strategy={"type": "RollingUpdate", "rollingUpdate": amounts})

    @rule()
    def recreate(self) -> None:
        self.rollout.change(strategy={"type": "Recreate", "rollingUpdate": None})

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.rollout.change(paused=paused)

    @rule(place=places)
    def delete_pod(self, place: int) -> None:
        for pod in self.active()[place : place + 1]:
            self.by_hand.add(meta.uid(pod))
            self.bench.delete(kinds.POD, meta.name(pod))

    @rule(place=places, phase=st.sampled_from(["Failed", "Succeeded"]))
    def finish_pod(self, place: int, phase: str) -> None:
        def change(draft: Manifest) -> None:
            draft["status"]["phase"] = phase

        for pod in self.active()[place : place + 1]:
            self.api.modify(kinds.POD, meta.name(pod), "default", change, subresource="status")
            self.bench.cluster.run_due()

    @rule(place=places)
    def evict_pod(self, place: int) -> None:
        for pod in self.active()[place : place + 1]:
            self.by_hand.add(meta.uid(pod))
            with suppress(ApiError):
                eviction.evict(self.api, meta.name(pod), "default", {})
                self.look_at_budget(pod)
            self.bench.cluster.run_due()

    @rule(place=places)
    def delete_set(self, place: int) -> None:
        for replicas in self.sets()[place : place + 1]:
            owned = self.api.store.owned_by(meta.uid(replicas))
            self.by_hand |= {meta.uid(obj) for _, obj in owned}
            self.bench.delete(kinds.REPLICASET, meta.name(replicas))

    @rule(seconds=st.sampled_from([0.1, 0.5, 3.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.bench.cluster.advance(seconds)

    # What must hold

    def look(self, change: Change) -> None:
        if change.previous is None or change.type != "MODIFIED":
            return
        if change.kind is kinds.REPLICASET and size(change.object) > size(change.previous):
            self.look_at_room()
        if change.kind is kinds.POD and meta.uid(change.object) not in self.by_hand:
            begins = meta.is_terminating(change.object) and not meta.is_terminating(change.previous)
            if begins and pods.is_running_and_ready(change.object):
                self.look_at_availability()

    def look_at_room(self) -> None:
        """A set was made larger."""
        deployment = self.rollout.deployment
        most = deployment["spec"]["replicas"] + limits.max_surge(deployment)
        total = sum(map(size, self.sets()))
        if total > most:
            self.faults.append(f"{total} pods are wanted, {most} may be")

    def look_at_availability(self) -> None:
        """A pod that served was taken away by a controller."""
        deployment = self.rollout.deployment
        least = deployment["spec"]["replicas"] - limits.max_unavailable(deployment)
        left = sum(pods.is_ready(pod) for pod in self.active())
        if limits.is_rolling(deployment) and left < least:
            self.faults.append(f"{left} pods are left, {least} must be")

    def look_at_budget(self, evicted: Manifest) -> None:
        """A pod was evicted: one that served must not have been missed."""
        state = self.bench.get(kinds.POD_DISRUPTION_BUDGET, "budget")["status"]
        left = sum(pods.is_ready(pod) for pod in self.active())
        if pods.is_running_and_ready(evicted) and left < state["desiredHealthy"]:
            self.faults.append(f"{left} pods are left, the budget wants {state['desiredHealthy']}")

    def active(self) -> list[Manifest]:
        return [pod for pod in self.api.list(kinds.POD, "default") if pods.is_active(pod)]

    def sets(self) -> list[Manifest]:
        return self.api.list(kinds.REPLICASET, "default")

    @invariant()
    def the_controllers_stay_within_the_limits(self) -> None:
        assert self.faults == []

    @precondition(lambda self: self.is_calm())
    @invariant()
    def once_calm_all_pods_are_of_the_present_template_and_available(self) -> None:
        spec, status = self.rollout.deployment["spec"], self.rollout.status
        image = spec["template"]["spec"]["containers"][0]["image"]
        assert status["observedGeneration"] == self.rollout.deployment["metadata"]["generation"]
        if image != BROKEN and not spec.get("paused"):
            assert [image_of(pod) for pod in self.active()] == [image] * spec["replicas"]
            assert status.get("availableReplicas", 0) == spec["replicas"]

    @rule()
    def calm_down(self) -> None:
        """All settles, and stays as it is however long one waits."""
        self.bench.settle()
        self.bench.cluster.advance(1800)
        self.bench.settle()
        last = self.api.store.revision
        self.bench.cluster.advance(60)
        watched = (kinds.DEPLOYMENT, kinds.REPLICASET, kinds.POD_DISRUPTION_BUDGET)
        assert not [each for each in self.api.store.log if each.revision > last and each.kind in watched]

    def is_calm(self) -> bool:
        return self.bench.cluster.settled


UnderFaults.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestUnderFaults = UnderFaults.TestCase
