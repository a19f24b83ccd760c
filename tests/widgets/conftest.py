"""A cluster that is only told about, for what a dashboard knows without a page and without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from k8slab.errors import K8slabError
from k8slab.widgets.player import Player


class Told:
    """Both the lab and the viewer of a player: time goes on, events come, every act is written down."""

    kubeconfig = Path("nowhere")

    def __init__(self, events: list[dict[str, Any]], clock: str = "instant") -> None:
        self.events = events
        self.time, self.branch, self.settles_at = 46.0, 0, 100.0
        self.clock, self.paused = clock, False
        self.acts: list[Any] = []
        self.asked: list[int] = []
        self.is_closed = False

    def cluster(self) -> dict[str, Any]:
        if self.is_closed:
            raise K8slabError("closed")
        settled = self.time >= self.settles_at
        return {"time": self.time, "settled": settled, "clock": self.clock, "paused": self.paused}

    def story(self, since: int) -> dict[str, Any]:
        self.asked.append(since)
        return {"events": self.events[since:], "next": len(self.events), "branch": self.branch}

    def marks(self) -> list[dict[str, Any]]:
        return []

    def step(self) -> str:
        self.acts.append("step")
        self.time += 1
        return f"at {self.time:g}s\n  pods zk-0 changed"

    def settle(self, timeout: float | None = None) -> None:
        self.acts.append(("settle", timeout))
        self.time = self.settles_at

    def advance(self, seconds: float) -> None:
        self.acts.append(("advance", seconds))
        self.time += seconds

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    @property
    def speed(self) -> float:
        return float(self.clock.partition(":")[2])

    @speed.setter
    def speed(self, speed: float) -> None:
        self.clock = f"live:{speed:g}"

    def rewind(self, to: float) -> None:
        self.acts.append(("rewind", to))
        self.events = [event for event in self.events if event["time"] <= to]
        self.time, self.branch = to, self.branch + 1

    def fork(self) -> Told:
        other = Told(self.events)
        other.time = self.time
        return other

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def told(teller: Any) -> Told:
    """Three members that started one after the other; now it is 46 s."""
    for number in range(3):
        teller.starts(number * 16, f"zk-{number}")
    return Told([event for event in teller.events if event["time"] <= 46])


@pytest.fixture
def player(told: Told) -> Player:
    player = Player(lambda: told, told)
    player.refresh()
    return player
