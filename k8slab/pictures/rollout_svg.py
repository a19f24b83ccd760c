"""The rollout bar as SVG: a tile for each member, by stage and revision, and the partition line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slab.pictures import legend
from k8slab.pictures.brush import PLAIN, Brush
from k8slab.pictures.canvas import MARGIN, WIDTH, Canvas, Drawing
from k8slab.pictures.rollout import Group, Rollout
from k8slab.pictures.shapes import Box, fitting, group, line, path, rect, shortened, text, text_width
from k8slab.pictures.stage import Stage
from k8slab.translation import message, say

TALL = 44.0
WIDEST = 200.0
NARROWEST = 12.0
GAP = 3.0
SPACE = WIDTH - 2 * MARGIN
LABEL, PLACE = 11.0, 11.0
BOLD = 13.0
"""Bold letters of that size take the room of these."""
RULE = 16.0
OLD, NEW = message("← keep the old revision"), message("take the new revision →")


class Placed(NamedTuple):
    """A group and its tile."""

    group: Group
    box: Box


def draw(rollout: Rollout, canvas: Canvas) -> Drawing:
    """The whole picture; equal rollouts give equal elements."""
    brush = Brush(canvas)
    seen = {member.stage: member.revision for member in rollout.members if member.stage is not None}
    entries, y = legend.rows(
        [*legend.stage_entries(seen, brush, seen), *revisions(rollout, brush)], MARGIN + 46
    )
    top = y + (30 if rollout.split is not None else 12)
    placed = _placed(rollout, top)
    rules, bottom = _rules(rollout, top + TALL + 44)
    body = [
        brush.patterns(member.revision for member in rollout.members),
        text(MARGIN, MARGIN + 12, rollout.head(), size=14, bold=True),
        text(MARGIN, MARGIN + 32, shortened(rollout.summary(), SPACE)),
        *entries,
        *([] if placed else [text(MARGIN, top + 20, say("no members"), ink="quiet")]),
        *(_tile(each, brush) for each in placed),
        *_places(placed),
        *_partition(rollout, placed, top),
        *rules,
    ]
    return Drawing(rollout.head(), repr(rollout), bottom, body)


def revisions(rollout: Rollout, brush: Brush) -> list[legend.Entry]:
    """Which revision is the old and which the new one, and how many of each are Ready."""
    labels = [
        (
            each.number,
            say("{title}: {ready} of {pods} Ready", title=each.title, ready=each.ready, pods=each.pods),
        )
        for each in rollout.revisions
    ]
    return legend.revision_entries(labels, brush)


def _placed(rollout: Rollout, top: float) -> list[Placed]:
    """Tiles side by side; those of many members are wider."""
    widths = _widths([len(each.members) for each in rollout.groups])
    x: float = MARGIN
    placed = []
    for each, width in zip(rollout.groups, widths, strict=True):
        placed.append(Placed(each, Box(x, top, width - GAP, TALL)))
        x += width
    return placed


def _widths(sizes: Sequence[int]) -> list[float]:
    if not sizes:
        return []
    least = min(NARROWEST, SPACE / len(sizes))
    share = (SPACE - least * len(sizes)) / sum(sizes)
    return [min(least + share * size, WIDEST if max(sizes) == 1 else SPACE) for size in sizes]


def _tile(placed: Placed, brush: Brush) -> str:
    member, box = placed.group.one, placed.box
    content = _empty(box) if member.stage is None else brush.tile(box, member.stage, member.revision, rx=3)
    return brush.canvas.item(
        content,
        *_words(placed, brush),
        text=str(placed.group),
        place=placed.group.places,
        pod=member.pod if len(placed.group.members) == 1 else None,
        stage=member.label,
        revision=member.revision or None,
        pods=len(placed.group.members),
    )


def _empty(box: Box) -> str:
    """A place without a pod: an outline with a line across."""
    across = f"M{box.x:.1f} {box.y + box.height:.1f}L{box.x + box.width:.1f} {box.y:.1f}"
    return rect(box, fill="paper", stroke="edge", stroke_dasharray="1 3", rx=3) + path(across, stroke="edge")


def _words(placed: Placed, brush: Brush) -> Iterator[str]:
    """The revision above, the stage or how many there are below, as far as there is room."""
    member, box = placed.group.one, placed.box
    many = f"×{len(placed.group.members)}" if len(placed.group.members) > 1 else ""
    first = (
        [say("revision {revision}", revision=member.revision), str(member.revision)]
        if member.revision
        else []
    )
    second = [f"{many} {member.label}".strip(), many or ("!" if member.stage is Stage.FAILING else "")]
    if member.note:
        second.insert(0, f"{member.label}, {member.note}")
    middle = box.x + box.width / 2
    for choices, y in ((first, box.y + 17), (second, box.y + 35)):
        if shown := fitting([choice for choice in choices if choice], box.width, LABEL):
            yield _word(shown, middle, y, placed, brush)


def _word(shown: str, x: float, y: float, placed: Placed, brush: Brush) -> str:
    """On a pattern a word gets paper to stand on."""
    stage = placed.group.one.stage
    told = text(x, y, shown, size=LABEL, anchor="middle", ink=brush.ink(stage) if stage else "quiet")
    if stage in PLAIN:
        return told
    width = min(text_width(shown, LABEL) + 5, placed.box.width - 2)
    return group(rect(Box(x - width / 2, y - 11, width, 14), rx=3, fill="paper"), told)


def _places(placed: Sequence[Placed]) -> Iterator[str]:
    """The names below, shortened to what tells them apart; where there is no room, some of them."""
    free = 0.0
    for each in placed:
        x, room = each.box.x + each.box.width / 2, each.box.width + GAP
        names = _names(each.group)
        shown = fitting(names, room, BOLD) or names[-1]
        half = text_width(shown, BOLD) / 2
        if x - half >= free:
            yield text(x, each.box.y + TALL + 16, shown, size=PLACE, anchor="middle", bold=True)
            free = x + half + 3


def _names(each: Group) -> list[str]:
    """What a group may be called, the longest first: "web-3 to web-5", "3–5"."""
    first, last = (each.members[at].place for at in (0, -1))
    ends = [name.rpartition("-")[2] for name in (first, last)]
    return [each.places, ends[0] if len(each.members) == 1 else f"{ends[0]}–{ends[1]}"]


def _partition(rollout: Rollout, placed: Sequence[Placed], top: float) -> Iterator[str]:
    """The line below which ordinals keep the old revision."""
    if rollout.split is None or not placed:
        return
    at_end = rollout.split >= len(placed)
    edge = placed[-1].box.x + placed[-1].box.width if at_end else placed[rollout.split].box.x - GAP
    x = edge + GAP / 2
    yield line(x, top - 22, x, top + TALL + 5, stroke="ink", stroke_width=2)
    above = top - 11
    yield text(x + 6, above, say("partition {partition}", partition=rollout.partition), bold=True)
    if x - MARGIN > text_width(say(OLD), BOLD):
        yield text(x - 6, above, say(OLD), anchor="end", ink="quiet")
    if WIDTH - MARGIN - x - 110 > text_width(say(NEW), BOLD):
        yield text(x + 110, above, say(NEW), ink="quiet")


def _rules(rollout: Rollout, y: float) -> tuple[list[str], float]:
    """What the spec says of updates, below."""
    many = (
        [say("{number} members: those that are alike share a tile", number=len(rollout.members))]
        if _is_folded(rollout)
        else []
    )
    unordered = [say("not in the order of their names")] if not rollout.is_ordered else []
    told = [*many, *unordered, *rollout.rules]
    rows = [shortened(rule, SPACE, LABEL) for rule in told]
    parts = [text(MARGIN, y + at * RULE, row, size=LABEL, ink="quiet") for at, row in enumerate(rows)]
    return parts, y + len(rows) * RULE


def _is_folded(rollout: Rollout) -> bool:
    return len(rollout.groups) < len(rollout.members)
