"""The paths of OpenAPI documents: which operation a resource has where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8slab.sim.api import schema
from k8slab.sim.http import discovery
from k8slab.sim.http.openapi_schemas import MACHINERY, PREFIX
from k8slab.sim.kinds.kind import Kind

Operation = dict[str, Any]

DELETE_OPTIONS = f"{MACHINERY}.apis.meta.v1.DeleteOptions"
STATUS = f"{MACHINERY}.apis.meta.v1.Status"
METHODS = {
    "list": "get",
    "create": "post",
    "deletecollection": "delete",
    "get": "get",
    "update": "put",
    "patch": "patch",
    "delete": "delete",
}
ACTIONS = {"create": "post", "update": "put"}
ON_COLLECTION = ("list", "create", "deletecollection")
ON_OBJECT = ("get", "update", "patch", "delete")
PATCH_TYPES = (
    "application/apply-patch+yaml",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)
WRITING = ("dryRun", "fieldManager", "fieldValidation")
SELECTING = ("labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "timeoutSeconds")
PARAMETERS = {
    "list": (*SELECTING, "watch", "allowWatchBookmarks"),
    "create": WRITING,
    "update": WRITING,
    "patch": (*WRITING, "force"),
    "delete": ("dryRun", "gracePeriodSeconds", "propagationPolicy"),
    "deletecollection": (*SELECTING, "dryRun", "gracePeriodSeconds", "propagationPolicy"),
}
TYPES = {
    "limit": "integer",
    "timeoutSeconds": "integer",
    "gracePeriodSeconds": "integer",
    "watch": "boolean",
    "allowWatchBookmarks": "boolean",
    "force": "boolean",
}


def paths(kinds: Iterable[Kind]) -> dict[str, Any]:
    """Path -> its operations, for all these kinds."""
    found: dict[str, Any] = {}
    for kind in kinds:
        found |= _of_kind(kind)
    return {path: found[path] for path in sorted(found)}


def definitions(kind: Kind) -> list[str]:
    """The definitions that the operations on a kind speak of, as far as they exist."""
    named = [definition(kind), definition(kind) + "List", DELETE_OPTIONS, STATUS]
    for name in kind.subresources:
        part = discovery.subresource(name)
        if part.group:
            named.append(schema.definition_name(part.group, part.version, part.kind))
    return [name for name in named if schema.is_defined(name)]


def definition(kind: Kind) -> str:
    return schema.definition_name(kind.group, kind.version, kind.kind)


def group_version_kind(kind: Kind) -> dict[str, str]:
    return {"group": kind.group, "kind": kind.kind, "version": kind.version}


def _of_kind(kind: Kind) -> dict[str, Any]:
    collection = kind.path("{namespace}")
    found = {collection: _operations(kind, ON_COLLECTION)}
    if kind.namespaced and "list" in kind.verbs:
        found[kind.path()] = _operations(kind, ("list",))
    found[f"{collection}/{{name}}"] = _operations(kind, ON_OBJECT)
    if kind.has_status:
        found[f"{collection}/{{name}}/status"] = _operations(kind, ("get", "update", "patch"))
    return {path: _with_parameters(path, operations) for path, operations in found.items() if operations}


def _operations(kind: Kind, verbs: Iterable[str]) -> dict[str, Operation]:
    return {METHODS[verb]: _operation(kind, verb) for verb in verbs if verb in kind.verbs}


def _with_parameters(path: str, operations: dict[str, Operation]) -> dict[str, Any]:
    """The parameters that stand in the path itself."""
    named = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "uniqueItems": True}}
        for name in ("name", "namespace")
        if f"{{{name}}}" in path
    ]
    return {**operations, "parameters": named} if named else dict(operations)


def _operation(kind: Kind, verb: str) -> Operation:
    operation: Operation = {
        "description": f"{verb} {kind.kind}",
        "operationId": f"{verb}{_camel(kind)}",
        "parameters": [_parameter(name) for name in PARAMETERS.get(verb, ())],
        "responses": {"200": {"description": "OK", "content": _content(_answered(kind, verb))}},
        "x-kubernetes-action": ACTIONS.get(verb, verb),
        "x-kubernetes-group-version-kind": group_version_kind(kind),
    }
    if verb in ("create", "update"):
        operation["requestBody"] = {"content": _content(definition(kind)), "required": True}
    if verb == "patch":
        body = {patch_type: {"schema": {"type": "object"}} for patch_type in PATCH_TYPES}
        operation["requestBody"] = {"content": body, "required": True}
    return operation


def _camel(kind: Kind) -> str:
    group = kind.group.partition(".")[0] or "core"
    scope = "Namespaced" if kind.namespaced else ""
    return f"{group.capitalize()}{kind.version.capitalize()}{scope}{kind.kind}"


def _parameter(name: str) -> dict[str, Any]:
    kind = {"type": TYPES.get(name, "string"), "uniqueItems": True}
    return {"name": name, "in": "query", "schema": kind}


def _answered(kind: Kind, verb: str) -> str:
    if verb in ("delete", "deletecollection"):
        return STATUS
    listed = definition(kind) + "List"
    return listed if verb == "list" and schema.is_defined(listed) else definition(kind)


def _content(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": PREFIX + name}}}
