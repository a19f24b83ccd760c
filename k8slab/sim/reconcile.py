"""The frame of all controllers: watching, queueing, requeueing exist once, here.

A controller's ``reconcile(key)`` looks at the whole state, never at an event, and may stop after one step:
any change it makes wakes it again. Source of the contract:
https://kubernetes.io/docs/concepts/architecture/controller/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.objects.meta import Key, Object
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock, Timer
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

Interest = Callable[[Change], Iterable[Key]]
FIRST_BACKOFF = 0.005
LONGEST_BACKOFF = 1000.0
DOUBLINGS = 20
IDLE_BACKOFF = 60.0
"""A controller that has failed this long is not waited for: the cluster counts as settled."""


class Queue:
    """Keys that wait to be worked on, each once. Of several wishes for a key the earliest time wins."""

    def __init__(self, clock: Clock, work: Callable[[Key], None]) -> None:
        self._clock = clock
        self._work = work
        self._timers: dict[Key, Timer] = {}

    def add(self, key: Key, after: float = 0.0, *, idle: bool = False) -> None:
        waiting = self._timers.get(key)
        time = self._clock.now + after
        if waiting is not None:
            if waiting.time <= time and (idle or not waiting.idle):
                return
            self._clock.cancel(waiting)
        self._timers[key] = self._clock.call_at(time, lambda: self._run(key), idle=idle)

    def _run(self, key: Key) -> None:
        del self._timers[key]
        self._work(key)


class Controller:
    """One control loop. Subclasses give `name`, `interests` and `reconcile`."""

    name: str

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self.api = api
        self.clock = clock
        self.recorder = recorder
        self._failures: dict[Key, int] = {}
        self._queue = Queue(clock, self._work)
        self._interests = dict(self.interests())
        api.store.subscribe(self._notice)

    def interests(self) -> Mapping[Kind, Interest]:
        """For each kind that matters: which keys a change of one of its objects concerns."""
        raise NotImplementedError

    def reconcile(self, key: Key) -> None:
        """Bring the world one step nearer to what the object with that key asks for."""
        raise NotImplementedError

    def enqueue(self, key: Key, after: float = 0.0, *, idle: bool = False) -> None:
        """Reconcile ``key`` in ``after`` virtual seconds, or earlier if that is asked for already."""
        self._queue.add(key, after, idle=idle)

    def event(self, obj: Object, event_type: str, reason: str, message: str) -> None:
        """Record an Event about ``obj`` in this controller's name."""
        self.recorder.event(obj, event_type, reason, message, component=self.name)

    def _notice(self, change: Change) -> None:
        interest = self._interests.get(change.kind)
        if interest is not None:
            for key in interest(change):
                self.enqueue(key, self.api.store.latency)

    def _work(self, key: Key) -> None:
        try:
            self.reconcile(key)
        except K8slabError:
            self._retry(key)
        else:
            self._failures.pop(key, None)

    def _retry(self, key: Key) -> None:
        """Try again later, each time twice as late."""
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        delay = min(FIRST_BACKOFF * 2.0 ** min(failures - 1, DOUBLINGS), LONGEST_BACKOFF)
        self.enqueue(key, delay, idle=delay >= IDLE_BACKOFF)


def itself(change: Change) -> Iterable[Key]:
    """Interest of a controller in the objects it is named after."""
    return [meta.key(change.object)]


def controller_owner(kind: Kind) -> Interest:
    """Interest in what an object of ``kind`` controls: before and after the change."""

    def keys(change: Change) -> list[Key]:
        found = []
        for obj in (change.previous, change.object):
            owner = meta.controller_of(obj) if obj is not None else None
            if owner is not None and owner["kind"] == kind.kind and owner["apiVersion"] == kind.api_version:
                found.append((meta.namespace(change.object), owner["name"]))
        return list(dict.fromkeys(found))

    return keys
