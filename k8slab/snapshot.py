"""A moment of a lab's cluster that can be gone back to."""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.story import seconds_text


@dataclass(frozen=True, repr=False)
class Snapshot:
    """``time`` is the virtual second; ``entries`` its place in the journal, so that it costs only bytes."""

    name: str
    time: float
    entries: int

    def __repr__(self) -> str:
        return f"<Snapshot {self.name!r} at {seconds_text(self.time)}>"
