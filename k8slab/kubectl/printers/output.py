"""The -o flag: which printer, and what kubectl says about one that it doesn't have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers import go_template, json, jsonpath, yaml
from k8slab.kubectl.printers.go_order import as_declared

ObjectPrinter = Callable[[dict[str, Any]], str]

STRUCTURED = (
    "go-template",
    "go-template-file",
    "json",
    "jsonpath",
    "jsonpath-as-json",
    "jsonpath-file",
    "kyaml",
    "name",
    "template",
    "templatefile",
    "yaml",
)
OF_GET = ("custom-columns", "custom-columns-file", *STRUCTURED, "wide")


def object_printer(
    flags: Flags, allowed: tuple[str, ...] = STRUCTURED, *, declared: bool = False
) -> ObjectPrinter | None:
    """The printer that -o names; None if there is no -o. Raises KubectlError.

    `declared`: JSON has its fields in the order of their declarations.
    """
    form = flags.text("output")
    if not form:
        return None
    keep = flags.on("show-managed-fields")
    name, _, argument = form.partition("=")
    if name in ("jsonpath", "jsonpath-as-json"):
        return _jsonpath(argument or flags.text("template"), as_json=name != "jsonpath")
    if name in ("go-template", "template"):
        return _go_template(argument or flags.text("template"))
    if form == "name":
        return _names
    if form == "json":
        return _json(keep, declared=declared)
    if form == "yaml":
        return _yaml_documents(keep)
    if name in allowed:
        raise KubectlError(f"the output format {quote(name)} is not one that this kubectl has")
    raise KubectlError(
        f"unable to match a printer suitable for the output format {quote(form)}, "
        f"allowed formats are: {','.join(sorted(allowed))}"
    )


def shown(obj: dict[str, Any], managed_fields: bool) -> dict[str, Any]:
    """The object as it is printed: without managedFields unless they are asked for."""
    if managed_fields:
        return obj
    if isinstance(obj.get("items"), list):
        return {**obj, "items": [shown(item, False) for item in obj["items"]]}
    metadata = obj.get("metadata")
    if not isinstance(metadata, dict) or "managedFields" not in metadata:
        return obj
    return {**obj, "metadata": {k: v for k, v in metadata.items() if k != "managedFields"}}


def _json(keep_managed_fields: bool, *, declared: bool) -> ObjectPrinter:
    def dump(obj: dict[str, Any]) -> str:
        seen = shown(obj, keep_managed_fields)
        return json.indented(as_declared(seen) if declared else seen, sort=not declared) + "\n"

    return dump


def _yaml_documents(keep_managed_fields: bool) -> ObjectPrinter:
    printed: list[bool] = []

    def dump(obj: dict[str, Any]) -> str:
        separator = "---\n" if printed else ""
        printed.append(True)
        return separator + yaml.dump(shown(obj, keep_managed_fields))

    return dump


def _jsonpath(text: str, *, as_json: bool) -> ObjectPrinter:
    if not text:
        raise KubectlError("template format specified but no template given")
    template = jsonpath.Template(text)
    if as_json:
        return lambda obj: json.indented(template.values(obj)) + "\n"
    return template.render


def _go_template(text: str) -> ObjectPrinter:
    if not text:
        raise KubectlError("template format specified but no template given")
    return go_template.Template(text).render


def _names(obj: dict[str, Any]) -> str:
    if isinstance(obj.get("items"), list):
        return "".join(_names(item) for item in obj["items"])
    return full_name(obj) + "\n"


def full_name(obj: dict[str, Any]) -> str:
    """`statefulset.apps/zk`."""
    group, slash, _ = obj["apiVersion"].partition("/")
    kind = obj["kind"].lower()
    return f"{kind}.{group}/{obj['metadata']['name']}" if slash else f"{kind}/{obj['metadata']['name']}"


def as_list(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Several objects as one v1 List."""
    return {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": ""}}
