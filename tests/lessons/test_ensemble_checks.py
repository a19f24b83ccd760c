"""The checks of `ensemble`, both ways: right submissions by several routes, and known mistakes.

A submission is what somebody does for each task, in order; after each, the cluster settles and the task's
check is asked, as in the notebook.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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
    node_added,
    nothing,
    together,
)

EXERCISE = Exercise(
    "quorum", {"volumes": 15, "members": 20, "service": 15, "return": 15, "redeploy": 15, "fourth": 10}
)
POINTS = EXERCISE.points

FOURTH_NODE = node_added("k8s-m4")
READY = {"exec": {"command": ["zookeeper-ready", "2181"]}, "initialDelaySeconds": 10}


class Kit:
    """Objects and commands with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def namespace(self) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.task.namespace}}

    def volume(
        self, name: str, *, size: str = "", mode: str = "ReadWriteOnce", **spec: str
    ) -> dict[str, Any]:
        nfs = {"server": "192.168.2.140", "path": f"/data/{name}"}
        capacity = {"storage": size or self.task.size}
        spec_of = {"capacity": capacity, "accessModes": [mode], "nfs": nfs, **spec}
        return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec_of}

    def volumes(self, **spec: str) -> list[dict[str, Any]]:
        return [self.volume(f"disk-{letter}", **spec) for letter in "abcdef"[: self.task.volumes]]

    def service(self, **spec: Any) -> dict[str, Any]:
        ports = [{"name": "server", "port": 2888}]
        spec_of = {"clusterIP": "None", "selector": {"app": self.task.set}, "ports": ports, **spec}
        metadata = {"name": "peers", "namespace": self.task.namespace}
        wanted = {key: value for key, value in spec_of.items() if value is not None}
        return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": wanted}

    def set(
        self,
        *,
        namespace: str = "",
        image: str = "kubebiz/zookeeper:3.4.10",
        size: str = "",
        pod: Mapping[str, Any] | None = None,
        mounted: bool = True,
        servers: int = 3,
        **spec: Any,
    ) -> dict[str, Any]:
        """The set; `pod` changes the template's spec and `spec` the set's, None leaves a field out."""
        labels = {"app": self.task.set}
        term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": labels}}
        container: dict[str, Any] = {"name": "zookeeper", "image": image, "readinessProbe": READY}
        if servers:
            container["command"] = ["sh", "-c", f"start-zookeeper --servers={servers}"]
        if mounted:
            container["volumeMounts"] = [{"name": "data", "mountPath": "/var/lib/zookeeper"}]
        requests = {"storage": size or self.task.size}
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": requests}}
        affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
        pod_spec = {"affinity": affinity, "containers": [container], **(pod or {})}
        spec_of = {
            "serviceName": "peers",
            "replicas": 3,
            "podManagementPolicy": "Parallel",
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod_spec},
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
            **spec,
        }
        wanted = {key: value for key, value in spec_of.items() if value is not None}
        metadata = {"name": self.task.set, "namespace": namespace or self.task.namespace}
        return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": wanted}

    def kubectl(self, *lines: str) -> Step:
        """Lines in which $set, $namespace and $ordinal stand for this sheet's."""
        return kubectl(*map(self.task.fill, lines))

    def replaced(self, **changes: Any) -> Step:
        """The set deleted and applied again."""
        return together(self.kubectl("delete sts $set -n $namespace"), applied(self.set(**changes)))

    def both_times(self, **changes: Any) -> Submission:
        """A set that is so when it is deployed, and when it is deployed again."""
        return {"members": applied(self.set(**changes)), "redeploy": self.replaced(**changes)}

    @property
    def scaled(self) -> Step:
        return self.kubectl("scale sts $set -n $namespace --replicas=4")

    def served(self, servers: int = 4) -> Step:
        """The template changed so that every server counts so many."""
        return self.kubectl(f"patch sts $set -n $namespace --type=json -p '{_counting(servers)}'")

    @property
    def softened(self) -> Step:
        return self.kubectl(f"patch sts $set -n $namespace -p '{PREFERRED}'")

    @property
    def fourth_deleted(self) -> Step:
        return self.kubectl("delete po $set-3 -n $namespace")

    def right(self) -> Submission:
        return {
            "volumes": applied(self.namespace(), *self.volumes()),
            "members": applied(self.set()),
            "service": applied(self.service()),
            "return": self.kubectl("delete po $set-$ordinal -n $namespace"),
            "redeploy": self.replaced(),
            "fourth": together(self.scaled, FOURTH_NODE, self.served()),
        }


def _counting(servers: int) -> str:
    path = "/spec/template/spec/containers/0/command/2"
    change = {"op": "replace", "path": path, "value": f"start-zookeeper --servers={servers}"}
    return json.dumps([change])


PREFERRED = """{"spec":{"template":{"spec":{"affinity":{"podAntiAffinity":{
  "requiredDuringSchedulingIgnoredDuringExecution":null,
  "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{
    "topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"$set"}}}}]}}}}}}"""
ANNOTATED = """{"spec":{"template":{"metadata":{"annotations":{"again":"yes"}}}}}"""
KIT = Kit(sheet_of("ensemble"))
RIGHT = KIT.right()
ROUTES: dict[str, Submission] = {
    "manifests, then a node": RIGHT,
    "one pod after the other, and the fourth deleted by hand": RIGHT
    | KIT.both_times(podManagementPolicy="OrderedReady")
    | {"fourth": together(KIT.scaled, FOURTH_NODE, KIT.served(), KIT.fourth_deleted)},
    "one pod after the other, and the servers before the number": RIGHT
    | KIT.both_times(podManagementPolicy="OrderedReady")
    | {"fourth": together(KIT.served(), KIT.scaled, FOURTH_NODE)},
    "the leader last, by hand": RIGHT
    | KIT.both_times(updateStrategy={"type": "OnDelete"})
    | {
        "fourth": together(
            KIT.scaled,
            FOURTH_NODE,
            KIT.served(),
            KIT.fourth_deleted,
            KIT.kubectl(*(f"delete po $set-{number} -n $namespace" for number in (0, 2, 1))),
        )
    },
    "service and set in the wrong order, larger volumes": RIGHT
    | {
        "volumes": applied(KIT.namespace(), *KIT.volumes(size="5Gi")),
        "members": applied(KIT.service(), KIT.set()),
        "service": nothing,
    },
    "scaled to none before it is deleted": RIGHT
    | {
        "redeploy": together(
            KIT.kubectl("scale sts $set -n $namespace --replicas=0", "delete sts $set -n $namespace"),
            applied(KIT.set()),
        )
    },
    "a softer rule, and one member with the hard rule out of the way": RIGHT
    | {
        "fourth": together(
            KIT.scaled, KIT.softened, KIT.served(), KIT.kubectl("delete po $set-2 -n $namespace")
        )
    },
    "a softer rule first, and the servers when the fourth has crashed": RIGHT
    | {
        "fourth": together(
            KIT.scaled, KIT.softened, KIT.kubectl("delete po $set-2 -n $namespace"), KIT.served()
        )
    },
}

NONE_AT_ALL = dict.fromkeys(POINTS, 0)
ONLY_VOLUMES = NONE_AT_ALL | {"volumes": 12}
WITHOUT_SET = {"members": 0, "service": 0, "return": 0, "redeploy": 0, "fourth": 0}
ON_ONE_NODE = {"affinity": None, "nodeSelector": {"kubernetes.io/hostname": "k8s-m1"}}
MISTAKES: dict[str, tuple[Submission, dict[str, float]]] = {
    "nothing done": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "no namespace": (RIGHT | {"volumes": applied(*KIT.volumes())}, ONLY_VOLUMES),
    "a class that the claims do not ask for": (
        RIGHT | {"volumes": applied(KIT.namespace(), *KIT.volumes(storageClassName="fast"))},
        {"volumes": 3, "members": 4, "service": 10, "return": 10, "redeploy": 0, "fourth": 0},
    ),
    "three volumes": (
        RIGHT | {"volumes": applied(KIT.namespace(), *KIT.volumes()[:3])},
        {"volumes": 3, "fourth": 0},
    ),
    "one volume too small": (
        RIGHT | {"volumes": applied(KIT.namespace(), *KIT.volumes()[:3], KIT.volume("disk-d", size="500Mi"))},
        {"volumes": 3, "fourth": 0},
    ),
    "one volume only for reading": (
        RIGHT
        | {
            "volumes": applied(KIT.namespace(), *KIT.volumes()[:3], KIT.volume("disk-d", mode="ReadOnlyMany"))
        },
        {"volumes": 3, "fourth": 0},
    ),
    "all members on one node": (RIGHT | KIT.both_times(pod=ON_ONE_NODE), {"members": 16}),
    "two members": (
        RIGHT | KIT.both_times(replicas=2),
        {"members": 0, "service": 10, "return": 10, "redeploy": 8},
    ),
    "no claims": (
        RIGHT | KIT.both_times(mounted=False, volumeClaimTemplates=None),
        {"members": 16, "return": 10, "redeploy": 7, "fourth": 7},
    ),
    "claims that no container mounts": (RIGHT | KIT.both_times(mounted=False), {"members": 16}),
    "claims of another size": (RIGHT | KIT.both_times(size="500Mi"), {"members": 16}),
    "a slip in the image's name": (
        RIGHT | KIT.both_times(image="kubebiz/zookeper:3.4.10"),
        {"members": 16},
    ),
    "another namespace": (
        RIGHT | {"members": applied(KIT.set(namespace="default")), "redeploy": nothing},
        WITHOUT_SET,
    ),
    "a Service with an address": (RIGHT | {"service": applied(KIT.service(clusterIP=None))}, {"service": 10}),
    "a Service that selects nobody": (
        RIGHT | {"service": applied(KIT.service(selector={"app": "keper"}))},
        {"service": 10},
    ),
    "a Service of another name than the set's": (
        RIGHT | {"members": applied(KIT.set(serviceName="friends"))},
        {"service": 0},
    ),
    "every member deleted": (
        RIGHT | {"return": KIT.kubectl("delete po --all -n $namespace")},
        {"return": 10},
    ),
    "another member deleted": (
        RIGHT | {"return": KIT.kubectl("delete po $set-2 -n $namespace")},
        {"return": 0},
    ),
    "a rollout": (
        RIGHT | {"return": KIT.kubectl(f"patch sts $set -n $namespace -p '{ANNOTATED}'")},
        {"return": 10},
    ),
    "nobody deleted": (RIGHT | {"return": nothing}, {"return": 0}),
    "claims deleted with the set": (
        RIGHT
        | {
            "redeploy": together(
                KIT.kubectl("delete sts $set -n $namespace", "delete pvc --all -n $namespace"),
                applied(KIT.set()),
            )
        },
        {"redeploy": 0, "fourth": 0},
    ),
    "members orphaned and adopted": (
        RIGHT
        | {
            "redeploy": together(
                KIT.kubectl("delete sts $set -n $namespace --cascade=orphan"), applied(KIT.set())
            )
        },
        {"redeploy": 8},
    ),
    "never deployed again": (
        RIGHT | {"redeploy": KIT.kubectl("delete sts $set -n $namespace")},
        {"redeploy": 0, "fourth": 0},
    ),
    "never deleted": (RIGHT | {"redeploy": applied(KIT.set())}, {"redeploy": 0}),
    "servers that do not know each other": (RIGHT | KIT.both_times(servers=0), {"members": 16, "fourth": 7}),
    "servers that count one": (RIGHT | KIT.both_times(servers=1), {"members": 16}),
    "a fourth member without a cure": (RIGHT | {"fourth": KIT.scaled}, {"fourth": 3}),
    "a node, and the crash not looked at": (
        RIGHT | {"fourth": together(KIT.scaled, FOURTH_NODE)},
        {"fourth": 3},
    ),
    "five servers for four members": (
        RIGHT | {"fourth": together(KIT.scaled, FOURTH_NODE, KIT.served(5))},
        {"fourth": 7},
    ),
    "the fourth member waited for in vain by the set": (
        RIGHT
        | KIT.both_times(podManagementPolicy="OrderedReady")
        | {"fourth": together(KIT.scaled, FOURTH_NODE, KIT.served())},
        {"fourth": 3},
    ),
    "only the fourth member replaced": (
        RIGHT
        | KIT.both_times(updateStrategy={"type": "OnDelete"})
        | {"fourth": together(KIT.scaled, FOURTH_NODE, KIT.served(), KIT.fourth_deleted)},
        {"fourth": 7},
    ),
    "a softer rule while all others have the hard one": (
        RIGHT | {"fourth": together(KIT.scaled, KIT.softened, KIT.served())},
        {"fourth": 3},
    ),
    "a node without a fourth member": (RIGHT | {"fourth": FOURTH_NODE}, {"fourth": 0}),
}


TOLD = [
    ("no namespace", "volumes", "'quorum' among the namespaces"),
    ("one volume too small", "volumes", "disk-d holds 500Mi"),
    ("claims of another size", "members", "a claim of 1Gi"),
    ("another member deleted", "return", "still there"),
    ("a class that the claims do not ask for", "members", "unbound immediate PersistentVolumeClaims"),
    ("all members on one node", "members", "on the same node k8s-m1"),
    ("another namespace", "members", "it in namespace default"),
    ("a Service with an address", "service", "clusterIP 10."),
    ("every member deleted", "return", "keeper-0 there all the time"),
    ("nobody deleted", "return", "still there"),
    ("claims deleted with the set", "redeploy", "data-keeper-0 bound all the time"),
    ("servers that do not know each other", "members", "no --servers"),
    ("a fourth member without a cure", "fourth", "didn't match pod anti-affinity rules"),
    ("a node, and the crash not looked at", "fourth", "CrashLoopBackOff"),
    ("the fourth member waited for in vain by the set", "fourth", "--servers=3"),
    ("only the fourth member replaced", "fourth", "pod keeper-0, namespace quorum"),
    ("a softer rule while all others have the hard one", "fourth", "existing pods anti-affinity rules"),
]
"""What the verdict about a task says of a mistake."""


def test_another_students_answers_earn_only_what_everybody_has_in_common() -> None:
    mine, theirs = sheet_of("ensemble", "ada"), sheet_of("ensemble", "ben")
    assert (mine.namespace, mine.set) != (theirs.namespace, theirs.set)
    assert earned(EXERCISE.verdicts(Learner("ada"), Kit(theirs).right())) in (NONE_AT_ALL, ONLY_VOLUMES)


def test_a_copied_ordinal_and_size_show_where_the_names_were_changed() -> None:
    mine, theirs = sheet_of("ensemble", ""), sheet_of("ensemble", "ben")
    assert (mine.ordinal, mine.size) != (theirs.ordinal, theirs.size)
    edited = RIGHT | KIT.both_times(size=theirs.size) | {"return": kubectl("delete po keeper-2 -n quorum")}
    large = {"volumes": applied(KIT.namespace(), *KIT.volumes(size=theirs.size))}
    assert earned(EXERCISE.verdicts(Learner(), edited | large)) == POINTS | {"members": 16, "return": 0}


def created_namespace(lab: Lab) -> None:
    lab.core.create_namespace(KIT.namespace())
    for each in KIT.volumes():
        lab.core.create_persistent_volume(each)


def redeployed(lab: Lab) -> None:
    lab.apps.delete_namespaced_stateful_set("keeper", "quorum")
    lab.settle()
    lab.apps.create_namespaced_stateful_set("quorum", KIT.set())


def scaled_with_a_node(lab: Lab) -> None:
    lab.apps.patch_namespaced_stateful_set_scale("keeper", "quorum", {"spec": {"replicas": 4}})
    lab.add_node("k8s-m4")
    lab.settle()
    owner = lab.apps.read_namespaced_stateful_set("keeper", "quorum")
    owner.spec.template.spec.containers[0].command[2] = "start-zookeeper --servers=4"
    lab.apps.replace_namespaced_stateful_set("keeper", "quorum", owner)


OFFICIAL: Submission = {
    "volumes": created_namespace,
    "members": lambda lab: lab.apps.create_namespaced_stateful_set("quorum", KIT.set()),
    "service": lambda lab: lab.core.create_namespaced_service("quorum", KIT.service()),
    "return": lambda lab: lab.core.delete_namespaced_pod("keeper-1", "quorum"),
    "redeploy": redeployed,
    "fourth": scaled_with_a_node,
}


def test_what_to_do_next_fits_what_is_there() -> None:
    lab = Learner()
    assert [lab.check(f"quorum-{task}").next for task in ("return", "redeploy")] == [
        "Task 2 comes first."
    ] * 2
    for task in ("volumes", "members"):
        RIGHT[task](lab)
    lab.settle()
    assert lab.check("quorum-return").next == "kubectl delete po keeper-1 -n quorum"
    assert lab.check("quorum-redeploy").next == "kubectl delete sts keeper -n quorum, then apply it again"


class TestEnsemble(AssignmentTests):
    assignment, exercise, routes, mistakes = "ensemble", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
