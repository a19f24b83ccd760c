"""Deletion: grace periods, finalizers, propagation.

Source: https://kubernetes.io/docs/concepts/architecture/garbage-collection/ and
https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.kinds.kind import Kind

ORPHAN = "orphan"
FOREGROUND = "foregroundDeletion"
PROPAGATION_FINALIZERS = {"Orphan": ORPHAN, "Foreground": FOREGROUND}


def check_preconditions(kind: Kind, obj: Object, options: Mapping[str, Any]) -> None:
    """Raise a conflict if the object is not the one, or not the version, that the caller means."""
    wanted = options.get("preconditions") or {}
    for field, label in (("uid", "UID"), ("resourceVersion", "ResourceVersion")):
        expected, found = wanted.get(field), obj["metadata"][field]
        if expected and expected != found:
            raise status.precondition_failed(kind, meta.name(obj), label, expected, found)


def grace_seconds(kind: Kind, obj: Object, options: Mapping[str, Any]) -> int | None:
    """How long the object may live on; None for kinds that know no grace."""
    if kind.kind != "Pod":
        return None
    if not obj["spec"].get("nodeName") or pods.is_terminal(obj):
        return 0
    asked = options.get("gracePeriodSeconds")
    granted = obj["spec"].get("terminationGracePeriodSeconds", 30) if asked is None else asked
    return max(int(granted), 0)


def finalizers_after(obj: Object, options: Mapping[str, Any]) -> list[str]:
    """The finalizers that deletion with this propagation policy leaves on the object."""
    present = list(obj["metadata"].get("finalizers") or ())
    policy = options.get("propagationPolicy")
    if options.get("orphanDependents") is not None and policy is None:
        policy = "Orphan" if options["orphanDependents"] else "Background"
    if policy is None:
        return present
    kept = [name for name in present if name not in (ORPHAN, FOREGROUND)]
    wanted = PROPAGATION_FINALIZERS.get(policy)
    return [*kept, wanted] if wanted else kept


def mark(draft: Object, *, at: str, grace: int, finalizers: list[str]) -> None:
    """Write the deletion into a draft's metadata; the first mark counts as a change of the spec."""
    metadata = draft["metadata"]
    if "generation" in metadata and "deletionTimestamp" not in metadata:
        metadata["generation"] += 1
    metadata["deletionTimestamp"] = at
    metadata["deletionGracePeriodSeconds"] = grace
    set_finalizers(draft, finalizers)


def set_finalizers(draft: Object, finalizers: list[str]) -> None:
    if finalizers:
        draft["metadata"]["finalizers"] = finalizers
    else:
        draft["metadata"].pop("finalizers", None)


def is_held(obj: Object) -> bool:
    """True if something must still happen before a terminating object may go."""
    metadata = obj["metadata"]
    return bool(
        metadata.get("finalizers")
        or (obj.get("spec") or {}).get("finalizers")
        or metadata.get("deletionGracePeriodSeconds")
    )
