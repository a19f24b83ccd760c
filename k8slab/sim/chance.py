"""Chance without a state: every draw is a function of the seed, the cluster's revision and its purpose.

A request that is refused therefore uses nothing up, and a snapshot needs no generator's state.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from hashlib import blake2b

SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
SUFFIX_LENGTH = 5


class Chance:
    """Draws for names and identities. Two draws differ if their purposes or the revision differ."""

    def __init__(self, seed: int, revision: Callable[[], int]) -> None:
        self.seed = seed
        self._revision = revision

    def number(self, *purpose: object, bits: int = 64) -> int:
        """A number below 2**bits; ``bits`` is a multiple of 8."""
        text = "/".join(map(str, (self.seed, self._revision(), *purpose)))
        return int.from_bytes(blake2b(text.encode(), digest_size=bits // 8).digest(), "big")

    def uid(self, *purpose: object) -> str:
        return str(uuid.UUID(int=self.number("uid", *purpose, bits=128), version=4))

    def suffix(self, *purpose: object) -> str:
        """Five characters as the API server appends them to a generateName."""
        number = self.number("suffix", *purpose)
        characters = []
        for _ in range(SUFFIX_LENGTH):
            number, position = divmod(number, len(SUFFIX_ALPHABET))
            characters.append(SUFFIX_ALPHABET[position])
        return "".join(characters)
