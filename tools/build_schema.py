"""Generate the simulator's type tables from the models of the `kubernetes` package.

    python tools/build_schema.py [FOLDER]

writes `schema.json` (what decoding needs) and `descriptions.json` (what `kubectl explain` shows) into
`k8slab/sim/api/` or FOLDER: one definition per line, the same bytes at every run. The notation of types
is explained in `k8slab/sim/api/schema.py`; what the models do not say stands in `schema_facts.toml`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_args

from kubernetes.client import models as library

HERE = Path(__file__).parent
TARGET = HERE.parent / "k8slab" / "sim" / "api"
FACTS = tomllib.loads((HERE / "schema_facts.toml").read_text(encoding="utf-8"))
LENT = {name: package for package, names in FACTS["lent"].items() for name in names.split()}
SCALARS = {"str": "string", "bool": "boolean", "float": "double", "bytes": "bytes", "object": "object"}
MODEL = re.compile(r"(?P<group>[A-Z][a-z]+)?V(?P<version>[12])(?P<name>[A-Z]\w*)")


class Models:
    """The models that the roots reach: ``classes`` maps a definition's name to its model."""

    def __init__(self) -> None:
        self.definitions: dict[str, str] = {}
        for package, kinds in FACTS["roots"].items():
            for kind in kinds.split():
                self._reach(model_of(package, kind), package)
                self._reach(model_of(package, f"{kind}List"), package)
        self.classes = {name: getattr(library, model) for model, name in self.definitions.items()}

    def _reach(self, model: str, package: str) -> None:
        """Visit a model and all it refers to. What several groups use belongs to the first, which is core."""
        if model in self.definitions or not hasattr(library, model):
            return
        group, _, name = MODEL.fullmatch(model).groups()  # type: ignore[union-attr]
        home = FACTS["prefixes"][group] if group else LENT.get(name, package)
        self.definitions[model] = f"{home}.{name}"
        for _, attribute in served(name, getattr(library, model)):
            for found in MODEL.finditer(getattr(library, model).openapi_types[attribute]):
                self._reach(found[0], package)


def model_of(package: str, kind: str) -> str:
    """The model's name: `V1Pod`, or `EventsV1Event` where two groups have the name."""
    group = next((group for group, home in FACTS["prefixes"].items() if home == package), "")
    own = package.rpartition(".")[2].upper() + kind
    return group + own if hasattr(library, group + own) else own


def served(short: str, model: Any) -> list[tuple[str, str]]:
    """(JSON name, attribute) of the fields that the served version has, sorted."""
    return sorted(
        (name, attribute)
        for attribute, name in model.attribute_map.items()
        if not stated("too_new", short, name)
    )


def stated(fact: str, short: str, name: str) -> bool:
    """Does the table of facts name this field?"""
    return name in FACTS[fact].get(short, "").split()


def fields(models: Models, definition: str) -> dict[str, str]:
    """JSON name -> type, of one definition."""
    model = models.classes[definition]
    short = definition.rpartition(".")[2]
    return {
        name: flags(short, name, model) + type_of(models, short, model, attribute)
        for name, attribute in served(short, model)
    }


def flags(short: str, name: str, model: Any) -> str:
    """`!` for required, `*` for a scalar that is kept when it is zero, `?` for one that is shown as null."""
    marks = {
        "!": field_of(model, name).is_required() and not stated("not_required", short, name),
        "*": stated("kept_zeros", short, name),
        "?": stated("shown_nulls", short, name),
    }
    return "".join(mark for mark, holds in marks.items() if holds)


def type_of(models: Models, short: str, model: Any, attribute: str) -> str:
    name = model.attribute_map[attribute]
    if {int, str} <= set(atoms(field_of(model, name).annotation)):
        return "int-or-string"
    return nested(models, model.openapi_types[attribute], scalars(short, name))


def field_of(model: Any, name: str) -> Any:
    """The pydantic field with that JSON name."""
    by_name = {field.serialization_alias or python: field for python, field in model.model_fields.items()}
    return by_name[name]


def atoms(annotation: Any) -> Iterator[Any]:
    """The plain types inside an annotation."""
    yield annotation
    for inner in get_args(annotation):
        yield from atoms(inner)


def scalars(short: str, name: str) -> dict[str, str]:
    """How this field's scalars are called."""
    text = "quantity" if stated("quantities", short, name) else "string"
    integer = "int64" if name in FACTS["names"]["int64"].split() else "int32"
    time = "microtime" if name in FACTS["names"]["microtime"].split() else "time"
    return {**SCALARS, "str": text, "int": integer, "datetime": time}


def nested(models: Models, kind: str, names: dict[str, str]) -> str:
    """`List[V1Container]` -> `[]#io.k8s.api.core.v1.Container`."""
    if kind.startswith("List["):
        return "[]" + nested(models, kind.removeprefix("List[")[:-1], names)
    if kind.startswith("Dict[str, "):
        return "{}" + nested(models, kind.removeprefix("Dict[str, ")[:-1], names)
    return names.get(kind) or f"#{models.definitions[kind]}"


def descriptions(definition: str, model: Any) -> dict[str, str]:
    """JSON name -> description; the definition's own under the empty name."""
    own = cleandoc(model.__doc__ or "").partition("\n\nAttributes:")[0]
    names = [name for name, _ in served(definition.rpartition(".")[2], model)]
    said = {name: field_of(model, name).description for name in names}
    return {name: text for name, text in [("", own), *said.items()] if text}


def lines(table: dict[str, Any]) -> str:
    """A JSON object with one entry per line."""
    entries = [
        f"{json.dumps(name)}:{json.dumps(table[name], separators=(',', ':'), ensure_ascii=False)}"
        for name in sorted(table)
    ]
    return "{\n" + ",\n".join(entries) + "\n}\n"


def build(folder: Path) -> None:
    """Write both files."""
    models = Models()
    schema = {name: fields(models, name) for name in models.classes}
    said = {name: descriptions(name, model) for name, model in models.classes.items()}
    for name, table in (("schema.json", schema), ("descriptions.json", said)):
        (folder / name).write_text(lines(table), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
