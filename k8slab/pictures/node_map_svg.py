"""The node map as SVG: nodes as cards with pods in them.

On a crowded map the nodes with trouble are cards, with their pods counted by workload and stage, and all
others are small tiles, in which letters stand for workloads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from k8slab.pictures import legend
from k8slab.pictures.canvas import MARGIN, WIDTH, Canvas, Drawing
from k8slab.pictures.node_box import CORDONED, Group, NodeBox, Use
from k8slab.pictures.node_map import WAITING, NodeMap, aggregated
from k8slab.pictures.paragraph import Words, drawn, words
from k8slab.pictures.pod_svg import PodSketch
from k8slab.pictures.shapes import Box, rect, shortened, text
from k8slab.pictures.stage import Stage
from k8slab.translation import say

GAP, PAD = 12.0, 10.0
ACROSS = 3
"""So many cards stand side by side."""
CARD = (WIDTH - 2 * MARGIN - (ACROSS - 1) * GAP) / ACROSS
SMALL_ACROSS = 8
SMALL_GAP = 6.0
SMALL = (WIDTH - 2 * MARGIN - (SMALL_ACROSS - 1) * SMALL_GAP) / SMALL_ACROSS
SMALL_HEIGHT = 66.0
MOST_COUNTS = 4
"""So many counts find room in a small tile."""
MOST_QUEUES = 6
METERS = {"pods": 62.0, "cpu": 78.0, "memory": 100.0}
FULL = 90
"""The share from which on a resource counts as used up."""


def draw(node_map: NodeMap, canvas: Canvas) -> Drawing:
    """The whole map; equal maps give equal elements."""
    page = Page(node_map, canvas)
    body, y = page.top()
    waiting, y = page.waiting(y)
    cards, y = page.cards(node_map.large, y)
    tiles, y = page.small_tiles(node_map.nodes[len(node_map.large) :], y)
    return Drawing(node_map.head(), repr(node_map), y + MARGIN - GAP, [*body, *waiting, *cards, *tiles])


class Page:
    """Draws the parts of a map from above to below; each method tells where it ends."""

    def __init__(self, node_map: NodeMap, canvas: Canvas) -> None:
        self.map = node_map
        self.canvas = canvas
        self.sketch = PodSketch(canvas)
        self.letters = {owner: letter for letter, owner in node_map.letters}

    def top(self) -> tuple[list[str], float]:
        """Title, sums and the meaning of the fills."""
        numbers = [each.revision for each in self.map.tiles]
        head = [
            words(self.map.head(), WIDTH - 2 * MARGIN, size=14, bold=True),
            words(self.map.summary(), WIDTH - 2 * MARGIN, ink="ink", size=12),
            words(aggregated() if self.map.crowded else "", WIDTH - 2 * MARGIN, ink="quiet"),
        ]
        told, y = drawn(head, MARGIN, MARGIN)
        entries, y = legend.rows(self._entries(), y + 8)
        return [self.sketch.brush.patterns(numbers), told, *entries], y + 4

    def _entries(self) -> list[legend.Entry]:
        stages = legend.stage_entries((each.stage for each in self.map.tiles), self.sketch.brush)
        arrows = [
            _arrow(word, self.sketch) for word in sorted({each.movement for each in self.map.tiles} - {""})
        ]
        letters = [_letter(letter, owner) for letter, owner in self.map.letters]
        revisions = [_revision(each[0], self._told(*each), self.sketch) for each in self.map.numbered]
        return [*stages, *arrows, *letters, *revisions]

    def _told(self, number: int, owner: str, name: str) -> str:
        """What a revision is; with the sign that stands for it in small tiles, if there are any."""
        letter = self.letters.get(owner)
        return (
            f"{letter}{number}, {name}"
            if letter
            else say("revision {number} of {owner}: {name}", number=number, owner=owner, name=name)
        )

    def _sign(self, group: Group) -> str:
        """A workload's letter, with the revision's number if there are several: "A", "A2"."""
        return f"{self.letters.get(group.owner, '')}{group.revision or ''}"

    # Pods on no node

    def waiting(self, y: float) -> tuple[list[str], float]:
        if not self.map.waiting:
            return [], y
        left, width = MARGIN + PAD, WIDTH - 2 * MARGIN - 2 * PAD
        parts = [text(left, y + 20, say(WAITING), bold=True)]
        end = y + 28
        for queue in self._queues() if self.map.crowded else ():
            told, end = drawn([queue], left, end)
            parts.append(told)
        for tile in () if self.map.crowded else self.map.waiting:
            told, end = self.sketch.pod(tile, Box(left, end, width, 0))
            parts.append(told)
        box = Box(MARGIN, y, WIDTH - 2 * MARGIN, end + PAD - y)
        frame = rect(box, rx=6, fill="paper", stroke="quiet", stroke_dasharray="5 4")
        return [frame, *parts], end + PAD + GAP

    def _queues(self) -> Iterator[Words]:
        queues = [str(each) for each in self.map.queues]
        yield from (words(each, WIDTH - 2 * MARGIN - 2 * PAD) for each in queues[:MOST_QUEUES])
        if len(queues) > MOST_QUEUES:
            yield words(
                say("and {number} more, told in the text", number=len(queues) - MOST_QUEUES),
                WIDTH,
                ink="quiet",
            )

    # Cards

    def cards(self, boxes: Sequence[NodeBox], y: float) -> tuple[list[str], float]:
        parts = []
        for first in range(0, len(boxes), ACROSS):
            row = boxes[first : first + ACROSS]
            drawn_row = [self._card(box, MARGIN + i * (CARD + GAP), y) for i, box in enumerate(row)]
            bottom = max(end for _, end in drawn_row) + PAD
            for index, (content, _) in enumerate(drawn_row):
                parts += [self._frame(row[index], MARGIN + index * (CARD + GAP), y, bottom), *content]
            y = bottom + GAP
        return parts, y

    def _frame(self, box: NodeBox, x: float, y: float, bottom: float) -> str:
        outline = _outline(box)
        dashes = {"stroke_dasharray": "5 4"} if box.state == "gone" else {}
        return rect(Box(x, y, CARD, bottom - y), rx=8, fill="panel", **outline, **dashes)

    def _card(self, box: NodeBox, x: float, y: float) -> tuple[list[str], float]:
        """What is written on a node's card, and where it ends."""
        left, width = x + PAD, CARD - 2 * PAD
        head, end = self._head(box, left, y + PAD, width)
        parts = [head]
        draw: Callable[..., tuple[str, float]] = self.sketch.group if self.map.crowded else self.sketch.pod
        for each in box.groups if self.map.crowded else box.pods:
            told, end = draw(each, Box(left, end + 2, width, 0), box.name)
            parts.append(told)
        if box.emptiness:
            told, end = drawn([words(box.emptiness, width, ink="quiet")], left, end + 2)
            parts.append(told)
        return parts, end

    def _head(self, box: NodeBox, x: float, y: float, width: float) -> tuple[str, float]:
        facts = [words(", ".join(box.facts), width, ink="quiet")]
        taints = [
            words(
                say("taints: {taints}", taints=", ".join(box.taints)) if box.taints else "",
                width,
                ink="quiet",
            )
        ]
        name, end = drawn([words(box.name, width - 70, size=13, bold=True)], x, y)
        trouble = box.state != "Ready"
        state = text(
            x + width, y + 13, box.state, anchor="end", ink="failure" if trouble else "quiet", bold=trouble
        )
        told, end = drawn([*facts, *taints], x, end)
        ailments, end = _ailments(box, x, end, width)
        meters, end = _meters(box.uses, x, end + 4)
        data = {"node": box.name, "state": box.state}
        alt = ". ".join((box.head(), *box.notes()))
        return self.canvas.item(name, state, told, ailments, meters, text=alt, **data), end + 4

    # Small tiles

    def small_tiles(self, boxes: Sequence[NodeBox], y: float) -> tuple[list[str], float]:
        parts = []
        for index, box in enumerate(boxes):
            down, across = divmod(index, SMALL_ACROSS)
            x = MARGIN + across * (SMALL + SMALL_GAP)
            parts.append(self._small(box, x, y + down * (SMALL_HEIGHT + SMALL_GAP)))
        rows = -(-len(boxes) // SMALL_ACROSS)
        return parts, y + rows * (SMALL_HEIGHT + SMALL_GAP) + (GAP - SMALL_GAP if rows else 0)

    def _small(self, box: NodeBox, x: float, y: float) -> str:
        troubled = box.is_troubled
        frame = rect(Box(x, y, SMALL, SMALL_HEIGHT), rx=5, fill="panel", **_outline(box))
        name = shortened(f"{'! ' if troubled else ''}{box.name}", SMALL - 12, 11)
        title = text(x + 6, y + 14, name, size=11, bold=True, ink="failure" if troubled else "ink")
        use = _bar(box.uses[0], Box(x + 6, y + 19, SMALL - 12, 4)) if box.uses else ""
        counts = [
            self.sketch.count(group, Box(x + 6 + column * 43, y + 28 + row * 18, 43, 0), letter, box.name)
            for group, letter, row, column in self._counts(box)
        ]
        rest = len(box.groups) - MOST_COUNTS
        more = text(x + SMALL - 5, y + 14, f"+{rest}", size=10, anchor="end", ink="quiet") if rest > 0 else ""
        alt = ". ".join((box.head(), *box.notes(), *map(str, box.groups)))
        head = self.canvas.item(frame, title, use, more, text=alt, node=box.name, state=box.state)
        return "".join([head, *counts])

    def _counts(self, box: NodeBox) -> Iterator[tuple[Group, str, int, int]]:
        for index, group in enumerate(box.groups[:MOST_COUNTS]):
            yield group, self._sign(group), *divmod(index, 2)


def _outline(box: NodeBox) -> dict[str, str | float]:
    if not box.is_troubled:
        return {"stroke": "edge"}
    return {"stroke": "failure" if box.is_failing else "caution", "stroke_width": 2}


def _ailments(box: NodeBox, x: float, y: float, width: float) -> tuple[str, float]:
    failures, y = _note(box.ailments, "failure", Box(x, y, width, 0))
    cordoned, y = _note([say(CORDONED)] if box.cordoned else [], "caution", Box(x, y, width, 0))
    return failures + cordoned, y


def _note(told: Sequence[str], ink: str, box: Box) -> tuple[str, float]:
    """Sentences on a ground of their own."""
    if not told:
        return "", box.y
    content, end = drawn([words(each, box.width - 8, ink=ink) for each in told], box.x + 4, box.y + 4)
    ground = box._replace(y=box.y + 3, height=end - box.y)
    return rect(ground, rx=4, fill=f"{ink}-tint") + content, end + 4


def _meters(uses: Sequence[Use], x: float, y: float) -> tuple[str, float]:
    """What is asked for of each resource, in words and as a bar."""
    parts = []
    for use in uses:
        room = METERS[use.resource]
        amount = shortened(
            say("{requested} of {allocatable}", requested=use.requested, allocatable=use.allocatable),
            room,
            10,
        )
        parts.append(text(x, y + 10, use.resource, size=10, ink="quiet"))
        parts.append(text(x, y + 22, amount, size=10))
        parts.append(_bar(use, Box(x, y + 26, room - 6, 4)))
        x += room
    return "".join(parts), y + (32 if uses else 0)


def _bar(use: Use, box: Box) -> str:
    filled = box._replace(width=box.width * min(use.percent, 100) / 100)
    ink = "failure" if use.percent >= FULL else "quiet"
    return rect(box, rx=2, fill="ended") + (rect(filled, rx=2, fill=ink) if use.percent else "")


def _arrow(movement: str, sketch: PodSketch) -> legend.Entry:
    return legend.Entry(lambda x, y: sketch.arrow(movement, x + 4, y + 7), movement)


def _revision(number: int, label: str, sketch: PodSketch) -> legend.Entry:
    def sign(x: float, y: float) -> str:
        return sketch.swatch(Box(x, y, legend.SWATCH, legend.TALL), Stage.READY, number, str(number))

    return legend.Entry(sign, label)


def _letter(letter: str, owner: str) -> legend.Entry:
    return legend.Entry(lambda x, y: text(x + 6, y + 11, letter, bold=True), owner)
