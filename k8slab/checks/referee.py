"""The referee: judges checks where a student's code cannot reach, and keeps the ledger.

It derives a student's variant itself. Every attempt stands in the ledger; what counts is the last one, since
that is what the graded cell shows. Whoever begins the cluster anew keeps the hints that were asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from k8slab.checks.catalogue import Catalogue, UnknownCheckError, lessons_folder
from k8slab.checks.check import Check
from k8slab.checks.grading import Grading
from k8slab.checks.questions import Questions
from k8slab.checks.state import State
from k8slab.checks.variants import Variants
from k8slab.errors import K8slabError
from k8slab.story import Story
from k8slab.task_sheet import TaskSheet
from k8slab.translation import say
from k8slab.verdict import Hint, Verdict

__all__ = ["Referee", "UnknownCheckError"]


LEDGER = ("verdicts", "hints", "assignments", "predictions")


class Referee:
    """Judges a student by the checks of a lessons folder, loaded when the first one is asked for."""

    def __init__(
        self, lessons: Path | None = None, *, student: str = "", grading: Grading | None = None
    ) -> None:
        self._lessons = lessons or lessons_folder()
        self._told = grading
        self._student = student
        self._attempts: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._predictions: dict[str, dict[str, Any]] = {}
        self._ledger: dict[str, list[dict[str, Any]]] = {name: [] for name in LEDGER}

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.load(self._lessons)

    @cached_property
    def questions(self) -> Questions:
        return Questions.load(self._lessons)

    @cached_property
    def grading(self) -> Grading:
        return Grading.load(self._lessons) if self._told is None else self._told

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
        sheet = self._sheet(judged.variants)
        verdict = judged.judge(told, State.of(told) if state is None else State(state), sheet)
        verdict = self._charged(judged, verdict, sheet)
        self._enter(verdict, told)
        return verdict.as_dict()

    def hint(self, name: str, number: int, time: float) -> dict[str, Any]:
        """A task's hint of that number, and the note that it was asked for at that virtual second.

        Hints come in order: who asks for the third has the first two as well. Raises K8slabError for a
        number that there is not.
        """
        check = self.catalogue[name]
        texts = check.told_hints(self._sheet(check.variants))
        if not 1 <= number <= len(texts):
            raise K8slabError(
                say(
                    "expected the number of a hint for {name!r}, 1 to {most}, found {number}",
                    name=name,
                    most=len(texts),
                    number=number,
                )
            )
        price = self.grading.hint_price
        for each in range(self._asked[name] + 1, number + 1):
            self._ledger["hints"].append({"check": name, "hint": each, "time": time, "price": price})
        self._asked[name] = max(self._asked[name], number)
        earlier = tuple(texts[: number - 1])
        return vars(Hint(name, number, len(texts), texts[number - 1], time, price, earlier))

    def assignment(self, name: str) -> dict[str, Any]:
        """The student's task sheet as a JSON object. Raises UnknownCheckError."""
        return self._sheet(self.catalogue.assignment(name)).as_dict()

    def results(self, assignment: str) -> dict[str, Any]:
        """{"assignment", "tasks": {"check", "title", "points", "earned", "attempts", "hints"} of each}.

        A task's last verdict counts. Raises UnknownCheckError.
        """
        checks = self.catalogue.of(assignment)
        sheet = self._sheet(self.catalogue.assignment(assignment))
        return {"assignment": assignment, "tasks": [self._result(check, sheet) for check in checks]}

    def _result(self, check: Check, sheet: TaskSheet) -> dict[str, Any]:
        said = reversed(self._ledger["verdicts"])
        return {
            "check": check.name,
            "title": check.told_title(sheet),
            "points": check.points,
            "earned": next((each["earned"] for each in said if each["check"] == check.name), 0),
            "attempts": self._attempts[check.name],
            "hints": self._asked[check.name],
        }

    def predict(self, name: str, letter: str, time: float) -> dict[str, Any]:
        """A prediction, kept as made at that virtual second; without a letter, what is known of the question.

        The last one counts. Raises K8slabError for a question or a letter that there is not.
        """
        question = self.questions[name]
        told = self._predictions.setdefault(name, {"question": name, "letters": question.letters})
        if letter:
            choice = question.choice(letter)
            told |= {"letter": letter, "choice": choice, "time": time}
            told |= {"answer": question.answer, "was": question.choice(question.answer)}
            self._ledger["predictions"].append({"question": name, "letter": letter, "time": time})
        return dict(told)

    def predictions(self) -> dict[str, list[dict[str, Any]]]:
        """{"predictions": one for each question that was asked, in order}."""
        return {"predictions": [dict(each) for each in self._predictions.values()]}

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """All that was said, in order: {"verdicts", "hints", "assignments", "predictions"}."""
        return deepcopy(self._ledger)

    def _sheet(self, variants: Variants) -> TaskSheet:
        student = self._student if self.grading.variants else ""
        sheet = variants.sheet(student, self.grading.seed)
        self._note(sheet)
        return sheet

    def _note(self, sheet: TaskSheet) -> None:
        """The ledger says once what was asked of the student."""
        told = sheet.as_dict()
        entry = {name: told[name] for name in ("assignment", "student", "values")}
        if told["assignment"] and entry not in self._ledger["assignments"]:
            self._ledger["assignments"].append(entry)

    def _charged(self, check: Check, verdict: Verdict, sheet: TaskSheet) -> Verdict:
        """With the hints that were asked for, and without what they cost."""
        asked = self._asked[check.name]
        charged = min(verdict.earned, asked * self.grading.hint_price)
        hints = tuple(check.told_hints(sheet)[:asked])
        return replace(verdict, earned=verdict.earned - charged, charged=charged, hints=hints)

    def _enter(self, verdict: Verdict, told: Story) -> None:
        self._attempts[verdict.check] += 1
        self._ledger["verdicts"].append(
            {
                "check": verdict.check,
                "student": self._student,
                "attempt": self._attempts[verdict.check],
                "points": verdict.points,
                "earned": verdict.earned,
                "parts": {part.name: part.earned for part in verdict.parts},
                "charged": verdict.charged,
                "time": told.end,
                "revision": told.events[-1].moment.revision if told.events else 0,
            }
        )
