"""What was done several times is judged by the attempt of which most holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from k8slab.checks.unmet import Unmet

Judgements = Sequence[tuple[str, Callable[[], None]]]
"""The parts of an attempt: a name, and a function that raises Unmet if it does not hold."""


def best(attempts: Iterable[Judgements]) -> Judgements:
    """The attempt of which most parts hold, the latest of equal ones; nothing if there is none."""
    newest_first = list(attempts)[::-1]
    return max(newest_first, key=lambda parts: sum(_holds(judge) for _, judge in parts), default=())


def _holds(judge: Callable[[], None]) -> bool:
    try:
        judge()
    except Unmet:
        return False
    return True
