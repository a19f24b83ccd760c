"""Collect what learners read for translators: `python -m tools.messages`, or `make messages`.

Writes `k8slab/locale/k8slab.pot`, brings every `k8slab/locale/LANGUAGE/LC_MESSAGES/k8slab.po` up to date with
it, and compiles it. To begin a language: `pybabel init -D k8slab -i k8slab/locale/k8slab.pot -d k8slab/locale
-l zh_CN`, translate, `make messages`, and start with `K8SLAB_LANG=zh_CN`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "k8slab" / "locale"
TEMPLATE = LOCALE / "k8slab.pot"
HEADER = "# What learners read. Written by `make messages`: change the sources, not this file."
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
FINDING = ("expected", "found", "where", "next")

Forms = tuple[str, ...]
"""A message, or its singular and plural."""


class Found(NamedTuple):
    """A message and its line; ``values`` are the names of those that it is said with, if they are known."""

    forms: Forms
    line: int
    values: frozenset[str] | None = None


def texts(node: ast.expr | None) -> Iterator[str]:
    """The plain texts that an expression can be: those of its branches."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (text for branch in (node.body, node.orelse) for text in texts(branch))
    elif isinstance(node, ast.BoolOp):
        yield from (text for branch in node.values for text in texts(branch))
    elif isinstance(node, ast.List | ast.Tuple):
        yield from (text for each in node.elts for text in texts(each))


def _argument(call: ast.Call, at: int) -> Iterator[str]:
    return texts(call.args[at]) if len(call.args) > at else iter(())


def _keywords(call: ast.Call, *names: str) -> Iterator[str]:
    return (text for each in call.keywords if each.arg in names for text in texts(each.value))


def _pairs(one: Iterator[str], many: Iterator[str]) -> Iterator[Forms]:
    return zip(one, many, strict=True)


def _single(found: Iterator[str]) -> Iterator[Forms]:
    return ((text,) for text in found)


CALLS: dict[str, Callable[[ast.Call], Iterator[Forms]]] = {
    "say": lambda call: _single(_argument(call, 0)),
    "message": lambda call: _single(_argument(call, 0)),
    "say_many": lambda call: _pairs(_argument(call, 0), _argument(call, 1)),
    "verb": lambda call: _pairs(_argument(call, 1), _argument(call, 2)),
    "counted": lambda call: ((f"{{number}} {noun}", f"{{number}} {noun}s") for noun in _argument(call, 1)),
    # The command line's help.
    "Typer": lambda call: _single(_keywords(call, "help")),
    "Option": lambda call: _single(_keywords(call, "help")),
    "Argument": lambda call: _single(_keywords(call, "help")),
    # What a check says plainly is translated where it is told.
    "part": lambda call: _single(_argument(call, 0)),
    "choice": lambda call: _single(_keywords(call, "about")),
    "check": lambda call: _single(_keywords(call, "title", "hints")),
    "expect": lambda call: _single(_keywords(call, *FINDING)),
    "Unmet": lambda call: _single(_keywords(call, *FINDING)),
}
"""Where a message stands in a call, by the name of the function."""


def name_of(call: ast.expr) -> str:
    """The name of the function that is called; empty if it has none."""
    function = call.func if isinstance(call, ast.Call) else call
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def messages_in(source: str) -> Iterator[Found]:
    """The messages of a module, in the order of its lines."""
    found = [each for node in ast.walk(ast.parse(source)) for each in _messages_of(node)]
    return iter(sorted((each for each in found if each.forms[0]), key=lambda each: each.line))


def _messages_of(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.Call) and name_of(node) in CALLS:
        values = _values(node) if name_of(node) in ("say", "say_many") else None
        yield from (Found(forms, node.lineno, values) for forms in CALLS[name_of(node)](node))
    if isinstance(node, ast.FunctionDef) and node.decorator_list:
        yield from (Found((text,), node.lineno) for text in _documented(node))


def _documented(node: ast.FunctionDef) -> Iterator[str]:
    """A docstring that learners read: the help of a command, and in its first line the title of a check."""
    text = ast.get_docstring(node) or ""
    decorators = {name_of(each) for each in node.decorator_list}
    if "command" in decorators:
        yield text
    if "check" in decorators:
        yield text.partition("\n")[0].rstrip(".")


def _values(call: ast.Call) -> frozenset[str] | None:
    names = {each.arg for each in call.keywords}
    return None if None in names else frozenset(name for name in names if name)


def sources() -> list[Path]:
    """The modules of the library and the lessons' checks."""
    library = [path for path in (ROOT / "k8slab").rglob("*.py") if "sim" not in path.relative_to(ROOT).parts]
    checks = [*(ROOT / "lessons").glob("*/checks.py"), *(ROOT / "lessons").glob("*/checks/**/*.py")]
    return sorted([*library, *checks])


def template() -> Catalog:
    """Every message once, with the files that say it."""
    catalog = Catalog(project="k8slab", version="of this tree", header_comment=HEADER, fuzzy=False)
    for path in sources():
        file = path.relative_to(ROOT).as_posix()
        for found in messages_in(path.read_text(encoding="utf-8")):
            key = found.forms if len(found.forms) > 1 else found.forms[0]
            flags = ["python-brace-format"] if found.values or len(found.forms) > 1 else []
            known = catalog.get(found.forms[0])
            here = [] if known is not None and (file, None) in known.locations else [(file, None)]
            catalog.add(key, locations=here, flags=flags)
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """A catalogue's file: no dates and no versions, so that the same messages are the same bytes."""
    written = BytesIO()
    write_po(written, catalog, width=110, include_lineno=False, ignore_obsolete=True)
    return re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By):[^"]*"\n', b"", written.getvalue())


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads, without the time at which it was made."""
    catalog.creation_date = catalog.revision_date = UNDATED
    written = BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def main() -> None:
    """Write the template, and bring each language up to date with it."""
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(as_po(template()))
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/k8slab.po")):
        catalog = read_po(BytesIO(path.read_bytes()))
        catalog.update(template())
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(compiled(read_po(BytesIO(path.read_bytes()))))


if __name__ == "__main__":
    main()
