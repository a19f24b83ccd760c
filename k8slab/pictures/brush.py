"""How stages and revisions look: a pattern and an outline per stage, a colour per number of a revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8slab.pictures.canvas import Canvas
from k8slab.pictures.shapes import Box, circle, element, path, rect
from k8slab.pictures.stage import Stage
from k8slab.pictures.theme import HUES, hue, tint

PATTERNED = (Stage.CREATING, Stage.RUNNING, Stage.TERMINATING)
PLAIN = (Stage.READY, Stage.PENDING, Stage.FAILING, Stage.ENDED)
"""Stages on which a text can be read; on a pattern it needs paper to stand on."""


class Brush:
    """Fills and outlines on a canvas, of stages and of revision numbers (from 1; 0 for no revision)."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def fill(self, stage: Stage, number: int) -> str:
        """The paint of a stage. Ready is solid, Pending and Failing are empty: their outlines tell."""
        if stage in PATTERNED:
            return self.canvas.paint(_name(stage, number))
        if stage is Stage.READY:
            return hue(number)
        return {Stage.ENDED: "ended", Stage.FAILING: "failure-tint"}.get(stage, "paper")

    def outline(self, stage: Stage, number: int) -> dict[str, str | float]:
        """The attributes of a stage's outline: dashed for Pending, heavy for Failing."""
        if stage is Stage.PENDING:
            return {"stroke": "quiet", "stroke_dasharray": "4 3"}
        if stage is Stage.FAILING:
            return {"stroke": "failure", "stroke_width": 2}
        return {"stroke": "edge" if stage in (Stage.TERMINATING, Stage.ENDED) else hue(number)}

    def ink(self, stage: Stage) -> str:
        """The colour of a text in a segment of that stage."""
        return {Stage.READY: "paper", Stage.FAILING: "failure"}.get(stage, "ink")

    def tile(self, box: Box, stage: Stage, number: int, **more: str | float | None) -> str:
        """A rectangle that shows a stage of a pod of that revision."""
        attributes = {**self.outline(stage, number), **more}
        return rect(box, fill=self.fill(stage, number), **attributes)

    def patterns(self, numbers: Iterable[int]) -> str:
        """The patterns of the revisions with these numbers: dots for creating, stripes for running, crosses
        for terminating. They stand once in a picture, before what uses them."""
        used = sorted({_place(number) for number in numbers} or {1})
        return element("defs", *(part for number in used for part in self._of(number)), self._crosses())

    def _of(self, number: int) -> Iterator[str]:
        dots = circle(3, 3, 1.3, fill=hue(number))
        yield self._pattern(_name(Stage.CREATING, number), tint(number), dots)
        stripes = path("M-1 7L7 -1M-1 1L1 -1M5 7L7 5", stroke=hue(number), stroke_width=1.6)
        yield self._pattern(_name(Stage.RUNNING, number), tint(number), stripes)

    def _crosses(self) -> str:
        crosses = path("M0 0L6 6M6 0L0 6", stroke="edge", stroke_width=0.9)
        return self._pattern(_name(Stage.TERMINATING, 0), "leaving", crosses)

    def _pattern(self, name: str, ground: str, content: str) -> str:
        return self.canvas.pattern(name, 6, rect(Box(0, 0, 6, 6), fill=ground), content)


def _place(number: int) -> int:
    """Which of the colours: revisions share them once they are used up."""
    return max(number - 1, 0) % HUES + 1


def _name(stage: Stage, number: int) -> str:
    """The name of a stage's pattern; whoever terminates does so in one way, whatever its revision."""
    word = stage.name.lower()
    return word if stage is Stage.TERMINATING else f"{word}-{_place(number)}"
