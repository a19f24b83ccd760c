"""Mischief with a DaemonSet.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
"""

from __future__ import annotations

import json
from typing import Any

from k8slab.incidents.goals import Goal
from k8slab.incidents.mischief import Mischief, Step
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload
from k8slab.objects import meta
from k8slab.translation import say

TAINT = "reserved"


class OfDaemons(Mischief):
    group = "daemons"

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        return bool(workload.daemon_set) and len(site.ready_nodes()) > 1

    def patch(self, site: Site, spec: dict[str, Any]) -> None:
        site.kubectl(f"patch ds {self.workload.daemon_set} {self.space} -p '{json.dumps({'spec': spec})}'")

    def undo(self) -> list[Step]:
        return [Step(f"rollout undo ds/{self.workload.daemon_set} {self.space}", then=120.0)]


class WrongDaemonImage(OfDaemons):
    name = "wrong-daemon-image"

    @property
    def report(self) -> str:
        return say(
            "The update of DaemonSet {daemon_set} has come to a halt, and a node is without its pod.",
            daemon_set=self.workload.daemon_set,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        name = self.workload.daemon_set
        return (
            say(
                "`kubectl get po {space} -o wide`, then describe the pod that is not Ready", space=self.space
            ),
            say("Its image cannot be pulled: there is no such tag."),
            say(
                "Take the change back: `kubectl rollout undo ds/{name} {space}`", name=name, space=self.space
            ),
        )

    def happen(self, site: Site) -> None:
        found = site.get("daemonsets", self.workload.daemon_set, self.workload.namespace)
        container = found["spec"]["template"]["spec"]["containers"][0]
        repository = container["image"].rpartition(":")[0] or container["image"]
        name = self.workload.daemon_set
        site.kubectl(f"set image ds/{name} {self.space} {container['name']}={repository}:404")
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        return self.undo()


class WrongDaemonSelector(OfDaemons):
    name = "wrong-daemon-selector"

    @property
    def report(self) -> str:
        return say("DaemonSet {daemon_set} runs nowhere any more.", daemon_set=self.workload.daemon_set)

    @property
    def hints(self) -> tuple[str, str, str]:
        name = self.workload.daemon_set
        return (
            say(
                "`kubectl get ds {name} {space}`: look at DESIRED and at NODE SELECTOR",
                name=name,
                space=self.space,
            ),
            say("No node has the label that its pods ask for: `kubectl get no --show-labels`"),
            say(
                "Remove the node selector, or `kubectl rollout undo ds/{name} {space}`",
                name=name,
                space=self.space,
            ),
        )

    def happen(self, site: Site) -> None:
        key = self.dice.choice(("disktype", "role", "pool"), self.name)
        self.patch(site, {"template": {"spec": {"nodeSelector": {key: "every"}}}})
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        return self.undo()


class MissingToleration(OfDaemons):
    name = "missing-toleration"

    def __init__(self, workload: Workload, dice: Any) -> None:
        super().__init__(workload, dice)
        self.node = ""

    @property
    def report(self) -> str:
        return say(
            "Node {node} was reserved with a taint for a job to come. Since then it is without "
            "its pod of DaemonSet {daemon_set}, which must run on every node, reserved or not.",
            node=self.node,
            daemon_set=self.workload.daemon_set,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        return (
            say("`kubectl describe no {node}`: look at its taints", node=self.node),
            say(
                "The pods of DaemonSet {daemon_set} do not tolerate the taint {taint}.",
                daemon_set=self.workload.daemon_set,
                taint=TAINT,
            ),
            say("Add a toleration of {taint} to the DaemonSet's template; the taint stays.", taint=TAINT),
        )

    def happen(self, site: Site) -> None:
        self.node = self.dice.choice(site.ready_nodes(), self.name)
        site.kubectl(f"taint no {self.node} {TAINT}=job:NoExecute")
        site.settle()

    def goals(self) -> list[Goal]:
        return [Goal(say("Node {node} keeps its taint {taint}", node=self.node, taint=TAINT), self._tainted)]

    def _tainted(self, site: Site) -> str:
        node = site.find("nodes", self.node)
        keys = [each["key"] for each in (node or {"spec": {}})["spec"].get("taints") or ()]
        return "" if TAINT in keys else say("the taint is gone")

    def solution(self, site: Site) -> list[Step]:
        tolerated = {"tolerations": [{"key": TAINT, "operator": "Exists"}]}
        patch = json.dumps({"spec": {"template": {"spec": tolerated}}})
        name = self.workload.daemon_set
        return [Step(f"patch ds {name} {self.space} -p '{patch}'", then=120.0)]


class OnDeleteLeft(OfDaemons):
    """Nothing is replaced until somebody deletes it."""

    name = "on-delete-left"

    @property
    def report(self) -> str:
        return say(
            "DaemonSet {daemon_set} has a new template, yet its pods are still the old ones.",
            daemon_set=self.workload.daemon_set,
        )

    @property
    def hints(self) -> tuple[str, str, str]:
        name = self.workload.daemon_set
        return (
            say("`kubectl get ds {name} {space}`: how many are UP-TO-DATE?", name=name, space=self.space),
            say(
                "Its update strategy: `kubectl get ds {name} {space} -o jsonpath={{.spec.updateStrategy}}`",
                name=name,
                space=self.space,
            ),
            say("Delete the old pods, or set the update strategy to RollingUpdate."),
        )

    def happen(self, site: Site) -> None:
        self.patch(site, {"updateStrategy": {"type": "OnDelete", "rollingUpdate": None}})
        marked = {"metadata": {"annotations": {"config": "2"}}}
        self.patch(site, {"template": marked})
        site.settle()

    def solution(self, site: Site) -> list[Step]:
        pods = [meta.name(pod) for pod in site.pods_of(self.workload.daemon_set, self.workload.namespace)]
        return [Step(f"delete po {' '.join(pods)} {self.space}", then=60.0)]
