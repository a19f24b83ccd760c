"""JSON patch: a list of operations, all of which succeed or none.

Source: https://www.rfc-editor.org/rfc/rfc6902
"""

from __future__ import annotations

from typing import Any

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.api.scalars import json_kind
from k8slab.sim.kinds.kind import Kind

MOST_OPERATIONS = 10_000


def apply(kind: Kind, obj: Object, patch: Any) -> Object:
    """A new object. Raises ApiError 400 for what is no JSON patch, 422 for one that does not apply."""
    import jsonpatch  # type: ignore[import-untyped, unused-ignore]

    _check_operations(patch)
    try:
        patched = jsonpatch.JsonPatch(patch).apply(meta.copy(obj), in_place=True)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError, KeyError):
        raise rejected() from None
    if not isinstance(patched, dict):
        raise rejected()
    return patched


def rejected() -> ApiError:
    """The server does not say which operation failed, nor why."""
    words = "the server rejected our request due to an error in our request"
    return status.failure(422, "Invalid", words, {})


def _check_operations(patch: Any) -> None:
    if not isinstance(patch, list):
        raise _no_operation(patch, "jsonpatch.Patch")
    for operation in patch:
        if not isinstance(operation, dict):
            raise _no_operation(operation, "jsonpatch.Operation")
    if len(patch) > MOST_OPERATIONS:
        words = f"The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {len(patch)}"
        raise status.failure(413, "RequestEntityTooLarge", words)


def _no_operation(found: Any, wanted: str) -> ApiError:
    return status.bad_request(f"json: cannot unmarshal {json_kind(found)} into Go value of type {wanted}")
