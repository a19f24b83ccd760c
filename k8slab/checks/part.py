"""Properties of a task that are judged one by one, each with points of its own."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from k8slab.checks.unmet import Unmet
from k8slab.translation import say
from k8slab.verdict import Part

_judged: ContextVar[list[Part] | None] = ContextVar("judged", default=None)


@contextmanager
def part(name: str, *, points: float) -> Iterator[None]:
    """A property: its points are earned if nothing is raised within. The parts after it are judged anyway.

    So nothing that a later part needs may be made within one. A mistake in it is told and loses its points
    only. Outside of a check's judgement, `Unmet` goes on.
    """
    judged, name = _judged.get(), say(name)
    try:
        yield
    except Exception as error:
        if judged is None:
            raise
        judged.append(not_met(name, points, error))
    else:
        if judged is not None:
            judged.append(Part(name=name, points=points, earned=points))


@contextmanager
def collected() -> Iterator[list[Part]]:
    """The parts that are judged meanwhile, in order."""
    judged: list[Part] = []
    token = _judged.set(judged)
    try:
        yield judged
    finally:
        _judged.reset(token)


def not_met(name: str, points: float, error: Exception) -> Part:
    """A part without its points."""
    unmet = error if isinstance(error, Unmet) else mistake(error)
    return Part(name=name, points=points, earned=0, **unmet.finding())


def mistake(error: Exception) -> Unmet:
    """A mistake in the check itself, told as such."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{Path(frame[0].filename).name}, line {frame[0].lineno}" if frame else ""
    return Unmet(
        expected=say("a check that can judge this cluster"),
        found=say(
            "a mistake in the check itself: {error_type}: {error}",
            error_type=type(error).__name__,
            error=error,
        ),
        where=where,
        next=say("Tell your instructor: this is not your fault."),
    )
