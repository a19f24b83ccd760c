"""The faults in force, and those that are over: set one by one, lifted singly, all, or by time.

1. A fault is refused, and nothing changed, if what it shall hit is not there or suffers from another one.
2. One with a duration is lifted by the clock; the cluster has not settled before.
3. They are lifted in the opposite order of their beginnings.
4. One that is secret does not say what it is while it is in force: an incident has set it, to be found out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError
from k8slab.sim.api import status
from k8slab.sim.clock import Timer
from k8slab.sim.faults.asked import Asked
from k8slab.sim.faults.fault import Fault, Parts
from k8slab.sim.faults.table import KINDS

SECRET = "incident"
FIND_OUT = "A part of an incident: find out what it is."


@dataclass
class InForce:
    """A fault that has begun; times are virtual seconds since the cluster began.

    `until` is when it will be lifted by itself, None if never; `ended` is when it was. `is_secret`: (4).
    """

    id: str
    fault: Fault
    since: float
    until: float | None = None
    ended: float | None = None
    timer: Timer | None = None
    is_secret: bool = False

    def as_dict(self) -> dict[str, Any]:
        """A JSON object."""
        told = {"kind": self.fault.kind, "target": self.fault.target, "description": self.fault.words}
        if self.is_secret and self.ended is None:
            told = {"kind": SECRET, "target": {}, "description": FIND_OUT}
        return {
            "id": self.id,
            **told,
            "since": self.since,
            "until": self.until,
            "ended": self.ended,
        }


class Faults:
    """Of one cluster."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._clock = parts.clock
        self._count = 0
        self._in_force: dict[str, InForce] = {}
        self.past: list[InForce] = []

    def __iter__(self) -> Iterator[InForce]:
        """Those in force, the oldest first."""
        return iter(list(self._in_force.values()))

    def begin(self, body: Mapping[str, Any]) -> InForce:
        """Set the fault that {"kind", …, "seconds"} asks for. Raises ApiError (1)."""
        kind = KINDS.get(str(body.get("kind")))
        if kind is None:
            raise status.bad_request(
                f"expected a kind of fault, found {body.get('kind')!r}; there are {', '.join(KINDS)}"
            )
        asked = Asked(kind.kind, body, self._parts.api)
        asked.only(kind.takes)
        lasts, is_secret, fault = asked.seconds(), asked.flag("secret"), kind(self._parts, asked)
        self._check_place(fault, asked)
        return self._enter(fault, lasts, is_secret)

    def _check_place(self, fault: Fault, asked: Asked) -> None:
        for other in self:
            if other.fault.place == fault.place:
                wanted, found = f"no other fault of {fault.place}", f"{other.id} in force"
                raise asked.refusal(wanted, found, then=f"lift {other.id} first")

    def _enter(self, fault: Fault, lasts: float | None, is_secret: bool) -> InForce:
        fault.begin()
        self._count += 1
        name = f"{SECRET if is_secret else fault.kind}-{self._count}"
        found = InForce(name, fault, self._clock.passed, is_secret=is_secret)
        if lasts is not None:
            found.until = self._clock.passed + lasts
            found.timer = self._clock.call_later(lasts, lambda: self._lift(found))
        self._in_force[found.id] = found
        return found

    def lift(self, fault_id: str) -> InForce:
        """End one fault. Raises ApiError 404 for one that is not in force."""
        found = self._in_force.get(fault_id)
        if found is None:
            raise self._unknown(fault_id)
        self._lift(found)
        return found

    def lift_all(self) -> list[InForce]:
        """End all (3)."""
        found = list(reversed(list(self)))
        for each in found:
            self._lift(each)
        return found

    def lift_at(self, place: str) -> None:
        """End the fault at that place, if there is one."""
        for each in self:
            if each.fault.place == place:
                self._lift(each)

    def _lift(self, found: InForce) -> None:
        if self._in_force.pop(found.id, None) is None:
            return
        if found.timer is not None:
            self._clock.cancel(found.timer)
        found.fault.end()
        found.ended = self._clock.passed
        self.past.append(found)

    def _unknown(self, fault_id: str) -> ApiError:
        names = ", ".join(self._in_force) or "none"
        over = next((each for each in self.past if each.id == fault_id), None)
        was = f", which was lifted at {over.ended:g}s" if over is not None else ""
        return status.failure(
            404, "NotFound", f"expected a fault in force ({names}), found {fault_id!r}{was}"
        )
