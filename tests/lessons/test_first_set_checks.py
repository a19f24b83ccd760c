"""The checks of `first-set`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

import json
from typing import Any

import yaml

from k8slab import Lab
from k8slab.task_sheet import TaskSheet
from tests.lessons.assignment_tests import AssignmentTests
from tests.lessons.learner import Learner, sheet_of
from tests.lessons.submission import (
    Exercise,
    Step,
    Submission,
    applied,
    earned,
    kubectl,
    nothing,
    together,
)

EXERCISE = Exercise(
    "first", {"service": 15, "members": 25, "order": 15, "clerks": 10, "replaced": 15, "retention": 10}
)
POINTS = EXERCISE.points
OWN = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "own"},
    "provisioner": "nfs.csi.k8s.io",
    "parameters": {"server": "192.168.2.140", "share": "/data/own"},
}
DELETE = {"whenScaled": "Delete", "whenDeleted": "Retain"}


class Kit:
    """Objects and commands with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def metadata(self, name: str) -> dict[str, str]:
        return {"name": name, "namespace": self.task.namespace}

    def namespace(self) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.task.namespace}}

    def service(self, name: str = "", **spec: Any) -> dict[str, Any]:
        spec_of = {"clusterIP": "None", "selector": {"app": self.task.set}, **spec}
        spec_of.setdefault("ports", [{"port": self.task.port}])
        wanted = {key: value for key, value in spec_of.items() if value is not None}
        named = self.metadata(name or self.task.service)
        return {"apiVersion": "v1", "kind": "Service", "metadata": named, "spec": wanted}

    def claim(self, mode: str = "ReadWriteOnce") -> dict[str, Any]:
        requests = {"storage": "1Gi"}
        return {"storageClassName": "own", "accessModes": [mode], "resources": {"requests": requests}}

    def template(self, app: str, *, image: str = "nginx:1.28", **spec: Any) -> dict[str, Any]:
        container = {"name": "main", "image": image, "volumeMounts": [{"name": "data", "mountPath": "/data"}]}
        return {"metadata": {"labels": {"app": app}}, "spec": {"containers": [container], **spec}}

    def set(self, *, image: str = "nginx:1.28", **spec: Any) -> dict[str, Any]:
        spec_of = {
            "serviceName": self.task.service,
            "replicas": self.task.replicas,
            "selector": {"matchLabels": {"app": self.task.set}},
            "template": self.template(self.task.set, image=image),
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": self.claim()}],
            **spec,
        }
        named = self.metadata(self.task.set)
        return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": named, "spec": spec_of}

    def shared(self) -> dict[str, Any]:
        named = self.metadata("shared")
        spec = self.claim("ReadWriteMany")
        return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": named, "spec": spec}

    def team(self, **spec: Any) -> dict[str, Any]:
        volume = {"name": "data", "persistentVolumeClaim": {"claimName": "shared"}}
        spec_of = {
            "replicas": 3,
            "selector": {"matchLabels": {"app": self.task.team}},
            "template": self.template(self.task.team, volumes=[volume]),
            **spec,
        }
        named = self.metadata(self.task.team)
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": named, "spec": spec_of}

    def kubectl(self, *lines: str) -> Step:
        """Lines in which $set, $namespace and so on stand for this sheet's."""
        return kubectl(*map(self.task.fill, lines))

    def scaled(self, *numbers: int) -> Step:
        return self.kubectl(*(f"scale sts $set -n $namespace --replicas={number}" for number in numbers))

    def policy(self, **policy: str) -> Step:
        change = json.dumps({"spec": {"persistentVolumeClaimRetentionPolicy": policy}})
        return self.kubectl(f"patch sts $set -n $namespace -p '{change}'")

    def clerk_deleted(self, lab: Any) -> None:
        """The clerks are found by their label, so one that is scaled away may stand for one by name."""
        lab.kubectl(self.task.fill("scale deploy $team -n $namespace --replicas=2"))
        lab.settle()
        lab.kubectl(self.task.fill("scale deploy $team -n $namespace --replicas=3"))

    @property
    def member_deleted(self) -> Step:
        return self.kubectl("delete po $set-$ordinal -n $namespace")

    def right(self) -> Submission:
        return {
            "service": applied(OWN, self.namespace(), self.service()),
            "members": applied(self.set()),
            "order": self.scaled(self.task.fewer, self.task.replicas),
            "clerks": applied(self.shared(), self.team()),
            "replaced": together(self.member_deleted, self.kubectl("delete po -l app=$team -n $namespace")),
            "retention": together(self.policy(**DELETE), self.scaled(self.task.fewer)),
        }


KIT = Kit(sheet_of("first-set"))
RIGHT = KIT.right()
PARALLEL = {"podManagementPolicy": "Parallel"}
ROUTES: dict[str, Submission] = {
    "manifests and kubectl": RIGHT,
    "the set before its Service, all applied again": RIGHT
    | {
        "members": together(
            KIT.kubectl("delete svc $service -n $namespace"), applied(KIT.set()), applied(KIT.service())
        ),
        "order": together(applied(KIT.set(replicas=1)), applied(KIT.set())),
        "retention": applied(KIT.set(replicas=1, persistentVolumeClaimRetentionPolicy=DELETE)),
    },
    "down step by step, and a clerk scaled away and back": RIGHT
    | {
        "order": KIT.scaled(3, 2, 1, 2, 4),
        "replaced": together(KIT.clerk_deleted, KIT.member_deleted),
    },
    "at once at first, then done again in order": RIGHT
    | {
        "members": applied(KIT.set(**PARALLEL)),
        "order": together(
            KIT.scaled(1, 4),
            KIT.kubectl("delete sts $set -n $namespace"),
            applied(KIT.set()),
            KIT.scaled(1, 4),
        ),
    },
    "every member deleted at first, then one": RIGHT
    | {"replaced": together(KIT.kubectl("delete po --all -n $namespace"), KIT.member_deleted)},
    "scaled before the policy, then once more": RIGHT
    | {"retention": together(KIT.scaled(1), KIT.policy(**DELETE), KIT.scaled(4, 1))},
}

NONE_AT_ALL = dict.fromkeys(POINTS, 0)
ANNOTATED = """{"spec":{"template":{"metadata":{"annotations":{"again":"yes"}}}}}"""
Lost = dict[str, float]
MISTAKES: dict[str, tuple[Submission, Lost]] = {
    "nothing done": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "a Service with an address": (
        RIGHT | {"service": applied(OWN, KIT.namespace(), KIT.service(clusterIP=None))},
        {"service": 11},
    ),
    "a Service with another port": (
        RIGHT | {"service": applied(OWN, KIT.namespace(), KIT.service(ports=[{"port": 80}]))},
        {"service": 11},
    ),
    "a Service of another name": (
        RIGHT | {"service": applied(OWN, KIT.namespace(), KIT.service("members"))},
        {"service": 3, "members": 19},
    ),
    "a Service that selects nobody": (
        RIGHT | {"service": applied(OWN, KIT.namespace(), KIT.service(selector={"app": "scrib"}))},
        {"members": 19},
    ),
    "a set that names another Service": (
        RIGHT | {"members": applied(KIT.set(serviceName="members"))},
        {"members": 19},
    ),
    "a member too few": (
        RIGHT | {"members": applied(KIT.set(replicas=3)), "order": KIT.scaled(1, 3)},
        {"members": 0, "order": 0, "replaced": 10, "retention": 6},
    ),
    "one disk for all members": (
        RIGHT
        | {
            "members": applied(
                KIT.shared(),
                KIT.set(
                    volumeClaimTemplates=[],
                    template=KIT.template(
                        "scribe",
                        volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "shared"}}],
                    ),
                ),
            )
        },
        {"members": 18, "retention": 6},
    ),
    "a slip in the image's name": (
        RIGHT | {"members": applied(KIT.set(image="ngnix:1.28"))},  # codespell:ignore
        {"members": 21},
    ),
    "all at once": (RIGHT | {"members": applied(KIT.set(**PARALLEL))}, {"order": 5}),
    "never back": (RIGHT | {"order": KIT.scaled(1)}, {"order": 10, "replaced": 5, "retention": 6}),
    "never scaled": (RIGHT | {"order": nothing}, {"order": 0}),
    "two clerks": (RIGHT | {"clerks": applied(KIT.shared(), KIT.team(replicas=2))}, {"clerks": 5}),
    "clerks without a claim": (
        RIGHT
        | {
            "clerks": applied(
                KIT.team(template=KIT.template("office", volumes=[{"name": "data", "emptyDir": {}}]))
            )
        },
        {"clerks": 5},
    ),
    "no clerks": (RIGHT | {"clerks": nothing}, {"clerks": 0, "replaced": 10}),
    "only the clerk deleted": (RIGHT | {"replaced": KIT.clerk_deleted}, {"replaced": 5}),
    "only the member deleted": (RIGHT | {"replaced": KIT.member_deleted}, {"replaced": 10}),
    "every pod deleted": (
        RIGHT | {"replaced": KIT.kubectl("delete po --all -n $namespace")},
        {"replaced": 10},
    ),
    "a rollout": (
        RIGHT | {"replaced": KIT.kubectl(f"patch sts $set -n $namespace -p '{ANNOTATED}'")},
        {"replaced": 5},
    ),
    "the claims deleted by hand": (
        RIGHT
        | {
            "retention": together(
                KIT.scaled(1),
                KIT.kubectl("delete pvc data-scribe-1 data-scribe-2 data-scribe-3 -n $namespace"),
            )
        },
        {"retention": 3},
    ),
    "scaled before the policy": (
        RIGHT | {"retention": together(KIT.scaled(1), KIT.policy(**DELETE))},
        {"retention": 6},
    ),
    "a policy that deletes everything": (
        RIGHT | {"retention": together(KIT.policy(whenScaled="Delete", whenDeleted="Delete"), KIT.scaled(1))},
        {"retention": 7},
    ),
    "a policy and nothing scaled": (RIGHT | {"retention": KIT.policy(**DELETE)}, {"retention": 3}),
}


TOLD = [
    ("a Service with another port", "service", "expected  the port 8080"),
    ("a set that names another Service", "members", "serviceName roster"),
    ("one disk for all members", "members", "on the same volume"),
    ("all at once", "order", "scribe-2 to go when scribe-3 is gone"),
    ("never back", "order", "scribe scaled back to 4"),
    ("only the clerk deleted", "replaced", "scribe-1 deleted and made again"),
    ("every pod deleted", "replaced", "scribe-0 there all the time"),
    ("only the member deleted", "replaced", "3 clerks so far, none gone"),
    ("the claims deleted by hand", "retention", "it deleted, but not by the policy"),
    ("scaled before the policy", "retention", "data-scribe-1 gone with scribe-1"),
]
"""What the verdict about a task says of a mistake."""


def test_another_students_answers_earn_nothing() -> None:
    mine, theirs = sheet_of("first-set", "ada"), sheet_of("first-set", "ben")
    assert mine.namespace != theirs.namespace
    assert earned(EXERCISE.verdicts(Learner("ada"), Kit(theirs).right())) == NONE_AT_ALL


def begun(lab: Lab) -> None:
    lab.apply(yaml.safe_dump(OWN))
    lab.core.create_namespace(KIT.namespace())
    lab.core.create_namespaced_service("guild", KIT.service())


def scaled_twice(lab: Lab) -> None:
    for number in (1, 4):
        lab.apps.patch_namespaced_stateful_set_scale("scribe", "guild", {"spec": {"replicas": number}})
        lab.settle()


def clerks_made(lab: Lab) -> None:
    lab.core.create_namespaced_persistent_volume_claim("guild", KIT.shared())
    lab.apps.create_namespaced_deployment("guild", KIT.team())


def two_deleted(lab: Lab) -> None:
    clerk = lab.core.list_namespaced_pod("guild", label_selector="app=office").items[0].metadata.name
    for name in (clerk, "scribe-1"):
        lab.core.delete_namespaced_pod(name, "guild")


def claims_to_go(lab: Lab) -> None:
    change = {"spec": {"replicas": 1, "persistentVolumeClaimRetentionPolicy": DELETE}}
    lab.apps.patch_namespaced_stateful_set("scribe", "guild", change)


OFFICIAL: Submission = {
    "service": begun,
    "members": lambda lab: lab.apps.create_namespaced_stateful_set("guild", KIT.set()),
    "order": scaled_twice,
    "clerks": clerks_made,
    "replaced": two_deleted,
    "retention": claims_to_go,
}


def test_what_to_do_next_fits_what_is_there() -> None:
    lab = Learner()
    assert lab.check("first-order").next == "Task 2 comes first."
    for task in ("service", "members"):
        RIGHT[task](lab)
    lab.settle()
    assert lab.check("first-order").next.startswith("kubectl scale sts scribe -n guild --replicas=1")


class TestFirstSet(AssignmentTests):
    assignment, exercise, routes, mistakes = "first-set", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
