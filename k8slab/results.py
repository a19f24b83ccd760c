"""Where somebody stands in an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.translation import message, say
from k8slab.verdict.page import columns, marked_up

HEADS = (message("Task"), message("Points"), message("Asked"), message("Hints"))


@dataclass(frozen=True)
class Result:
    """A task's last verdict; ``attempts`` is 0 as long as nobody has asked for one."""

    check: str
    title: str
    points: float
    earned: float = 0
    attempts: int = 0
    hints: int = 0

    @property
    def row(self) -> tuple[str, str, str, str]:
        """What the columns of `HEADS` say."""
        score = say("{earned} of {points}", earned=f"{self.earned:g}", points=f"{self.points:g}")
        return self.title, score, _how_often(self.attempts), str(self.hints or "–")


def _how_often(attempts: int) -> str:
    if attempts > 2:
        return say("{number} times", number=attempts)
    return (say("not yet"), say("once"), say("twice"))[attempts]


class Results:
    """The tasks of an assignment that the referee judges, in order. They show themselves."""

    def __init__(self, assignment: str, tasks: tuple[Result, ...]) -> None:
        self.assignment, self.tasks = assignment, tasks

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Results:
        """From {"assignment", "tasks": the fields of each `Result`}."""
        return cls(data["assignment"], tuple(Result(**each) for each in data["tasks"]))

    @property
    def earned(self) -> float:
        return sum(each.earned for each in self.tasks)

    @property
    def points(self) -> float:
        return sum(each.points for each in self.tasks)

    @property
    def headline(self) -> str:
        """How much there is of how much, and what is missing in it."""
        return say(
            "{assignment}: {earned} of the {points} points that the cluster judges. "
            "Your explanations are read by a person.",
            assignment=self.assignment,
            earned=f"{self.earned:g}",
            points=f"{self.points:g}",
        )

    def __repr__(self) -> str:
        rows = [tuple(map(say, HEADS)), *(each.row for each in self.tasks)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
        return "\n".join([*lines, self.headline])

    def _repr_html_(self) -> str:
        rows = (each.row for each in self.tasks)
        return f"{columns(map(say, HEADS), rows)}<p>{marked_up(self.headline)}</p>"
