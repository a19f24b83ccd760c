"""Object metadata: names, labels, owners.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
"""

from collections.abc import Mapping
from typing import Any

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation in which kubectl remembers what was applied last."""

Object = dict[str, Any]
Objects = list[Object]
Key = tuple[str, str]
"""(namespace, name); the namespace of a cluster-scoped object is the empty string."""


def name(obj: Mapping[str, Any]) -> str:
    return str(obj["metadata"].get("name", ""))


def namespace(obj: Mapping[str, Any]) -> str:
    """The namespace, or the empty string for a cluster-scoped object."""
    return obj["metadata"].get("namespace") or ""


def key(obj: Mapping[str, Any]) -> Key:
    return namespace(obj), name(obj)


def uid(obj: Mapping[str, Any]) -> str:
    return str(obj["metadata"].get("uid", ""))


def labels(obj: Mapping[str, Any]) -> Mapping[str, str]:
    return obj["metadata"].get("labels") or {}


def annotations(obj: Mapping[str, Any]) -> Mapping[str, str]:
    return obj["metadata"].get("annotations") or {}


def owners(obj: Mapping[str, Any]) -> list[Object]:
    return obj["metadata"].get("ownerReferences") or []


def controller_of(obj: Mapping[str, Any]) -> Object | None:
    """The owner reference marked as controller, if there is one."""
    return next((owner for owner in owners(obj) if owner.get("controller")), None)


def is_controlled_by(obj: Mapping[str, Any], owner: Mapping[str, Any]) -> bool:
    """True if ``owner`` (by uid) is the controller of ``obj``."""
    reference = controller_of(obj)
    return reference is not None and reference["uid"] == uid(owner)


def is_terminating(obj: Mapping[str, Any]) -> bool:
    """True once the API server has set a deletion timestamp."""
    return "deletionTimestamp" in obj["metadata"]


def owner_reference(owner: Mapping[str, Any]) -> Object:
    """The reference that a controller puts on what it creates."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": name(owner),
        "uid": uid(owner),
        "controller": True,
        "blockOwnerDeletion": True,
    }


def copy(value: Any) -> Any:
    """A deep copy of a JSON value: several times faster than `copy.deepcopy`."""
    if isinstance(value, dict):
        return {field: copy(item) for field, item in value.items()}
    if isinstance(value, list):
        return [copy(item) for item in value]
    return value
