"""The text of a patch into what it says, as strict as the client asks.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from k8slab.sim.api import json_text, status
from k8slab.sim.api.json_text import JsonSyntaxError
from k8slab.sim.api.patches import json_patch
from k8slab.sim.api.shape import Doubled

JSON_PATCH = "application/json-patch+json"
STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json"


class Patch(NamedTuple):
    """What a patch says, and what is doubled or unknown in its own text."""

    content: Any
    findings: list[str]


def read(text: bytes, patch_type: str, strict: str) -> Patch:
    """Raises ApiError 400 for what is no JSON, and for what is no JSON patch if it claims to be one."""
    try:
        careful = json_text.parse(text)
    except JsonSyntaxError as error:
        prefix = "" if patch_type == STRATEGIC_MERGE_PATCH else "error decoding patch: "
        raise status.bad_request(f"{prefix}{error}") from None
    content = _plain(text, careful)
    findings = [] if strict == "Ignore" else list(_doubled(careful, ""))
    if patch_type != JSON_PATCH:
        return Patch(content, findings)
    unknown = json_patch.check_operations(content, strict)
    return Patch(content, [f"json patch {found}" for found in unknown + findings])


def _plain(text: bytes, careful: Any) -> Any:
    """The values themselves, without what was noted about how they were written."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return careful


def _doubled(value: Any, path: str) -> Iterator[str]:
    """Names that an object gives twice, each with its path."""
    if isinstance(value, Doubled):
        for name in value.names:
            yield f'duplicate field "{path}{name}"'
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _doubled(item, f"{path}{name}.")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _doubled(item, f"{path.removesuffix('.')}[{index}].")
