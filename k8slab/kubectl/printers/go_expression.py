"""The code of one action in a Go template: values, pipelines, and variables that are declared or set.

Source: https://pkg.go.dev/text/template#hdr-Actions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from k8slab.kubectl.printers import go_functions
from k8slab.kubectl.printers.go_functions import TemplateError

TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:\\.|[^\"\\])*\"|`[^`]*`)|(?P<number>[+-]?\d+(?:\.\d+)?)"
    r"|(?P<field>\.[A-Za-z_]\w*)|(?P<variable>\$\w*)|(?P<word>[A-Za-z_]\w*)|(?P<sign>:=|[.|(),=]))"
)
LITERALS = {"true": True, "false": False, "nil": None}


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


Value = Callable[[Scope], Any]


@dataclass
class Statement:
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


class Expression:
    """Reads the code of one action."""

    def __init__(self, code: str) -> None:
        self._tokens = list(_tokens(code))

    def statement(self, *, is_range: bool = False) -> Statement:
        names, is_new = self._names(is_range=is_range)
        value = self._pipeline()
        if self._tokens:
            raise TemplateError(f"unexpected {self._tokens[0][1]!r} in operand")
        return Statement(names, value, is_new)

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
