"""JSON merge patch: objects are merged, null removes, everything else replaces.

Source: https://www.rfc-editor.org/rfc/rfc7386
"""

from __future__ import annotations

from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.api.scalars import json_kind
from k8slab.sim.kinds.kind import Kind


def apply(kind: Kind, obj: Object, patch: Any) -> Object:
    """A new object; raises ApiError 400 if the patch is no object."""
    if patch is None:
        raise status.bad_request("Invalid JSON Patch")
    if not isinstance(patch, dict):
        words = f"json: cannot unmarshal {json_kind(patch)} into Go value of type map[string]interface {{}}"
        raise status.bad_request(f"error decoding patch: {words}")
    merged: Object = merge(obj, patch)
    return merged


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386's MergePatch, without changing the target."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged
