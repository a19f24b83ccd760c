"""JSONPath templates as kubectl understands them.

Source: https://kubernetes.io/docs/reference/kubectl/jsonpath/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import plain, quote, sharp
from k8slab.kubectl.printers.json import compact

_STEP = re.compile(
    r"""\.\.(?P<deep>(?:\\.|[^.\s\[\]{}(),=<>!'"|&])*)
      | \.(?P<wild>\*)
      | \.(?P<field>(?:\\.|[^.\s\[\]{}(),=<>!'"|&])*)
      | \[\?\((?P<filter>(?:"[^"]*"|'[^']*'|[^)])*)\)\]
      | \[(?P<index>(?:'(?:\\.|[^'])*'|"[^"]*"|[^\]])*)\]""",
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<end>end\b)|(?P<range>range\b\s*)?"""
    r"""(?P<path>[$@]?(?:\.|\[)))""",
    re.VERBOSE,
)
_COMPARISON = re.compile(r"(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}

Step = tuple[str, str]


class _OutOfBoundsError(Exception):
    """An index beyond the end of a list."""


@dataclass
class _Path:
    steps: list[Step]


@dataclass
class _Range:
    path: _Path
    body: list[Any] = field(default_factory=list)


class Template:
    """A parsed template. Raises KubectlError if it cannot be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = _parse(text)

    def render(self, value: Any) -> str:
        """The template filled in from a decoded JSON value."""
        try:
            return "".join(_render(self.nodes, value, value))
        except _OutOfBoundsError as error:
            raise KubectlError(
                f"error executing jsonpath {quote(self.text)}: Error executing template: {error}. "
                "Printing more information for debugging the template:\n"
                f"\ttemplate was:\n\t\t{self.text}\n"
                f"\tobject given to jsonpath engine was:\n\t\t{sharp(value)}\n\n\n"
            ) from None

    def values(self, value: Any) -> list[Any]:
        """All that the template's paths find, in order."""
        try:
            return [
                found
                for node in self.nodes
                if isinstance(node, _Path)
                for found in evaluate(node.steps, value, value)
            ]
        except _OutOfBoundsError:
            return []


def relaxed(expression: str) -> Template:
    """A path that may lack its braces or its leading dot, as --sort-by and custom columns allow."""
    inner = expression.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    if not inner.startswith((".", "[", "$", "@")):
        inner = "." + inner
    return Template("{" + inner + "}")


def _parse(text: str) -> list[Any]:
    stack: list[list[Any]] = [[]]
    at = 0
    while at < len(text):
        brace = text.find("{", at)
        if brace != at:
            stack[-1].append(text[at : brace if brace >= 0 else len(text)])
        if brace < 0:
            break
        at = _parse_action(text, brace + 1, stack)
    if len(stack) > 1:
        raise KubectlError(f"error parsing jsonpath {text}, unterminated range")
    return stack[0]


def _parse_action(text: str, at: int, stack: list[list[Any]]) -> int:
    """Parse what is between braces; the position behind the closing one."""
    while True:
        blank = re.compile(r"\s*").match(text, at)
        at = blank.end() if blank else at
        if text[at : at + 1] == "}":
            return at + 1
        found = _TOKEN.match(text, at)
        if found is None:
            problem = (
                "unclosed action" if at >= len(text) else f"unrecognized character in action: {text[at]!r}"
            )
            raise KubectlError(f"error parsing jsonpath {text}, {problem}")
        if found["text"]:
            stack[-1].append(_unquote(found["text"]))
            at = found.end()
        elif found["end"]:
            if len(stack) == 1:
                raise KubectlError(f"error parsing jsonpath {text}, not in range, nothing to end")
            stack.pop()
            at = found.end()
        else:
            at = _parse_path(text, found, stack)


def _parse_path(text: str, found: re.Match[str], stack: list[list[Any]]) -> int:
    start = found.start("path")
    steps, at = parse_steps(text, start)
    if at == start:
        problem = "unterminated filter" if text.startswith("[?(", at) else "unterminated array"
        raise KubectlError(f"error parsing jsonpath {text}, {problem}")
    path = _Path(steps)
    if found["range"]:
        node = _Range(path)
        stack[-1].append(node)
        stack.append(node.body)
    else:
        stack[-1].append(path)
    return at


def parse_steps(text: str, at: int = 0) -> tuple[list[Step], int]:
    """The steps of the path that starts at `at`, and the position behind it."""
    steps: list[Step] = []
    if text[at : at + 1] in ("$", "@"):
        steps.append(("root" if text[at] == "$" else "self", ""))
        at += 1
    while found := _STEP.match(text, at):
        kind = str(found.lastgroup)
        if kind == "field" and not found[kind] and text[found.end() : found.end() + 1] != "[" and steps:
            break
        steps.append((kind, found[kind]))
        at = found.end()
    return steps, at


def _unquote(text: str) -> str:
    return _ESCAPED.sub(lambda found: _CONTROL.get(found[1], found[1]), text[1:-1])


def _render(nodes: list[Any], value: Any, root: Any) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, _Path):
            yield " ".join(_text(found) for found in evaluate(node.steps, value, root))
        else:
            for found in evaluate(node.path.steps, value, root):
                yield from _render(node.body, found, root)


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return compact(value)
    return "" if value is None else plain(value)


def evaluate(steps: list[Step], value: Any, root: Any) -> list[Any]:
    """What a path finds; missing keys find nothing."""
    found = [value]
    for kind, argument in steps:
        if kind == "root":
            found = [root]
        elif kind == "index":
            found = [item for part in _split(argument) for now in found for item in _index(now, part.strip())]
        elif kind != "self":
            found = [item for current in found for item in _STEPS[kind](current, argument)]
    return found


def _field(value: Any, name: str) -> list[Any]:
    if not name:
        return [value]
    name = _ESCAPED.sub(r"\1", name)
    return [value[name]] if isinstance(value, dict) and name in value else []


def _wild(value: Any, _: str = "") -> list[Any]:
    if isinstance(value, dict):
        return [value[name] for name in sorted(value)]
    return list(value) if isinstance(value, list) else []


def _deep(value: Any, name: str) -> list[Any]:
    here = _field(value, name) if name else [value]
    return here + [found for child in _wild(value) for found in _deep(child, name)]


def _split(text: str) -> list[str]:
    return re.findall(r"""'(?:\\.|[^'])*'|"[^"]*"|[^,]+""", text)


def _index(value: Any, text: str) -> list[Any]:
    if text == "*":
        return _wild(value)
    if text[:1] in "'\"":
        return evaluate(parse_steps("." + text[1:-1])[0], value, value)
    if not isinstance(value, list):
        return []
    if ":" in text:
        return value[slice(*(int(part) if part else None for part in text.split(":")))]
    position = int(text)
    if not -len(value) <= position < len(value):
        raise _OutOfBoundsError(f"array index out of bounds: index {position}, length {len(value)}")
    return [value[position]]


def _filter(value: Any, condition: str) -> list[Any]:
    return [item for item in _wild(value) if _holds(item, condition)]


def _holds(item: Any, condition: str) -> bool:
    found = _COMPARISON.fullmatch(condition.strip())
    if found is None:
        return bool(_operand(item, condition))
    left, right = _operand(item, found[1]), _operand(item, found[3])
    if len(left) != 1 or len(right) != 1:
        return False
    return _compare(left[0], found[2], right[0])


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator in ("==", "!="):
        return bool((left == right) == (operator == "=="))
    try:
        order = (left > right) - (left < right)
    except TypeError:
        return False
    return bool({"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[operator])


def _operand(item: Any, text: str) -> list[Any]:
    text = text.strip()
    if text[:1] in "'\"":
        return [_unquote(text)]
    if text in ("true", "false"):
        return [text == "true"]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return [float(text) if "." in text else int(text)]
    return evaluate(parse_steps(text)[0], item, item)


_STEPS: dict[str, Callable[[Any, str], list[Any]]] = {
    "field": _field,
    "wild": _wild,
    "deep": _deep,
    "filter": _filter,
}
