"""The checks of `names-and-disks`, both ways: right submissions by several routes, and known mistakes."""

from __future__ import annotations

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
    nothing,
    together,
)

EXERCISE = Exercise(
    "disks", {"set": 20, "volumes": 20, "members": 15, "released": 15, "class": 12, "trap": 8}
)
POINTS = EXERCISE.points
SERVER = "192.168.2.140"
FREE = """[{"op":"remove","path":"/spec/claimRef"}]"""


def exported(lab: Any) -> None:
    """The cell that is given."""
    lab.export_nfs(SERVER, "/data/volumes")


def waited(lab: Any) -> None:
    """The nodes have tried again."""
    lab.settle()
    lab.advance(300)


class Kit:
    """Objects and commands with the values of one task sheet."""

    def __init__(self, task: TaskSheet) -> None:
        self.task = task

    def metadata(self, name: str) -> dict[str, str]:
        return {"name": name, "namespace": self.task.namespace}

    def namespace(self) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.task.namespace}}

    def service(self, name: str = "", **spec: Any) -> dict[str, Any]:
        named = self.metadata(name or self.task.set)
        spec_of = {"clusterIP": "None", "selector": {"app": named["name"]}, **spec}
        wanted = {key: value for key, value in spec_of.items() if value is not None}
        return {"apiVersion": "v1", "kind": "Service", "metadata": named, "spec": wanted}

    def pod(self, volume: dict[str, Any], command: str = "sleep infinity") -> dict[str, Any]:
        container = {
            "name": "main",
            "image": "busybox:1.36",
            "command": ["sh", "-c", command],
            "volumeMounts": [{"name": volume["name"], "mountPath": "/export"}],
        }
        return {"containers": [container], "volumes": [volume] if len(volume) > 1 else []}

    def claim(self, *, size: str = "", **spec: str) -> dict[str, Any]:
        requests = {"storage": size or self.task.size}
        return {"accessModes": ["ReadWriteOnce"], "resources": {"requests": requests}, **spec}

    def set(self, name: str = "", *, template: str = "", size: str = "", **claim: str) -> dict[str, Any]:
        named, disk = self.metadata(name or self.task.set), template or self.task.claim
        labels = {"app": named["name"]}
        spec = {
            "serviceName": named["name"],
            "replicas": 1 if name else 3,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": self.pod({"name": disk})},
            "volumeClaimTemplates": [{"metadata": {"name": disk}, "spec": self.claim(size=size, **claim)}],
        }
        return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": named, "spec": spec}

    def volume(self, name: str, *, path: str = "", size: str = "", **spec: str) -> dict[str, Any]:
        nfs = {"server": SERVER, "path": f"/data/volumes/{path or name}"}
        capacity = {"storage": size or self.task.size}
        spec_of = {"capacity": capacity, "accessModes": ["ReadWriteOnce"], "nfs": nfs, **spec}
        return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec_of}

    @property
    def disks(self) -> list[str]:
        return [f"disk-{letter}" for letter in "abcdef"[: self.task.volumes]]

    def volumes(self, **spec: str) -> list[dict[str, Any]]:
        return [self.volume(name, **spec) for name in self.disks]

    def admin(self) -> dict[str, Any]:
        command = f"mkdir {' '.join(f'/export/{name}' for name in self.disks)}; sleep infinity"
        volume = {"name": "export", "nfs": {"server": SERVER, "path": "/data/volumes"}}
        spec = self.pod(volume, command)
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "admin"}, "spec": spec}

    def storage(self, **fields: str) -> dict[str, Any]:
        fields = {"reclaimPolicy": self.task.reclaim, "volumeBindingMode": "WaitForFirstConsumer", **fields}
        metadata = {"name": self.task.storage}
        head = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata}
        return {**head, "provisioner": "rancher.io/local-path", **fields}

    def proof(self) -> list[dict[str, Any]]:
        spec = self.claim(storageClassName=self.task.storage)
        head = {"apiVersion": "v1", "metadata": self.metadata("proof")}
        volume = {"name": "data", "persistentVolumeClaim": {"claimName": "proof"}}
        claim = {**head, "kind": "PersistentVolumeClaim", "spec": spec}
        return [claim, {**head, "kind": "Pod", "spec": self.pod(volume)}]

    def kubectl(self, *lines: str) -> Step:
        """Lines in which $set, $namespace and so on stand for this sheet's."""
        return kubectl(*map(self.task.fill, lines))

    @property
    def made_default(self) -> Step:
        return self.kubectl("annotate sc $storage storageclass.kubernetes.io/is-default-class=true")

    @property
    def scaled_back(self) -> Step:
        return self.kubectl("scale sts $set -n $namespace --replicas=3")

    @property
    def claim_deleted(self) -> Step:
        return self.kubectl(
            "scale sts $set -n $namespace --replicas=$ordinal",
            "delete pvc $claim-$set-$ordinal -n $namespace",
        )

    @property
    def freed(self) -> Step:
        """The volume of the member whose claim goes: members come in order, and take volumes in order."""
        return self.set_free(self.disks[self.task.ordinal])

    def set_free(self, *volumes: str) -> Step:
        return kubectl(*(f"patch pv {name} --type=json -p '{FREE}'" for name in volumes))

    def begun(self, **changes: Any) -> Step:
        return together(exported, applied(self.namespace(), self.service(), self.set(**changes)))

    def right(self) -> Submission:
        return {
            "set": self.begun(),
            "volumes": applied(*self.volumes()),
            "members": together(applied(self.admin()), waited),
            "released": together(self.claim_deleted, self.freed, self.scaled_back),
            "class": applied(self.storage(), *self.proof()),
            "trap": together(self.made_default, applied(self.alone(), self.alone_set(storageClassName=""))),
        }

    def alone(self) -> dict[str, Any]:
        return self.service(self.task.single)

    def alone_set(self, **claim: str) -> dict[str, Any]:
        return self.set(self.task.single, **claim)


KIT = Kit(sheet_of("names-and-disks"))
RIGHT = KIT.right()
ANEW = KIT.kubectl(
    "delete sts $set -n $namespace",
    "delete pvc --all -n $namespace",
    "delete pv --all",
)
ROUTES: dict[str, Submission] = {
    "as the lesson does it": RIGHT,
    "back first, then the volume set free": RIGHT
    | {"released": together(KIT.claim_deleted, KIT.scaled_back, KIT.freed)},
    "directories first, and an explicit empty class": RIGHT
    | {
        "set": together(KIT.begun(storageClassName=""), applied(KIT.admin())),
        "volumes": together(applied(*KIT.volumes()), waited),
        "members": nothing,
    },
    "volumes first, then everything anew": RIGHT
    | {
        "set": together(exported, applied(KIT.namespace(), *KIT.volumes(), KIT.service(), KIT.set())),
        "volumes": together(ANEW, applied(KIT.set()), applied(*KIT.volumes())),
    },
    "into the trap and out of it": RIGHT
    | {
        "trap": together(
            KIT.made_default,
            applied(KIT.alone(), KIT.alone_set()),
            KIT.kubectl("delete sts $single -n $namespace", "delete pvc $claim-$single-0 -n $namespace"),
            applied(KIT.alone_set(storageClassName="")),
        )
    },
}

NONE_AT_ALL = dict.fromkeys(POINTS, 0)
MISTAKES: dict[str, tuple[Submission, dict[str, float]]] = {
    "nothing done": (dict.fromkeys(POINTS, nothing), NONE_AT_ALL),
    "only what is given": (dict.fromkeys(POINTS, nothing) | {"set": exported}, NONE_AT_ALL),
    "a Service with an address": (
        RIGHT
        | {
            "set": together(
                exported,
                applied(KIT.namespace(), KIT.service(clusterIP=None, ports=[{"port": 80}]), KIT.set()),
            )
        },
        {"set": 15},
    ),
    "a claim template of another name": (
        RIGHT | {"set": KIT.begun(template="data")},
        {"set": 8, "volumes": 10, "released": 0},
    ),
    "claims of another size": (RIGHT | {"set": KIT.begun(size="500Mi")}, {"set": 17}),
    "volumes before the set": (
        RIGHT | {"set": together(applied(*KIT.volumes()), KIT.begun()), "volumes": nothing},
        {"volumes": 10},
    ),
    "all volumes in one directory": (
        RIGHT | {"volumes": applied(*KIT.volumes(path="disk-a"))},
        {"volumes": 16},
    ),
    "volumes of a class": (
        RIGHT | {"volumes": applied(*KIT.volumes(storageClassName="fast"))},
        {"volumes": 0, "members": 0, "released": 0, "trap": 2},
    ),
    "one volume too small": (
        RIGHT | {"volumes": applied(*KIT.volumes()[:3], KIT.volume("disk-d", size="500Mi"))},
        {"volumes": 14, "trap": 2},
    ),
    "no directories": (
        RIGHT | {"members": nothing},
        {"members": 0, "released": 0, "trap": 2},
    ),
    "the claim deleted, its volume left Released": (
        RIGHT | {"released": together(KIT.claim_deleted, KIT.scaled_back)},
        {"released": 10, "trap": 2},
    ),
    "the member never back": (
        RIGHT | {"released": together(KIT.claim_deleted, KIT.freed)},
        {"released": 10},
    ),
    "no claim deleted": (RIGHT | {"released": nothing}, {"released": 0}),
    "all claims deleted": (
        RIGHT
        | {
            "released": together(
                KIT.kubectl("scale sts $set -n $namespace --replicas=0", "delete pvc --all -n $namespace"),
                KIT.freed,
                KIT.set_free("disk-b"),
                KIT.scaled_back,
            )
        },
        {"released": 10, "trap": 2},
    ),
    "a class that does not wait": (
        RIGHT | {"class": applied(KIT.storage(volumeBindingMode="Immediate"), *KIT.proof())},
        {"class": 3},
    ),
    "another reclaim policy": (
        RIGHT | {"class": applied(KIT.storage(reclaimPolicy="Delete"), *KIT.proof())},
        {"class": 9},
    ),
    "a class that nobody uses": (RIGHT | {"class": applied(KIT.storage())}, {"class": 6}),
    "in the trap": (
        RIGHT | {"trap": together(KIT.made_default, applied(KIT.alone(), KIT.alone_set()))},
        {"trap": 2},
    ),
    "the default after the claim": (
        RIGHT
        | {"trap": together(applied(KIT.alone(), KIT.alone_set(storageClassName="")), KIT.made_default)},
        {"trap": 2},
    ),
}


TOLD = [
    ("a Service with an address", "set", "clusterIP 10."),
    ("volumes before the set", "volumes", "it bound to a volume that was there before"),
    ("all volumes in one directory", "volumes", "/data/volumes/disk-a"),
    ("one volume too small", "volumes", "disk-d holds 500Mi"),
    ("no directories", "members", "clerk-0 Ready"),
    ("the claim deleted, its volume left Released", "released", "disk-c Released"),
    ("all claims deleted", "released", "notes-clerk-0 there all the time"),
    ("another reclaim policy", "class", "reclaimPolicy Retain"),
    ("in the trap", "trap", "which has a class"),
    ("the default after the claim", "trap", "it made at another time"),
]
"""What the verdict about a task says of a mistake."""


def test_another_students_answers_earn_only_what_everybody_has_in_common() -> None:
    mine, theirs = sheet_of("names-and-disks", "ada"), sheet_of("names-and-disks", "ben")
    assert (mine.namespace, mine.set) != (theirs.namespace, theirs.set)
    found = earned(EXERCISE.verdicts(Learner("ada"), Kit(theirs).right()))
    assert sum(found.values()) <= 12


def official_set(lab: Lab) -> None:
    exported(lab)
    lab.core.create_namespace(KIT.namespace())
    lab.core.create_namespaced_service("archive", KIT.service())
    lab.apps.create_namespaced_stateful_set("archive", KIT.set())


def official_volumes(lab: Lab) -> None:
    for each in KIT.volumes():
        lab.core.create_persistent_volume(each)


def official_members(lab: Lab) -> None:
    lab.core.create_namespaced_pod("default", KIT.admin())
    waited(lab)


def official_released(lab: Lab) -> None:
    claim = lab.core.read_namespaced_persistent_volume_claim("notes-clerk-2", "archive")
    volume = claim.spec.volume_name
    lab.apps.patch_namespaced_stateful_set_scale("clerk", "archive", {"spec": {"replicas": 2}})
    lab.settle()
    lab.core.delete_namespaced_persistent_volume_claim("notes-clerk-2", "archive")
    lab.settle()
    lab.core.patch_persistent_volume(volume, {"spec": {"claimRef": None}})
    lab.apps.patch_namespaced_stateful_set_scale("clerk", "archive", {"spec": {"replicas": 3}})


def storage_api(lab: Lab) -> Any:
    from kubernetes.client import StorageV1Api

    return StorageV1Api(lab.core.api_client)


def official_class(lab: Lab) -> None:
    storage_api(lab).create_storage_class(KIT.storage())
    claim, pod = KIT.proof()
    lab.core.create_namespaced_persistent_volume_claim("archive", claim)
    lab.core.create_namespaced_pod("archive", pod)


def official_trap(lab: Lab) -> None:
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"}
    storage_api(lab).patch_storage_class("quick", {"metadata": {"annotations": annotations}})
    lab.core.create_namespaced_service("archive", KIT.alone())
    lab.apps.create_namespaced_stateful_set("archive", KIT.alone_set(storageClassName=""))


OFFICIAL: Submission = {
    "set": official_set,
    "volumes": official_volumes,
    "members": official_members,
    "released": official_released,
    "class": official_class,
    "trap": official_trap,
}


class TestNamesAndDisks(AssignmentTests):
    assignment, exercise, routes, mistakes = "names-and-disks", EXERCISE, ROUTES, MISTAKES
    told, official = TOLD, OFFICIAL

    @staticmethod
    def right(sheet: TaskSheet) -> Submission:
        return Kit(sheet).right()
