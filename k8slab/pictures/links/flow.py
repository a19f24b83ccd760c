"""Pieces and the links between them: what a chain is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from k8slab.pictures.wording import joined
from k8slab.translation import message, say


class Tie(Enum):
    """How firm a link is. LOOSE: nothing is wrong, but nobody uses it now."""

    WHOLE = message("whole")
    LOOSE = message("loose")
    BROKEN = message("broken")


class Piece(NamedTuple):
    """One thing in a chain; ``there`` is False for what is missed. ``trouble`` says what is wrong with it.

    ``revision`` is the number of a pod's revision if there are several; it is one of the ``facts`` too.
    """

    key: str
    kind: str
    name: str
    state: str = ""
    facts: tuple[str, ...] = ()
    trouble: str = ""
    there: bool = True
    revision: int = 0

    @property
    def title(self) -> str:
        return joined((self.kind, self.name), " ")

    def __str__(self) -> str:
        return joined((joined((self.title, self.state), ": "), *self.facts), "; ")


class Link(NamedTuple):
    """From one piece to another, by their keys; ``reason`` says why it is not whole."""

    source: str
    target: str
    word: str
    tie: Tie = Tie.WHOLE
    reason: str = ""


@dataclass(frozen=True)
class Flow:
    """Pieces in the order in which they are drawn, and their links."""

    pieces: tuple[Piece, ...] = ()
    links: tuple[Link, ...] = ()

    def links_from(self, key: str) -> list[Link]:
        return self._from.get(key, [])

    def links_to(self, key: str) -> list[Link]:
        return self._to.get(key, [])

    def piece(self, key: str) -> Piece:
        return self._pieces[key]

    def complaints(self, piece: Piece) -> list[str]:
        """What is wrong with a piece, and why links to it are not whole; each once."""
        reasons = [link.reason for link in self.links_to(piece.key)]
        return list(dict.fromkeys(reason for reason in (piece.trouble, *reasons) if reason))

    def is_troubled(self, piece: Piece) -> bool:
        broken = any(link.tie is Tie.BROKEN for link in self.links_to(piece.key))
        return bool(piece.trouble) or broken

    def lines(self) -> Iterator[str]:
        """Every piece below what leads to it; what was told before is only named again."""
        told: set[str] = set()
        for piece in self.pieces:
            if piece.key not in self._to:
                yield from self._told(piece, None, 0, told)

    def _told(self, piece: Piece, link: Link | None, depth: int, told: set[str]) -> Iterator[str]:
        again = piece.key in told
        told.add(piece.key)
        words = say("{title} (see above)", title=piece.title) if again else str(piece)
        yield "  " * depth + joined((_sign(link), link.word if link else "", words), " ")
        reasons = [link.reason] if link and link.reason and again else []
        for complaint in reasons if again else self.complaints(piece):
            yield "  " * depth + f"  ! {complaint}"
        for following in () if again else self.links_from(piece.key):
            yield from self._told(self.piece(following.target), following, depth + 1, told)

    @cached_property
    def _pieces(self) -> dict[str, Piece]:
        return {piece.key: piece for piece in self.pieces}

    @cached_property
    def _from(self) -> dict[str, list[Link]]:
        return _by(self.links, "source")

    @cached_property
    def _to(self) -> dict[str, list[Link]]:
        return _by(self.links, "target")


def _sign(link: Link | None) -> str:
    return "" if link is None or link.tie is Tie.WHOLE else f"[{say(link.tie.value)}]"


def _by(links: Iterable[Link], end: str) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(getattr(link, end), []).append(link)
    return found


@dataclass
class Draft:
    """A flow in the making: a piece that is added again stays as it was, a link is drawn once."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    links: dict[tuple[str, str], Link] = field(default_factory=dict)

    def add(
        self, piece: Piece, source: str = "", word: str = "", tie: Tie = Tie.WHOLE, reason: str = ""
    ) -> str:
        """Add a piece and, with a ``source``, the link to it; returns its key."""
        self.pieces.setdefault(piece.key, piece)
        if source:
            self.links.setdefault((source, piece.key), Link(source, piece.key, word, tie, reason))
        return piece.key

    def join(self, other: Draft) -> None:
        for piece in other.pieces.values():
            self.pieces.setdefault(piece.key, piece)
        for ends, link in other.links.items():
            self.links.setdefault(ends, link)

    @property
    def is_troubled(self) -> bool:
        flow = self.flow()
        return any(flow.is_troubled(piece) for piece in flow.pieces)

    def flow(self) -> Flow:
        return Flow(tuple(self.pieces.values()), tuple(self.links.values()))
