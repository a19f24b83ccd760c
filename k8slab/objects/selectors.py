"""Label selectors and field selectors: which objects are meant.

Errors are ValueErrors in the API server's words.
Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
and https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from k8slab.objects import names

TOKEN = re.compile(r"\s*(==|!=|[=!(),<>]|[^\s=!(),<>]+)")
SYMBOLS = frozenset(("=", "==", "!=", "!", "(", ")", ",", "<", ">"))
OPERATORS = {
    "in": "In",
    "notin": "NotIn",
    "=": "=",
    "==": "==",
    "!=": "!=",
    ">": "Gt",
    "<": "Lt",
}
EXPECTED_OPERATORS = "in, notin, =, ==, !=, gt, lt"
MANIFEST_OPERATORS = {"In": "In", "NotIn": "NotIn", "Exists": "Exists", "DoesNotExist": "DoesNotExist"}
PRINTED = {"=": "=", "==": "==", "!=": "!=", "Gt": ">", "Lt": "<", "In": " in ", "NotIn": " notin "}
WHOLE_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)


class Requirement(NamedTuple):
    """One condition on one label; the operator is = == != In NotIn Exists DoesNotExist Gt or Lt."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.key)
        if self.operator in ("=", "==", "In"):
            return value in self.values
        if self.operator in ("!=", "NotIn"):
            return value not in self.values
        if self.operator == "DoesNotExist":
            return value is None
        if value is None or self.operator == "Exists":
            return value is not None
        return self._compares(value)

    def _compares(self, value: str) -> bool:
        if not WHOLE_NUMBER.fullmatch(value):
            return False
        limit = int(self.values[0])
        return int(value) > limit if self.operator == "Gt" else int(value) < limit

    def __str__(self) -> str:
        if self.operator == "Exists":
            return self.key
        if self.operator == "DoesNotExist":
            return "!" + self.key
        if self.operator in ("In", "NotIn"):
            return f"{self.key}{PRINTED[self.operator]}({','.join(sorted(self.values))})"
        return f"{self.key}{PRINTED[self.operator]}{self.values[0]}"


class Selector(NamedTuple):
    """All of its requirements must hold; one without any matches everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        return all(requirement.matches(labels) for requirement in self.requirements)

    @property
    def empty(self) -> bool:
        return not self.requirements

    def __str__(self) -> str:
        """The form that printer columns and the scale subresource show: ``app=zk,tier in (a,b)``."""
        return ",".join(str(requirement) for requirement in self.requirements)


class _Nothing(Selector):
    """Matches no object at all: what an absent selector of a workload means."""

    def matches(self, labels: Mapping[str, str]) -> bool:
        return False


EVERYTHING = Selector()
NOTHING = _Nothing()


def from_labels(labels: Mapping[str, str] | None) -> Selector:
    """The selector of a Service: every label must be equal."""
    pairs = sorted((labels or {}).items())
    return Selector(tuple(Requirement(key, "=", (value,)) for key, value in pairs))


def from_manifest(selector: Mapping[str, Any] | None) -> Selector:
    """The selector written as ``matchLabels`` and ``matchExpressions``.

    None matches nothing, an empty one everything, as in the API. Raises ValueError for an operator that
    the API does not know.
    """
    if selector is None:
        return NOTHING
    requirements = list(from_labels(selector.get("matchLabels")).requirements)
    for expression in selector.get("matchExpressions") or ():
        operator = expression.get("operator", "")
        if operator not in MANIFEST_OPERATORS:
            raise ValueError(f'"{operator}" is not a valid label selector operator')
        values = tuple(expression.get("values") or ())
        requirements.append(Requirement(expression["key"], operator, values))
    return Selector(tuple(sorted(requirements, key=lambda requirement: requirement.key)))


class _Reader:
    """Reads one label selector, left to right, naming what was found and what was expected."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        self.position = 0

    @property
    def next(self) -> str:
        """The token ahead; the empty string at the end."""
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next
        self.position += 1
        return token

    def selector(self) -> Selector:
        requirements: list[Requirement] = []
        while self.next:
            if not _starts_requirement(self.next):
                raise ValueError(f"found '{self.next}', expected: !, identifier, or 'end of string'")
            requirements.append(self._requirement())
            if not self._another():
                break
        return Selector(tuple(sorted(requirements, key=lambda requirement: requirement.key)))

    def _another(self) -> bool:
        token = self.take()
        if token not in ("", ","):
            raise ValueError(f"found '{token}', expected: ',' or 'end of string'")
        if token and not _starts_requirement(self.next):
            raise ValueError(f"found '{self.next}', expected: identifier after ','")
        return bool(token)

    def _requirement(self) -> Requirement:
        try:
            return _checked(self._condition())
        except ValueError as error:
            raise ValueError(f"unable to parse requirement: {error}") from None

    def _condition(self) -> Requirement:
        negated = self.next == "!"
        if negated:
            self.take()
        key = self.take()
        if not _is_identifier(key):
            raise ValueError(f"found '{key}', expected: identifier")
        _check_key(key, "<nil>")
        if negated:
            return Requirement(key, "DoesNotExist")
        if self.next in ("", ","):
            return Requirement(key, "Exists")
        return self._comparison(key)

    def _comparison(self, key: str) -> Requirement:
        sign = self.take()
        if sign not in OPERATORS:
            raise ValueError(f"found '{sign}', expected: {EXPECTED_OPERATORS}")
        operator = OPERATORS[sign]
        if operator in ("In", "NotIn"):
            return Requirement(key, operator, self._values())
        return Requirement(key, operator, (self._value(),))

    def _value(self) -> str:
        if self.next in ("", ","):
            return ""
        value = self.take()
        if not _is_identifier(value):
            raise ValueError(f"found '{value}', expected: identifier")
        return value

    def _values(self) -> tuple[str, ...]:
        opening = self.take()
        if opening != "(":
            raise ValueError(f"found '{opening}' expected: '('")
        if self.next == ")":
            self.take()
            return ()
        if self.next != "," and not _is_identifier(self.next):
            raise ValueError(f"found '{self.next}', expected: ',', ')' or identifier")
        return self._list()

    def _list(self) -> tuple[str, ...]:
        values = [""]
        while (token := self.take()) != ")":
            if token == ",":
                values.append("")
            elif not _is_identifier(token):
                raise ValueError(f"found '{token}', expected: ',', or identifier")
            elif self.next not in (",", ")"):
                raise ValueError(f"found '{self.next}', expected: ',' or ')'")
            else:
                values[-1] = token
        return tuple(sorted(set(values)))


def _is_identifier(token: str) -> bool:
    return token != "" and token not in SYMBOLS


def _starts_requirement(token: str) -> bool:
    return token == "!" or _is_identifier(token)


def _check_key(key: str, path: str) -> None:
    if reasons := names.qualified_name(key):
        raise ValueError(f'{path}: Invalid value: "{key}": {"; ".join(reasons)}')


def _checked(requirement: Requirement) -> Requirement:
    """The requirement, if its values suit its operator."""
    key, operator, values = requirement
    if operator in ("In", "NotIn") and not values:
        detail = "for 'in', 'notin' operators, values set can't be empty"
        raise ValueError(f"values: Invalid value: []: {detail}")
    if operator in ("Gt", "Lt") and not WHOLE_NUMBER.fullmatch(values[0]):
        detail = "for 'Gt', 'Lt' operators, the value must be an integer"
        raise ValueError(f'values[0]: Invalid value: "{values[0]}": {detail}')
    for index, value in enumerate(values):
        if reasons := names.label_value(value):
            raise ValueError(f'values[{index}][{key}]: Invalid value: "{value}": {"; ".join(reasons)}')
    return requirement


def parse_label_selector(text: str) -> Selector:
    """The selector of a query or of ``kubectl -l``: ``a=b,c in (d,e),!f``. Raises ValueError."""
    return _Reader(text).selector()


class FieldRequirement(NamedTuple):
    """One condition on one field; the operator is = or !=."""

    field: str
    operator: str
    value: str

    def matches(self, obj: Mapping[str, Any]) -> bool:
        return (field_value(obj, self.field) == self.value) == (self.operator == "=")


class FieldSelector(NamedTuple):
    """All of its requirements must hold."""

    requirements: tuple[FieldRequirement, ...] = ()

    def matches(self, obj: Mapping[str, Any]) -> bool:
        return all(requirement.matches(obj) for requirement in self.requirements)

    def required(self, field: str) -> str:
        """The value that the field must have; empty if several will do."""
        return next((each.value for each in self.requirements if each[:2] == (field, "=")), "")

    def check(self, selectable: Iterable[str]) -> None:
        """Raises ValueError if a field is not one that the kind can be selected by."""
        for requirement in self.requirements:
            if requirement.field not in selectable:
                raise ValueError(f"field label not supported: {requirement.field}")


SHORT_FIELDS = {"name": "metadata.name", "source": "source.component"}
SWITCHES = ("spec.hostNetwork", "spec.unschedulable")


def field_value(obj: Mapping[str, Any], field: str) -> str:
    """The text of the field at a dotted path; the empty string, or false of a switch, if it is not set."""
    value: Any = obj
    for part in SHORT_FIELDS.get(field, field).split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, bool) or field in SWITCHES:
        return "true" if value else "false"
    return "" if value is None else str(value)


ESCAPED = re.compile(r"\\(.)", re.DOTALL)
TERMS = re.compile(r"((?:\\.|[^\\,])*)(?:,|$)", re.DOTALL)
TERM = re.compile(r"((?:[^!=]|!(?!=))*)(!=|==|=)(.*)", re.DOTALL)


def _unescaped(value: str, whole: str) -> str:
    if re.search(r"(?<!\\)=", value):
        raise ValueError(f"invalid field selector: invalid value {value!r} in {whole!r}")
    return ESCAPED.sub(r"\1", value)


def parse_field_selector(text: str) -> FieldSelector:
    """The selector of a query or of ``--field-selector``: ``metadata.name=x,status.phase!=Running``."""
    requirements = []
    for term in (match[1] for match in TERMS.finditer(text)):
        if not term:
            continue
        match = TERM.fullmatch(term)
        if match is None:
            raise ValueError(f"invalid selector: '{text}'; can't understand '{term}'")
        operator = "!=" if match[2] == "!=" else "="
        requirements.append(FieldRequirement(match[1], operator, _unescaped(match[3], text)))
    return FieldSelector(tuple(requirements))
