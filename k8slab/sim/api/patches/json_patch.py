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
TEXT_FIELDS = ("op", "path", "from")
FIELDS = (*TEXT_FIELDS, "value")
STRICT_TYPE = "handlers.jsonPatchOp"
"""What the server reads an operation into when it looks for unknown fields."""


def apply(kind: Kind, obj: Object, patch: Any) -> Object:
    """A new object. Raises ApiError 400 for what is no JSON patch, 422 for one that does not apply."""
    import jsonpatch  # type: ignore[import-untyped, unused-ignore]

    check_operations(patch, "Ignore")
    try:
        patched: Any = meta.copy(obj)
        for operation in patch or ():
            if not _finds_nothing_as_expected(patched, operation):
                patched = jsonpatch.JsonPatch([operation]).apply(patched, in_place=True)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError, KeyError):
        raise rejected() from None
    if not isinstance(patched, dict):
        raise rejected()
    return patched


def _finds_nothing_as_expected(obj: Any, operation: Any) -> bool:
    """A test for null holds, too, where an object does not have the name: so clients ask for its absence."""
    import jsonpatch

    if not isinstance(operation, dict) or operation.get("op") != "test" or operation.get("value") is not None:
        return False
    owner, name = jsonpatch.JsonPointer(operation["path"]).to_last(obj)
    return isinstance(owner, dict) and owner.get(name) is None


def rejected() -> ApiError:
    """The server does not say which operation failed, nor why."""
    words = "the server rejected our request due to an error in our request"
    return status.failure(422, "Invalid", words, {})


def check_operations(patch: Any, strict: str) -> list[str]:
    """The fields that no operation has. Raises ApiError 400 or 413."""
    if patch is None:
        return []
    is_strict = strict != "Ignore"
    if not isinstance(patch, list):
        raise _no_patch(
            patch, is_strict, f"value of type {f'[]{STRICT_TYPE}' if is_strict else 'jsonpatch.Patch'}"
        )
    for operation in patch:
        _check_operation(operation, is_strict)
    if len(patch) > MOST_OPERATIONS:
        words = f"The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {len(patch)}"
        raise status.failure(413, "RequestEntityTooLarge", words)
    return [
        f'unknown field "[{index}].{name}"'
        for index, operation in enumerate(patch)
        for name in operation or ()
        if is_strict and name not in FIELDS
    ]


def _check_operation(operation: Any, is_strict: bool) -> None:
    if operation is None:
        return
    if not isinstance(operation, dict):
        wanted = STRICT_TYPE if is_strict else "jsonpatch.Operation"
        raise _no_patch(operation, is_strict, f"value of type {wanted}")
    for name in TEXT_FIELDS:
        value = operation.get(name)
        if is_strict and value is not None and not isinstance(value, str):
            raise _no_patch(value, is_strict, f"struct field jsonPatchOp.{name} of type string")


def _no_patch(found: Any, is_strict: bool, into: str) -> ApiError:
    prefix = "error decoding patch: " if is_strict else ""
    return status.bad_request(f"{prefix}json: cannot unmarshal {json_kind(found)} into Go {into}")
