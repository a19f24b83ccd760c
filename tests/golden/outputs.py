"""What commands print and calls answer: exit code or status, output, body."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
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
AVAILABLE = re.compile(r"(?<=finish: )\d+(?= of \d+ updated pods are available)")
DAEMONS = re.compile(r"get (ds|daemonsets?)\b")
UNORDERED = re.compile(
    r"get (pv|persistentvolumes|ev|events?|endpointslices)\b|^events\b|describe (svc|service)|^drain\b|SUFFIX"
)
"""Rows that stand in the order of times or names that are free, or that are told by things done at once."""
EVENTS = re.compile(r"get (ev|events?)\b|^events\b|^drain\b")
"""How often something was seen, or tried again, is free."""
MEMBER = re.compile(r"(?<=^  default )[a-z]+-\d+\b")
"""Which of a set's pods runs on a node is free among equals."""
NUMBER = re.compile(r"(?<![\w.-])\d+(?![\w.-])")
SIZE = re.compile(r"\b\d+Gi\b")


HASH_OF_CONTENT = re.compile(r"(?<=\?hash=)[0-9A-F]+")
"""In the URLs of OpenAPI documents."""
SERVER = re.compile(r"(?<=is running at )https://\S+|(?<=serverAddress\":\")[^\"]+")
"""Where the control plane is reached."""
API_SERVER = re.compile(r"\bapiserver-[a-z0-9]{26}(?![a-z0-9])")
PROGRAM = re.compile(r"\b(?:vm|control-plane)_UID")
"""Names that come from the host of the control plane."""
IMAGE_NAMES = "    - names:"
AGES = ("Age", "Last Seen", "First Seen")


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
        rows = phases(step["stdout"], recorded, what), phases(played.stdout, found, what)
        yield from _text("rows", played, *rows)
        return
    if played.code != step.get("rc", played.code) and not step.get("timed_out"):
        yield Difference("steps", played.index, what, "exit code", step["rc"], played.code)
    expected = reduced(recorded.output(step["stdout"]), what)
    yield from _text("stdout", played, expected, reduced(found.output(played.stdout), what))
    if step.get("stderr") is None:
        return
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
    expected, answered = _comparable(step.get("response"), recorded), _comparable(played.answer, found)
    for path, *values in fields(expected, answered):
        yield Difference("steps", played.index, what, path, *values)


def _comparable(answer: Any, free: Free) -> Any:
    """A call's answer without what is free in it, ages in tables and positions in lists included."""
    shown = free.obj(answer)
    if not isinstance(answer, dict):
        return shown
    for index, column in enumerate(answer.get("columnDefinitions") or ()):
        if column["type"] == "date" or column["name"] in AGES:
            for row in shown["rows"]:
                row["cells"][index] = "AGE"
    if token := (answer.get("metadata") or {}).get("continue"):
        position = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        shown["metadata"]["continue"] = {"v": position["v"], "start": free.text(position["start"])}
    return shown


def _placeless(line: str) -> str:
    """A line without what depends on where the control plane runs."""
    for pattern, word in (
        (HASH_OF_CONTENT, "HASH"),
        (SERVER, "SERVER"),
        (API_SERVER, "apiserver-HOST"),
        (PROGRAM, "HOST_UID"),
    ):
        line = pattern.sub(word, line)
    return line


def reduced(lines: list[str], what: str) -> list[str]:
    """The lines that count; in an order of their own where the real one is free."""
    kept = [_placeless(shown) for line in lines if (shown := rewritten(line)) is not None]
    if re.search(r"get (pvc?|po,pvc)\b", what):
        kept = [SIZE.sub("SIZE", line) for line in kept]
    if what.startswith("describe node"):
        kept = [MEMBER.sub("POD", line) for line in kept]
    if re.search(r"get nodes? .*-o yaml", what):
        kept = _with_images_of_all_nodes(kept)
    if "endpointslices" in what:
        kept = [line for line in kept if "generation:" not in line]
    if EVENTS.search(what):
        kept = list(dict.fromkeys(kept))
    if UNORDERED.search(what) or any("SUFFIX" in line or "HASH-" in line for line in kept):
        kept.sort()
    if what.startswith("rollout status"):
        kept = turning_points([line for line, _ in groupby(kept) if not WAITING.match(line)])
        kept = without_rising_availability(kept)
    return _with_events_sorted(kept)


def _with_images_of_all_nodes(lines: list[str]) -> list[str]:
    """Which node has pulled an image depends on which of equal nodes a pod came to: all are put together."""
    names: set[str] = set()
    rest: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if before == IMAGE_NAMES:
            names.add(line)
        elif line != IMAGE_NAMES:
            rest.append(line)
    return rest + sorted(names)


def _with_events_sorted(lines: list[str]) -> list[str]:
    """Events of one second stand in no promised order; how often each was seen is free."""
    if "Events:" not in lines:
        return lines
    start = lines.index("Events:")
    return lines[:start] + sorted(set(lines[start:]))


def phases(printed: str, free: Free, what: str) -> list[str]:
    """Of a watch: object by object the phases that it shows, however often each row came."""
    by_object: dict[str, list[str]] = defaultdict(list)
    for line in printed.splitlines():
        shown = rewritten(free.output(line)[0]) if line.strip() else None
        if shown is not None:
            by_object[_object_of(line)].append(re.sub(r" AGE\b.*|\(AGE ago\)", "", shown))
    seen = without_unseen_creations if DAEMONS.search(what) else list[str]
    told = [turning_points(seen([row for row, _ in groupby(rows)])) for rows in by_object.values()]
    return [row for rows in sorted(told) for row in rows]


def without_unseen_creations(rows: list[str]) -> list[str]:
    """Without the rows of daemon sets that are the following one but for pods that are not seen yet.

    A DaemonSet's controller counts, right after it has made pods, those that its cache shows. Whether the
    watch has brought the new ones by then is a race: both ways out stand in one and the same recording.
    """
    return [row for row, then in zip_longest(rows, rows[1:]) if then is None or not _is_unseen(row, then)]


def _is_unseen(row: str, then: str) -> bool:
    """True if from the one to the other as many pods were scheduled as became up to date, and no more."""
    if NUMBER.sub("#", row) != NUMBER.sub("#", then):
        return False
    now, later = ([int(number) for number in NUMBER.findall(each)] for each in (row, then))
    rises = [after - before for before, after in zip(now, later, strict=True)]
    made = max(rises[:5], default=0)
    return len(rises) >= 5 and made > 0 and rises == [0, made, 0, made, 0, *[0] * len(rises[5:])]


def without_rising_availability(lines: list[str]) -> list[str]:
    """Of "1 of 4 updated pods are available", "2 of 4 ..." and so on only the first line.

    How many of the steps are seen depends on how close together pods on different nodes become ready.
    """
    pairs = zip(["", *lines], lines, strict=False)
    return [line for before, line in pairs if not _is_more_available(before, line)]


def _is_more_available(before: str, line: str) -> bool:
    counts = [AVAILABLE.search(each) for each in (before, line)]
    if None in counts or AVAILABLE.sub("#", before) != AVAILABLE.sub("#", line):
        return False
    fewer, more = (int(count.group()) for count in counts if count)
    return fewer < more


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
