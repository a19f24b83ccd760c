"""The workloads that can be rolled out, and their revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.kubectl.describe.workload import owned
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

REVISION = "deployment.kubernetes.io/revision"
CHANGE_CAUSE = "kubernetes.io/change-cause"
HASH_LABEL = "pod-template-hash"


@dataclass(frozen=True)
class Revision:
    """One revision of a workload; `source` is the ControllerRevision or ReplicaSet that holds it."""

    number: int
    template: Mapping[str, Any]
    source: dict[str, Any]

    @property
    def change_cause(self) -> str:
        return str((self.source["metadata"].get("annotations") or {}).get(CHANGE_CAUSE) or "<none>")


def require(arguments: list[str], flags: Flags) -> None:
    """A rollout command needs something to work on."""
    if not arguments and not flags.texts("filename"):
        raise KubectlError("required resource not specified")


def full_kind(item: Item) -> str:
    """`StatefulSet.apps`."""
    return f"{item.resource.kind}.{item.resource.group}".rstrip(".")


def revisions(session: Session, item: Item) -> list[Revision]:
    """All revisions, oldest first."""
    if item.resource.kind == "Deployment":
        found = [_of_replica_set(obj) for obj in owned(session, item, "replicasets.apps")]
    elif item.resource.kind in ("StatefulSet", "DaemonSet"):
        found = [_of_controller_revision(obj) for obj in owned(session, item, "controllerrevisions.apps")]
    else:
        raise KubectlError(f"no history viewer has been implemented for {quote(full_kind(item))}")
    return sorted(found, key=lambda revision: revision.number)


def _of_controller_revision(obj: dict[str, Any]) -> Revision:
    template = dict(obj["data"]["spec"]["template"])
    template.pop("$patch", None)
    return Revision(int(obj.get("revision", 0)), template, obj)


def _of_replica_set(obj: dict[str, Any]) -> Revision:
    number = (obj["metadata"].get("annotations") or {}).get(REVISION, "0")
    return Revision(int(number), obj["spec"]["template"], obj)
