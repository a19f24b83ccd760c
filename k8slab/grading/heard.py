"""What a referee said about one submission, whatever the evidence was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from k8slab.errors import K8slabError


class NoEvidenceError(K8slabError):
    """This evidence cannot be used; the message says why, in a few words."""


@dataclass(frozen=True)
class Heard:
    """The last verdict and the number of attempts by check, and how many hints were asked for.

    ``journal`` is the text of the journal that was judged, ``notes`` say what was odd.
    """

    verdicts: Mapping[str, dict[str, Any]]
    attempts: Mapping[str, int] = field(default_factory=dict)
    hints: int = 0
    journal: str = ""
    notes: Sequence[str] = ()
