"""The checks of `bad-day`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import yaml

from k8slab import Lab
from k8slab.faults import Faults
from k8slab.task_sheet import TaskSheet
from k8slab.verdict import Verdict
from tests.lessons.learner import LESSONS, STUDENTS, Learner, different_sheets, sheet_of
from tests.lessons.submission import (
    Exercise,
    Mistakes,
    Step,
    Submission,
    assert_explained,
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

    def patient(self, *keys: str) -> Step:
        wanted = [
            {
                "key": f"node.kubernetes.io/{key}",
                "operator": "Exists",
                "effect": "NoExecute",
                "tolerationSeconds": self.task.patience,
            }
            for key in keys
        ]
        patch = json.dumps({"spec": {"template": {"spec": {"tolerations": wanted}}}})
        return self.kubectl(f"patch deploy web -n $namespace -p '{patch}'")

    def budget(self, rule: str) -> Step:
        return together(
            self.morning, self.kubectl(f"create pdb mine -n $namespace --selector=app=$set {rule}")
        )

    def given(self) -> Submission:
        """What an untouched exercise does."""
        return dict.fromkeys(POINTS, nothing) | {
            "budget": self.morning,
            "burnt": self.fire,
            "ledger": self.silence,
            "blocked": self.colleague,
        }

    def right(self) -> dict[str, Step]:
        rounds = [f"{act} {node}" for node in ("$first", "k8s-m3") for act in ("drain", "uncordon")]
        return {
            "budget": self.budget("--max-unavailable=1"),
            "maintenance": self.kubectl(*rounds),
            "burnt": together(self.fire, self.kubectl("delete node $burnt"), node_added("k8s-m4")),
            "ledger": together(self.silence, kubelet_mended),
            "blocked": together(
                self.colleague,
                self.kubectl(
                    "delete pdb ledger -n $namespace",
                    "create pdb ledger -n $namespace --selector=app=ledger --max-unavailable=1",
                    "drain LEDGER",
                    "uncordon k8s-m1",
                    "uncordon k8s-m2",
                    "uncordon k8s-m3",
                    "uncordon k8s-m4",
                ),
            ),
            "patience": self.patient("unreachable", "not-ready"),
        }


def kubelet_mended(lab: Any) -> None:
    for fault in list(Faults(lab.control)):
        if fault.kind == "kubelet-down":
            fault.lift()


KIT = Kit(sheet_of("bad-day"))
RIGHT = KIT.right()
FORCE = together(KIT.silence, KIT.kubectl(FORCED), kubelet_mended)
ROUTES: dict[str, Submission] = {
    "drain, a deleted node, a mended kubelet": RIGHT,
    "by minAvailable, by hand and by a taint": RIGHT
    | {
        "budget": KIT.budget("--min-available=2"),
        "burnt": together(
            KIT.fire,
            node_added("k8s-m4"),
            KIT.kubectl("taint node $burnt node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"),
        ),
    },
    "forced once, and done again": RIGHT | {"ledger": together(FORCE, KIT.silence, kubelet_mended)},
}
MISTAKES: Mistakes = {
    "nothing done": (KIT.given(), NONE_AT_ALL),
    "not even the given cells": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "a budget for one member": (RIGHT | {"budget": KIT.budget("--min-available=1")}, {"budget": 6}),
    "no maintenance": (RIGHT | {"maintenance": nothing}, {"maintenance": 0}),
    "both nodes at once": (
        RIGHT
        | {
            "maintenance": KIT.kubectl(
                "cordon $first",
                "cordon k8s-m3",
                "delete po -n $namespace -l app=$set",
                "uncordon $first",
                "uncordon k8s-m3",
            )
        },
        {"maintenance": 10},
    ),
    "no new node": (
        RIGHT | {"burnt": together(KIT.fire, KIT.kubectl("delete node $burnt"))},
        {"burnt": 0},
    ),
    "a forced deletion while the containers run": (RIGHT | {"ledger": FORCE}, {"ledger": 5}),
    "a node taken for dead while its containers run": (
        RIGHT
        | {
            "ledger": together(
                KIT.silence,
                KIT.kubectl("taint node LEDGER node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"),
                kubelet_mended,
                KIT.kubectl("taint node --all node.kubernetes.io/out-of-service-"),
            )
        },
        {"ledger": 5},
    ),
    "the colleague's budget deleted": (
        RIGHT | {"blocked": together(RIGHT["blocked"], KIT.kubectl("delete pdb ledger -n $namespace"))},
        {"blocked": 10},
    ),
    "one toleration": (RIGHT | {"patience": KIT.patient("unreachable")}, {"patience": 5}),
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_right_route_earns_every_point(route: str) -> None:
    assert earned(EXERCISE.verdicts(Learner(), ROUTES[route])) == POINTS


@cache
def mistaken(mistake: str) -> dict[str, Verdict]:
    """The verdicts on a known mistake."""
    return EXERCISE.verdicts(Learner(), MISTAKES[mistake][0])


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_loses_exactly_its_points(mistake: str) -> None:
    assert earned(mistaken(mistake)) == {**POINTS, **MISTAKES[mistake][1]}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_lost_point_is_explained(mistake: str) -> None:
    assert_explained(mistaken(mistake))


@pytest.mark.parametrize("student", STUDENTS)
def test_every_student_can_earn_every_point(student: str) -> None:
    kit = Kit(sheet_of("bad-day", student))
    assert earned(EXERCISE.verdicts(Learner(student), kit.right())) == POINTS


def test_the_students_of_a_class_have_different_sheets() -> None:
    assert different_sheets("bad-day") >= 19


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("bad-day", "ada"), sheet_of("bad-day", "ben")
    assert mine.namespace != theirs.namespace
    found = earned(EXERCISE.verdicts(Learner("ada"), Kit(theirs).right()))
    assert found == NONE_AT_ALL


def emptied_by_hand(lab: Lab) -> None:
    """Cordoned, the member deleted, and open again: a drain without drain."""
    for node in (KIT.task.first, "k8s-m3"):
        lab.core.patch_node(node, {"spec": {"unschedulable": True}})
        found = lab.core.list_namespaced_pod(
            KIT.task.namespace,
            label_selector=f"app={KIT.task.set}",
            field_selector=f"spec.nodeName={node}",
        )
        lab.core.delete_namespaced_pod(found.items[0].metadata.name, KIT.task.namespace)
        lab.settle()
        lab.core.patch_node(node, {"spec": {"unschedulable": False}})
        lab.settle()


def burnt_node_deleted(lab: Lab) -> None:
    lab.faults.node_down(KIT.task.burnt)
    lab.advance("7m")
    lab.core.delete_node(KIT.task.burnt)
    lab.add_node("k8s-m4")


def made_by_manifest(lab: Lab) -> None:
    lab.apply(KIT.task.fill(MORNING))
    lab.settle()
    lab.apply(KIT.task.fill(BUDGET))


def silent_and_mended(lab: Lab) -> None:
    node = lab.core.read_namespaced_pod("ledger-0", KIT.task.namespace).spec.node_name
    lab.faults.kubelet_down(node)
    lab.advance("7m")
    lab.faults.node_up(node)


BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: quorum, namespace: $namespace}
spec: {minAvailable: 2, selector: {matchLabels: {app: $set}}}
"""


def test_manifests_and_the_official_client_earn_every_point() -> None:
    by_client: Submission = {
        "budget": made_by_manifest,
        "maintenance": emptied_by_hand,
        "burnt": burnt_node_deleted,
        "ledger": silent_and_mended,
    }
    with Lab() as lab:
        found = earned(Exercise("day", dict.fromkeys(by_client, 0)).verdicts(lab, by_client))
    assert found == {task: POINTS[task] for task in by_client}
