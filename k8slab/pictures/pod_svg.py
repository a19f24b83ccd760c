"""Pods as the node map draws them: a swatch with their stage's fill, an arrow if they move, and words."""

from __future__ import annotations

from k8slab.pictures.brush import PLAIN, Brush
from k8slab.pictures.canvas import Canvas
from k8slab.pictures.node_box import Group
from k8slab.pictures.paragraph import Words, drawn, words
from k8slab.pictures.shapes import Box, number, path, rect, text
from k8slab.pictures.stage import Stage
from k8slab.pictures.tile import ARRIVING, LEAVING, Tile

SWATCH = 20.0
ARROW = 14.0
"""The room left of a swatch for its arrow."""
MOST_LINES = 3
"""A reason is cut after so many lines; all of it is in the pod's text."""
STEPS = {ARRIVING: "h9m-3.5 -3.5l3.5 3.5l-3.5 3.5", LEAVING: "m9 0h-9m3.5 -3.5l-3.5 3.5l3.5 3.5"}


class PodSketch:
    """Draws pods, and groups of pods, on a canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.brush = Brush(canvas)

    def pod(self, tile: Tile, place: Box, node: str = "") -> tuple[str, float]:
        """A pod in a place of that width, and where it ends."""
        left = place.x + ARROW + SWATCH + 8
        told, y = drawn(_words(tile, place.width - (left - place.x)), left, place.y)
        mark = str(tile.revision) if tile.revision and tile.is_ready else "!" if tile.is_failing else ""
        box = Box(place.x + ARROW, place.y + 3, SWATCH, SWATCH)
        sign = self.swatch(box, tile.stage, tile.revision, mark)
        data = {"pod": tile.pod, "namespace": tile.namespace, "stage": tile.stage.value, "node": node or None}
        more = {"owner": tile.owner, "revision": tile.revision or None, "movement": tile.movement or None}
        arrow = self.arrow(tile.movement, place.x, place.y + 3 + SWATCH / 2)
        return self.canvas.item(arrow, sign, told, text=str(tile), **data, **more), y + 4

    def group(self, group: Group, place: Box, node: str) -> tuple[str, float]:
        """Pods that are told together, with their number in the swatch."""
        left = place.x + ARROW + SWATCH + 8
        told, y = drawn([words(str(group), place.width - (left - place.x))], left, place.y + 3)
        box = Box(place.x + ARROW, place.y + 3, SWATCH, SWATCH)
        sign = self.swatch(box, group.stage, group.revision, str(len(group.names)))
        arrow = self.arrow(group.movement, place.x, place.y + 3 + SWATCH / 2)
        return self._counted(group, node, arrow, sign, told), max(y, place.y + SWATCH + 3) + 3

    def count(self, group: Group, place: Box, letter: str, node: str) -> str:
        """Pods that are told together in a small place: their number, and their owner's letter."""
        box = Box(place.x, place.y, SWATCH, 13)
        sign = self.swatch(box, group.stage, group.revision, str(len(group.names)))
        return self._counted(group, node, sign, text(place.x + SWATCH + 3, place.y + 10.5, letter, size=10))

    def swatch(self, box: Box, stage: Stage, revision: int, mark: str = "") -> str:
        """The fill of a stage, with a short mark on it."""
        tile = self.brush.tile(box, stage, revision, rx=3)
        if not mark:
            return tile
        x, y, width, height = box
        paper = Box(x + 2.5, y + height / 2 - 6, width - 5, 12)
        ground = "" if stage in PLAIN else rect(paper, rx=2, fill="paper")
        ink = self.brush.ink(stage)
        middle = text(x + width / 2, y + height / 2 + 3.6, mark, ink=ink, size=10, anchor="middle", bold=True)
        return tile + ground + middle

    def arrow(self, movement: str, x: float, y: float) -> str:
        """Into the swatch for who arrives, out of it for who leaves."""
        steps = STEPS.get(movement)
        if steps is None:
            return ""
        return path(f"M{number(x + 1)} {number(y)}{steps}", fill="none", stroke="ink", stroke_width=1.5)

    def _counted(self, group: Group, node: str, *parts: str) -> str:
        data = {"node": node, "owner": group.owner, "stage": group.stage.value, "count": len(group.names)}
        which = f"{group.owner} {group.revision}"
        return self.canvas.item(*parts, text=f"{node}: {group}", object=which, **data)


def _words(tile: Tile, width: float) -> list[Words]:
    ink = "failure" if tile.is_failing else "quiet"
    return [
        words(tile.name, width, bold=True, size=11.5),
        words(tile.status, width, ink="failure" if tile.is_failing else "ink"),
        words(tile.belonging, width, ink="quiet"),
        words(tile.reason, width, ink=ink, size=10.5, most=MOST_LINES),
    ]
