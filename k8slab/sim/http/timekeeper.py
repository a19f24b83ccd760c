"""Who may move virtual time, and how far.

With the *instant* clock time stands still unless somebody waits:

1. An open watch moves time until the cluster has settled; the history is then told and the stream ended.
2. A client whose stream was ended like that, and that watches again although nothing is left to tell and
   nothing left to happen, is held: its stream stays open, so that it does not spin.
3. When someone else changes something, a held stream moves time again, is told what happened, and ended.
4. A client that asks the same question again, and has seen all that its answer can show, is waiting:
   time moves until the answer can have changed, or the cluster has settled.
5. One command may ask many things (kubectl says which requests are one command's): only its first question,
   or one that it asks again, moves time, so that all that it prints is of one moment.
6. Passive clients (viewers, recorders) never move time, and their streams stay open.
7. A client may say how patient it is (kubectl in Python does): its stream ends at the first instant at which
   there is something to tell, or when so many virtual seconds have passed, all of them, settled or not.
   What else it asks with such a word moves nothing.
8. A stream with which `kubectl delete` or `kubectl wait` follows one object ends when that object is gone.

With a *live* clock time follows the wall clock at some speed, and nobody else moves it.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from k8slab.errors import K8slabError
from k8slab.sim.api import status
from k8slab.sim.http.lineage import end_of
from k8slab.sim.http.selection import Selection
from k8slab.sim.http.watch import Watch

if TYPE_CHECKING:
    from k8slab.sim.cluster import Cluster

REMEMBERED_QUESTIONS = 4096
UNTIL_GONE = ("kubectl delete", "kubectl wait")
"""Commands that stay with one object, and never longer than it is there."""
FASTEST = 10_000
"""Virtual seconds to the second, beyond which a live clock's ticks would leave no time for requests."""

T = TypeVar("T")


class Timekeeper(Protocol):
    """What the gateway tells about its clients, so that time can move."""

    @property
    def name(self) -> str:
        """As the command line spells it: `instant`, or `live:2`."""
        ...

    @property
    def follows_wall_clock(self) -> bool:
        """Does it want to be told how the wall clock goes on?"""
        ...

    @property
    def paused(self) -> bool:
        """Does it stand still although it follows the wall clock?"""
        ...

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Change {"speed"} or {"paused"}. Raises ApiError 400 for what cannot be."""
        ...

    def asked(self, question: Hashable, selection: Selection, command: str = "") -> None:
        """A client is about to be told what the selected objects are; `command` tells its commands apart."""
        ...

    def opened(self, watch: Watch) -> None:
        """A stream begins."""
        ...

    def closed(self, watch: Watch) -> None:
        """A stream is over, whoever ended it."""
        ...

    def wrote(self) -> None:
        """A request may have changed something."""
        ...

    def elapsed(self, seconds: float) -> None:
        """The wall clock went on by so much."""
        ...

    def over(self, movement: Movement) -> Timekeeper:
        """One with the same rules for another cluster."""
        ...


class Movement:
    """Moves time, and writes each movement into the journal: what moved it, and how far."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def settle(self, cause: str, limit: float | None = None) -> bool:
        """Run until nothing but idle events is left, or until `limit` virtual seconds have passed."""
        return self._journalled(cause, lambda: self._settle(limit))

    def advance(self, cause: str, seconds: float) -> None:
        """Let so many virtual seconds pass."""
        self.advance_to(cause, self.cluster.clock.now + seconds)

    def advance_to(self, cause: str, time: float) -> None:
        """Let time pass up to that virtual second."""
        self._journalled(cause, lambda: self.cluster.clock.advance_to(time))

    def resume(self, cause: str, time: float, count: int) -> None:
        """Go as far as a movement went that stopped at that time, when so many events had run."""
        self._journalled(cause, lambda: self.cluster.clock.resume(time, count))

    def step(self, cause: str) -> None:
        """Run events until one has changed something that is not mere routine, or until settled."""
        before = self._news()
        self._journalled(cause, lambda: self._step(before))

    def note(self, cause: str) -> None:
        """Write down how far time has passed by itself; without that a replay ends at the last entry."""
        journal, now = self.cluster.journal, stamp(self.cluster)
        told = end_of(journal.entries[-1]) if journal.entries else self.cluster.clock.start
        if told != now["time"]:
            journal.append({**now, "moved": cause, "to": now})

    def _step(self, before: int) -> None:
        while self._news() == before and self.cluster.step():
            pass

    def _news(self) -> int:
        """How many changes there were, without heartbeats."""
        return self.cluster.store.revision - self.cluster.store.quiet

    def until(self, cause: str, enough: Callable[[], bool], limit: float = math.inf) -> None:
        """Run until the end of the instant at which there is enough, or until settled.

        With a finite limit: or until so many virtual seconds have passed, settled or not.
        """
        if math.isinf(limit):
            self._journalled(cause, lambda: self._until(enough))
        else:
            end = round(self.cluster.clock.now + limit, 6)
            self._journalled(cause, lambda: self._until_within(enough, end))

    def _settle(self, limit: float | None) -> bool:
        clock = self.cluster.clock
        end = math.nan if limit is None else round(clock.now + limit, 6)
        settled = self.cluster.settle() if limit is None else self.cluster.settle(limit)
        if not settled and (clock.next_time() or 0.0) > end:
            clock.advance_to(end)
        self.cluster.run_due()
        return settled

    def _until(self, enough: Callable[[], bool]) -> None:
        while not enough() and self.cluster.step():
            self.cluster.run_due()

    def _until_within(self, enough: Callable[[], bool], end: float) -> None:
        clock = self.cluster.clock
        while not enough() and (time := clock.next_time()) is not None and time <= end:
            clock.advance_to(time)
        if not enough():
            clock.advance_to(end)

    def _journalled(self, cause: str, move: Callable[[], T]) -> T:
        before = stamp(self.cluster)
        result = move()
        if stamp(self.cluster) != before:
            self.cluster.journal.append({**before, "moved": cause, "to": stamp(self.cluster)})
        return result


def stamp(cluster: Cluster) -> dict[str, float | int]:
    """Where the cluster stands in time: the virtual second, and how many events have run."""
    return {"time": cluster.clock.now, "count": cluster.clock.count}


class InstantTime:
    """Rules 1 to 6 of this module."""

    name = "instant"
    follows_wall_clock = False
    paused = False

    def __init__(self, movement: Movement) -> None:
        self._movement = movement
        self._store = movement.cluster.store
        self._active: dict[Watch, int] = {}
        """and from where in the history on each of them is to be told something"""
        self._told: OrderedDict[Hashable, int] = OrderedDict()
        self._command = ""
        self._asked_by_command: set[Hashable] = set()

    def asked(self, question: Hashable, selection: Selection, command: str = "") -> None:
        seen = self._told.get(question)
        waits = seen is not None and not self._visible_since(seen, selection)
        if self._may_move(question, command) and waits:
            start = len(self._store.log)
            self._movement.until("poll", lambda: self._visible_since(start, selection))
        self._remember(question)

    def opened(self, watch: Watch) -> None:
        if watch.options.passive or watch.ending:
            return
        if watch.options.patience is not None:
            self._movement.until("watch", lambda: watch.has_news, watch.options.patience)
            watch.end()
            return
        self._active[watch] = len(self._store.log)
        if not self._must_hold(watch):
            self._run_for(watch)
            self._end(watch)

    def closed(self, watch: Watch) -> None:
        self._active.pop(watch, None)

    def wrote(self) -> None:
        if not self._active:
            return
        self._run("watch")
        for watch, position in list(self._active.items()):
            if self._visible_since(position, watch.selection):
                self._end(watch)

    def elapsed(self, seconds: float) -> None:
        """The wall clock does not matter."""

    def set(self, wanted: Mapping[str, Any]) -> None:
        raise status.bad_request(
            "expected a live clock, found the instant one: it stands still by itself until somebody waits. "
            "Next: step, advance or settle; or begin with a clock like live:2."
        )

    def over(self, movement: Movement) -> Timekeeper:
        return InstantTime(movement)

    def _may_move(self, question: Hashable, command: str) -> bool:
        """Rule 5."""
        if not command or command != self._command:
            self._command, self._asked_by_command = command, {question}
            return True
        is_repeated = question in self._asked_by_command
        self._asked_by_command.add(question)
        return is_repeated

    def _must_hold(self, watch: Watch) -> bool:
        """Rule 2."""
        settled = self._movement.cluster.settled
        return watch.connection.ended == watch.options.session and settled and not watch.has_news

    def _run_for(self, watch: Watch) -> None:
        """Rules 1 and 8."""
        if watch.options.command in UNTIL_GONE and (found := watch.followed()):
            self._movement.until("watch", lambda: watch.followed() != found)
        else:
            self._run("watch")

    def _run(self, cause: str) -> None:
        self._movement.settle(cause)

    def _end(self, watch: Watch) -> None:
        watch.connection.ended = watch.options.session
        watch.end()
        self.closed(watch)

    def _visible_since(self, position: int, selection: Selection) -> bool:
        log = self._store.log
        return any(selection.sees(log[index]) for index in range(position, len(log)))

    def _remember(self, question: Hashable) -> None:
        self._told[question] = len(self._store.log)
        self._told.move_to_end(question)
        if len(self._told) > REMEMBERED_QUESTIONS:
            self._told.popitem(last=False)


class LiveTime:
    """Time follows the wall clock, `speed` virtual seconds to the second, unless it is `paused`."""

    follows_wall_clock = True

    def __init__(self, movement: Movement, speed: float = 1.0, *, paused: bool = False) -> None:
        self.speed = speed
        self.paused = paused
        self._movement = movement

    @property
    def name(self) -> str:
        return f"live:{self.speed:g}"

    def asked(self, question: Hashable, selection: Selection, command: str = "") -> None:
        """Answers show what is, whoever asks."""

    def opened(self, watch: Watch) -> None:
        """Streams stay open."""

    def closed(self, watch: Watch) -> None:
        """Nothing to forget."""

    def wrote(self) -> None:
        """What was set off happens in its time."""

    def elapsed(self, seconds: float) -> None:
        # Requests carry their own time in the journal, so the ticks need no entries.
        clock = self._movement.cluster.clock
        if not self.paused:
            clock.advance_to(clock.now + seconds * self.speed)

    def set(self, wanted: Mapping[str, Any]) -> None:
        speed, paused = wanted.get("speed", self.speed), wanted.get("paused", self.paused)
        is_speed = isinstance(speed, int | float) and 0 < speed <= FASTEST
        if isinstance(speed, bool) or not is_speed or not isinstance(paused, bool):
            like = f'{{"speed": 2, "paused": false}}, with a speed up to {FASTEST:,}'
            raise status.bad_request(f"expected a body like {like}, found {wanted}")
        self.speed, self.paused = float(speed), paused

    def over(self, movement: Movement) -> Timekeeper:
        return LiveTime(movement, self.speed, paused=self.paused)


def timekeeper(clock: str, movement: Movement) -> Timekeeper:
    """The rules for `instant` or `live[:SPEED]`. Raises K8slabError for anything else."""
    if clock == "instant":
        return InstantTime(movement)
    name, _, speed = clock.partition(":")
    if name == "live" and 0 < (rate := _rate(speed or "1")) <= FASTEST:
        return LiveTime(movement, rate)
    speeds = f"a speed above 0, up to {FASTEST:,}"
    raise K8slabError(f"expected a clock like instant or live:2 ({speeds}), found {clock!r}")


def _rate(text: str) -> float:
    """The number in the text; 0 for none."""
    try:
        rate = float(text)
    except ValueError:
        return 0.0
    return rate if math.isfinite(rate) else 0.0
