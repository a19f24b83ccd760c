"""Who runs where: nodes as boxes, pods in them, those on no node beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.objects import meta
from k8slab.objects.selectors import parse_label_selector
from k8slab.pictures.canvas import Canvas, Drawing
from k8slab.pictures.node_box import MOST_NAMES, NodeBox, missing_box, node_box
from k8slab.pictures.picture import Picture
from k8slab.pictures.stage import Stage
from k8slab.pictures.tile import Tile, tile
from k8slab.pictures.wording import counted, joined, natural_order, some_of, tally
from k8slab.pictures.workloads import Revision, Workloads
from k8slab.story import PodLife, Scene, Story, seconds_text
from k8slab.story.life import Object
from k8slab.translation import message, say

MOST_NODES = 12
MOST_PODS = 60
MOST_LARGE = 12
WAITING = message("Waiting for a node")


def aggregated() -> str:
    """What a map says on which not every pod has a place of its own."""
    return say(
        "Ready pods are counted; of the others at most {number} are named for each workload, stage and node. "
        "Nodes with trouble come first.",
        number=MOST_NAMES,
    )


class Waiting(NamedTuple):
    """Pods of one workload that are on no node for the same reason."""

    owner: str
    revision: int
    status: str
    reason: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        whose = joined(
            (self.owner, say("revision {revision}", revision=self.revision) if self.revision else "")
        )
        return say(
            "{number} {status} of {whose} ({names}): {reason}",
            number=len(self.names),
            status=self.status,
            whose=whose,
            names=some_of(self.names, MOST_NAMES),
            reason=self.reason,
        )


@dataclass(frozen=True, repr=False)
class NodeMap(Picture):
    """Nodes in the order of their names, with the pods asked for, at one virtual second.

    A map of more than ``MOST_NODES`` nodes or ``MOST_PODS`` pods is ``crowded``: it counts pods by workload
    and stage, and begins with the nodes that have trouble. Shows itself in a notebook.
    """

    nodes: tuple[NodeBox, ...]
    waiting: tuple[Tile, ...]
    revisions: tuple[Revision, ...]
    choice: str
    time: float

    @classmethod
    def of(
        cls,
        story: Story,
        time: float | None = None,
        namespace: str | None = None,
        selector: str | None = None,
    ) -> NodeMap:
        """All nodes, and the pods that a namespace and a label selector choose, by default all."""
        scene = Scene(story, time)
        wanted = parse_label_selector(selector or "")
        everyone = scene.pods()
        chosen = [
            (life, pod)
            for life, pod in everyone
            if namespace in (None, life.namespace) and wanted.matches(meta.labels(pod))
        ]
        workloads = Workloads(scene)
        tiles = _tiles(chosen, workloads, scene.time)
        boxes = _boxes(scene, [pod for _, pod in everyone], tiles)
        named = joined(
            (
                say("namespace {namespace}", namespace=namespace) if namespace else "",
                say("selector {selector}", selector=selector) if selector else "",
            )
        )
        waiting = tuple(each for node, each in tiles if not node)
        revisions = _revisions((pod for _, pod in chosen), workloads)
        return cls(_in_order(boxes, len(chosen)), waiting, revisions, named, scene.time)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """All pods on the map."""
        return (*self.waiting, *(each for box in self.nodes for each in box.pods))

    @property
    def crowded(self) -> bool:
        return is_crowded(len(self.nodes), len(self.tiles))

    @property
    def large(self) -> tuple[NodeBox, ...]:
        """The nodes that are shown large: if there are many, only the first of those with trouble."""
        if len(self.nodes) <= MOST_NODES:
            return self.nodes
        return tuple(box for box in self.nodes if box.is_troubled)[:MOST_LARGE]

    @property
    def letters(self) -> tuple[tuple[str, str], ...]:
        """Where there are too many nodes for words, each workload has a letter: A, B, … AA."""
        if len(self.nodes) <= MOST_NODES:
            return ()
        owners = sorted({each.owner for box in self.nodes for each in box.pods})
        return tuple((_letter(index), owner) for index, owner in enumerate(owners))

    @property
    def numbered(self) -> tuple[tuple[int, str, str], ...]:
        """The revisions: number, whose, name."""
        qualified = len({each.namespace for each in self.tiles}) > 1
        return tuple(
            (each.number, each.workload.title(qualified=qualified), each.name) for each in self.revisions
        )

    @property
    def queues(self) -> tuple[Waiting, ...]:
        """The pods that wait for a node, by workload and reason."""
        found: dict[tuple[str, int, str, str], list[str]] = {}
        for each in self.waiting:
            found.setdefault((each.owner, each.revision, each.status, each.reason), []).append(each.name)
        return tuple(Waiting(*key, tuple(names)) for key, names in found.items())

    def draw(self, canvas: Canvas) -> Drawing:
        from k8slab.pictures.node_map_svg import draw

        return draw(self, canvas)

    def head(self) -> str:
        return joined(
            (say("Nodes and their pods at {time}", time=seconds_text(self.time)), self.choice), ", "
        )

    def summary(self) -> str:
        """How many nodes and pods there are, in which state."""
        states = tally(box.state for box in self.nodes)
        stages = tally(each.label for each in sorted(self.tiles, key=_by_stage))
        nodes = f"{counted(len(self.nodes), 'node')}{f' ({states})' if states else ''}"
        return f"{nodes}, {counted(len(self.tiles), 'pod')}{f' ({stages})' if stages else ''}"

    def lines(self) -> list[str]:
        """What is on the map, node by node."""
        head = [self.head(), self.summary(), *([aggregated()] if self.crowded else [])]
        revisions = [
            say("revision {number} of {owner}: {name}", number=number, owner=owner, name=name)
            for number, owner, name in self.numbered
        ]
        told = [line for box in self.nodes for line in self._told(box)]
        return [*head, *revisions, *self._waiting_lines(), *told]

    def _waiting_lines(self) -> Iterator[str]:
        if self.waiting:
            yield f"{say(WAITING)}:"
            yield from (f"  {each}" for each in (self.queues if self.crowded else self.waiting))

    def _told(self, box: NodeBox) -> Iterator[str]:
        yield box.head()
        yield from (f"  {note}" for note in box.notes())
        yield from (f"  {each}" for each in (box.groups if self.crowded else box.pods))


def _letter(index: int) -> str:
    return (_letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def is_crowded(nodes: int, pods: int) -> bool:
    return nodes > MOST_NODES or pods > MOST_PODS


def _tiles(chosen: list[tuple[PodLife, Object]], workloads: Workloads, time: float) -> list[tuple[str, Tile]]:
    """Each pod with its node's name, by workload and ordinal."""
    qualified = len({life.namespace for life, _ in chosen}) > 1
    made = [
        (_node_of(pod), tile(life, pod, workloads, time=time, qualified=qualified)) for life, pod in chosen
    ]
    return sorted(made, key=lambda pair: (pair[1].owner, natural_order(pair[1].name)))


def _node_of(pod: Object) -> str:
    return str(pod.get("spec", {}).get("nodeName") or "")


def _boxes(scene: Scene, everyone: list[Object], tiles: list[tuple[str, Tile]]) -> list[NodeBox]:
    bound: dict[str, list[Object]] = {}
    shown: dict[str, list[Tile]] = {}
    for pod in everyone:
        bound.setdefault(_node_of(pod), []).append(pod)
    for name, each in tiles:
        shown.setdefault(name, []).append(each)
    nodes = {meta.name(node): node for node in scene.objects("nodes")}
    there = [node_box(node, bound.get(name, ()), shown.get(name, ())) for name, node in nodes.items()]
    lost = sorted(name for name in bound if name and name not in nodes)
    return [*there, *(missing_box(name, len(bound[name]), shown.get(name, ())) for name in lost)]


def _in_order(boxes: list[NodeBox], shown: int) -> tuple[NodeBox, ...]:
    """By name; on a crowded map those that have trouble first."""
    crowded = is_crowded(len(boxes), shown)
    return tuple(
        sorted(boxes, key=lambda box: (crowded and not box.is_troubled, natural_order(box.name), box.name))
    )


def _revisions(chosen: Iterable[Object], workloads: Workloads) -> tuple[Revision, ...]:
    """Those of workloads that have had more than one and have pods on the map."""
    there = sorted({owner for pod in chosen if (owner := workloads.of(pod)) is not None})
    found = (workloads.revisions(owner) for owner in there)
    return tuple(each for revisions in found if len(revisions) > 1 for each in revisions)


def _by_stage(each: Tile) -> int:
    return list(Stage).index(each.stage)
