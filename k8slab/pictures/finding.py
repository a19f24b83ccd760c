"""How two outcomes differ, question by question, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slab.pictures.outcome import Down, Outcome
from k8slab.pictures.wording import counted
from k8slab.story import seconds_text

MOST = 12
"""So many names are told; of more, how many there are."""
SAME = "the same"
LISTS = (
    ("replaced", "another pod than at the start"),
    ("kept", "the same pod as at the start"),
    ("made", "new"),
    ("removed", "gone for good"),
)


class Finding(NamedTuple):
    """A question, its answer on either side, and the difference."""

    question: str
    answers: tuple[str, str]
    difference: str

    def line(self, labels: tuple[str, str]) -> str:
        told = [f"{label} {answer}" for label, answer in zip(labels, self.answers, strict=True)]
        return f"{self.question}: {'; '.join(told)} ({self.difference})"


def findings(outcomes: tuple[Outcome, Outcome], labels: tuple[str, str]) -> tuple[Finding, ...]:
    """All that was counted; lists that are empty on both sides are left out."""
    return tuple(_findings(outcomes, labels))


def _findings(outcomes: tuple[Outcome, Outcome], labels: tuple[str, str]) -> Iterator[Finding]:
    one, other = outcomes
    yield _all_ready(one, other, labels)
    if one.order or other.order:
        orders = (_order_text(one.order), _order_text(other.order))
        yield Finding(
            "became Ready in this order", orders, SAME if one.order == other.order else "not the same"
        )
    yield _most_down(one.down, other.down, labels)
    for name, meaning in LISTS:
        sides: tuple[Sequence[str], Sequence[str]] = (getattr(one, name), getattr(other, name))
        if any(sides):
            yield _members(f"{name} ({meaning})", sides, labels)
    ends = (
        f"{one.ready} of {counted(one.pods, 'pod')} Ready",
        f"{other.ready} of {counted(other.pods, 'pod')} Ready",
    )
    yield Finding("at the end", ends, SAME if ends[0] == ends[1] else "not the same")


def _all_ready(one: Outcome, other: Outcome, labels: tuple[str, str]) -> Finding:
    times = (one.all_ready, other.all_ready)
    answers = ["not at the end" if time is None else f"after {seconds_text(time)}" for time in times]
    return Finding("all Ready for good", (answers[0], answers[1]), _sooner(times, labels))


def _sooner(times: tuple[float | None, float | None], labels: tuple[str, str]) -> str:
    one, other = times
    if one == other:
        return SAME
    if one is None or other is None:
        return f"only {labels[one is None]}"
    first = int(other < one)
    return f"{labels[first]} {seconds_text(abs(one - other))} sooner"


def _most_down(one: Down, other: Down, labels: tuple[str, str]) -> Finding:
    more = int(other.rows > one.rows)
    difference = SAME if one.rows == other.rows else f"{abs(one.rows - other.rows)} more in {labels[more]}"
    return Finding("most down at once", (_down_text(one), _down_text(other)), difference)


def _down_text(down: Down) -> str:
    return f"{down.rows}, first after {seconds_text(down.at)}" if down.rows else "none"


def _members(question: str, sides: tuple[Sequence[str], Sequence[str]], labels: tuple[str, str]) -> Finding:
    only = [[name for name in side if name not in set(other)] for side, other in (sides, sides[::-1])]
    told = [f"{_names(names)} only in {label}" for names, label in zip(only, labels, strict=True) if names]
    return Finding(question, (_names(sides[0]), _names(sides[1])), "; ".join(told) or SAME)


def _names(names: Sequence[str]) -> str:
    if not names:
        return "none"
    if len(names) <= MOST:
        return ", ".join(names)
    return f"{len(names)}: {names[0]} to {names[-1]}"


def _order_text(order: Sequence[tuple[str, ...]]) -> str:
    if not order:
        return "none"
    told = [f"{_names(group)} together" if len(group) > 1 else group[0] for group in order[:MOST]]
    rest = sum(len(group) for group in order[MOST:])
    return ", then ".join(told + ([f"{rest} more"] if rest else []))
