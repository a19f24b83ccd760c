"""The values of an assignment that are one student's own."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any

from k8slab.translation import message, say
from k8slab.verdict.page import marked_up, table

NOBODY = message(
    "Nobody is named: these are the course's own values. In a class, start with K8SLAB_STUDENT=you."
)


class TaskSheet:
    """An assignment's values for one student: ``task.namespace``, ``task.replicas``; it shows them.

    ``about`` says what each value is.
    """

    def __init__(
        self, assignment: str, student: str, values: Mapping[str, Any], about: Mapping[str, str]
    ) -> None:
        self._assignment, self._student = assignment, student
        self._values, self._about = dict(values), dict(about)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TaskSheet:
        """The inverse of `as_dict`."""
        return cls(data["assignment"], data["student"], data["values"], data["about"])

    def as_dict(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "assignment": self._assignment,
            "student": self._student,
            "values": dict(self._values),
            "about": dict(self._about),
        }

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("_values", {})
        if name not in values:
            there = ", ".join(values) or say("none")
            raise AttributeError(
                say("expected a value of this assignment ({there}), found {name!r}", there=there, name=name)
            )
        return values[name]

    def fill(self, text: str) -> str:
        """The text with ``$namespace``, ``$replicas``, … replaced by this student's values."""
        return Template(text).safe_substitute({name: str(value) for name, value in self._values.items()})

    @property
    def headline(self) -> str:
        """Whose sheet of which assignment."""
        return (
            say("{assignment}: for {student}", assignment=self._assignment, student=self._student)
            if self._student
            else self._assignment
        )

    @property
    def _note(self) -> list[str]:
        return [] if self._student else [say(NOBODY)]

    def __repr__(self) -> str:
        widths = max(map(len, self._values), default=0), max(map(len, self._shown()), default=0)
        lines = (
            f"  task.{name:<{widths[0]}}  {value:<{widths[1]}}  {say(self._about.get(name, ''))}".rstrip()
            for name, value in zip(self._values, self._shown(), strict=True)
        )
        return "\n".join([self.headline, *lines, *self._note])

    def _repr_html_(self) -> str:
        rows = (
            (f"`{value}`", f"{say(self._about.get(name, ''))} (`task.{name}`)")
            for name, value in zip(self._values, self._shown(), strict=True)
        )
        note = "".join(f"<p style='margin:0'>{marked_up(each)}</p>" for each in self._note)
        return f"<p style='margin:0'><strong>{marked_up(self.headline)}</strong></p>{table(rows)}{note}"

    def _shown(self) -> list[str]:
        return [str(value) for value in self._values.values()]
