"""Strategic merge patch: like a merge patch, but lists are merged by key where the API says so.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/ and
https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
"""

from __future__ import annotations

from functools import partial
from typing import Any

from k8slab.objects.merge_keys import REPLACED, Rule, rule
from k8slab.objects.meta import Object
from k8slab.sim.api import schema, status
from k8slab.sim.api.patches import directives, merge_list
from k8slab.sim.api.patches.directives import DELETE, DELETE_VALUES, DIRECTIVE, ORDER, REPLACE, RETAIN_KEYS
from k8slab.sim.api.scalars import json_kind
from k8slab.sim.kinds.kind import Kind


def apply(kind: Kind, obj: Object, patch: Any) -> Object:
    """A new object. Raises ApiError 400 for what is no such patch, 500 where a merge key is missing."""
    if not isinstance(patch, dict):
        words = f"json: cannot unmarshal {json_kind(patch)} into Go value of type map[string]interface {{}}"
        raise status.bad_request(f"error decoding patch: {words}")
    return merge_object(obj, patch, schema.definition_name(kind.group, kind.version, kind.kind))


def merge_object(original: Object, patch: Object, definition: str | None) -> Object:
    """Merge field by field; ``definition`` is None where there are no rules."""
    directive = patch.get(DIRECTIVE)
    if directive == REPLACE:
        kept: Object = directives.dropped(patch)
        return kept
    if directive == DELETE:
        return {}
    merged = _retained(original, patch)
    for name in _fields_of(patch):
        _merge_field(merged, patch, name, definition)
    return merged


def _retained(original: Object, patch: Object) -> Object:
    """A copy of the original, without what `$retainKeys` does not name."""
    if RETAIN_KEYS not in patch:
        return dict(original)
    kept = directives.retain_keys(patch)
    return {name: value for name, value in original.items() if name in kept}


def _fields_of(patch: Object) -> list[str]:
    """The fields that a patch is about, by themselves or by a directive."""
    about = (name.removeprefix(ORDER).removeprefix(DELETE_VALUES) for name in patch)
    return [name for name in dict.fromkeys(about) if name not in (DIRECTIVE, RETAIN_KEYS)]


def _merge_field(merged: Object, patch: Object, name: str, definition: str | None) -> None:
    if name in patch and patch[name] is None:
        merged.pop(name, None)
        return
    inner, how = _rules_of(definition, name)
    present = merged.get(name)
    if how.merges and isinstance(present, list):
        changes = merge_list.Changes.of(patch, name)
        merged[name] = merge_list.merge(present, changes, partial(merge_object, definition=inner), how)
    elif name not in patch:
        return
    elif isinstance(present, dict) and isinstance(patch[name], dict) and not how.replaces:
        merged[name] = merge_object(present, patch[name], inner)
    else:
        merged[name] = directives.dropped(patch[name])


def _rules_of(definition: str | None, name: str) -> tuple[str | None, Rule]:
    """The definition of the field's value, or of its elements, and how it is merged."""
    if definition is None or not schema.is_defined(definition):
        return None, REPLACED
    field = schema.fields(definition).get(name)
    return (schema.reference(field.type) if field else None), rule(definition, name)
