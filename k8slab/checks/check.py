"""One check: a task's name, its points and the property that must hold."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from k8slab.checks.state import State
from k8slab.checks.unmet import Unmet
from k8slab.story import Story
from k8slab.verdict import Verdict

Property = Callable[[Story, State], object]
"""Returns None when it holds and raises Unmet when it does not."""


@dataclass(frozen=True)
class Check:
    """A property over story and state. ``title`` is what the student reads, ``hints`` tell more and more."""

    name: str
    points: float
    title: str
    holds: Property
    hints: tuple[str, ...] = ()
    docs: str = ""

    def judge(self, story: Story, state: State) -> Verdict:
        """All points or none. A mistake in the check itself is told as such and never raised."""
        try:
            answer = self.holds(story, state)
        except Unmet as unmet:
            return self._verdict(unmet)
        except Exception as error:
            return self._verdict(_mistake(error))
        if answer is not None:
            return self._verdict(
                _mistake(TypeError(f"it must return None or raise Unmet, not return {answer!r}"))
            )
        return self._verdict(None)

    def _verdict(self, unmet: Unmet | None) -> Verdict:
        return Verdict(
            check=self.name,
            title=self.title,
            points=self.points,
            earned=0 if unmet else self.points,
            expected=unmet.expected if unmet else "",
            found=unmet.found if unmet else "",
            where=unmet.where if unmet else "",
            at=unmet.at if unmet else None,
            next=unmet.next if unmet else "",
            hints=self.hints,
            docs=self.docs,
        )


def check(
    name: str, *, points: float, title: str = "", hints: Sequence[str] = (), docs: str = ""
) -> Callable[[Property], Check]:
    """Make a function ``(story, state) -> None`` a check. Its docstring's first line is the default title."""

    def decorate(holds: Property) -> Check:
        said = (inspect.getdoc(holds) or name).splitlines()[0].rstrip(".")
        return Check(name, points, title or said, holds, tuple(hints), docs)

    return decorate


def _mistake(error: Exception) -> Unmet:
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{Path(frame[0].filename).name}, line {frame[0].lineno}" if frame else ""
    return Unmet(
        expected="a check that can judge this cluster",
        found=f"a mistake in the check itself: {type(error).__name__}: {error}",
        where=where,
        next="Tell your instructor: this is not your fault.",
    )
