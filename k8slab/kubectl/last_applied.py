"""The annotation in which `apply` remembers what was applied.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
"""

from __future__ import annotations

import json
from typing import Any

from k8slab.kubectl.printers.go_order import as_declared
from k8slab.kubectl.printers.json import compact
from k8slab.objects.meta import LAST_APPLIED


def remembered(obj: dict[str, Any]) -> dict[str, Any] | None:
    """What was applied last, or None if the object was not made by `apply`."""
    text = (obj["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if not text:
        return None
    value: dict[str, Any] = json.loads(text)
    return value


def with_memory(obj: dict[str, Any], *, made_from_flags: bool = False) -> dict[str, Any]:
    """The object with itself, as JSON, in its annotation.

    One that was made from flags has its fields as they are declared, and shows no empty annotations.
    """
    annotations = dict(obj["metadata"].get("annotations") or {})
    annotations.pop(LAST_APPLIED, None)
    bare = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    if made_from_flags and not annotations:
        del bare["metadata"]["annotations"]
    content = as_declared(bare) if made_from_flags else bare
    text = compact(content, sort=not made_from_flags) + "\n"
    return {**obj, "metadata": {**obj["metadata"], "annotations": {**annotations, LAST_APPLIED: text}}}
