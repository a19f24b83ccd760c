"""What the instructor settles: the price of a hint, and the secret from which variants are drawn."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from k8slab.errors import K8slabError
from k8slab.translation import say

FILE = "grading.toml"


@dataclass(frozen=True)
class Grading:
    """``hint_price`` is in points for each hint; ``seed`` makes the variants of this class its own.

    Without ``variants`` everybody has the course's own values: for classes whose learners have no names.
    """

    hint_price: float = 0
    seed: str = ""
    variants: bool = True

    @classmethod
    def load(cls, lessons: Path) -> Grading:
        """From the file that $K8SLAB_GRADING names, else from grading.toml in the lessons folder, if any.

        Raises K8slabError for a file that is not there or says what nobody knows.
        """
        named = os.environ.get("K8SLAB_GRADING")
        file = Path(named) if named else lessons / FILE
        if not named and not file.exists():
            return cls()
        try:
            told = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise K8slabError(
                say("expected settings in {file}, found none: {error}", file=file, error=error)
            ) from error
        _require_known(told, file)
        return cls(**told)


def _require_known(told: Mapping[str, Any], file: Path) -> None:
    for name, value in told.items():
        if name not in FITS:
            raise K8slabError(
                say("{file}: expected {fits}, found {name!r}", file=file, fits=" or ".join(FITS), name=name)
            )
        if not FITS[name](value):
            raise K8slabError(
                say(
                    '{file}: expected hint_price = 2, seed = "…" or variants = false, found {name} = '
                    "{value!r}",
                    file=file,
                    name=name,
                    value=value,
                )
            )


def _is_price(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


FITS: Mapping[str, Callable[[object], bool]] = {
    "hint_price": _is_price,
    "seed": lambda value: isinstance(value, str),
    "variants": lambda value: isinstance(value, bool),
}
