"""Patches: what the API makes of a PATCH request's body.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
"""

from __future__ import annotations

from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.api.patches import json_patch, merge_patch, strategic
from k8slab.sim.api.patches.check import check
from k8slab.sim.api.patches.reading import JSON_PATCH, STRATEGIC_MERGE_PATCH, Patch, read
from k8slab.sim.kinds.kind import Kind

MERGE_PATCH = "application/merge-patch+json"
APPLIERS = {
    JSON_PATCH: json_patch.apply,
    MERGE_PATCH: merge_patch.apply,
    STRATEGIC_MERGE_PATCH: strategic.apply,
}

__all__ = [
    "APPLIERS",
    "JSON_PATCH",
    "MERGE_PATCH",
    "STRATEGIC_MERGE_PATCH",
    "Patch",
    "apply",
    "check",
    "read",
]


def apply(kind: Kind, obj: Object, patch: Any, patch_type: str) -> Object:
    """The patched object, as yet unchecked; ``obj`` stays as it is. Raises ApiError."""
    applier = APPLIERS.get(patch_type)
    if applier is None:
        raise status.unsupported_media_type()
    return applier(kind, obj, patch)
