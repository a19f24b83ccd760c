"""One submission to grade: all that whoever grades it needs, as plain data, on whichever machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Literal, get_args

from k8slab.errors import K8slabError
from k8slab.version import VERSION

Evidence = Literal["journal", "execute", "auto"]
EVIDENCE: tuple[str, ...] = get_args(Evidence)


@dataclass(frozen=True)
class Job:
    """``notebook`` and ``journal`` are what was handed in, as text, None if it was not or cannot be read.

    ``troubles`` say why not. ``release`` is the notebook as it was released, ``files`` those that lie beside
    it, by path. ``grading`` holds the instructor's settings (`k8slab.checks.grading.Grading`).
    """

    assignment: str
    student: str
    release: str
    notebook: str | None = None
    journal: str | None = None
    troubles: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    evidence: str = "auto"
    grading: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.evidence not in EVIDENCE:
            raise K8slabError(f"expected the evidence {', '.join(EVIDENCE)}, found {self.evidence!r}")

    @property
    def digest(self) -> str:
        """Equal for jobs that give the same result."""
        told = json.dumps([VERSION, asdict(self)], sort_keys=True)
        return sha256(told.encode()).hexdigest()
