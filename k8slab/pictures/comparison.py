"""Two stories side by side: the same time scale, and in words what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.pictures.canvas import Canvas, Drawing
from k8slab.pictures.finding import Finding, findings
from k8slab.pictures.mark import Mark
from k8slab.pictures.outcome import Outcome, outcome_of
from k8slab.pictures.picture import Picture
from k8slab.pictures.row import Span, rows_of
from k8slab.pictures.timeline import Timeline
from k8slab.pictures.workloads import Workloads
from k8slab.story import Scene, Story, seconds_text
from k8slab.translation import say

INDENT = "  "


class Side(NamedTuple):
    """One of the stories: from the second ``at`` on, until its ``timeline`` ends."""

    label: str
    at: float
    timeline: Timeline
    outcome: Outcome


@dataclass(frozen=True, repr=False)
class Comparison(Picture):
    """Two timelines of ``span`` virtual seconds, aligned at a moment of each, and what differs."""

    sides: tuple[Side, Side]
    span: float
    findings: tuple[Finding, ...]

    @classmethod
    def of(
        cls,
        one: Story,
        other: Story,
        *,
        labels: tuple[str, str] = ("a", "b"),
        at: float | tuple[float, float] | None = None,
        until: float | tuple[float, float] | None = None,
        namespace: str | None = None,
        selector: str | None = None,
        by: str | None = None,
        marks: tuple[Iterable[Mark], Iterable[Mark]] = ((), ()),
    ) -> Comparison:
        """The pods that a namespace and a label selector choose, by default all.

        ``at`` is the second at which the stories are aligned, one for both or one for each; by default the
        one at which they part, which is their beginning unless one is a fork of the other. ``until`` is where
        they end, by default with their last event.
        """
        at = _parting(one, other) if at is None else at
        starts = at if isinstance(at, tuple) else (at, at)
        ends = until if isinstance(until, tuple) else (until, until)
        chosen = Chosen(namespace, selector, by)
        spans = [_span(*each) for each in zip((one, other), starts, ends, strict=True)]
        first = _side(one, labels[0], spans[0], chosen, marks[0])
        second = _side(other, labels[1], spans[1], chosen, marks[1])
        span = max(side.timeline.end - side.at for side in (first, second))
        return cls((first, second), span, findings((first.outcome, second.outcome), labels))

    @property
    def labels(self) -> tuple[str, str]:
        return self.sides[0].label, self.sides[1].label

    def draw(self, canvas: Canvas) -> Drawing:
        from k8slab.pictures.comparison_svg import draw

        return draw(self, canvas)

    def head(self) -> str:
        return say(
            "{one} and {other} over {time} of virtual time",
            one=self.labels[0],
            other=self.labels[1],
            time=seconds_text(self.span),
        )

    @property
    def is_aligned_at_one_second(self) -> bool:
        return self.sides[0].at == self.sides[1].at

    def alignment(self) -> str:
        """Which seconds stand above each other."""
        one, other = self.sides
        if self.is_aligned_at_one_second:
            return say("both from second {at:g} on", at=one.at)
        return say(
            "{one} from its second {at:g} on, {other} from its second {other_at:g} on",
            one=one.label,
            at=one.at,
            other=other.label,
            other_at=other.at,
        )

    def lines(self) -> list[str]:
        """What differs, then both timelines."""
        return [
            self.head(),
            self.alignment(),
            *(finding.line(self.labels) for finding in self.findings),
            *(line for side in self.sides for line in _told(side)),
        ]


class Chosen(NamedTuple):
    """Which pods, and how their rows are named."""

    namespace: str | None
    selector: str | None
    by: str | None


def _parting(one: Story, other: Story) -> float:
    """Where two stories part; those that are the same altogether are shown from the beginning."""
    return 0.0 if one.events == other.events else one.parts_from(other)


def _span(story: Story, start: float, until: float | None) -> Span:
    return Span(start, max(story.end if until is None else until, start))


def _side(story: Story, label: str, span: Span, chosen: Chosen, marks: Iterable[Mark]) -> Side:
    timeline = Timeline.of(
        story,
        namespace=chosen.namespace,
        selector=chosen.selector,
        since=span.start,
        until=span.end,
        by=chosen.by,
        marks=marks,
    )
    pods = story.pods(chosen.namespace, selector=chosen.selector)
    lives = [life for life in pods if life.created.time <= span.end]
    rows = rows_of(lives, Workloads(Scene(story, span.end)), Span(0.0, span.end), chosen.by)
    return Side(label, span.start, timeline, outcome_of(rows, span))


def _told(side: Side) -> list[str]:
    """A side's timeline, in the seconds of its own story."""
    return [f"{side.label}:", *(f"{INDENT}{line}" for line in side.timeline.lines())]
