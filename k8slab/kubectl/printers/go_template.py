"""-o go-template={{…}}: what Go's text/template makes of an object.

Actions: values, pipelines, variables, `if`, `with`, `range`, `break` and `continue`, comments, trimming.
Templates that define or call others are refused.

Source: https://pkg.go.dev/text/template
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.printers import go_functions
from k8slab.kubectl.printers.go_expression import Expression, Scope, Statement, Variable
from k8slab.kubectl.printers.go_functions import TemplateError, is_true, printed

ACTION = re.compile(
    r"\{\{(?P<left>- )?(?P<code>(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|.)*?)(?P<right> -)?\}\}", re.S
)
COMMENT = re.compile(r"\s*/\*.*\*/\s*", re.S)
BLOCKS = ("if", "with", "range")
REFUSED = ("define", "template", "block")


class Break(Exception):  # noqa: N818 - it is no error
    """Out of a range."""


class Continue(Exception):  # noqa: N818 - it is no error
    """On to the next element of a range."""


Node = Callable[[Scope, list[str]], None]


class Template:
    """Raises KubectlError for a text that is no template."""

    def __init__(self, text: str) -> None:
        self._text = text
        try:
            self._body = _Reader(text).body()
        except TemplateError as error:
            raise KubectlError(f"error parsing template {text}, template: output:1: {error}") from None

    def render(self, obj: Any) -> str:
        """Raises KubectlError for what cannot be done with the object."""
        out: list[str] = []
        try:
            self._body(Scope(obj, [Variable("$", obj)]), out)
        except (TemplateError, Break, Continue) as error:
            raise KubectlError(
                f'error executing template "{self._text}": template: output:1: {error}'
            ) from None
        return "".join(out)


@dataclass
class _Piece:
    """Text, or the code of an action."""

    text: str = ""
    code: str | None = None

    @property
    def keyword(self) -> str:
        return (self.code or "").split(None, 1)[0] if (self.code or "").strip() else ""


@dataclass
class _Reader:
    """Builds the tree of a template."""

    text: str
    pieces: list[_Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pieces = list(_pieces(self.text))

    def body(self) -> Node:
        nodes, end = self._until()
        if end:
            raise TemplateError(f"unexpected {{{{{end}}}}}")
        return nodes

    def _until(self) -> tuple[Node, str]:
        """The nodes up to an `end` or `else`, and its code."""
        nodes: list[Node] = []
        while self.pieces:
            piece = self.pieces.pop(0)
            if piece.code is None:
                nodes.append(_text(piece.text))
            elif piece.keyword in ("end", "else"):
                return _all(nodes), piece.code.strip()
            else:
                nodes.append(self._action(piece))
        return _all(nodes), ""

    def _action(self, piece: _Piece) -> Node:
        code = piece.code or ""
        if COMMENT.fullmatch(code):
            return _text("")
        if piece.keyword in REFUSED:
            raise TemplateError(f"{piece.keyword} is not supported by this kubectl")
        if piece.keyword in ("break", "continue"):
            return _leaving(Break if piece.keyword == "break" else Continue)
        if piece.keyword in BLOCKS:
            return self._block(piece.keyword, code.split(piece.keyword, 1)[1])
        return _shown(Expression(code).statement())

    def _block(self, keyword: str, code: str) -> Node:
        expression = Expression(code).statement(is_range=keyword == "range")
        inside, end = self._until()
        otherwise: Node = _text("")
        if end.startswith("else "):
            chained = end.split(None, 1)[1]
            return _MAKERS[keyword](expression, inside, self._block(*_halves(chained)))
        if end == "else":
            otherwise, end = self._until()
        if end != "end":
            raise TemplateError("unexpected EOF" if not end else f"unexpected {{{{{end}}}}}")
        return _MAKERS[keyword](expression, inside, otherwise)


def _halves(code: str) -> tuple[str, str]:
    keyword, _, rest = code.partition(" ")
    if keyword not in ("if", "with"):
        raise TemplateError(f"unexpected {keyword!r} in else")
    return keyword, rest


def _pieces(text: str) -> Iterator[_Piece]:
    position, trims = 0, False
    for found in ACTION.finditer(text):
        before = text[position : found.start()]
        before = before.lstrip() if trims else before
        yield _Piece(before.rstrip() if found["left"] else before)
        yield _Piece(code=found["code"])
        position, trims = found.end(), bool(found["right"])
    rest = text[position:]
    if "{{" in rest:
        raise TemplateError("unclosed action")
    yield _Piece(rest.lstrip() if trims else rest)


# Nodes


def _text(text: str) -> Node:
    return lambda scope, out: out.append(text)


def _all(nodes: list[Node]) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        for node in nodes:
            node(scope, out)

    return run


def _leaving(how: type[Exception]) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        raise how("outside of a range")

    return run


def _shown(statement: Statement) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        value = statement.evaluate(scope)
        if not statement.names:
            out.append(printed(value))

    return run


def _if(statement: Statement, inside: Node, otherwise: Node) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        inner = scope.inner(scope.dot)
        (inside if is_true(statement.evaluate(inner)) else otherwise)(inner, out)

    return run


def _with(statement: Statement, inside: Node, otherwise: Node) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        inner = scope.inner(scope.dot)
        value = statement.evaluate(inner)
        if is_true(value):
            inner.dot = value
            inside(inner, out)
        else:
            otherwise(inner, out)

    return run


def _range(statement: Statement, inside: Node, otherwise: Node) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        elements = list(go_functions.elements(statement.value(scope)))
        if not elements:
            otherwise(scope.inner(scope.dot), out)
        for key, element in elements:
            inner = scope.inner(element)
            named = [key, element] if len(statement.names) == 2 else [element]
            for name, value in zip(statement.names, named, strict=False):
                inner.declare(name, value)
            try:
                inside(inner, out)
            except Continue:
                continue
            except Break:
                return

    return run


_MAKERS: dict[str, Callable[[Statement, Node, Node], Node]] = {"if": _if, "with": _with, "range": _range}
