"""The lesson's kubectl session, as its source tells it, through any transport."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from k8slab.command_line import Commanded, words
from k8slab.kubectl import run
from k8slab.kubectl.verbs import find_verb

LESSON = Path(__file__).parent.parent / "lessons" / "05-zookeeper"


def commands() -> Iterator[list[str]]:
    """The arguments of every `%kubectl` line, in order."""
    for line in re.findall(r"^%kubectl (.*)$", (LESSON / "lesson.md").read_text(encoding="utf-8"), re.M):
        yield words(line)


def play(transport: Commanded) -> None:
    """Run the whole session. The output goes nowhere."""
    for arguments in commands():
        transport.command = f"kubectl {find_verb(arguments)[0]}"
        run(arguments, transport, out=io.StringIO(), err=io.StringIO(), cwd=LESSON)
