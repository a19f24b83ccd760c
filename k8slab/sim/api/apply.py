"""Server-side apply: an object becomes what its appliers say, each in the fields that it manages.

1. What is not there is created; the applier manages what it wrote, not the defaults.
2. A field with another manager and another value is a conflict, unless the apply is forced.
3. A field that the applier no longer writes, and nobody else manages, goes away.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.go_json import go_json
from k8slab.objects.meta import LAST_APPLIED, Object
from k8slab.sim.api import decode, schema, status
from k8slab.sim.api.managed_fields import merge, shape
from k8slab.sim.api.managed_fields.compare import fields_of
from k8slab.sim.api.managed_fields.managers import APPLY, NOBODY, Manager, Share
from k8slab.sim.api.managed_fields.paths import NOTHING, Paths
from k8slab.sim.api.scalars import Wrong
from k8slab.sim.kinds.kind import Kind

if TYPE_CHECKING:
    from k8slab.sim.api.api import Api

APPLY_PATCH = "application/apply-patch+yaml"
KUBECTL = "kubectl"
STATUS = "status"


class Options(NamedTuple):
    """How to apply: over other managers' heads, to a subresource, or only as if."""

    force: bool = False
    subresource: str = ""
    dry_run: bool = False


def apply(
    api: Api, kind: Kind, name: str, namespace: str, config: Any, *, options: Options
) -> tuple[Object, bool]:
    """The object, and whether it is new. Raises ApiError and then changes nothing."""
    config = _placed(kind, name, namespace, config)
    live = api.find(kind, name, namespace)
    if live is None and options.subresource:
        raise status.not_found(kind, name)
    if live is None:
        return _create(api, kind, config, namespace, options), True
    return _update(api, kind, live, config, options), False


def _placed(kind: Kind, name: str, namespace: str, config: Any) -> Object:
    """The manifest under the name of the path. Raises ApiError for one that is for something else."""
    if not isinstance(config, dict) or not isinstance(config.get("metadata", {}), dict):
        raise status.bad_request("error decoding YAML: expected an object")
    given = (config.get("apiVersion"), config.get("kind"))
    if given != (kind.api_version, kind.kind):
        raise status.bad_request(
            f"invalid object type: expected {kind.api_version}, Kind={kind.kind}, "
            f"found {given[0] or ''}, Kind={given[1] or ''}"
        )
    metadata = dict(config.get("metadata") or {})
    if metadata.get("managedFields"):
        raise status.bad_request("metadata.managedFields must be nil")
    if metadata.setdefault("name", name) != name:
        words = f"the name of the object ({metadata['name']}) does not match the name on the URL ({name})"
        raise status.bad_request(words)
    if kind.namespaced and metadata.setdefault("namespace", namespace) != namespace:
        raise status.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    placed = {**config, "metadata": metadata}
    _check_types(kind, placed)
    return placed


def _check_types(kind: Kind, config: Object) -> None:
    """Raises ApiError for fields that the kind does not have, or of another type."""
    try:
        _, findings = decode.read_as(schema.definition_name(kind.group, kind.version, kind.kind), config)
    except Wrong as wrong:
        raise _untyped(kind, config, wrong.in_json()) from None
    unknown = [found.split('"')[1] for found in findings if found.startswith("unknown field")]
    if unknown:
        said = [f".{path}: field not declared in schema" for path in unknown]
        raise _untyped(kind, config, said[0] if len(said) == 1 else "errors:\n  " + "\n  ".join(said))


def _untyped(kind: Kind, config: Object, words: str) -> ApiError:
    where = "/".join(filter(None, meta.key(config)))
    about = f"{where}; {kind.api_version}, Kind={kind.kind}"
    return status.failure(500, "", f"failed to create typed patch object ({about}): {words}")


def _create(api: Api, kind: Kind, config: Object, namespace: str, options: Options) -> Object:
    what = shape.of_kind(kind.group, kind.version, kind.kind)
    ignored = {branch[0] for branch in _ignored(kind, "")}
    fields = frozenset(path for path in fields_of(what, config) if path[0] not in ignored)
    managed = {_manager(api, kind, ""): Share(fields, api.now)} if fields else NOBODY
    acting = api.acting_as(api.author._replace(managed=managed))
    obj, _ = decode.read_as(schema.definition_name(kind.group, kind.version, kind.kind), config)
    return acting.create(kind, obj, namespace, dry_run=options.dry_run)


def _update(api: Api, kind: Kind, live: Object, config: Object, options: Options) -> Object:
    what = shape.of_kind(kind.group, kind.version, kind.kind)
    who = _manager(api, kind, options.subresource)
    ignored, allowed = _ignored(kind, options.subresource), _applied_by_kubectl(api, what, live)
    intent = merge.Application(who, config, options.force, ignored, allowed)
    applied = merge.apply(what, live, api.managers.managed(live), intent, api.now)
    merged, _ = decode.read_as(schema.definition_name(kind.group, kind.version, kind.kind), applied.object)
    acting = api.acting_as(api.author._replace(managed=applied.managed))
    merged = _with_last_applied(api, merged, config)
    # A scale has been turned into what it says of its workload.
    subresource = STATUS if options.subresource == STATUS else None
    return acting.update(kind, merged, subresource=subresource, dry_run=options.dry_run)


def _with_last_applied(api: Api, obj: Object, config: Object) -> Object:
    """kubectl's client-side apply, if it has left its note here, is to find what was applied last."""
    annotations = meta.annotations(obj)
    if api.author.name != KUBECTL or not annotations.get(LAST_APPLIED):
        return obj
    note = go_json(_noted(config)) + "\n"
    return {**obj, "metadata": {**obj["metadata"], "annotations": {**annotations, LAST_APPLIED: note}}}


def _noted(config: Object) -> Object:
    """The manifest without the note itself."""
    metadata = dict(config["metadata"])
    if "annotations" in metadata:
        kept = {name: text for name, text in metadata["annotations"].items() if name != LAST_APPLIED}
        metadata["annotations"] = kept
    return {**config, "metadata": metadata}


def _applied_by_kubectl(api: Api, what: shape.Shape, live: Object) -> Paths:
    """What kubectl's client-side apply had written is kubectl's own: no conflict when it changes sides."""
    text = meta.annotations(live).get(LAST_APPLIED)
    if api.author.name != KUBECTL or not text:
        return NOTHING
    try:
        return fields_of(what, json.loads(text))
    except ValueError:
        return NOTHING


def _manager(api: Api, kind: Kind, subresource: str) -> Manager:
    return Manager(api.author.name, APPLY, kind.api_version, subresource)


def _ignored(kind: Kind, subresource: str) -> tuple[tuple[str, ...], ...]:
    """Which branches a write to the subresource cannot be about."""
    if not kind.has_status:
        return ()
    return (("f:spec",),) if subresource == STATUS else (("f:status",),)
