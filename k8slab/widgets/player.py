"""Playing a cluster: going on, standing still, looking back, going back.

1. Looking never moves time: `look`, `follow` and `refresh` change nothing in the cluster.
2. With the instant clock time goes on while it is played: `pace` virtual seconds to the second, until the
   cluster has settled, by tenths. A page that did not ask for a while is not made up for.
3. With a live clock time goes on by itself: playing is letting it, and `pace` is its speed.
4. Whoever moves time sees the present.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from k8slab.errors import K8slabError
from k8slab.story import Story, seconds_text
from k8slab.translation import message, say
from k8slab.widgets.feed import Feed
from k8slab.widgets.subject import Subject, Viewer
from k8slab.widgets.window import WHOLE, Window

PACES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Virtual seconds to the second, to choose from."""
LONGEST_TICK = 1.0
"""Seconds: a page that was hidden for longer goes on from where it was."""
LONGEST_SETTLE = 3600.0
"""Virtual seconds: a pod that crashes again and again never settles."""

MOST_TOLD = 5
"""So many changes of one step are told."""

GONE = message("The cluster is gone. Next: `lab = Lab()` makes a new one, `lab.dashboard()` shows it.")


class Player:
    """One cluster, played. ``subject`` gives the lab, or None once nobody holds it any more."""

    def __init__(self, subject: Callable[[], Subject | None], viewer: Viewer) -> None:
        self._subject = subject
        self._viewer = viewer
        self._feed = Feed(viewer.story)
        self._cluster: Mapping[str, Any] = {"time": 0.0, "settled": True, "clock": "instant"}
        self._ticked: float | None = None
        self._plays = False
        self._pace = 5.0
        self._looking_at: float | None = None
        self.commands: list[dict[str, Any]] = []
        """Those that were given until now: {"time", "namespace", "command", "object"}."""
        self.window: Window = WHOLE
        self.gone = ""
        """Why there is nothing to be seen any more; empty as long as there is."""

    @property
    def story(self) -> Story:
        return self._feed.story

    @property
    def version(self) -> int:
        """Another number whenever the story is another one."""
        return self._feed.version

    @property
    def now(self) -> float:
        return float(self._cluster["time"])

    @property
    def shown(self) -> float:
        """The virtual second that pictures are of."""
        return self.now if self._looking_at is None else self._looking_at

    @property
    def is_looking_back(self) -> bool:
        return self._looking_at is not None

    @property
    def is_live(self) -> bool:
        return str(self._cluster["clock"]) != "instant"

    @property
    def is_settled(self) -> bool:
        return bool(self._cluster["settled"])

    @property
    def is_moving(self) -> bool:
        """Is another time shown at the next question?"""
        return self.is_playing and not self.is_looking_back

    @property
    def is_playing(self) -> bool:
        """Does time go on by itself?"""
        return not self._cluster.get("paused", False) if self.is_live else self._plays

    @property
    def pace(self) -> float:
        return float(str(self._cluster["clock"]).partition(":")[2] or 1) if self.is_live else self._pace

    def words(self) -> str:
        """Where we are, for people."""
        if self.gone:
            return self.gone
        if self._looking_at is not None:
            return say(
                "looking at {time} of {now}", time=seconds_text(self.shown), now=seconds_text(self.now)
            )
        return say("{activity} at {now}", activity=self._activity(), now=seconds_text(self.now))

    def _activity(self) -> str:
        if self.is_live:
            return (
                say("live, {pace:g} s to the second,", pace=self.pace)
                if self.is_playing
                else say("live, paused")
            )
        if self.is_playing:
            return say("playing, {pace:g} s to the second,", pace=self.pace)
        return say("settled") if self.is_settled else say("busy, time stands still")

    def refresh(self) -> None:
        """Look at the cluster as it is."""
        if self.gone:
            return
        try:
            self._cluster = self._viewer.cluster()
            if self._feed.refresh():
                self.commands = self._viewer.marks()
        except K8slabError:
            self.gone = say(GONE)
            self._plays = False
        if self._looking_at is not None and self._looking_at > self.now:
            self._looking_at = None

    def tick(self, clock: float) -> None:
        """The page asks again; ``clock`` are seconds of any clock. Rule 2."""
        if self._plays and not self.is_live:
            self._play_on(clock)
        self.refresh()
        self._plays = self._plays and not self.is_settled

    def _play_on(self, clock: float) -> None:
        """By whole tenths; the rest is kept for the next time."""
        elapsed = 0.0 if self._ticked is None else min(clock - self._ticked, LONGEST_TICK)
        seconds = math.floor(elapsed * self._pace * 10 + 1e-9) / 10
        if seconds > 0:
            self._lab().advance(seconds)
        self._ticked = clock - (elapsed - seconds / self._pace)

    def play(self) -> None:
        if self.is_live:
            self._lab().resume()
        self._plays, self._ticked = True, None
        self.follow()

    def pause(self) -> None:
        if self.is_live:
            self._lab().pause()
        self._plays = False
        self.refresh()

    def go_at(self, pace: float) -> None:
        """So many virtual seconds to the second. Raises K8slabError for a pace that is not above 0."""
        if not pace > 0:
            raise K8slabError(say("expected a pace above 0, found {pace:g}", pace=pace))
        if self.is_live:
            self._lab().speed = pace
        self._pace = pace
        self.refresh()

    def step(self) -> str:
        """To the next change that can be seen; what happened, in words."""
        happened = [line.strip() for line in str(self._lab().step()).splitlines()]
        self._stop_here()
        more = len(happened) - MOST_TOLD
        return "; ".join(
            [*happened[:MOST_TOLD], *([say("and {more} more changes", more=more)] if more > 0 else [])]
        )

    def settle(self) -> None:
        """Until nothing more will happen."""
        self._lab().settle(LONGEST_SETTLE)
        self._stop_here()

    def look(self, time: float) -> None:
        """Show a time that was; one that has not come yet is the present."""
        self._looking_at = max(time, 0.0) if time < self.now else None
        self.refresh()

    def follow(self) -> None:
        """Show the present."""
        self._looking_at = None
        self.refresh()

    def rewind(self) -> None:
        """Really go back to what is shown."""
        if self._looking_at is not None:
            self._lab().rewind(self._looking_at)
        self._stop_here()

    def fork(self) -> Subject:
        """Another lab that goes on from what is shown; this one stays as it is."""
        other = self._lab().fork()
        if self._looking_at is not None:
            other.rewind(self._looking_at)
        return other

    def _stop_here(self) -> None:
        self._plays = False
        self.window = WHOLE if self.window.since > self.now else self.window
        self.follow()

    def _lab(self) -> Subject:
        lab = None if self.gone else self._subject()
        if lab is None:
            self.gone = say(GONE)
            raise K8slabError(self.gone)
        return lab
