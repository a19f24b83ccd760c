"""Describe the fields of a kind, in the words of the server's own documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import indent

from k8slab.kubectl.api_schema import Schema, Schemas
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import BareError, KubectlError, NoMatchError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.wrap import wrap
from k8slab.kubectl.session import Session

FLAGS = (Flag("recursive", type="bool"), Flag("api-version"), Flag("output", default="plaintext"))
WIDTH = 76
MOST_VALUES = 4
MARGIN = " " * 4


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The argument is a type and, after dots, the way to a field."""
    word = _check(arguments, flags)
    name, *path = word.split(".")
    resource = _resource(session, name, flags.text("api-version"))
    schemas = Schemas.of(session.client, resource)
    page = _Page(schemas, recursive=flags.on("recursive"))
    session.out.write(page.head(resource))
    session.out.write(page.body(schemas.of_kind(resource), path))
    return 0


def _check(arguments: list[str], flags: Flags) -> str:
    if not arguments:
        raise KubectlError(
            'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete '
            "list of supported resources."
        )
    if len(arguments) > 1:
        raise KubectlError("We accept only this format: explain RESOURCE")
    if arguments[0].startswith("."):
        raise KubectlError("invalid jsonpath syntax, first node must be field node")
    if flags.text("output") == "plaintext-openapiv2":
        raise KubectlError("--output=plaintext-openapiv2 is not supported by this kubectl; leave it out")
    if flags.text("output") != "plaintext":
        raise KubectlError(f"unrecognized format: {flags.text('output')}")
    return arguments[0].rstrip(".")


def _resource(session: Session, name: str, api_version: str) -> Resource:
    try:
        found = session.resources.find(name)
    except NoMatchError as error:
        raise BareError(str(error)) from None
    if not api_version or found.api_version == api_version:
        return found
    other = session.resources.by_kind(api_version, found.kind)
    if other is None:
        raise KubectlError(f'couldn\'t find resource for "{api_version}, Resource={found.plural}"')
    return other


@dataclass(frozen=True)
class _Page:
    schemas: Schemas
    recursive: bool

    def head(self, resource: Resource) -> str:
        group = f"GROUP:      {resource.group}\n" if resource.group else ""
        return f"{group}KIND:       {resource.kind}\nVERSION:    {resource.version}\n\n"

    def body(self, schema: Schema, path: list[str]) -> str:
        """Raises KubectlError for a field that is not there."""
        for name in path:
            properties, _ = self.schemas.properties(schema)
            if name not in properties:
                raise KubectlError(f"field {quote(path[-1])} does not exist")
            schema = properties[name]
        field = f"FIELD: {path[-1]} <{self.schemas.type_name(schema)}>\n" if path else ""
        return (
            field
            + (self.values(schema) + "\n" if path else "")
            + self.described(schema)
            + self.fields(schema)
        )

    def values(self, schema: Schema) -> str:
        values = schema.get("enum") or ()
        return "ENUM:\n" + "".join(f"{MARGIN}{value}\n" for value in values) if values else "\n"

    def described(self, schema: Schema) -> str:
        texts = list(self.schemas.descriptions(schema)) or ["<empty>"]
        return "DESCRIPTION:\n" + "".join(_paragraph(text) for text in texts) + MARGIN + "\n"

    def fields(self, schema: Schema) -> str:
        properties, required = self.schemas.properties(schema)
        if not properties:
            return "\n"
        return "FIELDS:\n" + "".join(self.lines(properties, required, "  ", ())) + "\n"

    def lines(
        self, properties: dict[str, Schema], required: set[str], margin: str, above: tuple[str, ...]
    ) -> Iterator[str]:
        """Every field; its description, or with --recursive its fields."""
        for name, schema in sorted(properties.items()):
            kind = self.schemas.type_name(schema)
            must = " -required-" if name in required else ""
            yield f"{margin}{name}\t<{kind}>{must}\n"
            if values := schema.get("enum"):
                yield f"{margin}enum: {', '.join(_first(values))}\n"
            if not self.recursive:
                text = next(self.schemas.descriptions(schema), "<no description>")
                yield _paragraph(text) + "\n"
            elif kind not in above:
                inner, needed = self.schemas.properties(schema)
                yield from self.lines(inner, needed, margin + "  ", (*above, kind))


def _first(values: list[str]) -> list[str]:
    return [*values[:MOST_VALUES], "...."] if len(values) > MOST_VALUES else values


def _paragraph(text: str) -> str:
    return indent(wrap(text, WIDTH), MARGIN, lambda line: True) + "\n"
