"""What commands print and calls answer: exit code or status, output, body."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from tests.golden.difference import Difference, fields
from tests.golden.free import Free
from tests.golden.replay import Played
from tests.golden.rules import rewritten

Step = dict[str, Any]
NOT_COMPARED = {"explain": "the recorded text is withheld"}
WAITING = re.compile(
    r"Waiting for (\d+ pods to be ready|deployment .* rollout to finish: \d+ of \d+ updated replicas are)"
)
"""How many pods are seen to become ready one by one depends on how close together they do."""
UNORDERED = re.compile(r"get (pv|persistentvolumes|events?|endpointslices)\b|describe (svc|service)|SUFFIX")
"""Rows that stand in the order of times or names that are free."""
MEMBER = re.compile(r"(?<=^  default )[a-z]+-\d+\b")
"""Which of a set's pods runs on a node is free among equals."""
NUMBER = re.compile(r"(?<![\w.-])\d+(?![\w.-])")
SIZE = re.compile(r"\b\d+Gi\b")


def command(step: Step) -> str:
    return " ".join(step.get("argv", [])[1:])


def is_compared(step: Step) -> bool:
    """Commands whose output was recorded, and calls."""
    if "http" in step:
        return "status" in step
    known = "argv" in step and step.get("stdout") is not None
    return known and not any(command(step).startswith(start) for start in NOT_COMPARED)


def differences(played: Played, recorded: Free, found: Free) -> list[Difference]:
    """How one step's answer differs from the recorded one."""
    if "http" in played.step:
        return list(_call_differences(played, recorded, found))
    return list(_command_differences(played, recorded, found))


def _command_differences(played: Played, recorded: Free, found: Free) -> Iterator[Difference]:
    step, what = played.step, command(played.step)
    if step.get("background"):
        rows = phases(step["stdout"], recorded), phases(played.stdout, found)
        yield from _text("rows", played, *rows)
        return
    if played.code != step["rc"] and not step.get("timed_out"):
        yield Difference("steps", played.index, what, "exit code", step["rc"], played.code)
    expected = reduced(recorded.output(step["stdout"]), what)
    yield from _text("stdout", played, expected, reduced(found.output(played.stdout), what))
    expected = reduced(recorded.output(step["stderr"]), what)
    yield from _text("stderr", played, expected, reduced(found.output(played.stderr), what))


def _text(part: str, played: Played, expected: list[str], found: list[str]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    for kind, start, end, other, other_end in matcher.get_opcodes():
        if kind != "equal":
            field = f"{part} line {start + 1}"
            lines = "\n".join(expected[start:end]), "\n".join(found[other:other_end])
            yield Difference("steps", played.index, command(played.step), field, *lines)


def _call_differences(played: Played, recorded: Free, found: Free) -> Iterator[Difference]:
    step = played.step
    what = f"{step['http']['method']} {step['http']['path']}"
    if step["status"] != played.code:
        yield Difference("steps", played.index, what, "status", step["status"], played.code)
    expected, answered = recorded.obj(step["response"]), found.obj(played.answer)
    for path, *values in fields(expected, answered):
        yield Difference("steps", played.index, what, path, *values)


def reduced(lines: list[str], what: str) -> list[str]:
    """The lines that count; in an order of their own where the real one is free."""
    kept = [shown for line in lines if (shown := rewritten(line)) is not None]
    if re.search(r"get (pvc?|po,pvc)\b", what):
        kept = [SIZE.sub("SIZE", line) for line in kept]
    if what.startswith("describe node"):
        kept = [MEMBER.sub("POD", line) for line in kept]
    if "endpointslices" in what:
        kept = [line for line in kept if "generation:" not in line]
    if re.search(r"get events?\b", what):
        kept = list(dict.fromkeys(kept))
    if UNORDERED.search(what) or any("SUFFIX" in line or "HASH-" in line for line in kept):
        kept.sort()
    if what.startswith("rollout status"):
        kept = turning_points([line for line, _ in groupby(kept) if not WAITING.match(line)])
    return _with_events_sorted(kept)


def _with_events_sorted(lines: list[str]) -> list[str]:
    """Events of one second stand in no promised order; how often each was seen is free."""
    if "Events:" not in lines:
        return lines
    start = lines.index("Events:")
    return lines[:start] + sorted(set(lines[start:]))


def phases(printed: str, free: Free) -> list[str]:
    """Of a watch: object by object the phases that it shows, however often each row came."""
    by_object: dict[str, list[str]] = defaultdict(list)
    for line in printed.splitlines():
        shown = rewritten(free.output(line)[0]) if line.strip() else None
        if shown is not None:
            by_object[_object_of(line)].append(re.sub(r" AGE\b.*|\(AGE ago\)", "", shown))
    told = [turning_points([row for row, _ in groupby(rows)]) for rows in by_object.values()]
    return [row for rows in sorted(told) for row in rows]


def _object_of(row: str) -> str:
    return next((word for word in row.split() if word not in ("ADDED", "MODIFIED", "DELETED")), "")


def turning_points(rows: list[str]) -> list[str]:
    """Without the counts that are only passed on the way up or down: writes may coalesce."""
    kept: list[str] = []
    for row in rows:
        while len(kept) > 1 and _is_between(kept[-2], kept[-1], row):
            kept.pop()
        kept.append(row)
    return kept


def _is_between(first: str, middle: str, last: str) -> bool:
    """True if the three differ in numbers only, and each of the numbers only rises or only falls."""
    rows = (first, middle, last)
    if len({NUMBER.sub("#", row) for row in rows}) > 1:
        return False
    columns = zip(*([int(number) for number in NUMBER.findall(row)] for row in rows), strict=True)
    return all(one <= two <= three or one >= two >= three for one, two, three in columns)
