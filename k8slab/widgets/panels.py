"""The pictures of a dashboard, a row for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.errors import K8slabError
from k8slab.pictures import Chain, Mark, NodeMap, Picture, Rollout, Timeline
from k8slab.story import Story
from k8slab.translation import message, say
from k8slab.widgets.workload import Workload

NOTHING_PICKED = message("No workload yet. Next: apply a StatefulSet, a DaemonSet or a Deployment.")


@dataclass(frozen=True)
class Sight:
    """What is looked at: a story at a time, a stretch of it for timelines, and a workload."""

    story: Story
    time: float
    since: float
    until: float
    workload: Workload | None
    marks: Sequence[Mark] = ()
    """The commands that were given; what a timeline tells beside what the story tells."""

    @property
    def namespace(self) -> str | None:
        """That of the workload; None, for all of them, if there is none."""
        return self.workload.namespace if self.workload else None


class Panel(NamedTuple):
    """``moves`` says that the picture changes as time goes by, even if nothing happens."""

    key: str
    title: str
    picture: Callable[[Sight], Picture | None]
    moves: bool = False


class Drawing(NamedTuple):
    """What the page is told; without a picture the text says why."""

    svg: str
    text: str


def draw(panel: Panel, sight: Sight, mark: str) -> Drawing:
    """The panel's picture for a page that holds all of them; ``mark`` begins the ids in it."""
    try:
        picture = panel.picture(sight)
    except K8slabError as error:
        return Drawing("", str(error))
    if picture is None:
        return Drawing("", say(NOTHING_PICKED))
    return Drawing(picture.inline_svg(mark), str(picture))


def standing(sight: Sight) -> list[Picture]:
    """All pictures that there are, for pages on which nothing moves."""
    found = (_if_possible(panel, sight) for panel in PANELS)
    return [picture for picture in found if picture is not None]


def _if_possible(panel: Panel, sight: Sight) -> Picture | None:
    try:
        return panel.picture(sight)
    except K8slabError:
        return None


def _timeline(sight: Sight) -> Picture:
    past = [mark for mark in sight.marks if mark.time <= sight.time]
    return Timeline.of(
        sight.story, namespace=sight.namespace, since=sight.since, until=sight.until, marks=past
    )


def _rollout(sight: Sight) -> Picture | None:
    picked = sight.workload
    return Rollout.of(sight.story, picked.target, picked.namespace, sight.time) if picked else None


def _node_map(sight: Sight) -> Picture:
    return NodeMap.of(sight.story, sight.time)


def _chain(sight: Sight) -> Picture | None:
    picked = sight.workload
    return Chain.of(sight.story, picked.target, picked.namespace, sight.time) if picked else None


PANELS = (
    Panel("timeline", message("Timeline"), _timeline, moves=True),
    Panel("rollout", message("Rollout"), _rollout),
    Panel("nodes", message("Nodes"), _node_map),
    Panel("chain", message("Chain"), _chain),
)
