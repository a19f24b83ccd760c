"""The stretch of virtual time that a timeline shows."""

from __future__ import annotations

from typing import NamedTuple

NARROWEST = 0.5
"""Virtual seconds; what is closer together cannot be told apart anyhow."""


class Window(NamedTuple):
    """From ``since`` to ``until``; ``until`` is None if it ends where the shown time is, and goes with it."""

    since: float = 0.0
    until: float | None = None

    @property
    def is_whole(self) -> bool:
        return self == WHOLE

    def seen_at(self, time: float) -> tuple[float, float]:
        """Its edges when that time is shown: it never reaches beyond."""
        until = time if self.until is None else min(self.until, time)
        return min(self.since, until), until

    def zoomed(self, factor: float, time: float, around: float | None = None) -> Window:
        """``factor`` times as wide, around a second, by default its middle."""
        since, until = self.seen_at(time)
        around = (since + until) / 2 if around is None else min(max(around, since), until)
        wide = max((until - since) * factor, NARROWEST)
        share = (around - since) / (until - since) if until > since else 0.5
        return _within(around - share * wide, wide, time)

    def moved(self, share: float, time: float) -> Window:
        """Later by that share of its width; earlier, if it is negative."""
        since, until = self.seen_at(time)
        return _within(since + share * (until - since), until - since, time)


WHOLE = Window()


def _within(since: float, wide: float, time: float) -> Window:
    """The window with both edges between 0 and the shown time. One that touches that time goes with it."""
    if wide >= time:
        return WHOLE
    since = round(min(max(since, 0.0), time - wide), 3)
    until = round(since + wide, 3)
    return Window(since, None if until >= time else until)
