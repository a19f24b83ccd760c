"""The annotation in which `apply` remembers what was applied.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
"""

from __future__ import annotations

import json
from typing import Any

from k8slab.kubectl.printers.json import compact

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def remembered(obj: dict[str, Any]) -> dict[str, Any] | None:
    """What was applied last, or None if the object was not made by `apply`."""
    text = (obj["metadata"].get("annotations") or {}).get(ANNOTATION)
    if not text:
        return None
    value: dict[str, Any] = json.loads(text)
    return value


def with_memory(obj: dict[str, Any]) -> dict[str, Any]:
    """The object with itself, as JSON, in its annotation."""
    annotations = dict(obj["metadata"].get("annotations") or {})
    annotations.pop(ANNOTATION, None)
    bare = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    text = compact(bare) + "\n"
    return {**obj, "metadata": {**obj["metadata"], "annotations": {**annotations, ANNOTATION: text}}}
