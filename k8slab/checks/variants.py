"""Variants: what an assignment asks of each student, chosen by a seed, so that a copied answer shows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.errors import K8slabError
from k8slab.task_sheet import TaskSheet
from k8slab.translation import say


@dataclass(frozen=True)
class Choice:
    """What a value may be; the first is that of the course itself, where no student is named."""

    values: tuple[Any, ...]
    about: str = ""


def choice(*values: Any, about: str = "") -> Choice:
    """One of these JSON values; ``about`` says on the task sheet what the value is."""
    if not values:
        raise K8slabError(say("expected values to choose from for {about!r}, found none", about=about))
    return Choice(values, about)


class Variants:
    """An assignment's fields with their choices: ``Variants("ensemble", namespace=choice("quorum", …))``.

    A value depends on the seed, the assignment, the student and the field, and on nothing else: a field that
    is added changes no other.
    """

    def __init__(self, assignment: str, **fields: Choice) -> None:
        self.assignment = assignment
        self.fields: Mapping[str, Choice] = fields
        if reserved := sorted(set(fields) & set(dir(TaskSheet))):
            raise K8slabError(
                say(
                    "{assignment}: expected other names of values than {reserved}",
                    assignment=assignment,
                    reserved=", ".join(reserved),
                )
            )

    def sheet(self, student: str, seed: str) -> TaskSheet:
        """The values of a student ("" for none: the first choices); the seed is the instructor's secret."""
        values = {name: self._value(name, student, seed) for name in self.fields}
        about = {name: field.about for name, field in self.fields.items()}
        return TaskSheet(self.assignment, student, values, about)

    def _value(self, name: str, student: str, seed: str) -> Any:
        choices = self.fields[name].values
        if not student:
            return choices[0]
        told = "\0".join((seed, self.assignment, student, name))
        number = int.from_bytes(hashlib.sha256(told.encode()).digest()[:8])
        return choices[number % len(choices)]


NONE = Variants("")
"""Of checks in a file that declares none: everybody is asked for the same."""
