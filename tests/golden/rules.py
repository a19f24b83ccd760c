"""The accepted differences: each a named rule with its reason. One that hides a wrong behaviour is a defect.

A rule about lines rewrites, on both sides, what is printed or said in an event (no replacement: the line is
left out). A rule about differences accepts one that was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.golden.difference import MISSING, Difference


@dataclass(frozen=True)
class LineRule:
    """Lines in which `pattern` is found are rewritten, or left out."""

    name: str
    reason: str
    pattern: re.Pattern[str]
    replacement: str | None = None

    def apply(self, line: str) -> str | None:
        if self.replacement is None:
            return None if self.pattern.search(line) else line
        return self.pattern.sub(self.replacement, line)


@dataclass(frozen=True)
class Rule:
    """Differences for which `covers` holds are accepted."""

    name: str
    reason: str
    covers: Callable[[Difference], bool]


LINE_RULES = (
    LineRule(
        "hollow kubelet",
        "Races inside the hollow kubelet, and what it runs on; NOTES call them not to be imitated.",
        re.compile(
            r"FailedMount|ImageGCFailed|InvalidDiskCapacity|Debian GNU/Linux|ContainerStatusUnknown"
            r"|Starting kubelet|NodeAllocatableEnforced|NodeHasSufficient|NodeHasNoDiskPressure"
        ),
    ),
    LineRule(
        "image on the node",
        "Whether a node had to pull an image is the node's: hollow nodes hold every image that exists.",
        re.compile(r"Pulling image \"(?!\S*(broken|non-existent|no-such|:404))"),
    ),
    LineRule(
        "image on the node",
        "As above; how long a pull took and how large the image is, is the registry's.",
        re.compile(
            r"(Successfully pulled image|Container image) (\"[^\"]*\")( already present on machine| in ).*"
        ),
        r"Pulled \2",
    ),
    LineRule(
        "hollow kubelet",
        "Its program has a name of its own, under which it manages fields.",
        re.compile(r"\bhollow-kubelet\b"),
        "kubelet",
    ),
    LineRule(
        "when files were made",
        "kubectl diff shows the times of two temporary files, by the wall clock.",
        re.compile(r"^((?:---|\+\+\+) (?:LIVE|MERGED)/\S+)\s.*$"),
        r"\1",
    ),
    LineRule(
        "back-off",
        "A pull that fails is tried, and its back-off begins, at times of the node's own: either is seen.",
        re.compile(r"\b(ErrImagePull|ImagePullBackOff)\b"),
        "ErrImagePull/ImagePullBackOff",
    ),
)


def rewritten(line: str) -> str | None:
    """The line as the rules leave it; None if a rule leaves it out."""
    shown: str | None = line
    for rule in LINE_RULES:
        shown = rule.apply(shown) if shown is not None else None
    return shown


def _lines(difference: Difference) -> list[str]:
    """What is on one side only."""
    if difference.area == "events":
        return [difference.about]
    return [line for side in (difference.expected, difference.found) for line in str(side).splitlines()]


def _all_say(text: str) -> Callable[[Difference], bool]:
    """Covers differences of outputs and events in which every line says that."""

    def covers(difference: Difference) -> bool:
        lines = _lines(difference) if difference.area in ("steps", "events") else []
        return bool(lines) and all(text in line for line in lines)

    return covers


def _never_started(difference: Difference) -> bool:
    if difference.area == "milestones":
        return (difference.expected, difference.found) == ("phase Failed", MISSING)
    is_row = difference.field.startswith("rows") and difference.expected == ""
    return is_row and all(GONE_WAITING.fullmatch(line) for line in _lines(difference))


def _hollow_log(difference: Difference) -> bool:
    is_logs = difference.area == "steps" and difference.about.startswith("logs ")
    return is_logs and difference.field == "stdout line 1" and difference.expected == NO_LOG


NO_LOG = 'failed to read log file ".": read .: is a directory'
GONE_WAITING = re.compile(r"DELETED \S+ 0/\d+ Terminating \d+")
RULES = (
    Rule(
        "stale cache",
        "A controller of the real cluster works on a cache, wrote on top of a newer version and tried again.",
        _all_say("the object has been modified"),
    ),
    Rule(
        "scheduler against volume binder",
        "Whether the scheduler looks at a pod before the binder has bound its new claims is a race.",
        _all_say("pod has unbound immediate PersistentVolumeClaims"),
    ),
    Rule(
        "hollow log",
        "Hollow containers write no log, and their kubelet looks for one in a folder: not to be imitated.",
        _hollow_log,
    ),
    Rule(
        "never started, yet failed",
        "A hollow container that was deleted before it started ends as Failed with ContainerStatusUnknown.",
        _never_started,
    ),
)


def accepting(difference: Difference) -> Rule | None:
    """The rule that accepts the difference, if there is one."""
    return next((rule for rule in RULES if rule.covers(difference)), None)
