"""The paths of OpenAPI documents: which operations a resource and its parts have where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8slab.sim.api import schema
from k8slab.sim.http import discovery
from k8slab.sim.http.openapi_operations import (
    DELETE_OPTIONS,
    STATUS,
    Operation,
    Target,
    definition,
    group_version_kind,
    operation,
)
from k8slab.sim.kinds.kind import Kind

__all__ = ["definition", "definitions", "group_version_kind", "paths"]

METHODS = {
    "list": "get",
    "create": "post",
    "deletecollection": "delete",
    "get": "get",
    "update": "put",
    "patch": "patch",
    "delete": "delete",
}
ON_COLLECTION = ("list", "create", "deletecollection")
ON_OBJECT = ("get", "update", "patch", "delete")
CONNECTED = ("attach", "exec", "portforward", "proxy")
"""Parts to which a client connects, instead of sending and getting objects."""


def paths(kinds: Iterable[Kind]) -> dict[str, Any]:
    """Path -> its operations, for all these kinds."""
    found: dict[str, Any] = {}
    for kind in kinds:
        found |= _of_kind(kind)
    return {path: found[path] for path in sorted(found)}


def definitions(kind: Kind) -> list[str]:
    """The definitions that the operations on a kind speak of, as far as they exist."""
    parts = [definition(Target(kind, name).spoken_of) for name in kind.subresources]
    named = [definition(kind), definition(kind) + "List", DELETE_OPTIONS, STATUS, *parts]
    return [name for name in named if schema.is_defined(name)]


def _of_kind(kind: Kind) -> dict[str, Any]:
    collection = kind.path("{namespace}")
    found = {collection: _operations(kind, ON_COLLECTION)}
    if kind.namespaced and "list" in kind.verbs:
        found[kind.path()] = {"get": operation(Target(kind, everywhere=True), "list", "get")}
    found[f"{collection}/{{name}}"] = _operations(kind, ON_OBJECT)
    for part in kind.subresources:
        found[f"{collection}/{{name}}/{part}"] = _of_part(Target(kind, part))
    return {path: _with_parameters(path, operations) for path, operations in found.items() if operations}


def _operations(kind: Kind, verbs: Iterable[str]) -> dict[str, Operation]:
    return {
        METHODS[verb]: operation(Target(kind), verb, METHODS[verb]) for verb in verbs if verb in kind.verbs
    }


def _of_part(target: Target) -> dict[str, Operation]:
    methods = {METHODS[verb]: verb for verb in discovery.subresource(target.part).verbs}
    if target.part in CONNECTED:
        return {method: operation(target, "connect", method) for method in methods}
    return {method: operation(target, verb, method) for method, verb in methods.items()}


def _with_parameters(path: str, operations: dict[str, Operation]) -> dict[str, Any]:
    """The parameters that stand in the path itself."""
    named = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "uniqueItems": True}}
        for name in ("name", "namespace")
        if f"{{{name}}}" in path
    ]
    return {**operations, "parameters": named} if named else dict(operations)
