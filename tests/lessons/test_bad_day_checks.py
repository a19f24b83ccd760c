"""The checks of `bad-day`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

import json
from typing import Any

import yaml

from k8slab import Lab
from k8slab.faults import Faults
from k8slab.task_sheet import TaskSheet
from tests.lessons.assignment_tests import AssignmentTests
from tests.lessons.learner import LESSONS, Learner, sheet_of
from tests.lessons.submission import (
    Exercise,
    Mistakes,
    Step,
    Submission,
    applied,
    earned,
    node_added,
    nothing,
    together,
)

EXERCISE = Exercise(
    "day", {"budget": 15, "maintenance": 20, "burnt": 15, "ledger": 15, "blocked": 15, "patience": 10}
)
POINTS = EXERCISE.points
NONE_AT_ALL = dict.fromkeys(POINTS, 0)
MORNING = (LESSONS / "12-node-death" / "exercise" / "day.yml").read_text()
FORCED = "delete po ledger-0 -n $namespace --grace-period=0 --force"


def ledger_node(lab: Any) -> str:
    """Where the ledger runs, as its last life says."""
    told = [each["object"] for each in lab.control.story() if each["object"].get("kind") == "Pod"]
    ours = [pod for pod in told if pod["metadata"]["name"] == "ledger-0" and pod["spec"].get("nodeName")]
    return str(ours[-1]["spec"]["nodeName"])


class Kit:
    """Given cells and answers with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def kubectl(self, *lines: str) -> Step:
        def step(lab: Any) -> None:
            for line in lines:
                node = ledger_node(lab) if "LEDGER" in line else ""
                lab.kubectl(self.task.fill(line).replace("LEDGER", node))
                lab.settle()

        return step

    def morning(self, lab: Any) -> None:
        lab.apply(*yaml.safe_load_all(self.task.fill(MORNING)))
        lab.settle()

    def fire(self, lab: Any) -> None:
        Faults(lab.control).node_down(self.task.burnt)
        lab.control.advance(420)

    def silence(self, lab: Any) -> None:
        Faults(lab.control).kubelet_down(ledger_node(lab))
        lab.control.advance(420)

    @property
    def colleague(self) -> Step:
        return self.kubectl(
            "create pdb ledger -n $namespace --selector=app=ledger --min-available=1",
            "drain LEDGER --timeout=20s",
        )

    def tolerations(self, *keys: str, **seconds: int | None) -> list[dict[str, Any]]:
        limit = {"tolerationSeconds": self.task.patience, **seconds}
        limit = {name: value for name, value in limit.items() if value is not None}
        return [
            {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute"} | limit
            for key in keys
        ]

    def patient(self, *keys: str, **seconds: int | None) -> Step:
        wanted = self.tolerations(*keys, **seconds)
        patch = json.dumps({"spec": {"template": {"spec": {"tolerations": wanted}}}})
        return self.kubectl(f"patch deploy web -n $namespace -p '{patch}'")

    def budget(self, rule: str, selector: str = "app=$set") -> Step:
        return together(
            self.morning, self.kubectl(f"create pdb mine -n $namespace --selector={selector} {rule}")
        )

    def budget_by_manifest(self, selector: dict[str, Any], **rule: int) -> Step:
        return together(self.morning, applied(self.pdb("mine", selector, **rule)))

    def pdb(self, name: str, selector: dict[str, Any], **rule: int) -> dict[str, Any]:
        metadata = {"name": name, "namespace": self.task.namespace}
        head = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata}
        return {**head, "spec": {"selector": selector, **rule}}

    @property
    def members(self) -> dict[str, Any]:
        """A selector of the ensemble."""
        return {"matchLabels": {"app": self.task.set}}

    @property
    def saved(self) -> Step:
        return together(self.fire, self.kubectl("delete node $burnt"), node_added("k8s-m4"))

    def moved(self, *acts: str) -> Step:
        """Something done to both nodes, one after the other."""
        return self.kubectl(*(f"{act} {node}" for node in ("$first", "k8s-m3") for act in acts))

    def given(self) -> Submission:
        """What an untouched exercise does."""
        return dict.fromkeys(POINTS, nothing) | {
            "budget": self.morning,
            "burnt": self.fire,
            "ledger": self.silence,
            "blocked": self.colleague,
        }

    @property
    def opened(self) -> Step:
        """Every node open, as far as there is one of that name."""
        return self.kubectl(*(f"uncordon k8s-m{number}" for number in range(1, 5)))

    def right(self) -> dict[str, Step]:
        return {
            "budget": self.budget("--max-unavailable=1"),
            "maintenance": self.moved("drain", "uncordon"),
            "burnt": self.saved,
            "ledger": together(self.silence, kubelet_mended),
            "blocked": together(
                self.colleague, self.kubectl(f"patch {RELAXED}", "drain LEDGER"), self.opened
            ),
            "patience": self.patient("unreachable", "not-ready"),
        }


def kubelet_mended(lab: Any) -> None:
    for fault in list(Faults(lab.control)):
        if fault.kind == "kubelet-down":
            fault.lift()


def again(node: str) -> Step:
    """A node deleted and, when its pods are gone, added again under its name."""

    def step(lab: Any) -> None:
        name = node.replace("LEDGER", ledger_node(lab))
        lab.kubectl(f"delete node {name}")
        lab.control.advance(120)
        lab.add_node(name)

    return step


RELAXED = """pdb ledger -n $namespace --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'"""
OUT = "node.kubernetes.io/out-of-service"
KIT = Kit(sheet_of("bad-day"))
RIGHT = KIT.right()
FORCE = together(KIT.silence, KIT.kubectl(FORCED), kubelet_mended)
BY_EXPRESSION = {"matchExpressions": [{"key": "app", "operator": "In", "values": [KIT.task.set]}]}
ROUTES: dict[str, Submission] = {
    "drain, a deleted node, a mended kubelet": RIGHT,
    "by minAvailable and a taint; the colleague's budget made anew": RIGHT
    | {
        "budget": KIT.budget("--min-available=2"),
        "burnt": together(
            KIT.fire, node_added("k8s-m4"), KIT.kubectl(f"taint node $burnt {OUT}=nodeshutdown:NoExecute")
        ),
        "blocked": together(
            KIT.colleague,
            KIT.kubectl(
                "delete pdb ledger -n $namespace",
                "create pdb ledger -n $namespace --selector=app=ledger --max-unavailable=1",
                "drain LEDGER",
            ),
            KIT.opened,
        ),
    },
    "a budget by an expression, and a forced deletion where the machine is off": RIGHT
    | {
        "budget": KIT.budget_by_manifest(BY_EXPRESSION, minAvailable=2),
        "burnt": together(
            KIT.fire,
            node_added("k8s-m4"),
            KIT.kubectl("delete po $set-2 -n $namespace --grace-period=0 --force"),
        ),
    },
    "forced once, and done again": RIGHT | {"ledger": together(FORCE, KIT.silence, kubelet_mended)},
    "both nodes at once, and then again one by one": RIGHT
    | {
        "maintenance": together(
            KIT.kubectl("drain $first k8s-m3 --disable-eviction"),
            KIT.kubectl("uncordon $first k8s-m3"),
            RIGHT["maintenance"],
        )
    },
    "the web servers tolerate every taint for as long": RIGHT
    | {
        "patience": KIT.kubectl(
            """patch deploy web -n $namespace -p '{"spec":{"template":{"spec":{"tolerations":["""
            """{"operator":"Exists","effect":"NoExecute","tolerationSeconds":$patience}]}}}}'"""
        )
    },
}
WITHOUT = {"budget": KIT.morning}
MISTAKES: Mistakes = {
    "nothing done": (KIT.given(), NONE_AT_ALL),
    "not even the given cells": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "no budget": (RIGHT | WITHOUT, {"budget": 0}),
    "a budget for one member": (RIGHT | {"budget": KIT.budget("--min-available=1")}, {"budget": 6}),
    "a budget of another label": (
        RIGHT | {"budget": KIT.budget("--max-unavailable=1", "app=zookeeper")},
        {"budget": 0},
    ),
    "a budget for all pods of the namespace": (
        RIGHT | {"budget": KIT.budget_by_manifest({}, maxUnavailable=1)},
        {"budget": 0, "maintenance": 0, "blocked": 5},
    ),
    "two budgets for the members": (
        RIGHT
        | {
            "budget": together(
                KIT.budget("--max-unavailable=1"), applied(KIT.pdb("more", KIT.members, minAvailable=2))
            ),
            "maintenance": KIT.moved("drain --timeout=30s", "uncordon"),
        },
        {"budget": 0, "maintenance": 0},
    ),
    "no maintenance": (RIGHT | {"maintenance": nothing}, {"maintenance": 0}),
    "cordoned, and nothing moved": (
        RIGHT | {"maintenance": KIT.moved("cordon", "uncordon")},
        {"maintenance": 0},
    ),
    "one node of two": (
        RIGHT | {"maintenance": KIT.kubectl("drain $first", "uncordon $first")},
        {"maintenance": 5},
    ),
    "only the members moved": (
        RIGHT
        | {
            "maintenance": KIT.kubectl(
                "cordon $first",
                "delete po $set-0 -n $namespace",
                "uncordon $first",
                "cordon k8s-m3",
                "delete po $set-2 -n $namespace",
                "uncordon k8s-m3",
            )
        },
        {"maintenance": 10},
    ),
    "both nodes at once": (
        RIGHT
        | {"maintenance": KIT.kubectl("drain $first k8s-m3 --disable-eviction", "uncordon $first k8s-m3")},
        {"maintenance": 10},
    ),
    "a node left cordoned": (
        RIGHT | {"maintenance": KIT.kubectl("drain $first", "uncordon $first", "drain k8s-m3")},
        {"maintenance": 15},
    ),
    "waited for the burnt machine": (
        RIGHT | {"burnt": together(KIT.fire, node_added("k8s-m4"))},
        {"burnt": 0},
    ),
    "no new node": (
        RIGHT | {"burnt": together(KIT.fire, KIT.kubectl("delete node $burnt"))},
        {"burnt": 0},
    ),
    "a machine of the burnt one's name": (
        RIGHT | {"burnt": together(KIT.fire, again(KIT.task.burnt))},
        {"burnt": 5},
    ),
    "waited for the silent kubelet": (RIGHT | {"ledger": KIT.silence}, {"ledger": 0, "blocked": 5}),
    "a forced deletion while the containers run": (RIGHT | {"ledger": FORCE}, {"ledger": 5}),
    "a node taken for dead while its containers run": (
        RIGHT
        | {
            "ledger": together(
                KIT.silence,
                KIT.kubectl(f"taint node LEDGER {OUT}=nodeshutdown:NoExecute"),
                kubelet_mended,
                KIT.kubectl(f"taint node --all {OUT}-"),
            )
        },
        {"ledger": 5},
    ),
    "a silent node deleted, and added again": (
        RIGHT | {"ledger": together(KIT.silence, again("LEDGER"), kubelet_mended)},
        {"ledger": 5},
    ),
    "nothing about the drain": (RIGHT | {"blocked": KIT.colleague}, {"blocked": 0}),
    "a budget that leaves room, and no drain": (
        RIGHT | {"blocked": together(KIT.colleague, KIT.kubectl(f"patch {RELAXED}"))},
        {"blocked": 5},
    ),
    "drained past the budget": (
        RIGHT
        | {
            "blocked": together(
                KIT.colleague,
                KIT.kubectl("drain LEDGER --disable-eviction"),
                KIT.kubectl(f"patch {RELAXED}"),
                KIT.opened,
            )
        },
        {"blocked": 10},
    ),
    "the colleague's budget deleted": (
        RIGHT | {"blocked": together(RIGHT["blocked"], KIT.kubectl("delete pdb ledger -n $namespace"))},
        {"blocked": 10},
    ),
    "the ledger's node left cordoned": (
        RIGHT | {"blocked": together(KIT.colleague, KIT.kubectl(f"patch {RELAXED}", "drain LEDGER"))},
        {"blocked": 10},
    ),
    "one toleration": (RIGHT | {"patience": KIT.patient("unreachable")}, {"patience": 5}),
    "tolerations without seconds": (
        RIGHT | {"patience": KIT.patient("unreachable", "not-ready", tolerationSeconds=None)},
        {"patience": 0},
    ),
    "tolerations of other seconds": (
        RIGHT | {"patience": KIT.patient("unreachable", "not-ready", tolerationSeconds=10)},
        {"patience": 0},
    ),
}


TOLD = [
    ("no budget", "budget", "none that selects them, among none"),
    ("a budget of another label", "budget", "none that selects them, among mine"),
    ("a budget for one member", "budget", "one that keeps 1"),
    ("a budget for all pods of the namespace", "budget", "mine, which selects ledger-0, pilot-0"),
    ("two budgets for the members", "budget", "No pod with two budgets can be evicted"),
    ("no maintenance", "maintenance", "it never cordoned"),
    ("cordoned, and nothing moved", "maintenance", "pilot-0 there all the time"),
    ("only the members moved", "maintenance", "ledger-0 there all the time"),
    ("both nodes at once", "maintenance", "1 Ready"),
    ("a node left cordoned", "maintenance", "k8s-m3 open again"),
    ("no new node", "burnt", "anti-affinity"),
    ("a machine of the burnt one's name", "burnt", "does not come back"),
    ("a forced deletion while the containers run", "ledger", "was silent and its containers ran"),
    ("a silent node deleted, and added again", "ledger", "was silent and its containers ran"),
    ("waited for the silent kubelet", "ledger", "make its kubelet speak again"),
    ("nothing about the drain", "blocked", "one that keeps 1"),
    ("drained past the budget", "blocked", "it deleted against the budget ledger"),
    ("the ledger's node left cordoned", "blocked", "cordoned"),
    ("one toleration", "patience", "it tolerated for 300 s"),
    ("tolerations without seconds", "patience", "it tolerated for ever"),
]
"""What the verdict about a task says of a mistake."""


def test_whoever_asks_late_earns_the_same() -> None:
    lab = Learner()
    silent = []

    def silence(lab: Any) -> None:
        silent.append(ledger_node(lab))
        RIGHT["ledger"](lab)

    EXERCISE.verdicts(lab, RIGHT | {"ledger": silence})
    lab.add_node("k8s-m5")
    lab.kubectl(f"delete node {silent[0]}")
    lab.settle()
    assert earned({task: lab.check(f"day-{task}") for task in POINTS}) == POINTS


def test_only_what_a_node_was_silent_about_counts_as_its_silence() -> None:
    """The ledger that was deleted on a node in good health is no answer to the fourth task."""
    by_hand = KIT.kubectl("delete po ledger-0 -n $namespace")
    found = EXERCISE.verdicts(Learner(), RIGHT | {"ledger": by_hand})
    assert "no such end of it" in repr(found["ledger"])


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("bad-day", "ada"), sheet_of("bad-day", "ben")
    assert mine.namespace != theirs.namespace
    found = earned(EXERCISE.verdicts(Learner("ada"), Kit(theirs).right()))
    assert found == NONE_AT_ALL


def emptied_by_hand(lab: Lab) -> None:
    """Cordoned, its pods deleted, and open again: a drain without drain."""
    for node in (KIT.task.first, "k8s-m3"):
        lab.core.patch_node(node, {"spec": {"unschedulable": True}})
        there = lab.core.list_namespaced_pod(KIT.task.namespace, field_selector=f"spec.nodeName={node}")
        for pod in there.items:
            lab.core.delete_namespaced_pod(pod.metadata.name, KIT.task.namespace)
        lab.settle()
        lab.core.patch_node(node, {"spec": {"unschedulable": False}})
        lab.settle()


def burnt_node_deleted(lab: Lab) -> None:
    lab.faults.node_down(KIT.task.burnt)
    lab.advance("7m")
    lab.core.delete_node(KIT.task.burnt)
    lab.add_node("k8s-m4")


def begun(lab: Lab) -> None:
    lab.apply(KIT.task.fill(MORNING))
    lab.settle()
    policies(lab).create_namespaced_pod_disruption_budget(
        KIT.task.namespace, KIT.pdb("quorum", KIT.members, minAvailable=2)
    )


def policies(lab: Lab) -> Any:
    from kubernetes.client import PolicyV1Api

    return PolicyV1Api(lab.core.api_client)


def node_of_ledger(lab: Lab) -> str:
    return str(lab.core.read_namespaced_pod("ledger-0", KIT.task.namespace).spec.node_name)


def silent_and_mended(lab: Lab) -> None:
    node = node_of_ledger(lab)
    lab.faults.kubelet_down(node)
    lab.advance("7m")
    lab.faults.node_up(node)


def evicted(lab: Lab) -> None:
    """The colleague's budget changed, and the ledger evicted as a drain does it."""
    node = node_of_ledger(lab)
    lab.kubectl(KIT.task.fill("create pdb ledger -n $namespace --selector=app=ledger --min-available=1"))
    lab.settle()
    lab.kubectl(f"drain {node} --timeout=20s")
    policies(lab).patch_namespaced_pod_disruption_budget(
        "ledger", KIT.task.namespace, {"spec": {"minAvailable": 0}}
    )
    lab.settle()
    metadata = {"name": "ledger-0", "namespace": KIT.task.namespace}
    lab.core.create_namespaced_pod_eviction("ledger-0", KIT.task.namespace, {"metadata": metadata})
    lab.settle()
    lab.core.patch_node(node, {"spec": {"unschedulable": False}})


def patient_by_manifest(lab: Lab) -> None:
    """The whole Deployment applied again, with tolerations."""
    web = next(each for each in yaml.safe_load_all(KIT.task.fill(MORNING)) if each["kind"] == "Deployment")
    web["spec"]["template"]["spec"]["tolerations"] = KIT.tolerations("unreachable", "not-ready")
    lab.apply(yaml.safe_dump(web))


OFFICIAL: Submission = {
    "budget": begun,
    "maintenance": emptied_by_hand,
    "burnt": burnt_node_deleted,
    "ledger": silent_and_mended,
    "blocked": evicted,
    "patience": patient_by_manifest,
}


class TestBadDay(AssignmentTests):
    assignment, exercise, routes, mistakes = "bad-day", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
