"""One fault of a lab's cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import TracebackType
from typing import Any, Self

from k8slab.backends.control import Control
from k8slab.story.moment import seconds_text
from k8slab.translation import say


@dataclass(frozen=True, repr=False)
class Fault:
    """A fault as it began; times are virtual seconds. As a context manager it ends with the block.

    ``until`` is when it will be lifted by itself, None if never.
    """

    id: str
    kind: str
    target: Mapping[str, Any]
    description: str
    since: float
    until: float | None = None
    ended: float | None = None
    control: Control | None = field(default=None, compare=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], control: Control) -> Fault:
        """From the control API's answer; fields that this version does not know are ignored."""
        known = {each.name for each in fields(cls)} - {"control"}
        return cls(**{name: value for name, value in data.items() if name in known}, control=control)

    @property
    def is_in_force(self) -> bool:
        """Neither lifted nor rewound; asks the cluster."""
        found = self.control.faults()["faults"] if self.control is not None else []
        return any((each["id"], each["since"]) == (self.id, self.since) for each in found)

    def lift(self) -> None:
        """End it; a fault that is over stays so."""
        if self.control is not None and self.is_in_force:
            self.control.lift_fault(self.id)

    @property
    def duration(self) -> str:
        """How long it lasts, in words."""
        if self.ended is not None:
            return say("until {time}", time=seconds_text(self.ended))
        return (
            say("until it is lifted")
            if self.until is None
            else say("until {time}", time=seconds_text(self.until))
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lift()

    def __repr__(self) -> str:
        return f"<{self.id}: {self.description} Since {seconds_text(self.since)}, {self.duration}.>"
