"""An expectation that a cluster does not meet."""

from __future__ import annotations

from typing import Any

from k8slab.story import Moment
from k8slab.translation import say


class Unmet(Exception):  # noqa: N818 - not a failure of the program
    """What a check raises: expected this, found that, there, at that virtual time; and what to do next.

    A text without values is translated here; one with values was, by `say`.
    """

    def __init__(
        self,
        *,
        expected: str,
        found: str,
        where: str = "",
        at: Moment | float | None = None,
        next: str = "",  # noqa: A002
    ) -> None:
        self.expected, self.found = say(expected), say(found)
        self.where, self.next = say(where), say(next)
        super().__init__(say("expected {expected}, found {found}", expected=self.expected, found=self.found))
        self.at = at.time if isinstance(at, Moment) else at

    def finding(self) -> dict[str, Any]:
        """The fields of a `k8slab.verdict.Finding`."""
        return {
            "expected": self.expected,
            "found": self.found,
            "where": self.where,
            "at": self.at,
            "next": self.next,
        }


def expect(
    holds: bool,
    *,
    expected: str,
    found: str,
    where: str = "",
    at: Moment | float | None = None,
    next: str = "",  # noqa: A002
) -> None:
    """Raise `Unmet` unless it holds."""
    if not holds:
        raise Unmet(expected=expected, found=found, where=where, at=at, next=next)


def history(kind: str, name: str, namespace: str) -> str:
    """Where an expectation about the past shows."""
    return say(
        "the history of {kind} {name}, namespace {namespace}", kind=kind, name=name, namespace=namespace
    )
