"""OpenAPI documents, for `kubectl explain`, client-side checks and clients that build their own patches.

Documents are built when first asked for, and kept. Functions give JSON bytes.
Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from k8slab.sim.api import schema
from k8slab.sim.http import discovery, openapi_paths, openapi_protobuf, openapi_schemas
from k8slab.sim.kinds.kind import Kind

INFO = {"title": "Kubernetes", "version": "v1.36.2"}
GVK = "x-kubernetes-group-version-kind"
OTHERS = (".well-known/openid-configuration", "openid/v1/jwks", "version")
Kinds = tuple[Kind, ...]


@cache
def index(kinds: Kinds) -> bytes:
    """/openapi/v3: where the document of each group and version is. A URL changes with what it leads to."""
    urls = {
        path: {"serverRelativeURL": f"/openapi/v3/{path}?hash={_hash(kinds, path)}"}
        for path in sorted([*_paths(kinds), *_documents(kinds)])
    }
    return orjson.dumps({"paths": urls})


def v3(kinds: Kinds, path: str) -> bytes | None:
    """/openapi/v3/PATH with a path like `api/v1` or `apis/apps/v1`; None if there is no such document."""
    served = _paths(kinds).get(path)
    if served:
        return _v3(served)
    return _v3_of_document(path) if path in _documents(kinds) else None


def _documents(kinds: Kinds) -> list[str]:
    """Paths that lead to a document rather than to objects."""
    groups = discovery.group_names(kinds)
    return [*OTHERS, "api", "apis", *(f"apis/{group}" for group in groups)]


def _v3_of_document(path: str) -> bytes:
    """The one operation that there is: to get it."""
    answer = {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}
    named = "".join(part.capitalize() for part in re.split(r"[^a-z0-9]+", path))
    get = {"description": f"get /{path}", "operationId": f"get{named}", "responses": {"200": answer}}
    where = f"/{path}/" if path.startswith("api") else f"/{path}"
    return orjson.dumps(
        {
            "openapi": "3.0.0",
            "info": INFO,
            "paths": {where: {"get": get}},
            "components": {"schemas": {}},
        }
    )


@cache
def v2(kinds: Kinds) -> bytes:
    """/openapi/v2: everything in one document, in the older form."""
    return orjson.dumps(_v2(kinds))


@cache
def v2_protobuf(kinds: Kinds) -> bytes:
    """/openapi/v2 as `openapi_protobuf.CONTENT_TYPE`, the only form that kubectl asks for."""
    return openapi_protobuf.document(_v2(kinds))


def _v2(kinds: Kinds) -> dict[str, Any]:
    paths = {path: _older_path(item) for path, item in openapi_paths.paths(kinds).items()}
    definitions = {name: _older(made) for name, made in _schemas(kinds).items()}
    return {"swagger": "2.0", "info": INFO, "paths": paths, "definitions": definitions}


@cache
def _v3(kinds: Kinds) -> bytes:
    return orjson.dumps(
        {
            "openapi": "3.0.0",
            "info": INFO,
            "paths": openapi_paths.paths(kinds),
            "components": {"schemas": _schemas(kinds)},
        }
    )


def _paths(kinds: Kinds) -> dict[str, Kinds]:
    """Document path -> the kinds in it."""
    found: dict[str, Kinds] = {}
    for group in ["", *discovery.group_names(kinds)]:
        for version in discovery.versions_of(kinds, group):
            path = f"apis/{group}/{version}" if group else f"api/{version}"
            found[path] = tuple(discovery.in_version(kinds, group, version))
    return found


def _schemas(kinds: Kinds) -> dict[str, Any]:
    """All schemas that the kinds need; those of the kinds themselves say which kind they are."""
    named = [name for kind in kinds for name in openapi_paths.definitions(kind)]
    made = openapi_schemas.schemas(named)
    for kind in kinds:
        own = openapi_paths.group_version_kind(kind)
        for name, suffix in (
            (openapi_paths.definition(kind), ""),
            (openapi_paths.definition(kind) + "List", "List"),
        ):
            if name in made:
                made[name] = {**made[name], GVK: [{**own, "kind": kind.kind + suffix}]}
    return made


def _hash(kinds: Kinds, path: str) -> str:
    """Changes when the types or the resources do; much cheaper than building the document."""
    served = _paths(kinds).get(path, ())
    rows = [(kind.kind, kind.plural, kind.verbs, kind.subresources) for kind in served]
    return hashlib.sha512(_tables() + repr((path, rows)).encode()).hexdigest().upper()


@cache
def _tables() -> bytes:
    """A digest of the tables of types and descriptions."""
    folder = files(schema.__package__)
    tables = (folder.joinpath(name).read_bytes() for name in ("schema.json", "descriptions.json"))
    return b"".join(hashlib.sha512(table).digest() for table in tables)


def _older(part: Any) -> Any:
    """A schema of the newer form in the older one: other places, and no `allOf` or `oneOf`."""
    if isinstance(part, list):
        return [_older(inner) for inner in part]
    return _older_schema(part) if isinstance(part, dict) else part


def _older_schema(part: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in part.items():
        if name == "allOf":
            flat |= _older_schema(value[0])
        elif name == "oneOf":
            flat["type"] = "string"
        elif name == "properties":
            flat[name] = {field: _older_schema(inner) for field, inner in value.items()}
        elif name == "$ref":
            flat[name] = "#/definitions/" + value.removeprefix(openapi_schemas.PREFIX)
        else:
            flat[name] = _older(value)
    return flat


def _older_path(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [_older_parameter(each) for each in value] if name == "parameters" else _older_operation(value)
        for name, value in item.items()
    }


def _older_parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in parameter.items() if name != "schema"}
    return {**own, **parameter["schema"]}


def _older_operation(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Bodies are parameters, and content types stand apart."""
    older = {name: value for name, value in operation.items() if name != "requestBody"}
    older["parameters"] = [_older_parameter(each) for each in operation["parameters"]]
    answered = operation["responses"]["200"]
    older["produces"] = list(answered["content"])
    if body := operation.get("requestBody"):
        content = next(iter(body["content"].values()))
        named = {"name": "body", "in": "body", "required": True, "schema": _older(content["schema"])}
        older["parameters"].append(named)
        older["consumes"] = list(body["content"])
    made = _older(next(iter(answered["content"].values()))["schema"])
    return {**older, "responses": {"200": {"description": answered["description"], "schema": made}}}
