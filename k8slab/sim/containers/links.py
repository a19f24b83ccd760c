"""The links between nodes: who reaches whom.

1. A node that is cut off reaches only itself; a machine that is off reaches nobody, and nobody reaches it.
2. Whoever asks a node behind a cut hears nothing; that a machine is off, its network says.
3. The cluster's name server is on neither side of a cut: nobody who is cut off hears from it.

Source: the manual page connect(2)
"""

from __future__ import annotations

TIMED_OUT = "Connection timed out"
NO_ROUTE = "No route to host"


class Links:
    """All nodes are linked unless something is said of them here."""

    def __init__(self) -> None:
        self._cut: set[str] = set()
        self._off: set[str] = set()

    def cut(self, node: str) -> None:
        self._cut.add(node)

    def join(self, node: str) -> None:
        self._cut.discard(node)

    def switch(self, node: str, *, on: bool) -> None:
        (self._off.discard if on else self._off.add)(node)

    def is_cut(self, node: str) -> bool:
        return node in self._cut

    def silence(self, source: str, target: str) -> str:
        """What a connection from one node to another one ends in; empty if it comes about."""
        if source != target and (source in self._cut or target in self._cut):
            return TIMED_OUT
        return NO_ROUTE if target in self._off else ""
