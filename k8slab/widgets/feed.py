"""The story of a cluster, fetched as it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from k8slab.story import Event, Story

Fetch = Callable[[int], Mapping[str, Any]]
"""From a position to {"events", "next", "branch"}: what happened since."""


class Feed:
    """Asks for what is new only. After a rewind the branch is another one, and the story begins anew."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._events: list[Event] = []
        self._next = 0
        self._branch: object = None
        self.story = Story(())
        self.version = 0
        """Another number whenever the story is another one."""

    def refresh(self) -> bool:
        """Ask once; True if the story has changed. Raises K8slabError when nobody answers."""
        found = self._fetch(self._next)
        if self.version and found["branch"] != self._branch:
            self._events = []
            self._next = 0
            found = self._fetch(0)
        elif not found["events"] and self.version:
            return False
        self._take(found)
        return True

    def _take(self, found: Mapping[str, Any]) -> None:
        self._events += map(Event.from_dict, found["events"])
        self._next, self._branch = found["next"], found["branch"]
        self.story = Story(self._events)
        self.version += 1
