"""Draws by a seed: the same on every Python, and each draw independent of the others."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A draw is a function of the seed and its purpose."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def number(self, below: int, *purpose: object) -> int:
        """From 0 to just before ``below``."""
        text = "/".join(map(str, (self._seed, *purpose)))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") % below

    def choice(self, options: Sequence[T], *purpose: object) -> T:
        return options[self.number(len(options), *purpose)]

    def order(self, options: Sequence[T], *purpose: object) -> list[T]:
        """All of them, shuffled."""
        places = {index: (self.number(2**32, *purpose, index), index) for index in range(len(options))}
        return [options[index] for index in sorted(places, key=lambda index: places[index])]
