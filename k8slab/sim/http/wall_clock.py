"""The clock on the wall, which a live clock follows: between requests in ticks, and up to each request."""

from __future__ import annotations

import logging
import time

from k8slab.errors import K8slabError
from k8slab.sim.http.gateway import Gateway


class WallClock:
    """Tells a gateway's timekeeper how much time has gone by; it begins when it is made."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._seen = time.monotonic()

    @property
    def is_followed(self) -> bool:
        return self._gateway.timekeeper.follows_wall_clock

    def catch_up(self) -> None:
        """Let the time pass that has gone by since the last look."""
        if not self.is_followed:
            return
        now = time.monotonic()
        seconds, self._seen = now - self._seen, now
        try:
            self._gateway.timekeeper.elapsed(seconds)
        except K8slabError:
            logging.getLogger(__name__).exception("time goes on in spite of this")
