"""A DaemonSet under random requests and faults: what must hold after every change, and once all is calm."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from k8slab.objects import meta, pods
from k8slab.sim import kinds
from k8slab.sim.controllers.daemonset import rolling_update
from k8slab.sim.controllers.daemonset.daemon_pod import target_node
from k8slab.sim.controllers.daemonset.eligibility import Eligibility
from k8slab.sim.store import Change
from tests.sim.controllers.daemons import MERGE_PATCH, Daemons, Manifest, template

NODES = ("a", "b", "c", "d")
LATE = ("e", "f")
EVERYWHERE = (*NODES, *LATE)
ROLLING: tuple[Manifest, ...] = (
    {"maxUnavailable": 1, "maxSurge": 0},
    {"maxUnavailable": "50%", "maxSurge": 0},
    {"maxUnavailable": 0, "maxSurge": 1},
    {"maxUnavailable": 0, "maxSurge": "50%"},
)
nodes = st.sampled_from(NODES)
images = st.sampled_from(["server", "server:2", "server:3", "server:404"])


class UnderFaults(RuleBasedStateMachine):
    """Every change in the store is looked at when it happens."""

    def __init__(self) -> None:
        super().__init__()
        self.daemons = Daemons(NODES)
        self.api = self.daemons.api
        self.by_hand: set[str] = set()
        self.faults: list[str] = []
        self.late = [*reversed(LATE)]
        self.asked: dict[str, str | None] = {"image": "server", "zone": None}
        self.daemons.deploy()
        self.api.store.subscribe(self.look)

    # What is done to it

    @rule(image=images)
    def roll(self, image: str) -> None:
        self.set_template(image=image)

    @rule(zone=st.sampled_from(["x", None]))
    def choose_nodes(self, zone: str | None) -> None:
        self.set_template(zone=zone)

    @rule(seconds=st.sampled_from([0, 5]))
    def take_longer_to_be_available(self, seconds: int) -> None:
        self.daemons.change(minReadySeconds=seconds)

    def set_template(self, **fields: str | None) -> None:
        self.asked |= fields
        selector = {"nodeSelector": {"zone": self.asked["zone"]}} if self.asked["zone"] else {}
        made = template(str(self.asked["image"]), **selector)
        draft = self.daemons.get()
        draft = {**draft, "spec": {**draft["spec"], "template": made}}
        self.api.update(kinds.DAEMONSET, draft)
        self.daemons.cluster.run_due()

    @rule(node=nodes, zone=st.sampled_from(["x", "y"]))
    def relabel(self, node: str, zone: str) -> None:
        self.api.patch(kinds.NODE, node, "", {"metadata": {"labels": {"zone": zone}}}, MERGE_PATCH)

    @precondition(lambda self: self.late)
    @rule()
    def a_node_joins(self) -> None:
        self.daemons.cluster.add_node(self.late.pop())

    @precondition(lambda self: self.api.find(kinds.NODE, "e") is not None)
    @rule()
    def a_node_goes(self) -> None:
        self.daemons.cluster.stop_node("e")
        self.api.delete(kinds.NODE, "e", "")

    @rule(rolling=st.sampled_from(ROLLING))
    def other_limits(self, rolling: Manifest) -> None:
        self.daemons.change(updateStrategy={"type": "RollingUpdate", "rollingUpdate": rolling})

    @rule(node=nodes)
    def delete_pod(self, node: str) -> None:
        if pod := self.daemons.pods().get(node):
            self.by_hand.add(meta.uid(pod))
            self.api.delete(kinds.POD, meta.name(pod), "default")

    @rule(node=nodes, phase=st.sampled_from(["Failed", "Succeeded"]))
    def finish_pod(self, node: str, phase: str) -> None:
        if node in self.daemons.pods():
            self.daemons.finish_pod(node, phase)

    @rule(node=nodes, effect=st.sampled_from(["NoSchedule", "NoExecute", None]))
    def taint(self, node: str, effect: str | None) -> None:
        taints = [{"key": "dedicated", "effect": effect}] if effect else []

        def change(draft: Manifest) -> None:
            draft["spec"]["taints"] = taints

        self.api.modify(kinds.NODE, node, "", change)

    @rule(seconds=st.sampled_from([0.0, 0.1, 0.5, 3.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.daemons.cluster.advance(seconds)

    # What must hold

    def look(self, change: Change) -> None:
        if change.kind is kinds.POD and change.type == "ADDED":
            self.look_at_surge(change.object)
        if change.kind is kinds.POD and change.type == "MODIFIED" and change.previous is not None:
            begins = meta.is_terminating(change.object) and not meta.is_terminating(change.previous)
            served = pods.is_running_and_ready(change.object) and self.is_available(change.object)
            if begins and served and meta.uid(change.object) not in self.by_hand:
                self.look_at_availability(target_node(change.object))

    def look_at_availability(self, node: str | None) -> None:
        """The controller has taken an available pod of that node away: not beyond what is allowed."""
        eligible = self.eligible()
        rolling = self.daemons.get()["spec"]["updateStrategy"]
        allowed = rolling_update.limits(rolling, len(eligible)).unavailable
        down = [each for each in eligible if not any(map(self.is_available, self.living(each)))]
        if node in down and len(down) > allowed:
            self.faults.append(f"{down} are down, {allowed} may be")

    def look_at_surge(self, made: Manifest) -> None:
        """The controller has made a pod. Beside an available one there may be so many at a time."""
        nodes = [meta.name(node) for node in self.api.list(kinds.NODE)]
        surging = [node for node in nodes if self.is_surging(node)]
        rolling = self.daemons.get()["spec"]["updateStrategy"]
        allowed = rolling_update.limits(rolling, len(self.eligible())).surge
        if target_node(made) in surging and len(surging) > allowed:
            self.faults.append(f"{surging} surge, {allowed} may")

    def is_surging(self, node: str) -> bool:
        """A pod of the set that is available has a successor there that is not."""
        available = [self.is_available(pod) for pod in self.living(node)]
        return sorted(available) == [False, True]

    def is_available(self, pod: Manifest) -> bool:
        least = self.daemons.get()["spec"].get("minReadySeconds", 0)
        return pods.is_available(pod, least, self.api.now)

    def eligible(self) -> list[str]:
        asked = Eligibility(self.daemons.get()["spec"]["template"])
        return [meta.name(node) for node in self.api.list(kinds.NODE) if asked.verdict(node).should_run]

    def living(self, node: str) -> list[Manifest]:
        found = self.api.list(kinds.POD, "default")
        here = [pod for pod in found if target_node(pod) == node and not pods.is_terminal(pod)]
        return [pod for pod in here if not meta.is_terminating(pod)]

    @invariant()
    def no_more_pods_are_down_by_the_controllers_hand_than_allowed(self) -> None:
        assert self.faults == []

    @invariant()
    def a_node_has_one_pod_or_in_a_surge_two(self) -> None:
        for node in EVERYWHERE:
            here = self.living(node)
            hashes = {meta.labels(pod)["controller-revision-hash"] for pod in here}
            assert len(here) <= 2
            assert len(here) == len(hashes), f"two pods of one revision on {node}"

    @precondition(lambda self: self.is_calm())
    @invariant()
    def once_calm_every_eligible_node_has_one_pod_of_the_present_template(self) -> None:
        eligible = self.eligible()
        image = self.daemons.get()["spec"]["template"]["spec"]["containers"][0]["image"]
        if image != "server:404":
            found = {node: self.daemons.images().get(node) for node in eligible}
            assert found == dict.fromkeys(eligible, image)
        status: dict[str, Any] = self.daemons.status
        assert status["observedGeneration"] == self.daemons.get()["metadata"]["generation"]

    @rule()
    def calm_down(self) -> None:
        """All settles, and stays as it is however long one waits."""
        assert self.daemons.cluster.settle()
        self.daemons.cluster.advance(1800)
        assert self.daemons.cluster.settle()
        last = self.api.store.revision
        self.daemons.cluster.advance(60)
        assert not [
            each
            for each in self.api.store.log
            if each.revision > last and each.kind in (kinds.DAEMONSET, kinds.CONTROLLER_REVISION)
        ]

    def is_calm(self) -> bool:
        return self.daemons.cluster.settled


UnderFaults.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestUnderFaults = UnderFaults.TestCase
