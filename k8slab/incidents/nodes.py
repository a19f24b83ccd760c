"""Mischief with nodes, and with budgets that keep them from being emptied.

Source: https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
"""

from __future__ import annotations

from k8slab.incidents.dice import Dice
from k8slab.incidents.goals import Goal
from k8slab.incidents.mischief import Mischief, Step
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload
from k8slab.objects import meta
from k8slab.translation import say

EVICTED_AFTER = 420.0
"""Virtual seconds in which the pods of a silent node are given up."""
TAINT = "maintenance"


class OfNodes(Mischief):
    group = "nodes"

    @property
    def _member(self) -> str:
        return self.dice.choice(self.workload.members, self.name)

    def _restart(self, site: Site) -> None:
        """A member goes, and shows that it cannot come back."""
        site.kubectl(f"delete po {self._member} {self.space}")
        site.settle()


class Cordoned(OfNodes):
    name = "cordoned"

    @property
    def report(self) -> str:
        return say(
            "{member} was restarted after last night's maintenance and has been Pending since.",
            member=self._member,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say(
                "`kubectl describe po {member} {space}`: what does the scheduler say?",
                member=self._member,
                space=self.space,
            ),
            say("All nodes are unschedulable: `kubectl get no`"),
            say("Uncordon the nodes: `kubectl uncordon NODE`"),
        )

    def happen(self, site: Site) -> None:
        for node in site.ready_nodes():
            site.kubectl(f"cordon {node}")
        self._restart(site)

    def solution(self, site: Site) -> list[Step]:
        nodes = [meta.name(node) for node in site.all_of("nodes") if node["spec"].get("unschedulable")]
        return [*(Step(f"uncordon {node}") for node in nodes)]


class TaintLeft(OfNodes):
    name = "taint-left"

    @property
    def report(self) -> str:
        return say(
            "{member} was restarted this morning and has been Pending since. Other pods run on.",
            member=self._member,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say(
                "`kubectl describe po {member} {space}`: what does the scheduler say?",
                member=self._member,
                space=self.space,
            ),
            say(
                "All nodes have the taint {taint}, which was left behind: `kubectl describe no`", taint=TAINT
            ),
            say("Remove it: `kubectl taint no NODE {taint}-`", taint=TAINT),
        )

    def happen(self, site: Site) -> None:
        for node in site.ready_nodes():
            site.kubectl(f"taint no {node} {TAINT}=upgrade:NoSchedule")
        self._restart(site)

    def solution(self, site: Site) -> list[Step]:
        return [Step(f"taint no {node} {TAINT}-") for node in site.ready_nodes()]


class Budget(OfNodes):
    name = "budget"
    is_last = True

    def __init__(self, workload: Workload, dice: Dice) -> None:
        super().__init__(workload, dice)
        self.node = ""

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.is_own and len(site.ready_nodes()) > 2

    @property
    def _budget(self) -> str:
        return f"{self.workload.stateful_set}-budget"

    @property
    def report(self) -> str:
        return say(
            "Node {node} must be emptied for repair: cordoned, and without pods but those of "
            "DaemonSets. `kubectl drain` does not come to its end.",
            node=self.node,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say(
                "Read what `kubectl drain {node} --ignore-daemonsets` says, and `kubectl get pdb {space}`",
                node=self.node,
                space=self.space,
            ),
            say(
                "The budget {budget} allows no disruption: it wants as many pods available as there are.",
                budget=self._budget,
            ),
            say(
                "Let the budget allow one (minAvailable {replicas}; it shall stay), then drain.",
                replicas=self.workload.replicas - 1,
            ),
        )

    def happen(self, site: Site) -> None:
        where = {meta.name(pod): pod["spec"].get("nodeName") for pod in self._pods(site)}
        self.node = str(where[self._member])
        least = f"--min-available={self.workload.replicas + 1}"
        selector = f"--selector=app={self.workload.stateful_set}"
        site.kubectl(f"create pdb {self._budget} {self.space} {selector} {least}")
        site.settle()

    def _pods(self, site: Site) -> list[meta.Object]:
        return site.pods_of(self.workload.stateful_set, self.workload.namespace)

    def goals(self) -> list[Goal]:
        return [
            Goal(
                say(
                    "Node {node} is cordoned and holds no pod of {stateful_set}",
                    node=self.node,
                    stateful_set=self.workload.stateful_set,
                ),
                self._empty,
            ),
            Goal(
                say("The budget {budget} still wants a pod or more available", budget=self._budget),
                self._kept,
            ),
        ]

    def _empty(self, site: Site) -> str:
        node = site.find("nodes", self.node)
        if node is None or not node["spec"].get("unschedulable"):
            return say("it is not cordoned")
        there = [meta.name(pod) for pod in self._pods(site) if pod["spec"].get("nodeName") == self.node]
        return say("{there} there", there=", ".join(there)) if there else ""

    def _kept(self, site: Site) -> str:
        found = site.find("poddisruptionbudgets", self._budget, self.workload.namespace)
        healthy = ((found or {}).get("status") or {}).get("desiredHealthy", 0)
        return "" if healthy >= 1 else say("it is gone, or wants none")

    def solution(self, site: Site) -> list[Step]:
        patch = f'{{"spec":{{"minAvailable":{self.workload.replicas - 1}}}}}'
        return [
            Step(f"patch pdb {self._budget} {self.space} --type=merge -p '{patch}'", then=1.0),
            Step(f"drain {self.node} --ignore-daemonsets --delete-emptydir-data --timeout=30m"),
        ]


class NodeDown(OfNodes):
    """The machine is gone for good, and a StatefulSet does not replace a pod that may still run.

    A DaemonSet's update would wait for the pod there, too.
    """

    name = "node-down"
    excludes = ("daemons",)

    def __init__(self, workload: Workload, dice: Dice) -> None:
        super().__init__(workload, dice)
        self.node = ""

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return workload.is_own and len(site.ready_nodes()) > 2

    @property
    def report(self) -> str:
        return say(
            "The machine of node {node} has burnt down. {member} is missed.",
            node=self.node,
            member=self._member,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say("`kubectl get no` and `kubectl get po {space} -o wide`", space=self.space),
            say(
                "A pod on a node that is silent stays Terminating: nobody confirms that it has "
                "ended, and a StatefulSet never runs two pods of one name."
            ),
            say(
                "You know that the machine is off: `kubectl delete po POD {space} --force`, or "
                "delete the node.",
                space=self.space,
            ),
        )

    def happen(self, site: Site) -> None:
        pods = site.pods_of(self.workload.stateful_set, self.workload.namespace)
        self.node = next(str(pod["spec"]["nodeName"]) for pod in pods if meta.name(pod) == self._member)
        site.control.begin_fault("node-down", {"node": self.node, "secret": True})
        site.advance(EVICTED_AFTER)
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        pods = site.pods_of(self.workload.stateful_set, self.workload.namespace)
        lost = [meta.name(pod) for pod in pods if pod["spec"].get("nodeName") == self.node]
        force = [Step(f"delete po {name} {self.space} --force --grace-period=0") for name in lost]
        return [*force]
