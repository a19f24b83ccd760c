"""What an expectation that is not met says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from k8slab.story.moment import seconds_text
from k8slab.translation import say


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Expected this, found that, there; ``at`` is the virtual second at which it shows, if any."""

    expected: str = ""
    found: str = ""
    where: str = ""
    at: float | None = None
    next: str = ""

    def finding(self) -> dict[str, Any]:
        """The fields of the finding alone."""
        return {field.name: getattr(self, field.name) for field in fields(Finding)}

    def findings(self) -> Iterator[tuple[str, str]]:
        """(label, text) of what a student needs to know."""
        when = "" if self.at is None else say("at {time}", time=seconds_text(self.at))
        place = ", ".join(filter(None, (self.where, when)))
        told = (
            (say("expected"), self.expected),
            (say("found"), self.found),
            (say("where"), place),
            (say("next"), self.next),
        )
        yield from ((label, text) for label, text in told if text)
