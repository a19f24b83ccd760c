"""Checking the outcome of a patch: its types, and fields that nobody knows."""

from __future__ import annotations

from typing import Any

import orjson

from k8slab.errors import ApiError
from k8slab.objects.meta import Object
from k8slab.sim.api import decode, schema, status
from k8slab.sim.api.decode import Strictness
from k8slab.sim.api.patches import go_text
from k8slab.sim.api.patches.reading import STRATEGIC_MERGE_PATCH, Patch
from k8slab.sim.api.scalars import Wrong
from k8slab.sim.kinds.kind import FieldError, Kind


def check(
    kind: Kind, patched: Object, patch: Patch, patch_type: str, strict: Strictness = "Ignore"
) -> tuple[Object, list[str]]:
    """What may be stored of a patched object, and the warnings. Raises ApiError 422 about `patch`.

    A strategic merge patch is of fields, and says nothing about the kind; another one is of the whole text.
    """
    strategic = patch_type == STRATEGIC_MERGE_PATCH
    if not strategic and (words := decode.type_error(kind, patched)):
        raise _invalid(_said(patched, patch.content, strategic), words)
    try:
        read, findings = decode.read_as(schema.definition_name(kind.group, kind.version, kind.kind), patched)
    except Wrong as wrong:
        raise _refused(patched, patch.content, strategic, wrong) from None
    findings = [*patch.findings, *findings]
    if findings and strict == "Strict":
        raise _invalid(_said(patched, patch.content, strategic), decode.strict_error(findings))
    read = {**read, "apiVersion": kind.api_version, "kind": kind.kind}
    return read, findings if strict == "Warn" else []


def _refused(patched: Object, patch: Any, strategic: bool, wrong: Wrong) -> ApiError:
    words = wrong.in_conversion() if strategic else wrong.in_json()
    return _invalid(_said(patched, patch, strategic), words)


def _said(patched: Object, patch: Any, strategic: bool) -> str:
    """What the server shows: the patch, or the whole outcome."""
    return go_text.shown(patch) if strategic else orjson.dumps(patched).decode()


def _invalid(value: str, words: str) -> ApiError:
    error = FieldError("patch", "Invalid value", value, words)
    return status.failure(422, "Invalid", f' "" is invalid: {error}', {"causes": [error.cause()]})
