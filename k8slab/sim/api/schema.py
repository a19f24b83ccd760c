"""The API's types: which definition has which fields.

The tables are made by `tools/build_schema.py`. A type is written as

    string boolean int32 int64 double bytes time microtime quantity int-or-string
    object                any JSON value
    #io.k8s.api...Name    another definition
    []T  {}T              a list, a map from strings

after flags: `!` required, `*` a scalar that is kept when it is zero, `?` shown as null when it is not set.
Names of definitions are those of the OpenAPI documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

PACKAGES = {
    "": "io.k8s.api.core",
    "apiextensions.k8s.io": "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions",
    "apiregistration.k8s.io": "io.k8s.kube-aggregator.pkg.apis.apiregistration",
}


class Field(NamedTuple):
    """One field of a definition; ``type`` is in the notation above, without flags."""

    type: str
    required: bool
    kept_when_zero: bool
    shown_as_null: bool


def definition_name(group: str, version: str, kind: str) -> str:
    """`("apps", "v1", "StatefulSet")` -> `io.k8s.api.apps.v1.StatefulSet`."""
    package = PACKAGES.get(group) or f"io.k8s.api.{group.partition('.')[0]}"
    return f"{package}.{version}.{kind}"


def is_defined(definition: str) -> bool:
    return definition in _definitions()


@cache
def fields(definition: str) -> dict[str, Field]:
    """JSON name -> field."""
    return {name: _field(text) for name, text in _definitions()[definition].items()}


def descriptions(definition: str) -> Mapping[str, str]:
    """JSON name -> what it is for; the definition's own description under the empty name."""
    return _descriptions().get(definition, {})


def items(type_name: str) -> str | None:
    """The type of the elements of a list or map, None for others."""
    return type_name[2:] if type_name.startswith(("[]", "{}")) else None


def reference(type_name: str) -> str | None:
    """The definition that a type, or a list or map of it, refers to."""
    inner = items(type_name)
    if inner is not None:
        return reference(inner)
    return type_name[1:] if type_name.startswith("#") else None


def _field(text: str) -> Field:
    name = text.lstrip("!*?")
    flags = text[: len(text) - len(name)]
    return Field(name, "!" in flags, "*" in flags, "?" in flags)


@cache
def _definitions() -> dict[str, dict[str, str]]:
    return _load("schema.json")


@cache
def _descriptions() -> dict[str, dict[str, str]]:
    return _load("descriptions.json")


def _load(name: str) -> dict[str, dict[str, str]]:
    import orjson

    table: dict[str, dict[str, str]] = orjson.loads(files(__package__).joinpath(name).read_bytes())
    return table
