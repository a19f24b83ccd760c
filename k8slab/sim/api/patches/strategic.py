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
from k8slab.sim.api.patches.directives import DELETE_VALUES, DIRECTIVE, ORDER, RETAIN_KEYS, is_directive
from k8slab.sim.api.scalars import json_kind
from k8slab.sim.kinds.kind import Kind


def apply(kind: Kind, obj: Object, patch: Any) -> Object:
    """A new object. Raises ApiError 400 for what is no such patch, 500 for one that makes no sense."""
    if patch is None:
        return dict(obj)
    if not isinstance(patch, dict):
        words = f"json: cannot unmarshal {json_kind(patch)} into Go value of type map[string]interface {{}}"
        raise status.bad_request(words)
    return merge_object(obj, patch, schema.definition_name(kind.group, kind.version, kind.kind))


def merge_object(original: Object, patch: Object, definition: str | None) -> Object:
    """Merge field by field; ``definition`` is None where there are no rules."""
    if DIRECTIVE in patch:
        return directives.obeyed(patch)
    merged = _retained(original, patch)
    ordered = [name.removeprefix(ORDER) for name in patch if name.startswith(ORDER)]
    for name in ordered:
        _merge_ordered(merged, patch, name, definition)
    for name in patch:
        if name.startswith(DELETE_VALUES):
            _delete_values(merged, patch[name], name.removeprefix(DELETE_VALUES), definition)
        elif not is_directive(name) and name not in ordered:
            _merge_field(merged, patch[name], name, definition)
    return merged


def _retained(original: Object, patch: Object) -> Object:
    """A copy of the original, without what `$retainKeys` does not name."""
    if RETAIN_KEYS not in patch:
        return dict(original)
    kept = directives.retain_keys(patch)
    return {name: value for name, value in original.items() if name in kept}


def _merge_ordered(merged: Object, patch: Object, name: str, definition: str | None) -> None:
    """Merge a list of which the patch also gives the order."""
    inner, how = _rules_of(definition, name)
    if name not in merged and name not in patch:
        return
    merger = partial(merge_object, definition=inner)
    elements = patch.get(name)
    if name in patch and elements is None:
        raise merge_list.bad_argument(list, None)
    merged[name] = merge_list.merge_in_order(merged.get(name), elements, patch[ORDER + name], merger, how)


def _delete_values(merged: Object, values: Any, name: str, definition: str | None) -> None:
    if values is None:
        merged.pop(name, None)
    elif isinstance(values, list) and isinstance(merged.get(name), list):
        merged[name] = merge_list.without(merged[name], values, _rules_of(definition, name)[1])


def _merge_field(merged: Object, value: Any, name: str, definition: str | None) -> None:
    inner, how = _rules_of(definition, name)
    present = merged.get(name)
    if value is None:
        merged.pop(name, None)
    elif isinstance(present, list) and isinstance(value, list):
        merged[name] = merge_list.merge(present, value, partial(merge_object, definition=inner), how)
    elif isinstance(present, dict) and isinstance(value, dict):
        merged[name] = directives.dropped(value) if how.replaces else merge_object(present, value, inner)
    elif directives.is_marked(value):
        merged.pop(name, None)
    else:
        merged[name] = directives.dropped(value)


def _rules_of(definition: str | None, name: str) -> tuple[str | None, Rule]:
    """The definition of the field's value, or of its elements, and how it is merged."""
    if definition is None or not schema.is_defined(definition):
        return None, REPLACED
    field = schema.fields(definition).get(name)
    return (schema.reference(field.type) if field else None), rule(definition, name)
