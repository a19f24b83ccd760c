"""Pods over virtual time: who was in which stage when, of which revision, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from k8slab.errors import K8slabError
from k8slab.objects import meta
from k8slab.pictures.canvas import Canvas, Drawing
from k8slab.pictures.density import Density, densities
from k8slab.pictures.mark import Instant, Mark, instants
from k8slab.pictures.picture import Picture
from k8slab.pictures.row import BY_NODE, BY_POD, Row, Span, rows_of
from k8slab.pictures.story_marks import RESOURCES, story_marks
from k8slab.pictures.wording import counted
from k8slab.pictures.workloads import Revision, Workload, Workloads
from k8slab.story import PodLife, Scene, Story, seconds_text
from k8slab.translation import say

OWNERS = {"ReplicaSet": "replicasets", **RESOURCES}
MOST_ROWS = 50
"""With more rows than that, pods are counted."""
MOST_TROUBLED = 12
"""So many rows with trouble are drawn beside what is counted."""


@dataclass(frozen=True, repr=False)
class Timeline(Picture):
    """Rows in ordinal order between two virtual seconds, a row per pod name or per node.

    ``revisions`` are those of workloads that have had more than one. ``instants`` are the marks, numbered;
    ``unseen`` of them lie before or after. Of more than `MOST_ROWS` rows all pods are counted in
    ``densities``; ``rows`` then are the first of those that have trouble (``troubled`` in all), and
    ``folded`` says how many rows are not drawn.
    """

    rows: tuple[Row, ...]
    revisions: tuple[Revision, ...]
    start: float
    end: float
    instants: tuple[Instant, ...] = ()
    unseen: int = 0
    densities: tuple[Density, ...] = ()
    folded: int = 0
    troubled: int = 0

    @classmethod
    def of(
        cls,
        story: Story,
        *,
        namespace: str | None = None,
        selector: str | None = None,
        since: float = 0.0,
        until: float | None = None,
        by: str | None = None,
        marks: Iterable[Mark] = (),
    ) -> Timeline:
        """The pods that a namespace and a label selector choose, by default all; between two seconds.

        ``by`` is "pod" or "node"; by default pods of DaemonSets have rows by node and all others by name.
        ``marks`` (commands that people gave) join those that the story tells. Lives, revisions and marks
        keep their numbers, however the picture is cut.
        """
        if by not in (None, BY_POD, BY_NODE):
            raise K8slabError(
                say(
                    "expected by={by_pod!r} or {by_node!r}, found {by!r}",
                    by_pod=BY_POD,
                    by_node=BY_NODE,
                    by=by,
                )
            )
        if until is not None and since > until:
            raise K8slabError(
                say(
                    "expected a picture that begins before {time}, where it ends, found since={since:g}. "
                    "Next: take an earlier `since`, or let time pass first.",
                    time=seconds_text(until),
                    since=since,
                )
            )
        end = max(story.end, since) if until is None else until
        lives = [
            life for life in story.pods(namespace, selector=selector) if life.created.time <= max(end, since)
        ]
        workloads = Workloads(Scene(story, end))
        start = max(since, _begin(story, lives, since))
        span = Span(start, end)
        happened = instants([*marks, *story_marks(story, lives, _owners(lives, workloads))])
        return cls._made(lives, workloads, span, by, happened)

    @classmethod
    def _made(
        cls,
        lives: Sequence[PodLife],
        workloads: Workloads,
        span: Span,
        by: str | None,
        happened: tuple[Instant, ...],
    ) -> Timeline:
        rows = rows_of(lives, workloads, span, by)
        troubled = [row for row in rows if row.is_troubled] if len(rows) > MOST_ROWS else []
        drawn = rows if len(rows) <= MOST_ROWS else tuple(troubled[:MOST_TROUBLED])
        seen = tuple(each for each in happened if span.start <= each.time <= span.end)
        return cls(
            rows=drawn,
            revisions=_revisions(lives, workloads),
            start=span.start,
            end=span.end,
            instants=seen,
            unseen=len(happened) - len(seen),
            densities=densities(rows, span) if len(rows) > MOST_ROWS else (),
            folded=len(rows) - len(drawn),
            troubled=len(troubled),
        )

    def draw(self, canvas: Canvas) -> Drawing:
        from k8slab.pictures.timeline_svg import draw

        return draw(self, canvas)

    def lines(self) -> list[str]:
        """From when to when, the revisions, a line per life of a pod, what was counted, what happened."""
        return [
            say(
                "Pods over virtual time, {start} to {end}",
                start=seconds_text(self.start),
                end=seconds_text(self.end),
            ),
            *self.revision_lines(),
            *(line for density in self.densities for line in density.lines()),
            *([self.folded_line()] if self.densities else []),
            *(self.lives() or ([] if self.densities else [say("no pods")])),
            *self.mark_lines(),
        ]

    def revision_lines(self) -> list[str]:
        """The revisions by number, with their workload if there are several."""
        alone = len({revision.workload for revision in self.revisions}) == 1
        return [
            say("revision {number}: {name}", number=each.number, name=each.name) if alone else str(each)
            for each in self.revisions
        ]

    def lives(self) -> list[str]:
        """One line per life of a pod: when it entered which stage."""
        width = max((len(row.name) for row in self.rows), default=0)
        return [f"{row.name:<{width}}  {line}" for row in self.rows for line in row.lines()]

    def folded_line(self) -> str:
        """What is drawn of so many rows."""
        if not self.rows:
            return say("{rows}, all of them only counted: too many to draw", rows=counted(self.folded, "row"))
        some = say(
            "{number} of {rows} with trouble", number=len(self.rows), rows=counted(self.troubled, "row")
        )
        rest = say("{folded} more rows are only counted: too many to draw", folded=self.folded)
        return say("{some} (failing, or not Ready at the end); {rest}", some=some, rest=rest)

    def mark_lines(self) -> list[str]:
        """What happened, by the numbers on the picture."""
        told = [line for instant in self.instants for line in instant.lines()]
        outside = say("{marks} before or after", marks=counted(self.unseen, "mark"))
        return told + ([outside] if self.unseen else [])


def _begin(story: Story, lives: Sequence[PodLife], default: float) -> float:
    """When the first of the pods was made, or just before, when its controller was."""
    if not lives:
        return default
    owner = meta.controller_of(lives[0].first)
    resource = OWNERS.get(owner["kind"], "") if owner else ""
    made = [life.created.time for life in story.lives(resource) if owner and life.uid == owner["uid"]]
    return min([lives[0].created.time, *made])


def _owners(lives: Iterable[PodLife], workloads: Workloads) -> set[Workload]:
    owners = {workloads.of(life.first) for life in lives}
    return {owner for owner in owners if owner is not None}


def _revisions(lives: Iterable[PodLife], workloads: Workloads) -> tuple[Revision, ...]:
    """Those of workloads that have had more than one."""
    told = (workloads.revisions(owner) for owner in sorted(_owners(lives, workloads)))
    return tuple(each for revisions in told if len(revisions) > 1 for each in revisions)
