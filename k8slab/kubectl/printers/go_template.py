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
from k8slab.kubectl.printers.go_functions import TemplateError, is_true, printed

ACTION = re.compile(
    r"\{\{(?P<left>- )?(?P<code>(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|.)*?)(?P<right> -)?\}\}", re.S
)
COMMENT = re.compile(r"\s*/\*.*\*/\s*", re.S)
TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:\\.|[^\"\\])*\"|`[^`]*`)|(?P<number>[+-]?\d+(?:\.\d+)?)"
    r"|(?P<field>\.[A-Za-z_]\w*)|(?P<variable>\$\w*)|(?P<word>[A-Za-z_]\w*)|(?P<sign>:=|[.|(),=]))"
)
BLOCKS = ("if", "with", "range")
REFUSED = ("define", "template", "block")
LITERALS = {"true": True, "false": False, "nil": None}


class Break(Exception):  # noqa: N818 - it is no error
    """Out of a range."""


class Continue(Exception):  # noqa: N818 - it is no error
    """On to the next element of a range."""


@dataclass
class Variable:
    name: str
    value: Any


@dataclass
class Scope:
    """What a template can name: the dot, and variables, the outer ones first."""

    dot: Any
    variables: list[Variable]

    def inner(self, dot: Any) -> Scope:
        return Scope(dot, list(self.variables))

    def declare(self, name: str, value: Any) -> None:
        self.variables.append(Variable(name, value))

    def variable(self, name: str) -> Variable:
        for each in reversed(self.variables):
            if each.name == name:
                return each
        raise TemplateError(f"undefined variable {name!r}")


Node = Callable[[Scope, list[str]], None]
Value = Callable[[Scope], Any]


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
        return _shown(_Expression(code).statement())

    def _block(self, keyword: str, code: str) -> Node:
        expression = _Expression(code).statement(is_range=keyword == "range")
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


@dataclass
class _Statement:
    """`[$a, $b :=] pipeline`; `is_new` for := and not =."""

    names: list[str]
    value: Value
    is_new: bool = True

    def evaluate(self, scope: Scope) -> Any:
        found = self.value(scope)
        for name in self.names[:1]:
            if self.is_new:
                scope.declare(name, found)
            else:
                scope.variable(name).value = found
        return found


def _shown(statement: _Statement) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        value = statement.evaluate(scope)
        if not statement.names:
            out.append(printed(value))

    return run


def _if(statement: _Statement, inside: Node, otherwise: Node) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        inner = scope.inner(scope.dot)
        (inside if is_true(statement.evaluate(inner)) else otherwise)(inner, out)

    return run


def _with(statement: _Statement, inside: Node, otherwise: Node) -> Node:
    def run(scope: Scope, out: list[str]) -> None:
        inner = scope.inner(scope.dot)
        value = statement.evaluate(inner)
        if is_true(value):
            inner.dot = value
            inside(inner, out)
        else:
            otherwise(inner, out)

    return run


def _range(statement: _Statement, inside: Node, otherwise: Node) -> Node:
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


_MAKERS: dict[str, Callable[[_Statement, Node, Node], Node]] = {"if": _if, "with": _with, "range": _range}


# Expressions


class _Expression:
    """Reads the code of one action."""

    def __init__(self, code: str) -> None:
        self._tokens = list(_tokens(code))

    def statement(self, *, is_range: bool = False) -> _Statement:
        names, is_new = self._names(is_range=is_range)
        value = self._pipeline()
        if self._tokens:
            raise TemplateError(f"unexpected {self._tokens[0][1]!r} in operand")
        return _Statement(names, value, is_new)

    def _names(self, *, is_range: bool) -> tuple[list[str], bool]:
        kinds = [kind for kind, _, _ in self._tokens]
        signs = [text for _, text, _ in self._tokens]
        for count in (3, 1) if is_range else (1,):
            if len(signs) > count and signs[count] in (":=", "=") and kinds[0] == "variable":
                del self._tokens[: count + 1]
                return [text for text in signs[:count] if text != ","], signs[count] == ":="
        return [], True

    def _pipeline(self) -> Value:
        value = self._command(None)
        while self._takes("|"):
            value = self._command(value)
        return value

    def _command(self, piped: Value | None) -> Value:
        if not self._tokens:
            raise TemplateError("missing value for command")
        kind, text, _ = self._tokens[0]
        if kind == "word" and text not in LITERALS:
            self._tokens.pop(0)
            given = [] if piped is None else [piped]
            return _called(text, [*self._operands(), *given])
        operands = list(self._operands())
        if piped is not None or len(operands) != 1:
            raise TemplateError("can't give argument to non-function")
        return operands[0]

    def _operands(self) -> Iterator[Value]:
        while self._tokens and self._tokens[0][1] not in ("|", ")"):
            yield self._operand()

    def _operand(self) -> Value:
        kind, text, _ = self._tokens.pop(0)
        if kind in READERS:
            return self._fields(READERS[kind](text))
        if kind == "word":
            return _constant(LITERALS[text]) if text in LITERALS else _called(text, [])
        if text == "(":
            value = self._pipeline()
            if not self._takes(")"):
                raise TemplateError("unclosed left paren")
            return self._fields(value)
        if text == ".":
            return lambda scope: scope.dot
        raise TemplateError(f"unexpected {text!r} in operand")

    def _fields(self, value: Value) -> Value:
        """`.a.b` behind an operand, without a space between."""
        while self._tokens and self._tokens[0][0] == "field" and self._tokens[0][2]:
            value = _field(value, self._tokens.pop(0)[1][1:])
        return value

    def _takes(self, sign: str) -> bool:
        found = bool(self._tokens) and self._tokens[0][1] == sign
        if found:
            self._tokens.pop(0)
        return found


def _tokens(code: str) -> Iterator[tuple[str, str, bool]]:
    """Kind, text, and whether it follows the one before without a space."""
    code, position = code.strip(), 0
    while position < len(code):
        found = TOKEN.match(code, position)
        if found is None or found.lastgroup is None:
            raise TemplateError(f"unexpected {code[position:].strip()[:1]!r} in command")
        yield found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) == position
        position = found.end()


def _constant(value: Any) -> Value:
    return lambda scope: value


def _field(value: Value, name: str) -> Value:
    return lambda scope: go_functions.member(value(scope), name)


def _called(name: str, operands: list[Value]) -> Value:
    function = go_functions.FUNCTIONS.get(name)
    if name in go_functions.LAZY:
        return lambda scope: go_functions.LAZY[name](operand(scope) for operand in operands)
    if function is None:
        raise TemplateError(f'function "{name}" not defined')

    def call(scope: Scope) -> Any:
        try:
            return function(*[operand(scope) for operand in operands])
        except (TypeError, ValueError, LookupError) as error:
            raise TemplateError(f"error calling {name}: {error}") from None

    return call


READERS: dict[str, Callable[[str], Value]] = {
    "text": lambda text: _constant(go_functions.unquoted(text)),
    "number": lambda text: _constant(float(text) if "." in text else int(text)),
    "field": lambda text: _field(lambda scope: scope.dot, text[1:]),
    "variable": lambda text: lambda scope: scope.variable(text).value,
}
"""An operand of each kind of token."""
