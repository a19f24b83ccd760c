"""Pods over virtual time: who was in which stage when, made from which revision."""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.pictures.canvas import Canvas, Drawing
from k8slab.pictures.picture import Picture
from k8slab.pictures.stage import Segment, segments
from k8slab.story import PodLife, Story, seconds_text


@dataclass(frozen=True)
class Bar:
    """One life of a pod: the ``number``-th under its name."""

    number: int
    revision: str
    node: str
    segments: tuple[Segment, ...]
    ended: bool

    @property
    def start(self) -> float:
        return self.segments[0].start

    @property
    def end(self) -> float:
        return self.segments[-1].end


@dataclass(frozen=True)
class Row:
    """One pod name with all its lives."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, repr=False)
class Timeline(Picture):
    """Rows in ordinal order between two virtual seconds; revisions in the order in which they appeared.

    Shows itself in a notebook; ``svg`` is the picture, ``str()`` its text equivalent.
    """

    rows: tuple[Row, ...]
    revisions: tuple[str, ...]
    start: float
    end: float

    @classmethod
    def of(
        cls,
        story: Story,
        *,
        namespace: str | None = None,
        selector: str | None = None,
        since: float = 0.0,
        until: float | None = None,
    ) -> Timeline:
        """The pods that a namespace and a label selector choose, by default all; between two seconds.

        Lives and revisions keep their numbers, however the picture is cut.
        """
        end = max(story.end, since) if until is None else until
        lives = story.pods(namespace, selector=selector)
        start = max(since, min((life.created.time for life in lives), default=since))
        revisions = tuple(dict.fromkeys(life.revision for life in lives if life.revision))
        return cls(_rows(lives, start, end), revisions, start, end)

    def draw(self, canvas: Canvas) -> Drawing:
        from k8slab.pictures.timeline_svg import draw

        return draw(self, canvas)

    def revision_number(self, revision: str) -> int:
        """1 for the revision that appeared first; 0 for a pod without revision."""
        return self.revisions.index(revision) + 1 if revision in self.revisions else 0

    def lines(self) -> list[str]:
        """What it shows, from when to when; its revisions; a line per life of a pod."""
        head = f"Pods over virtual time, {seconds_text(self.start)} to {seconds_text(self.end)}"
        numbered = [f"revision {n}: {name}" for n, name in enumerate(self.revisions, 1)]
        return [head, *(numbered if len(numbered) > 1 else []), *(self.lives() or ["no pods"])]

    def lives(self) -> list[str]:
        """One line per life of a pod: when it entered which stage."""
        width = max((len(row.name) for row in self.rows), default=0)
        return [f"{row.name:<{width}}  {self._told(bar)}" for row in self.rows for bar in row.bars]

    def _told(self, bar: Bar) -> str:
        number = self.revision_number(bar.revision)
        parts = [f"#{bar.number}", *([f"revision {number}"] if len(self.revisions) > 1 and number else [])]
        parts += [f"on {bar.node}" if bar.node else "on no node"]
        stages = [f"{seconds_text(part.start)} {part.label}" for part in bar.segments]
        stages += [f"{seconds_text(bar.end)} gone"] if bar.ended else []
        return f"{' '.join(parts)}: {', '.join(stages)}"


def _rows(lives: list[PodLife], start: float, end: float) -> tuple[Row, ...]:
    qualified = len({life.namespace for life in lives}) > 1
    named: dict[tuple[str, ...], list[PodLife]] = {}
    for life in lives:
        named.setdefault((life.namespace, life.name), []).append(life)
    ordered = sorted(named.values(), key=lambda found: _place(found[0]))
    rows = (Row(_name(found[0], qualified), _bars(found, start, end)) for found in ordered)
    return tuple(row for row in rows if row.bars)


def _name(life: PodLife, qualified: bool) -> str:
    return f"{life.namespace}/{life.name}" if qualified else life.name


def _place(life: PodLife) -> tuple[str, str, int, str]:
    """Where a pod's row goes: ordinals count as numbers, so that zk-10 comes after zk-9."""
    if life.ordinal is None:
        return life.namespace, life.name, -1, life.name
    return life.namespace, life.name.rsplit("-", 1)[0], life.ordinal, life.name


def _bars(lives: list[PodLife], start: float, end: float) -> tuple[Bar, ...]:
    """The lives that can be seen between two seconds."""
    return tuple(
        _bar(number, life, start, end)
        for number, life in enumerate(lives, 1)
        if life.created.time <= end and (life.deleted is None or life.deleted.time >= start)
    )


def _bar(number: int, life: PodLife, start: float, end: float) -> Bar:
    ended = life.deleted is not None and life.deleted.time <= end
    seen = (part for part in segments(life, end) if part.start <= end and part.end >= start)
    cut = (part._replace(start=max(part.start, start), end=min(part.end, end)) for part in seen)
    return Bar(number, life.revision, life.node, tuple(cut), ended)
