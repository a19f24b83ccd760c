"""What the server says about its types, in OpenAPI v3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.client import Client
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError

Schema = dict[str, Any]
GVK = "x-kubernetes-group-version-kind"


class Schemas:
    """The schemas of one group and version."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas: dict[str, Schema] = (document.get("components") or {}).get("schemas") or {}

    @classmethod
    def of(cls, client: Client, resource: Resource) -> Schemas:
        """Raises KubectlError if the server does not publish them."""
        where = f"apis/{resource.api_version}" if resource.group else f"api/{resource.version}"
        try:
            paths = client.get("/openapi/v3")["paths"]
        except (ApiError, KeyError, ValueError):
            paths = {}
        if where not in paths:
            raise KubectlError(f'couldn\'t find resource for "{resource.api_version}, Kind={resource.kind}"')
        path, _, query = paths[where]["serverRelativeURL"].partition("?")
        name, _, value = query.partition("=")
        return cls(client.get(path, {name: value} if name else None))

    def of_kind(self, resource: Resource) -> Schema:
        """Raises KubectlError for a kind without a schema."""
        wanted = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        for schema in self._schemas.values():
            if wanted in schema.get(GVK, ()):
                return schema
        raise KubectlError(f"GVK {resource.api_version}, Kind={resource.kind} not found in OpenAPI schema")

    def target(self, schema: Schema) -> tuple[str, Schema] | None:
        """The name and schema that this one refers to, if it does."""
        for one in (schema, *schema.get("allOf", ())):
            if "$ref" in one:
                name = one["$ref"].rpartition("/")[2]
                return name.rpartition(".")[2], self._schemas.get(name, {})
        return None

    def inner(self, schema: Schema) -> Schema | None:
        """The schema of what a list or map consists of."""
        found = schema.get("items") or schema.get("additionalProperties")
        return found if isinstance(found, dict) else None

    def type_name(self, schema: Schema) -> str:
        """`string`, `[]Container`, `map[string]Quantity`."""
        if target := self.target(schema):
            name, meant = target
            return (
                name if meant.get("type") in (None, "object", "array") or "oneOf" in meant else meant["type"]
            )
        if schema.get("type") == "array":
            return "[]" + self.type_name(schema.get("items") or {})
        if inner := self.inner(schema):
            return "map[string]" + self.type_name(inner)
        kind = schema.get("type", "Object")
        return "Object" if kind == "object" else str(kind)

    def descriptions(self, schema: Schema) -> Iterator[str]:
        """The schema's own description, then that of the type behind it."""
        if schema.get("description"):
            yield schema["description"]
        if behind := self.behind(schema):
            yield from self.descriptions(behind)

    def behind(self, schema: Schema) -> Schema | None:
        """What the schema refers to, or consists of."""
        target = self.target(schema)
        return target[1] if target else self.inner(schema)

    def properties(self, schema: Schema) -> tuple[dict[str, Schema], set[str]]:
        """The fields of the struct that the schema is, refers to or consists of, and which are required."""
        if schema.get("properties"):
            return schema["properties"], set(schema.get("required") or ())
        behind = self.behind(schema)
        return self.properties(behind) if behind else ({}, set())
