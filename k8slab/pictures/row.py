"""The rows of a timeline: per pod name, or per node, with all the lives that belong there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.objects import node_selector, pods
from k8slab.pictures.stage import Segment, Stage, segments
from k8slab.pictures.wording import natural_order
from k8slab.pictures.workloads import Workloads, revision_of
from k8slab.story import PodLife, seconds_text
from k8slab.translation import message, say

BY_POD, BY_NODE = "pod", "node"
NOWHERE = message("(no node)")


@dataclass(frozen=True)
class Bar:
    """One life of a pod: the ``number``-th in its row, made from the ``revision_number``-th revision.

    That is 0 where the workload has had only one. Lives of one row that overlap are in different lanes. One
    that is ``cut`` began before the picture.
    """

    number: int
    pod: str
    revision: str
    revision_number: int
    node: str
    segments: tuple[Segment, ...]
    ended: bool
    lane: int = 0
    cut: bool = False

    @property
    def start(self) -> float:
        return self.segments[0].start

    @property
    def end(self) -> float:
        return self.segments[-1].end

    @property
    def stage(self) -> Stage:
        """What it is at the end."""
        return self.segments[-1].stage

    def told(self) -> str:
        """When it entered which stage."""
        stages = [f"{seconds_text(part.start)} {part.label}" for part in self.segments]
        if self.cut:
            stages[0] = say(
                "{time} already {label}", time=seconds_text(self.start), label=self.segments[0].label
            )
        return ", ".join(stages + ([say("{time} gone", time=seconds_text(self.end))] if self.ended else []))


@dataclass(frozen=True)
class Row:
    """One pod name, or one node, with all its lives; ``workload`` is whose they are."""

    name: str
    bars: tuple[Bar, ...]
    workload: str = ""
    by: str = BY_POD

    @property
    def lanes(self) -> int:
        return 1 + max((bar.lane for bar in self.bars), default=0)

    @property
    def is_troubled(self) -> bool:
        """True if a pod of it fails, or is there and not Ready at the end."""
        at_end = {bar.stage for bar in self.bars if not bar.ended}
        return bool(at_end - {Stage.READY, Stage.ENDED}) or any(
            part.stage is Stage.FAILING for bar in self.bars for part in bar.segments
        )

    def lines(self) -> list[str]:
        """One line for each life, without the row's name."""
        return [f"{self._head(bar)}: {bar.told()}" for bar in self.bars]

    def _head(self, bar: Bar) -> str:
        parts = [f"#{bar.number}", *([bar.pod] if self.by == BY_NODE else [])]
        parts += (
            [say("revision {revision_number}", revision_number=bar.revision_number)]
            if bar.revision_number
            else []
        )
        if self.by == BY_POD:
            parts += [say("on {node}", node=bar.node) if bar.node else say("on no node")]
        return " ".join(parts)


class Span(NamedTuple):
    """Two virtual seconds and what lies between."""

    start: float
    end: float


class Place(NamedTuple):
    """Where a life belongs; rows are in the order of their places."""

    namespace: str
    first: tuple[tuple[str, int], ...]
    then: tuple[tuple[str, int], ...]
    by: str
    name: str


def rows_of(lives: Sequence[PodLife], workloads: Workloads, span: Span, by: str | None) -> tuple[Row, ...]:
    """The rows that can be seen between two seconds.

    ``by`` is "pod" or "node"; by default pods of DaemonSets have a row for their node, all others for
    their name.
    """
    naming = _Naming(lives, workloads, by)
    placed: dict[Place, list[PodLife]] = {}
    for life in lives:
        placed.setdefault(naming.place(life), []).append(life)
    made = (_row(place, placed[place], workloads, span) for place in sorted(placed))
    return tuple(row for row in made if row.bars)


def node_of(life: PodLife) -> str:
    """The node of a pod, or the one that it was made for; empty if it may go to several."""
    if life.node:
        return life.node
    terms = node_selector.required_terms(life.first.get("spec") or {}) or []
    wanted = node_selector.names(terms) if terms else None
    return next(iter(wanted)) if wanted and len(wanted) == 1 else ""


class _Naming:
    """How rows are called: as short as they can be without saying the same of different things."""

    def __init__(self, lives: Sequence[PodLife], workloads: Workloads, by: str | None) -> None:
        self.by = by
        self.workloads = workloads
        self.owners = {workloads.of(life.first) for life in lives}
        self.qualified = len({life.namespace for life in lives}) > 1

    def place(self, life: PodLife) -> Place:
        owner = self.workloads.of(life.first)
        daemon = owner.name if owner is not None and owner.kind == "DaemonSet" else ""
        if self.by == BY_NODE or (self.by is None and daemon):
            return self._on_node(life, daemon)
        return Place(life.namespace, _order(life.name), (), BY_POD, self._qualified(life.name, life))

    def _on_node(self, life: PodLife, daemon: str) -> Place:
        """A DaemonSet has one pod on a node: its successors stand in the same row."""
        node, member = node_of(life) or say(NOWHERE), daemon or life.name
        alone = daemon and len(self.owners) == 1
        name = node if alone else f"{node}: {self._qualified(member, life)}"
        if self.by == BY_NODE:
            return Place("", _order(node), _order(f"{life.namespace}/{member}"), BY_NODE, name)
        return Place(life.namespace, _order(member), _order(node), BY_NODE, name)

    def _qualified(self, name: str, life: PodLife) -> str:
        return f"{life.namespace}/{name}" if self.qualified else name


def _order(name: str) -> tuple[tuple[str, int], ...]:
    return tuple(natural_order(name))


def _row(place: Place, lives: list[PodLife], workloads: Workloads, span: Span) -> Row:
    """The lives that can be seen; they keep their numbers, however the picture is cut."""
    owner = workloads.of(lives[0].first)
    told = zip(lives, _lanes(lives), strict=True)
    bars = (
        _bar(number, life, lane, workloads.revision(life.first), span)
        for number, (life, lane) in enumerate(told, 1)
        if life.created.time <= span.end and (life.deleted is None or life.deleted.time >= span.start)
    )
    return Row(place.name, tuple(bars), str(owner) if owner else "", place.by)


def _lanes(lives: Sequence[PodLife]) -> list[int]:
    """For each life the first lane that is free when it begins; a pod that runs no more makes room."""
    free: list[float] = []
    lanes = []
    for life in lives:
        found = next((lane for lane, since in enumerate(free) if since <= life.created.time), len(free))
        free += [0.0] * (found == len(free))
        ended = life.when(pods.is_terminal) or life.deleted
        free[found] = ended.time if ended else math.inf
        lanes.append(found)
    return lanes


def _bar(number: int, life: PodLife, lane: int, revision_number: int, span: Span) -> Bar:
    ended = life.deleted is not None and life.deleted.time <= span.end
    seen = (part for part in segments(life, span.end) if part.start <= span.end and part.end >= span.start)
    cut = (part._replace(start=max(part.start, span.start), end=min(part.end, span.end)) for part in seen)
    node = str((life.newest(span.end).get("spec") or {}).get("nodeName") or "")
    revision = revision_of(life.first)
    began_before = life.created.time < span.start
    return Bar(
        number, life.name, revision, revision_number, node, tuple(cut), ended, lane=lane, cut=began_before
    )
