"""The marks of commands that people gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from k8slab.pictures.mark import COMMAND, Mark
from k8slab.pictures.wording import some_of
from k8slab.translation import say

MOST_NAMES = 4


def command_marks(done: Iterable[Mapping[str, Any]], namespace: str | None = None) -> list[Mark]:
    """From {"time", "namespace", "command", "object"}; those of a namespace and of what has none.

    What one command did at one moment is one mark.
    """
    chosen = (each for each in done if namespace is None or each["namespace"] in (namespace, ""))
    groups = groupby(chosen, key=lambda each: (each["time"], each["command"]))
    return [Mark(time, COMMAND, _text(command, group)) for (time, command), group in groups]


def _text(command: str, group: Iterable[Mapping[str, Any]]) -> str:
    objects = Counter(each["object"] for each in group if each["object"])
    names = [
        name if times == 1 else say("{name} ({times} times)", name=name, times=times)
        for name, times in objects.items()
    ]
    return f"{command} {some_of(names, MOST_NAMES)}".strip()
