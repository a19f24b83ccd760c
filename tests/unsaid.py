"""Sentences in the code that nobody could translate: texts that look like prose and are said by no `say`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.messages import CALLS, FINDING, name_of

PROSE = re.compile(r"(?<![\w./=:'-])[A-Za-z][a-z]+(?![\w/=(:']) ")
"""A word and a space."""
NOT_FOR_PEOPLE = re.compile(r"\s*(kubectl|lab\.|https?:|</?\w|X <code|--|-o |#|apiVersion)|.*[{;]\s*[a-z-]+:")
"""Lines of commands, addresses, markup, manifests, styles."""
MATCHED = {"compile", "fullmatch", "match", "search", "startswith", "endswith", "removeprefix", "Page"}
"""Functions whose texts are compared with others, or are titles of pages in English."""

Text = ast.Constant | ast.JoinedStr


def unsaid(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, Text) and is_prose(words_of(node)) and not _is_known(node, parents):
            yield node.lineno, words_of(node)


def words_of(node: Text) -> str:
    """The text, with a sign for each value in it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(words_of(each) if isinstance(each, ast.Constant) else "X" for each in node.values)


def is_prose(text: str) -> bool:
    return bool(PROSE.search(f"{text} ") and " " in text.strip() and not NOT_FOR_PEOPLE.match(text))


def _is_known(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Is it said, a docstring, a piece of another text, looked up, or what a check says plainly?"""
    child, parent = node, parents[node]
    while isinstance(parent, ast.IfExp | ast.BoolOp | ast.List | ast.Tuple):
        child, parent = parent, parents[parent]
    if isinstance(parent, ast.keyword):
        call = parents[parent]
        is_plain = isinstance(node, ast.Constant)
        return is_plain and isinstance(call, ast.Call) and _is_told(parent.arg, call)
    if isinstance(parent, ast.Call):
        return child in parent.args and (name_of(parent) in CALLS or name_of(parent) in MATCHED)
    return isinstance(
        parent, ast.Expr | ast.JoinedStr | ast.FormattedValue | ast.Compare | ast.Subscript
    ) or (isinstance(parent, ast.Dict) and child in parent.keys)


def _is_told(name: str | None, call: ast.Call) -> bool:
    """Keywords of a check's own calls, which are collected as they stand; never an f-string."""
    told = {"check": ("title", "hints"), "choice": ("about",), "expect": FINDING, "Unmet": FINDING}
    return name in told.get(name_of(call), ()) or name == "help"
