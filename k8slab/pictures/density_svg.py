"""A density as SVG: stages stacked on each other, as high as there are pods in them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN
from k8slab.pictures.density import STACKED, Density, Sample
from k8slab.pictures.row_svg import BOLD
from k8slab.pictures.shapes import SIZE, Box, fitting, line, number, path, rect, shortened, text
from k8slab.pictures.stage import Stage
from k8slab.pictures.time_frame import PRESENT, Frame
from k8slab.translation import say

HEIGHT, GAP = 84.0, 20.0
LABEL = 14.0
"""An area must be so high to have its number in it."""
ROW = HEIGHT + GAP

Key = tuple[Stage, int]
NOTHING = Sample(0, 0, ())
NO_PLACE = (NOTHING, NOTHING, 0.0)


def density(found: Density, top: float, frame: Frame, brush: Brush) -> Iterator[str]:
    """One density from ``top`` down; it takes `ROW` pixels."""
    base = top + ROW
    if top > frame.top:
        yield line(MARGIN, top, frame.edge, top, stroke="line")
    room = frame.left - MARGIN - 10
    yield text(
        frame.left - 10, base - HEIGHT + 12, shortened(found.name, room, SIZE * BOLD), anchor="end", bold=True
    )
    yield text(
        frame.left - 10, base - HEIGHT + 28, say("{lives} pods", lives=found.lives), anchor="end", ink="quiet"
    )
    yield text(
        frame.left - 10, base - HEIGHT + 44, say("at most {most}", most=found.most), anchor="end", ink="quiet"
    )
    scale = HEIGHT / max(found.most, 1)
    yield from _areas(found, base, scale, frame, brush)
    yield from _numbers(found, base, scale, frame)
    yield line(frame.left, base, frame.edge, base, stroke="edge")
    for sample in found.samples:
        yield _column(sample, found, base, frame, brush)


def _areas(found: Density, base: float, scale: float, frame: Frame, brush: Brush) -> Iterator[str]:
    """Each stage as an area, with a seam of paper: colours alone do not tell neighbours apart."""
    keys = {(share.stage, share.revision) for sample in found.samples for share in sample.shares}
    for stage, revision in sorted(keys, key=lambda key: (STACKED.index(key[0]), key[1])):
        seam = {"stroke": "paper"} if stage is Stage.READY else brush.outline(stage, revision)
        steps = _outline(found, (stage, revision), base, scale, frame)
        yield path(steps, fill=brush.fill(stage, revision), **{**seam, "stroke_width": 1})


def _numbers(found: Density, base: float, scale: float, frame: Frame) -> Iterator[str]:
    """The number of each revision, where its area has the widest place for it."""
    revisions = sorted({share.revision for sample in found.samples for share in sample.shares} - {0})
    for revision in revisions:
        places = _places(found, (Stage.READY, revision), LABEL / scale)
        first, last, pods = max(places, key=lambda place: place[1].end - place[0].start, default=NO_PLACE)
        x, edge = _edges(first, found, frame)[0], _edges(last, found, frame)[1]
        if label := fitting([say("revision {revision}", revision=revision), str(revision)], edge - x):
            yield text(
                (x + edge) / 2, base - pods * scale + 4, label, ink="paper", anchor="middle", bold=True
            )


def _places(found: Density, key: Key, pods: float) -> Iterator[tuple[Sample, Sample, float]]:
    """The stretches on which a band of so many pods is all of one stage, and the middle of the band."""
    for at, first in enumerate(found.samples):
        low, high = 0.0, math.inf
        for last in found.samples[at:]:
            below, there = _stack(last, key)
            low, high = max(low, below), min(high, below + there)
            if high - low < pods:
                break
            yield first, last, (low + high) / 2


def _outline(found: Density, key: Key, base: float, scale: float, frame: Frame) -> str:
    """The area of one stage: there along its upper edge and back along the lower one, for each stretch."""
    told = [(*_edges(sample, found, frame), *_stack(sample, key)) for sample in found.samples]
    areas = []
    for there, group in groupby(told, key=lambda each: each[3] > 0):
        steps = list(group)
        if there:
            upper = [
                f"V{number(base - (below + pods) * scale)}H{number(edge)}" for _, edge, below, pods in steps
            ]
            lower = [f"V{number(base - below * scale)}H{number(x)}" for x, _, below, _ in reversed(steps)]
            x, _, below, _ = steps[0]
            areas.append(f"M{number(x)} {number(base - below * scale)}{''.join(upper + lower)}z")
    return "".join(areas)


def _stack(sample: Sample, key: Key) -> tuple[int, int]:
    """How many pods are below a stage, and how many in it."""
    place = (STACKED.index(key[0]), key[1])
    below = sum(each.pods for each in sample.shares if (STACKED.index(each.stage), each.revision) < place)
    there = sum(each.pods for each in sample.shares if (each.stage, each.revision) == key)
    return below, there


def _edges(sample: Sample, found: Density, frame: Frame) -> tuple[float, float]:
    """The last sample reaches into the present."""
    present = PRESENT if sample is found.samples[-1] else 0
    return frame.x(sample.start), frame.x(sample.end) + present


def _column(sample: Sample, found: Density, base: float, frame: Frame, brush: Brush) -> str:
    """What can be pointed at: everything that a sample counted."""
    x, edge = _edges(sample, found, frame)
    box = Box(x, base - HEIGHT, max(edge - x, 1), HEIGHT)
    told = say("{name} from {sample}", name=found.name, sample=sample)
    return brush.canvas.item(
        rect(box, fill="none", pointer_events="all"),
        text=told,
        workload=found.name,
        from_=sample.start,
        to=sample.end,
    )
