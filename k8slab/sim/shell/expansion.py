"""From words to arguments: parameters, substitutions, arithmetic, splitting, globs.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06
"""

from __future__ import annotations

import ast
import fnmatch
import operator
import posixpath
import re
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from k8slab.sim.shell.words import Arithmetic, Parameter, Part, Substitution, SyntaxTroubleError, Text, Word

if TYPE_CHECKING:
    from k8slab.sim.shell.interpreter import Shell

Expanded = Generator[float, None, list[str]]
Whole = Generator[float, None, str]
GLOB = re.compile(r"[*?\[]")
# Quoted letters that would mean something in a glob are hidden while the word is put together.
HIDE = {ord(letter): 0xE000 + index for index, letter in enumerate("*?[")}
SHOW = {hidden: chr(letter) for letter, hidden in HIDE.items()}


def expand(shell: Shell, words: list[Word]) -> Expanded:
    """All arguments that the words become."""
    arguments: list[str] = []
    for word in words:
        fields = yield from _fields(shell, word)
        for field in fields:
            arguments += _glob(shell, field)
    return arguments


def text(shell: Shell, word: Word) -> Whole:
    """The word as one text: as in an assignment or behind a redirection."""
    parts = []
    for part in word:
        parts.append((yield from _value(shell, part)))
    return "".join(parts)


def pattern(shell: Shell, word: Word) -> Whole:
    """The word as a pattern for names: what is quoted in it stands for itself."""
    parts = []
    for part in word:
        value = yield from _value(shell, part)
        parts.append(GLOB.sub(lambda found: f"[{found[0]}]", value) if part.quoted else value)
    return "".join(parts)


def _fields(shell: Shell, word: Word) -> Expanded:
    """The word, cut where unquoted values have blanks; an unquoted empty one is nothing."""
    fields = [""]
    there = False
    for part in word:
        value = yield from _value(shell, part)
        if isinstance(part, Parameter) and part.name == "@" and part.quoted:
            pieces = list(shell.positional)
        elif isinstance(part, Text):
            pieces, there = [value.translate(HIDE) if part.quoted else value], True
        elif part.quoted:
            pieces, there = [value.translate(HIDE)], True
        else:
            pieces = _split(value)
        if pieces:
            there = there or any(pieces)
            fields[-1] += pieces[0]
            fields += pieces[1:]
    return fields if there or len(fields) > 1 else []


def _split(value: str) -> list[str]:
    """At blanks; blanks at an end separate from what stands beside."""
    pieces = value.split()
    if not pieces:
        return ["", ""] if value else []
    return [*([""] if value[0].isspace() else []), *pieces, *([""] if value[-1].isspace() else [])]


def _value(shell: Shell, part: Part) -> Whole:
    match part:
        case Text():
            return part.text
        case Parameter():
            return (yield from _parameter(shell, part))
        case Substitution(command):
            output = yield from shell.output_of(command)
            return output.decode("utf-8", "replace").rstrip("\n")
        case Arithmetic(expression):
            written = yield from text(shell, expression)
            return str(_calculate(shell, written))


def _parameter(shell: Shell, part: Parameter) -> Whole:
    value = shell.value(part.name)
    argument = yield from text(shell, part.argument)
    kind = part.operator
    missing = value is None or (kind.startswith(":") and value == "")
    present = value or ""
    if kind in ("#", "##", "%", "%%"):
        return _trimmed(present, argument, kind)
    if kind == "length":
        return str(len(present))
    return _defaulted(shell, part, argument, present, missing=missing)


def _defaulted(shell: Shell, part: Parameter, argument: str, present: str, *, missing: bool) -> str:
    """${NAME-a}, ${NAME=a}, ${NAME?a}, ${NAME+a}, and $NAME itself."""
    match part.operator.removeprefix(":"):
        case "+":
            return "" if missing else argument
        case "=" if missing:
            shell.variables[part.name] = argument
        case "?" if missing:
            raise SyntaxTroubleError(f"{part.name}: {argument or 'parameter not set'}")
        case "":
            return present
    return argument if missing else present


def _trimmed(value: str, pattern: str, kind: str) -> str:
    """Without the shortest (#, %) or longest (##, %%) piece at its start or end that the pattern matches."""
    pieces = range(len(value) + 1)
    if kind.startswith("#"):
        cuts = [at for at in pieces if fnmatch.fnmatchcase(value[:at], pattern)]
        return value[(max if kind == "##" else min)(cuts) :] if cuts else value
    cuts = [at for at in pieces if fnmatch.fnmatchcase(value[at:], pattern)]
    return value[: (min if kind == "%%" else max)(cuts)] if cuts else value


def _glob(shell: Shell, field: str) -> list[str]:
    """The paths that a pattern matches; the pattern itself if there are none."""
    shown = field.translate(SHOW)
    if not GLOB.search(field):
        return [shown]
    found = [""]
    for part in field.split("/"):
        found = [path for start in found for path in _matches(shell, start, part)]
    return sorted(found) or [shown]


def _matches(shell: Shell, start: str, part: str) -> list[str]:
    """`start` with each name that the part of a pattern stands for; the empty part begins at the root."""
    plain = part.translate(SHOW)
    head = f"{start}/" if start and not start.endswith("/") else start
    if not part:
        return [head or "/"]
    files, folder = shell.machine.files, posixpath.join(shell.folder, start or ".")
    if not GLOB.search(part):
        return [head + plain] if files.find(posixpath.join(folder, plain)) else []
    entry = files.find(folder)
    if entry is None or not entry.is_directory:
        return []
    names = [name for name in files.names(folder) if not name.startswith(".") or part.startswith(".")]
    return [head + name for name in names if fnmatch.fnmatchcase(name, part)]


OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
LARGEST = 2**63


def _calculate(shell: Shell, written: str) -> int:
    """Whole numbers with + - * / %."""
    named = re.sub(r"[A-Za-z_]\w*", lambda found: str(shell.value(found[0]) or 0), written)
    try:
        tree = ast.parse(named.strip().replace("/", "//"), mode="eval")
        return _number(tree.body)
    except (SyntaxError, ZeroDivisionError, KeyError, RecursionError) as error:
        raise SyntaxTroubleError(f"arithmetic syntax error: {written}") from error


def _number(node: ast.expr) -> int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return int(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_number(node.operand)
    if isinstance(node, ast.BinOp):
        result = OPERATIONS[type(node.op)](_number(node.left), _number(node.right))
        return (result + LARGEST) % (2 * LARGEST) - LARGEST
    raise KeyError(node)
