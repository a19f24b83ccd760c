"""`k8slab grade`: a class, graded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from k8slab.grading.grading import Plan, grade, local
from k8slab.grading.result import Result
from k8slab.translation import say


def grade_class(plan: Plan, processes: int | None) -> int:
    """Grade, with a bar that shows how far it has come, and print a summary; 1 if somebody has to look."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(plan.assignment, total=None)
        results = grade(
            plan,
            engine=local(processes),
            progress=lambda done, of, result: bar.update(task, completed=done, total=of),
        )
    print(summary(results))
    return 1 if any(result.flags for result in results) else 0


def summary(results: Sequence[Result]) -> str:
    """How the class did, by which evidence, and who needs a look."""
    used = Counter(result.evidence or "none" for result in results)
    told = ", ".join(
        say("{number} by {evidence}", number=number, evidence=evidence)
        for evidence, number in sorted(used.items())
    )
    mean = sum(result.earned for result in results) / len(results)
    lines = [
        say(
            "{number} graded ({told}); {mean} of {points} points on average",
            number=len(results),
            told=told,
            mean=f"{mean:.1f}",
            points=f"{results[0].points:g}",
        )
    ]
    flagged = [result for result in results if result.flags]
    if flagged:
        lines.append(say("Look at:"))
        lines += [f"  {result.student}: {'; '.join(result.flags)}" for result in flagged]
    return "\n".join(lines)
