"""Time event by event: the next change, and changes until something holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from k8slab.backends.control import Control
from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.objects.readiness import shortfall
from k8slab.pictures.stage import stage_of
from k8slab.story import Condition, Event, Present, Story, seconds_text
from k8slab.translation import message, say
from k8slab.waiting import Reached

Predicate = Callable[[Present], bool]
Holds = Callable[[Present], bool]
PASSED = {"ADDED": message("created"), "MODIFIED": message("changed"), "DELETED": message("gone")}


@dataclass(frozen=True, repr=False)
class Step:
    """What happened at one virtual instant: the next change, and what came with it.

    False, and empty, if the cluster has settled: then nothing more happens by itself.
    """

    time: float
    events: tuple[Event, ...]

    def __bool__(self) -> bool:
        return bool(self.events)

    def __repr__(self) -> str:
        if not self.events:
            return say("settled at {time}", time=seconds_text(self.time))
        return "\n".join(
            [say("at {time}", time=seconds_text(self.time)), *(f"  {_told(event)}" for event in self.events)]
        )


class Stepper:
    """Steps through one cluster's time, and follows what is there."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def step(self) -> Step:
        """Run to the next change that is not mere routine (heartbeats)."""
        answer = self._control.step()
        return Step(answer["time"], tuple(map(Event.from_dict, answer["events"])))

    def run_until(self, words: str, holds: Holds, seconds: float, state: Callable[[Present], str]) -> Reached:
        """Step until it holds, which it may do already.

        Raises K8slabError once so many virtual seconds have passed, or the cluster has settled without it.
        """
        present, time = self._present, self._control.cluster()["time"]
        deadline = time + seconds
        while not holds(present):
            step = self.step()
            if not step or step.time > deadline:
                raise self._given_up(words, seconds, state(present), step)
            time = step.time
            for event in step.events:
                present.follow(event)
        return Reached(words, time)

    @cached_property
    def _present(self) -> Present:
        return Present.of(Story.from_dicts(self._control.story()))

    def _given_up(self, words: str, seconds: float, state: str, step: Step) -> K8slabError:
        settled = say("; the cluster has settled, so nothing more will happen by itself") if not step else ""
        return K8slabError(
            say(
                "expected {words} within {limit}, found {state} at {now}{settled}. Next: ask "
                "`lab.why(...)`, or look with `kubectl describe`.",
                words=words,
                limit=seconds_text(seconds),
                state=state,
                now=seconds_text(step.time),
                settled=settled,
            )
        )


def run_until(control: Control, condition: Condition, resource: str, seconds: float) -> Reached:
    """Step until a condition in words holds."""
    return Stepper(control).run_until(
        condition.words,
        lambda present: condition.holds(present, resource),
        seconds,
        lambda present: condition.state(present, resource),
    )


def _told(event: Event) -> str:
    obj = event.object
    if event.resource == "events":
        return say(
            "event {reason}: {message}",
            reason=obj.get("reason", ""),
            message=obj.get("message") or obj.get("note") or "",
        )
    name = "/".join(filter(None, meta.key(obj)))
    return f"{event.resource} {name} {say(PASSED[event.type])}{_how(event)}"


def _how(event: Event) -> str:
    """How the object is now, in a word or two."""
    if event.type == "DELETED":
        return ""
    if event.resource == "pods":
        return f": {stage_of(event.object)[1]}"
    missing = shortfall(event.object) if "status" in event.object else ""
    return f": {missing}" if missing else ""
