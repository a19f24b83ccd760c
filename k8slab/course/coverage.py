"""Which cell of which lesson runs each step of the article: `lessons/COVERAGE.md`, from the tags of cells.

A code cell of a `lesson.md` has the tag `S23` if it runs step 23; it may have several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from k8slab.course.lesson import Lesson
from k8slab.course.notebook import read
from k8slab.errors import K8slabError

FILE = Path("lessons/COVERAGE.md")
STEPS = 68
TITLE = """\
# Coverage

Each step of the article, and the cells that run it. Built from the cells' tags by
`python -m k8slab.course coverage`; change nothing here by hand.

| step | lesson | part | cell |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Covering:
    """A cell that runs a step."""

    step: int
    lesson: str
    part: str
    cell: str

    @property
    def row(self) -> str:
        """A row of the table."""
        shown = self.cell.replace("|", r"\|").replace("`", "'")
        link = f"[{self.lesson}](../course/{self.lesson}.ipynb)"
        return f"| S{self.step} | {link} | {self.part} | `{shown}` |\n"


def document(lessons: list[Lesson]) -> str:
    """The text of COVERAGE.md: in the order of the steps, then of the lessons; steps without a cell, too."""
    found = [cell for lesson in lessons for cell in covered(lesson)]
    return TITLE + "".join(_rows(step, found) for step in range(1, STEPS + 1))


def covered(lesson: Lesson) -> Iterator[Covering]:
    """The cells of a lesson that run a step, in order. Raises K8slabError for a step that there is not."""
    part = ""
    for cell in read(lesson.text, lesson.name)[0].cells:
        if cell.cell_type == "markdown":
            part = ([part] + re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE))[-1]
            continue
        for step in steps_of(cell, lesson.name):
            yield Covering(step, lesson.name, part, cell.source.splitlines()[0])


def steps_of(cell: Any, lesson: str) -> list[int]:
    """The steps that a cell's tags name."""
    steps = [int(tag[1:]) for tag in cell.metadata.get("tags", []) if re.fullmatch(r"S\d+", tag)]
    for step in steps:
        if not 1 <= step <= STEPS:
            raise K8slabError(f"{lesson}: expected a tag from S1 to S{STEPS}, found S{step}")
    return steps


def _rows(step: int, found: list[Covering]) -> str:
    rows = "".join(cell.row for cell in found if cell.step == step)
    return rows or f"| S{step} | – | – | – |\n"
