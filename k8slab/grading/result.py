"""What became of a submission: its points, how they were found, and what somebody should look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Task:
    """A cell that the cluster judges. ``verdict`` is the referee's, as `Verdict.as_dict` tells it.

    None where nobody could judge.
    """

    check: str
    points: float
    earned: float
    attempts: int = 0
    verdict: dict[str, Any] | None = None


@dataclass(frozen=True)
class Result:
    """``evidence`` is "journal", "execute", or "" where there was none; ``reasons`` say why it was that one.

    ``tasks`` are by the name of their cell. ``flags`` are what an instructor should look at. ``digest`` is
    that of the job. ``notebook`` is the graded notebook as text, ``journal`` the one that was judged.
    """

    assignment: str
    student: str
    digest: str
    evidence: str = ""
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    hints: int = 0
    notebook: str = ""
    journal: str = ""
    seconds: float = 0

    @property
    def earned(self) -> float:
        return sum(task.earned for task in self.tasks.values())

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks.values())

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Raises ValueError, TypeError or KeyError for a text that is none."""
        told = json.loads(text)
        tasks = {name: Task(**task) for name, task in told.pop("tasks").items()}
        reasons, flags = tuple(told.pop("reasons")), tuple(told.pop("flags"))
        return cls(**told, reasons=reasons, flags=flags, tasks=tasks)
