"""One check: a task's name, its points and the properties that must hold."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from k8slab.checks.part import collected, mistake, not_met
from k8slab.checks.state import State
from k8slab.checks.unmet import Unmet
from k8slab.checks.variants import NONE, Variants
from k8slab.story import Story
from k8slab.task_sheet import TaskSheet
from k8slab.translation import say
from k8slab.verdict import Part, Verdict

Property = Callable[[Story, State], object] | Callable[[Story, State, TaskSheet], object]
"""Returns None when it holds and raises Unmet when it does not; parts of it are judged one by one."""


@dataclass(frozen=True)
class Check:
    """Properties over story and state. ``title`` is what the student reads, ``hints`` tell more and more.

    Both may have ``$namespace`` and other values of the assignment's ``variants`` in them.
    """

    name: str
    points: float
    title: str
    holds: Property
    hints: tuple[str, ...] = ()
    docs: str = ""
    variants: Variants = NONE

    def judge(self, story: Story, state: State, sheet: TaskSheet | None = None) -> Verdict:
        """The points of the parts that hold; without parts, all points or none.

        What is raised outside of any part loses all the points not earned before. A mistake in the check
        itself is told as such and never raised. The sheet is by default that of no student in particular.
        """
        sheet = sheet or self.variants.sheet("", "")
        with collected() as parts:
            unmet = self._ask(story, state, sheet)
        if unmet is None and parts and not isclose(_sum(parts), self.points):
            unmet = mistake(
                ValueError(
                    say(
                        "expected parts worth {points:g} points, found {found:g}",
                        points=self.points,
                        found=_sum(parts),
                    )
                )
            )
        if unmet is not None and parts:
            parts.append(not_met(say("the rest"), max(0, self.points - _sum(parts)), unmet))
        return self._verdict(tuple(parts), unmet, sheet)

    def told_title(self, sheet: TaskSheet) -> str:
        """The title, with a student's values."""
        return sheet.fill(say(self.title))

    def told_hints(self, sheet: TaskSheet) -> list[str]:
        """The hints, with a student's values."""
        return [sheet.fill(say(hint)) for hint in self.hints]

    def _ask(self, story: Story, state: State, sheet: TaskSheet) -> Unmet | None:
        """What is not met outside of parts."""
        arguments: list[Any] = [story, state, sheet]
        try:
            answer = self.holds(*arguments[: _arity(self.holds)])
        except Unmet as unmet:
            return unmet
        except Exception as error:
            return mistake(error)
        if answer is not None:
            return mistake(
                TypeError(say("it must return None or raise Unmet, not return {answer!r}", answer=answer))
            )
        return None

    def _verdict(self, parts: tuple[Part, ...], unmet: Unmet | None, sheet: TaskSheet) -> Verdict:
        whole = 0 if unmet else self.points
        first = next((part.finding() for part in parts if not part.passed), unmet.finding() if unmet else {})
        return Verdict(
            check=self.name,
            title=self.told_title(sheet),
            points=self.points,
            earned=sum(part.earned for part in parts) if parts else whole,
            parts=parts,
            hints_there=len(self.hints),
            docs=self.docs,
            **first,
        )


def check(
    name: str, *, points: float, title: str = "", hints: Sequence[str] = (), docs: str = ""
) -> Callable[[Property], Check]:
    """Make a function ``(story, state) -> None`` a check; it may take the student's `TaskSheet` as a third.

    Its docstring's first line is the default title. With parts (``with part("…", points=2):``), their points
    add up to the check's.
    """

    def decorate(holds: Property) -> Check:
        said = (inspect.getdoc(holds) or name).splitlines()[0].rstrip(".")
        return Check(name, points, title or said, holds, tuple(hints), docs)

    return decorate


def _arity(holds: Property) -> int:
    return len(inspect.signature(holds).parameters)


def _sum(parts: Sequence[Part]) -> float:
    return sum(part.points for part in parts)
