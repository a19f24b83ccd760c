"""Submissions: what somebody does for each task of an exercise, and what the referee says about it.

After each task the cluster settles and the task's check is asked, as in the notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from k8slab.verdict import Verdict

Step = Callable[[Any], object]
"""Something done to a `Learner`'s cluster, or a `Lab`'s."""
Submission = Mapping[str, Step]
Mistakes = Mapping[str, tuple[Submission, Mapping[str, float]]]
"""By name: a submission that goes wrong, and what it earns where that is not all."""


@dataclass(frozen=True)
class Exercise:
    """Tasks with their points; the check of a task is named ``PREFIX-TASK``."""

    prefix: str
    points: Mapping[str, float]

    def verdicts(self, lab: Any, submission: Submission) -> dict[str, Verdict]:
        """What the referee says about each task of a submission."""
        found = {}
        for task in self.points:
            submission[task](lab)
            lab.settle()
            found[task] = lab.check(f"{self.prefix}-{task}")
        return found


def earned(found: Mapping[str, Verdict]) -> dict[str, float]:
    """The points of each task."""
    return {task: verdict.earned for task, verdict in found.items()}


def applied(*objects: Mapping[str, Any]) -> Step:
    return lambda lab: lab.apply(*objects)


def kubectl(*lines: str) -> Step:
    """Lines of kubectl; the cluster settles between them."""

    def step(lab: Any) -> None:
        for line in lines:
            lab.kubectl(line)
            lab.settle()

    return step


def nothing(_: Any) -> None:
    """A task left out."""


def node_added(name: str) -> Step:
    return lambda lab: lab.add_node(name)


def together(*steps: Step) -> Step:
    """One after the other; the cluster settles between them."""

    def step(lab: Any) -> None:
        for each in steps:
            each(lab)
            lab.settle()

    return step


def lost(verdict: Verdict) -> list[Any]:
    """What a verdict takes points for: the parts that do not hold, or all of it where it has none."""
    return [part for part in verdict.parts if not part.passed] or [verdict]


def assert_explained(found: Mapping[str, Verdict]) -> None:
    """Whatever is lost says what was expected and found, where, and what to do next; no check is at fault."""
    for verdict in (verdict for verdict in found.values() if not verdict.passed):
        assert [each for each in lost(verdict) if not _is_explained(each)] == []
        assert "mistake in the check" not in repr(verdict)
        assert verdict.hints_there == 3


def _is_explained(part: Any) -> bool:
    return bool(part.expected and part.found and part.where and part.next)
