"""How long failed daemon pods of a node are left as they are, so that nobody fights with a kubelet.

Source: pkg/controller/daemon of Kubernetes: from one second, doubled each time, to a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

FIRST = 1.0
LONGEST = 900.0
FORGOTTEN_AFTER = 2 * LONGEST


class _Entry(NamedTuple):
    since: float
    seconds: float


class BackOff:
    """Remembers per key when the last failed pod was removed, and how long to wait after that."""

    def __init__(self) -> None:
        self._entries: dict[Hashable, _Entry] = {}

    def pause(self, key: Hashable, now: float) -> float:
        """0 if a failed pod may be removed now, else after how many seconds to look again.

        That is the whole pause and not what is left of it, so that a pod that fails amid the pause waits for
        up to twice as long, unless something else makes the controller look.
        """
        entry = self._entries.get(key)
        return 0.0 if entry is None or now >= entry.since + entry.seconds else entry.seconds

    def begin(self, key: Hashable, now: float) -> None:
        """A failed pod is removed now: the next one waits, twice as long as this one did."""
        entry = self._entries.get(key)
        if entry is None or now - entry.since > FORGOTTEN_AFTER:
            self._entries[key] = _Entry(now, FIRST)
        else:
            self._entries[key] = _Entry(now, min(2 * entry.seconds, LONGEST))
