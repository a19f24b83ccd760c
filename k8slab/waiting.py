"""Waiting for an object, in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from k8slab.backends.control import Control
from k8slab.backends.transport import Transport, raise_for_status
from k8slab.errors import ApiError, K8slabError
from k8slab.objects.readiness import is_ready, shortfall
from k8slab.story.moment import seconds_text
from k8slab.translation import say

Object = Mapping[str, Any]
Until = str | Callable[[Object], bool]


@dataclass(frozen=True, repr=False)
class Reached:
    """What was waited for has come: at ``time``, with the object as it then was (None if deleted)."""

    text: str
    time: float
    object: Object | None = field(default=None)

    def __repr__(self) -> str:
        return say("{text} at {time}", text=self.text, time=seconds_text(self.time))


@dataclass(frozen=True)
class Target:
    """One object: its words ("statefulset/zk in namespace zookeeper"), its collection's path, its name."""

    words: str
    collection: str
    name: str

    @property
    def path(self) -> str:
        return f"{self.collection}/{self.name}"


class Waiter:
    """Waits on one cluster; ``passive`` looks without moving time."""

    def __init__(self, active: Transport, passive: Transport) -> None:
        self._active = active
        self._passive = passive
        self._control = Control(passive)

    def wait(self, target: Target, until: Until, timeout: float) -> Reached:
        """Return at the first virtual instant at which it holds.

        Raises K8slabError once the virtual ``timeout`` has passed or the cluster has settled without it.
        """
        deadline = self._control.cluster()["time"] + timeout
        found: Object | None = None
        for found in self._looks(target, deadline):
            if _holds(found, until):
                return self._reached(target, until, found)
        raise self._given_up(target, until, timeout, found)

    def _looks(self, target: Target, deadline: float) -> Iterator[Object | None]:
        """The object, again and again, each time after the next instant at which it can have changed."""
        yield self._look(self._passive, target)
        if self._control.cluster()["clock"] != "instant":
            yield from self._live_looks(target, deadline)
            return
        while True:
            yield self._look(self._active, target)
            cluster = self._control.cluster()
            if cluster["settled"] or cluster["time"] >= deadline:
                return

    def _live_looks(self, target: Target, deadline: float) -> Iterator[Object | None]:
        cluster = self._control.cluster()
        speed = float(cluster["clock"].partition(":")[2] or 1)
        seconds = max(int((deadline - cluster["time"]) / speed + 1), 1)
        query = {"fieldSelector": f"metadata.name={target.name}", "timeoutSeconds": str(seconds)}
        for event in self._active.stream(target.collection, query=query):
            yield None if event["type"] == "DELETED" else event["object"]

    def _look(self, transport: Transport, target: Target) -> Object | None:
        try:
            found: Object = raise_for_status(transport.request("GET", target.path)).json()
        except ApiError as error:
            if error.reason == "NotFound":
                return None
            raise
        return found

    def _reached(self, target: Target, until: Until, found: Object | None) -> Reached:
        what = until if isinstance(until, str) else say("as wanted")
        return Reached(
            say("{words} is {what}", words=target.words, what=what), self._control.cluster()["time"], found
        )

    def _given_up(self, target: Target, until: Until, timeout: float, found: Object | None) -> K8slabError:
        cluster = self._control.cluster()
        what = until if isinstance(until, str) else say("as the predicate wants it")
        why = say("; the cluster has settled, so nothing more will happen") if cluster["settled"] else ""
        return K8slabError(
            say(
                "expected {words} to be {what} within {limit}, found {state} at {now}{why}. Next: "
                "look at it with `kubectl describe`.",
                words=target.words,
                what=what,
                limit=seconds_text(timeout),
                state=_state(found),
                now=seconds_text(cluster["time"]),
                why=why,
            )
        )


def _holds(found: Object | None, until: Until) -> bool:
    if until == "deleted":
        return found is None
    if found is None:
        return False
    return is_ready(found) if isinstance(until, str) else until(found)


def _state(found: Object | None) -> str:
    return say("no such object") if found is None else shortfall(found) or say("it ready")
