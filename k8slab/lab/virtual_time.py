"""A lab's time: how it passes, and how far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.duration import Duration, seconds_of
from k8slab.errors import K8slabError
from k8slab.lab.connection import Connection
from k8slab.stepping import Predicate, Step, Stepper, run_until
from k8slab.story import Condition
from k8slab.translation import say
from k8slab.waiting import Object, Reached, Target, Waiter


class VirtualTime(Connection):
    """Waiting, settling, stepping; the speed of a live clock."""

    @property
    def now(self) -> float:
        """The virtual second."""
        return float(self._control.cluster()["time"])

    def wait(
        self,
        target: str,
        *,
        namespace: str = "default",
        until: str | Callable[[Object], bool] = "ready",
        timeout: float = 600.0,
    ) -> Reached:
        """Let virtual time pass until "statefulset/zk" is "ready", "deleted", or a predicate of it holds.

        Returns at the first instant at which it does. Raises K8slabError when ``timeout`` virtual seconds
        have passed, or when the cluster has settled without it.
        """
        if isinstance(until, str) and until not in ("ready", "deleted"):
            raise K8slabError(
                say("expected until='ready', 'deleted' or a function, found {until!r}", until=until)
            )
        return Waiter(self._active, self._passive).wait(self._target(target, namespace), until, timeout)

    def settle(self, timeout: Duration | None = None) -> Reached:
        """Let virtual time pass until nothing more will happen, or for ``timeout`` virtual seconds.

        Still busy by then, the cluster stands at that second, as after ``advance``; settled sooner, it stands
        where it settled.
        """
        return reached(self._control.settle(None if timeout is None else seconds_of(timeout)))

    def advance(self, seconds: Duration) -> Reached:
        """Let virtual time pass: so many seconds, or "30s", "1m30s"."""
        return reached(self._control.advance(seconds_of(seconds)))

    def step(self) -> Step:
        """Go on to the next change; what it says is false once the cluster has settled."""
        return Stepper(self._control).step()

    def run_until(
        self,
        condition: str | Predicate,
        *,
        namespace: str | None = None,
        timeout: Duration = 3600.0,
    ) -> Reached:
        """Go on, change by change, until "zk-2 Ready", "pvc/datadir-zk-0 Bound", "zk-1 deleted", … holds.

        Or until a function of the objects that are there says so:
        ``lab.run_until(lambda now: len(now.list("pods", "zookeeper")) == 2)``. Stops at the very change that
        makes it hold. Without ``namespace`` the name is looked for in all of them. Raises K8slabError when
        so much virtual time has passed, or when the cluster has settled without it.
        """
        seconds = seconds_of(timeout)
        if callable(condition):
            words = say("what the function asks for")
            return Stepper(self._control).run_until(words, condition, seconds, lambda now: say("it not true"))
        wanted = Condition.parse(condition, namespace)
        return run_until(self._control, wanted, self._resource(wanted.kind).plural, seconds)

    def pause(self) -> Reached:
        """Let a live clock stand still. Raises ApiError with the instant one, which does so by itself."""
        return reached(self._control.set_clock(paused=True))

    def resume(self) -> Reached:
        """Let a live clock that was paused go on."""
        return reached(self._control.set_clock(paused=False))

    @property
    def is_paused(self) -> bool:
        """Does a live clock stand still?"""
        return bool(self._control.cluster()["paused"])

    @property
    def speed(self) -> float | None:
        """Virtual seconds to the second of a live clock, which may be set; None with the instant one."""
        name, _, speed = str(self._control.cluster()["clock"]).partition(":")
        return float(speed) if name == "live" else None

    @speed.setter
    def speed(self, speed: float) -> None:
        self._control.set_clock(speed=speed)

    def _target(self, target: str, namespace: str) -> Target:
        word, slash, name = target.partition("/")
        if not (word and slash and name):
            raise K8slabError(
                say("expected a kind and a name, as in 'statefulset/zk', found {target!r}", target=target)
            )
        resource = self._resource(word)
        where = say(" in namespace {namespace}", namespace=namespace) if resource.namespaced else ""
        return Target(f"{target}{where}", resource.path(namespace), name)


def reached(answer: Mapping[str, Any]) -> Reached:
    state = (
        say("paused") if answer.get("paused") else say("settled") if answer["settled"] else say("still busy")
    )
    return Reached(state, answer["time"])
