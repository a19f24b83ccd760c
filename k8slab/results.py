"""Where somebody stands in an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.verdict.page import LEFT, marked_up

HEADS = ("Task", "Points", "Asked", "Hints")


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
        asked = {0: "not yet", 1: "once", 2: "twice"}.get(self.attempts, f"{self.attempts} times")
        return self.title, f"{self.earned:g} of {self.points:g}", asked, str(self.hints or "–")


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
        return (
            f"{self.assignment}: {self.earned:g} of the {self.points:g} points that the cluster judges. "
            "Your explanations are read by a person."
        )

    def __repr__(self) -> str:
        rows = [HEADS, *(each.row for each in self.tasks)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
        return "\n".join([*lines, self.headline])

    def _repr_html_(self) -> str:
        heads = "".join(f"<th scope='col' style='{LEFT}'>{head}</th>" for head in HEADS)
        rows = "".join(
            "<tr>" + "".join(f"<td style='{LEFT}'>{marked_up(text)}</td>" for text in each.row) + "</tr>"
            for each in self.tasks
        )
        return f"<table><tr>{heads}</tr>{rows}</table><p>{marked_up(self.headline)}</p>"
