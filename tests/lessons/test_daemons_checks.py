"""The checks of `daemons`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

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
    kubectl,
    node_added,
    nothing,
    together,
)

EXERCISE = Exercise(
    "daemons",
    {
        "agent": 15,
        "reserved": 10,
        "chosen": 10,
        "moved": 15,
        "update": 10,
        "back": 10,
        "trial": 10,
        "gapless": 10,
    },
)
POINTS = EXERCISE.points
NONE_AT_ALL = dict.fromkeys(POINTS, 0)
START = (LESSONS / "11-daemon-updates" / "exercise" / "start.yml").read_text()
IMAGE = "quay.io/fluentd_elasticsearch/fluentd"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
NODES = ("k8s-m1", "k8s-m2", "k8s-m3")
EVERYTHING = ({"operator": "Exists"},)
BY_HAND = {"type": "OnDelete", "rollingUpdate": None}
BY_SURGE = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}
RESTART = "rollout restart ds $set -n $namespace"


def faults_of(lab: Any) -> Faults:
    found: Faults = Faults(lab.control) if isinstance(lab, Learner) else lab.faults
    return found


class Kit:
    """Given cells and answers with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def kubectl(self, *lines: str) -> Step:
        return kubectl(*map(self.task.fill, lines))

    def start(self, lab: Any) -> None:
        """The given cell."""
        lab.kubectl(f"label node k8s-m1 {CONTROL_PLANE}=")
        lab.kubectl(f"taint node k8s-m1 {CONTROL_PLANE}:NoSchedule")
        lab.apply(*yaml.safe_load_all(self.task.fill(START)))
        lab.settle()

    @property
    def control_plane(self) -> dict[str, str]:
        return {"key": CONTROL_PLANE, "operator": "Exists", "effect": "NoSchedule"}

    @property
    def dedicated(self) -> dict[str, str]:
        return {"key": "dedicated", "value": self.task.purpose, "effect": "NoSchedule"}

    @property
    def selector(self) -> dict[str, str]:
        key, _, value = self.task.label.partition("=")
        return {key: value}

    @property
    def all_tolerations(self) -> Sequence[dict[str, str]]:
        return self.control_plane, self.dedicated

    def agent(
        self,
        *tolerations: dict[str, str],
        version: str = "",
        mount: str = "",
        read_only: Sequence[str] = ("log",),
        own: str = "",
        **spec: Any,
    ) -> dict[str, Any]:
        """The DaemonSet."""
        paths = {"log": "/var/log", "own": own or f"/var/lib/{self.task.set}"}
        places = {"log": mount or self.task.mount, "own": "/buffer"}
        container = {
            "name": "agent",
            "image": f"{IMAGE}:{version or self.task.old}",
            "volumeMounts": [
                {"name": name, "mountPath": place, "readOnly": name in read_only}
                for name, place in places.items()
            ],
        }
        template = {
            "metadata": {"labels": {"app": self.task.set}},
            "spec": {
                "tolerations": list(tolerations),
                "containers": [container],
                "volumes": [{"name": name, "hostPath": {"path": path}} for name, path in paths.items()],
                **spec,
            },
        }
        return {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {"name": self.task.set, "namespace": self.task.namespace},
            "spec": {"selector": {"matchLabels": {"app": self.task.set}}, "template": template},
        }

    def begun(self, *tolerations: dict[str, str], **agent: Any) -> Step:
        return together(self.start, applied(self.agent(*tolerations, **agent)))

    def applied(self, *tolerations: dict[str, str], **agent: Any) -> Step:
        return applied(self.agent(*tolerations, **agent))

    @property
    def joined(self) -> Step:
        return together(
            node_added(self.task.node), self.kubectl("taint node $node dedicated=$purpose:NoSchedule")
        )

    def patched(self, **spec: Any) -> Step:
        patch = json.dumps({"spec": spec})
        return self.kubectl(f"patch ds $set -n $namespace -p '{patch}'")

    def templated(self, **spec: Any) -> Step:
        return self.patched(template={"spec": spec})

    def by(self, strategy: dict[str, Any]) -> Step:
        return self.patched(updateStrategy=strategy)

    def at_once(self, number: Any) -> Step:
        return self.by({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": number, "maxSurge": 0}})

    @property
    def keepers(self) -> list[str]:
        return [node for node in (*NODES, self.task.node) if node != self.task.left]

    def labelled(self, *nodes: str) -> Step:
        return self.kubectl(f"label node {' '.join(nodes or self.keepers)} $label --overwrite")

    def unlabelled(self, *nodes: str) -> Step:
        return self.kubectl(*(f"label node {node} {self.task.label.partition('=')[0]}-" for node in nodes))

    def because(self, cause: str = "$ticket") -> Step:
        return self.kubectl(
            f"annotate ds $set -n $namespace --overwrite kubernetes.io/change-cause='{cause}'"
        )

    def image(self, version: str) -> Step:
        return self.kubectl(f"set image ds/$set -n $namespace '*={IMAGE}:{version}'")

    def colleague(self, lab: Any) -> None:
        """The given cell."""
        faults_of(lab).lift()
        for version in ("v2.66", "v2.67"):
            faults_of(lab).fail_pull(f"{IMAGE}:{version}", why="not found")
            lab.kubectl(self.task.fill(f"set image ds/$set -n $namespace '*={IMAGE}:{version}'"))
            lab.advance(60)

    def undone(self, lab: Any) -> None:
        """Back to the newest revision of the new version, by the history."""
        told = [each["object"] for each in lab.control.story() if each["resource"] == "controllerrevisions"]
        new = [each for each in told if f"{IMAGE}:{self.task.new}" in json.dumps(each["data"])]
        self.undone_to(max((int(each["revision"]) for each in new), default=4))(lab)

    def undone_to(self, revision: int) -> Step:
        return self.kubectl(f"rollout undo ds $set -n $namespace --to-revision={revision}")

    def deleted(self, *nodes: str) -> Step:
        """The agents on these nodes."""
        return self.kubectl(
            *(f"delete po -n $namespace -l app=$set --field-selector=spec.nodeName={node}" for node in nodes)
        )

    def given(self) -> Submission:
        """What an untouched exercise does."""
        return dict.fromkeys(POINTS, nothing) | {"agent": self.start, "back": self.colleague}

    def right(self) -> dict[str, Step]:
        return {
            "agent": self.begun(self.control_plane),
            "reserved": together(self.joined, self.applied(*self.all_tolerations)),
            "chosen": together(
                self.labelled(), self.applied(*self.all_tolerations, nodeSelector=self.selector)
            ),
            "moved": together(
                self.labelled(self.task.left),
                self.unlabelled(self.task.node),
                self.kubectl("delete node $node"),
            ),
            "update": together(self.at_once(2), self.because(), self.image("$new")),
            "back": together(self.colleague, self.undone),
            "trial": together(self.by(BY_HAND), self.image("$trial"), self.deleted(self.task.tried)),
            "gapless": self.by(BY_SURGE),
        }


KIT = Kit(sheet_of("daemons"))
RIGHT = KIT.right()
WANTED = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": "logs", "operator": "In", "values": ["collect"]}]}
            ]
        }
    }
}
PREFERRED = {
    "nodeAffinity": {
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {
                "weight": 1,
                "preference": {
                    "matchExpressions": [{"key": "logs", "operator": "In", "values": ["collect"]}]
                },
            }
        ]
    }
}
NOT_ON_M3 = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {
                    "matchExpressions": [
                        {"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["k8s-m3"]}
                    ]
                }
            ]
        }
    }
}


def file(**strategy: Any) -> dict[str, Any]:
    """The agent as the last tasks want it, as a manifest."""
    agent = KIT.agent(
        *KIT.all_tolerations, version=strategy.pop("version", "v2.6.0"), nodeSelector=KIT.selector
    )
    agent["metadata"]["annotations"] = {"kubernetes.io/change-cause": "v2.6.0, see OPS-118"}
    agent["spec"]["updateStrategy"] = strategy
    return agent


TWO_AT_ONCE = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}
ROUTES: dict[str, Submission] = {
    "manifests and commands": RIGHT,
    "one toleration for everything, affinity, percent": RIGHT
    | {
        "agent": KIT.begun(*EVERYTHING),
        "reserved": KIT.joined,
        "chosen": together(KIT.labelled(), KIT.templated(affinity=WANTED)),
        "update": together(KIT.at_once("50%"), KIT.because("see $ticket"), KIT.image("$new")),
        "trial": together(KIT.by(BY_HAND), KIT.image("$trial"), KIT.deleted("k8s-m2")),
    },
    "one file, applied again and again": RIGHT
    | {
        "update": applied(file(**TWO_AT_ONCE)),
        "back": together(KIT.colleague, applied(file(**TWO_AT_ONCE))),
        "trial": together(applied(file(type="OnDelete", version="v3.1.0")), KIT.deleted("k8s-m2")),
        "gapless": applied(file(**BY_SURGE, version="v3.1.0")),
    },
    "the image set back": RIGHT | {"back": together(KIT.colleague, KIT.image("$new"))},
    "the toleration before the node": RIGHT
    | {"reserved": together(KIT.applied(*KIT.all_tolerations), KIT.joined)},
    "all agents made anew, and the node added once more": RIGHT
    | {
        "reserved": together(
            KIT.joined,
            KIT.kubectl("delete ds $set -n $namespace"),
            KIT.applied(*KIT.all_tolerations),
            KIT.kubectl("delete node $node"),
            KIT.joined,
        ),
    },
    "the selector too early, and once more": RIGHT
    | {
        "chosen": together(
            KIT.templated(nodeSelector=KIT.selector),
            KIT.labelled(),
            KIT.templated(nodeSelector=None),
            KIT.templated(nodeSelector=KIT.selector),
        ),
        "back": together(KIT.colleague, KIT.image("$new")),
    },
    "the node removed too early, and once more": RIGHT
    | {
        "moved": together(
            KIT.kubectl("delete node $node"),
            KIT.labelled("k8s-m3"),
            KIT.unlabelled("k8s-m3"),
            KIT.joined,
            KIT.labelled(KIT.task.node),
            RIGHT["moved"],
        )
    },
    "no cause at first, and one more rollout": RIGHT
    | {
        "update": together(KIT.image("$new"), KIT.because(), KIT.at_once(2), KIT.kubectl(RESTART)),
    },
    "all replaced, and the colleague once more": RIGHT
    | {"back": together(KIT.colleague, KIT.image("$new"), KIT.kubectl(RESTART), KIT.colleague, KIT.undone)},
    "all replaced, and tried once more": RIGHT
    | {"trial": together(KIT.image("$trial"), KIT.image("$new"), RIGHT["trial"])},
    "all deleted by hand, and tried once more": RIGHT
    | {
        "trial": together(
            KIT.by(BY_HAND),
            KIT.image("$trial"),
            KIT.deleted(*NODES),
            KIT.by(ROLLING),
            KIT.image("$new"),
            RIGHT["trial"],
        )
    },
    "a gap, and one more rollout": RIGHT
    | {"gapless": together(KIT.by(ROLLING), KIT.by(BY_SURGE), KIT.kubectl(RESTART))},
}


MASTER = {"key": "node-role.kubernetes.io/master", "effect": "NoSchedule"}
NO_EXECUTE = together(node_added("k8s-db"), KIT.kubectl("taint node $node dedicated=$purpose:NoExecute"))
MISTAKES: Mistakes = {
    "nothing done": (KIT.given(), NONE_AT_ALL),
    "not even the given cells": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "nothing but nodes": (KIT.given() | {"reserved": KIT.joined, "chosen": KIT.labelled()}, NONE_AT_ALL),
    "the toleration of the old tutorial": (RIGHT | {"agent": KIT.begun(MASTER)}, {"agent": 10}),
    "a log that can be written": (
        RIGHT | {"agent": KIT.begun(KIT.control_plane, read_only=())},
        {"agent": 10},
    ),
    "a log in the usual place": (
        RIGHT | {"agent": KIT.begun(KIT.control_plane, mount="/var/log")},
        {"agent": 10},
    ),
    "nothing that can be written": (
        RIGHT | {"agent": KIT.begun(KIT.control_plane, read_only=("log", "own"))},
        {"agent": 10},
    ),
    "another directory": (
        RIGHT | {"agent": KIT.begun(KIT.control_plane, own="/var/lib/agent")},
        {"agent": 10},
    ),
    "another version to begin with": (
        RIGHT | {"agent": KIT.begun(KIT.control_plane, version="v2.5.0")},
        {"agent": 10},
    ),
    "no toleration for the taint": (RIGHT | {"reserved": KIT.joined}, {"reserved": 0}),
    "a taint that drives out": (
        RIGHT | {"reserved": together(NO_EXECUTE, KIT.applied(*KIT.all_tolerations))},
        {"reserved": 0, "chosen": 0, "moved": 10},
    ),
    "all agents made anew for a toleration": (
        RIGHT
        | {
            "reserved": together(
                KIT.joined, KIT.kubectl("delete ds $set -n $namespace"), KIT.applied(*KIT.all_tolerations)
            ),
        },
        {"reserved": 5},
    ),
    "the selector before the labels": (
        RIGHT | {"chosen": together(KIT.templated(nodeSelector=KIT.selector), KIT.labelled())},
        {"chosen": 5},
    ),
    "one label forgotten": (
        RIGHT
        | {
            "chosen": together(KIT.labelled("k8s-m1", "k8s-m2"), KIT.templated(nodeSelector=KIT.selector)),
        },
        {"chosen": 0, "moved": 10},
    ),
    "every node labelled": (
        RIGHT
        | {"chosen": together(KIT.labelled(*NODES, "k8s-db"), KIT.templated(nodeSelector=KIT.selector))},
        {"chosen": 5, "moved": 10},
    ),
    "a node left out by its name": (
        RIGHT | {"chosen": together(KIT.labelled(), KIT.templated(affinity=NOT_ON_M3))},
        {"chosen": 0, "moved": 5, "update": 3, "back": 3, "trial": 5, "gapless": 0},
    ),
    "a label that is only preferred": (
        RIGHT | {"chosen": together(KIT.labelled(), KIT.templated(affinity=PREFERRED))},
        {"chosen": 0, "moved": 10},
    ),
    "labels only": (RIGHT | {"chosen": KIT.labelled()}, {"chosen": 0, "moved": 10}),
    "the node removed with its agent": (
        RIGHT | {"moved": together(KIT.labelled("k8s-m3"), KIT.kubectl("delete node $node"))},
        {"moved": 10},
    ),
    "taken before given": (
        RIGHT
        | {
            "moved": together(
                KIT.unlabelled("k8s-db"), KIT.labelled("k8s-m3"), KIT.kubectl("delete node $node")
            )
        },
        {"moved": 10},
    ),
    "a node drained for it": (
        RIGHT
        | {
            "moved": together(
                KIT.labelled("k8s-m3"),
                KIT.kubectl("drain k8s-m3 --ignore-daemonsets", "uncordon k8s-m3"),
                KIT.unlabelled("k8s-db"),
                KIT.kubectl("delete node $node"),
            )
        },
        {"moved": 10},
    ),
    "all agents restarted on the way": (
        RIGHT
        | {
            "moved": together(
                KIT.labelled("k8s-m3"),
                KIT.kubectl(RESTART),
                KIT.unlabelled("k8s-db"),
                KIT.kubectl("delete node $node"),
            ),
        },
        {"moved": 10},
    ),
    "a node that stays": (
        RIGHT | {"moved": together(KIT.labelled("k8s-m3"), KIT.unlabelled("k8s-db"))},
        {"moved": 5},
    ),
    "one at a time": (RIGHT | {"update": together(KIT.because(), KIT.image("$new"))}, {"update": 6}),
    "all at once": (
        RIGHT | {"update": together(KIT.at_once(3), KIT.because(), KIT.image("$new"))},
        {"update": 6, "back": 7},
    ),
    "none at a time": (
        RIGHT | {"update": together(KIT.by(BY_SURGE), KIT.because(), KIT.image("$new"))},
        {"update": 6},
    ),
    "no cause": (RIGHT | {"update": together(KIT.at_once(2), KIT.image("$new"))}, {"update": 7}),
    "the cause after the change": (
        RIGHT | {"update": together(KIT.at_once(2), KIT.image("$new"), KIT.because())},
        {"update": 7},
    ),
    "another version": (
        RIGHT | {"update": together(KIT.at_once(2), KIT.because(), KIT.image("v2.6.1"))},
        {"update": 0, "back": 3},
    ),
    "undone without a number": (
        RIGHT | {"back": together(KIT.colleague, KIT.kubectl("rollout undo ds $set -n $namespace"))},
        {"back": 0, "gapless": 5},
    ),
    "undone too far": (RIGHT | {"back": together(KIT.colleague, KIT.undone_to(3))}, {"back": 0}),
    "broken pods deleted": (
        RIGHT | {"back": together(KIT.colleague, KIT.deleted("k8s-m1", "k8s-m2"))},
        {"back": 0, "gapless": 5},
    ),
    "restarted after the undo": (
        RIGHT | {"back": together(KIT.colleague, KIT.undone, KIT.kubectl(RESTART))},
        {"back": 4},
    ),
    "the set deleted and made again": (
        RIGHT
        | {
            "back": together(
                KIT.colleague, KIT.kubectl("delete ds $set -n $namespace"), applied(file(**TWO_AT_ONCE))
            )
        },
        {"back": 4},
    ),
    "the set deleted": (
        RIGHT
        | {
            "back": together(KIT.colleague, KIT.kubectl("delete ds $set -n $namespace")),
            "trial": nothing,
            "gapless": nothing,
        },
        {"back": 0, "trial": 0, "gapless": 0},
    ),
    "tried everywhere": (RIGHT | {"trial": KIT.image("$trial")}, {"trial": 5, "gapless": 5}),
    "the image before the strategy": (
        RIGHT | {"trial": together(KIT.image("$trial"), KIT.by(BY_HAND), KIT.deleted("k8s-m2"))},
        {"trial": 5, "gapless": 5},
    ),
    "nobody deleted": (RIGHT | {"trial": together(KIT.by(BY_HAND), KIT.image("$trial"))}, {"trial": 0}),
    "tried on another node": (
        RIGHT | {"trial": together(KIT.by(BY_HAND), KIT.image("$trial"), KIT.deleted("k8s-m1"))},
        {"trial": 0},
    ),
    "all deleted by hand": (
        RIGHT | {"trial": together(KIT.by(BY_HAND), KIT.image("$trial"), KIT.deleted(*NODES))},
        {"trial": 5, "gapless": 5},
    ),
    "deleted one by one": (
        RIGHT | {"gapless": KIT.deleted("k8s-m1", "k8s-m3")},
        {"gapless": 0},
    ),
    "the old one first": (RIGHT | {"gapless": KIT.by(ROLLING)}, {"gapless": 5}),
    "the surge too late": (RIGHT | {"gapless": together(KIT.by(ROLLING), KIT.by(BY_SURGE))}, {"gapless": 5}),
}


TOLD = [
    ("nothing done", "agent", "'heron' among the daemonsets"),
    ("nothing done", "back", "no such set, ever"),
    ("nothing done", "moved", "a node k8s-db"),
    ("the toleration of the old tutorial", "agent", "a Ready pod of heron on k8s-m1"),
    ("a log that can be written", "agent", "a mount that can be written"),
    ("a log in the usual place", "agent", "/var/log at /node/log"),
    ("another directory", "agent", "mounts of /var/log, /var/lib/agent"),
    (
        "no toleration for the taint",
        "reserved",
        "one that came before the taint, and would not come again",
    ),
    ("a taint that drives out", "reserved", "dedicated=db:NoExecute"),
    ("all agents made anew for a toleration", "reserved", "none on k8s-m1, k8s-m2, k8s-m3"),
    ("the selector before the labels", "chosen", "none on k8s-m1, k8s-m2, k8s-db"),
    ("one label forgotten", "chosen", "a Ready pod of heron on k8s-db"),
    ("every node labelled", "chosen", "one on k8s-m3 as well"),
    ("a node left out by its name", "chosen", "a template for nodes with the label logs=collect"),
    ("the node removed with its agent", "moved", "the agent on k8s-db gone when the node is removed"),
    ("taken before given", "moved", "a Ready agent on k8s-m3 when that on k8s-db is told to go"),
    ("a node drained for it", "moved", "the web servers left alone"),
    ("all agents restarted on the way", "moved", "the pod on k8s-m1 older than that"),
    ("a node that stays", "moved", "k8s-db removed from the cluster"),
    ("one at a time", "update", "1 at most: "),
    ("all at once", "update", "3 at most: k8s-m1, k8s-m2, k8s-m3"),
    ("all at once", "back", "none that was Ready"),
    ("the cause after the change", "update", "first the annotation, then the change"),
    ("undone without a number", "back", "fluentd:v2.66"),
    ("restarted after the undo", "back", "one of them replaced"),
    ("the set deleted and made again", "back", "the highest revision to be an old one"),
    ("the set deleted", "back", "none, deleted with it"),
    ("the image before the strategy", "trial", "older than that"),
    ("tried on another node", "trial", "a Ready agent with v3.1.0 on k8s-m2"),
    ("deleted one by one", "gapless", "the strategy OnDelete"),
    ("the old one first", "gapless", "a Ready agent on k8s-m1, k8s-m2, k8s-m3 all the time"),
    ("all deleted by hand", "trial", "the pod on k8s-m1 older than that"),
    ("all deleted by hand", "gapless", "agents replaced by this rollout"),
]
"""What the verdict about a task says of a mistake."""


def test_what_happened_stays_right_when_later_tasks_are_done() -> None:
    lab = Learner()
    EXERCISE.verdicts(lab, RIGHT)
    again = {task: lab.check(f"daemons-{task}").earned for task in ("agent", "reserved", "moved", "trial")}
    assert again == {task: POINTS[task] for task in again}


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("daemons", "ada"), sheet_of("daemons", "ben")
    assert (mine.namespace, mine.set) != (theirs.namespace, theirs.set)
    found = earned(EXERCISE.verdicts(Learner("ada"), Kit(theirs).right()))
    assert found == NONE_AT_ALL


def patched_node(lab: Any, name: str, labels: dict[str, Any]) -> None:
    lab.core.patch_node(name, {"metadata": {"labels": labels}})
    lab.settle()


def patched_set(lab: Any, patch: dict[str, Any]) -> None:
    lab.apps.patch_namespaced_daemon_set(KIT.task.set, KIT.task.namespace, patch)


def begun(lab: Any) -> None:
    lab.kubectl(f"label node k8s-m1 {CONTROL_PLANE}=")
    lab.kubectl(f"taint node k8s-m1 {CONTROL_PLANE}:NoSchedule")
    lab.apply(KIT.task.fill(START))
    lab.settle()
    lab.apps.create_namespaced_daemon_set(KIT.task.namespace, KIT.agent(KIT.control_plane))


def tolerated(lab: Any) -> None:
    lab.add_node(KIT.task.node)
    lab.core.patch_node(KIT.task.node, {"spec": {"taints": [KIT.dedicated]}})
    patched_set(lab, {"spec": {"template": {"spec": {"tolerations": list(KIT.all_tolerations)}}}})


def chosen(lab: Any) -> None:
    for node in KIT.keepers:
        patched_node(lab, node, KIT.selector)
    patched_set(lab, {"spec": {"template": {"spec": {"nodeSelector": KIT.selector}}}})


def moved(lab: Any) -> None:
    patched_node(lab, KIT.task.left, KIT.selector)
    patched_node(lab, KIT.task.node, dict.fromkeys(KIT.selector))
    lab.core.delete_node(KIT.task.node)


def updated(lab: Any) -> None:
    found = lab.apps.read_namespaced_daemon_set(KIT.task.set, KIT.task.namespace)
    found.metadata.annotations["kubernetes.io/change-cause"] = KIT.task.ticket
    found.spec.update_strategy.rolling_update.max_unavailable = 2
    found.spec.template.spec.containers[0].image = f"{IMAGE}:{KIT.task.new}"
    lab.apps.replace_namespaced_daemon_set(KIT.task.set, KIT.task.namespace, found)


def imaged(lab: Any, version: str, **spec: Any) -> None:
    container = {"name": "agent", "image": f"{IMAGE}:{version}"}
    patched_set(lab, {"spec": {"template": {"spec": {"containers": [container]}}, **spec}})
    lab.settle()


def went_back(lab: Any) -> None:
    KIT.colleague(lab)
    imaged(lab, KIT.task.new)


def tried(lab: Any) -> None:
    imaged(lab, KIT.task.trial, updateStrategy=BY_HAND)
    found = lab.core.list_namespaced_pod(
        KIT.task.namespace, label_selector="app=heron", field_selector=f"spec.nodeName={KIT.task.tried}"
    )
    lab.core.delete_namespaced_pod(found.items[0].metadata.name, KIT.task.namespace)


OFFICIAL: Submission = {
    "agent": begun,
    "reserved": tolerated,
    "chosen": chosen,
    "moved": moved,
    "update": updated,
    "back": went_back,
    "trial": tried,
    "gapless": lambda lab: patched_set(lab, {"spec": {"updateStrategy": BY_SURGE}}),
}


class TestDaemons(AssignmentTests):
    assignment, exercise, routes, mistakes = "daemons", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
