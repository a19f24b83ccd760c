"""The referee: judges checks where a student's code cannot reach, and keeps the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from k8slab.checks.catalogue import Catalogue, UnknownCheckError
from k8slab.checks.state import State
from k8slab.story import Story

__all__ = ["Referee", "UnknownCheckError"]


class Referee:
    """Judges by the checks of a lessons folder, which are loaded when the first one is asked for."""

    def __init__(self, lessons: Path | None = None) -> None:
        self._lessons = lessons
        self._ledger: list[dict[str, Any]] = []

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.load(self._lessons)

    def check(
        self,
        name: str,
        story: Iterable[Mapping[str, Any]],
        state: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    ) -> dict[str, Any]:
        """The verdict as a JSON object; it also goes into the ledger.

        ``story`` is a list of events as dicts, ``state`` objects by resource (by default what the story
        leaves). Raises UnknownCheckError.
        """
        judged = self.catalogue[name]
        told = Story.from_dicts(story)
        verdict = judged.judge(told, State.of(told) if state is None else State(state))
        revision = told.events[-1].moment.revision if told.events else 0
        self._ledger.append(
            {
                "check": name,
                "points": verdict.points,
                "earned": verdict.earned,
                "time": told.end,
                "revision": revision,
            }
        )
        return verdict.as_dict()

    def ledger(self) -> list[dict[str, Any]]:
        """Every verdict given, in order."""
        return [dict(entry) for entry in self._ledger]
