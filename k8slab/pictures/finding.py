"""How two outcomes differ, question by question, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slab.pictures.outcome import Down, Outcome
from k8slab.pictures.wording import counted
from k8slab.story import seconds_text
from k8slab.translation import message, say

MOST = 12
"""So many names are told; of more, how many there are."""
SAME = message("the same")
LISTS = (
    (message("replaced"), message("another pod than at the start")),
    (message("kept"), message("the same pod as at the start")),
    (message("made"), message("new")),
    (message("removed"), message("gone for good")),
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
            say("became Ready in this order"),
            orders,
            say(SAME) if one.order == other.order else say("not the same"),
        )
    yield _most_down(one.down, other.down, labels)
    for name, meaning in LISTS:
        sides: tuple[Sequence[str], Sequence[str]] = (getattr(one, name), getattr(other, name))
        if any(sides):
            yield _members(f"{say(name)} ({say(meaning)})", sides, labels)
    ends = (
        say("{ready} of {pods} Ready", ready=one.ready, pods=counted(one.pods, "pod")),
        say("{ready} of {pods} Ready", ready=other.ready, pods=counted(other.pods, "pod")),
    )
    yield Finding(say("at the end"), ends, say(SAME) if ends[0] == ends[1] else say("not the same"))


def _all_ready(one: Outcome, other: Outcome, labels: tuple[str, str]) -> Finding:
    answers = (_ready_text(one), _ready_text(other))
    is_same = answers[0] == answers[1]
    difference = say(SAME) if is_same else _sooner((one.all_ready, other.all_ready), labels)
    return Finding(say("all Ready for good"), answers, difference)


def _ready_text(outcome: Outcome) -> str:
    if outcome.all_ready is not None:
        return say("after {time}", time=seconds_text(outcome.all_ready))
    return say("not at the end") if outcome.pods else say("no pods at the end")


def _sooner(times: tuple[float | None, float | None], labels: tuple[str, str]) -> str:
    """How two different answers differ."""
    one, other = times
    if one is None and other is None:
        return say("not the same")
    if one is None or other is None:
        return say("only {label}", label=labels[one is None])
    first = int(other < one)
    return say("{label} {time} sooner", label=labels[first], time=seconds_text(abs(one - other)))


def _most_down(one: Down, other: Down, labels: tuple[str, str]) -> Finding:
    more = int(other.rows > one.rows)
    difference = (
        say(SAME)
        if one.rows == other.rows
        else say("{rows} more in {label}", rows=abs(one.rows - other.rows), label=labels[more])
    )
    return Finding(say("most down at once"), (_down_text(one), _down_text(other)), difference)


def _down_text(down: Down) -> str:
    return (
        say("{rows}, first after {time}", rows=down.rows, time=seconds_text(down.at))
        if down.rows
        else say("none")
    )


def _members(question: str, sides: tuple[Sequence[str], Sequence[str]], labels: tuple[str, str]) -> Finding:
    only = [[name for name in side if name not in set(other)] for side, other in (sides, sides[::-1])]
    told = [
        say("{names} only in {label}", names=_names(names), label=label)
        for names, label in zip(only, labels, strict=True)
        if names
    ]
    return Finding(question, (_names(sides[0]), _names(sides[1])), "; ".join(told) or say(SAME))


def _names(names: Sequence[str]) -> str:
    if not names:
        return say("none")
    if len(names) <= MOST:
        return ", ".join(names)
    return say("{number}: {first} to {last}", number=len(names), first=names[0], last=names[-1])


def _order_text(order: Sequence[tuple[str, ...]]) -> str:
    if not order:
        return say("none")
    told = [
        say("{group} together", group=_names(group)) if len(group) > 1 else group[0] for group in order[:MOST]
    ]
    rest = sum(len(group) for group in order[MOST:])
    return say(", then ").join(told + ([say("{rest} more", rest=rest)] if rest else []))
