"""The timeline as SVG: stages by fill and pattern, revisions by colour and number, marks by number."""

from __future__ import annotations

from k8slab.pictures import flags, legend
from k8slab.pictures.brush import Brush
from k8slab.pictures.canvas import MARGIN, Canvas, Drawing
from k8slab.pictures.shapes import text
from k8slab.pictures.time_panel import entries, left_of, panel, revision_entries
from k8slab.pictures.timeline import Timeline
from k8slab.translation import message, say

TITLE = message("Pods over virtual time")


def draw(timeline: Timeline, canvas: Canvas) -> Drawing:
    """The whole picture; equal timelines give equal elements."""
    brush = Brush(canvas)
    stages, y = legend.rows(entries([timeline], brush), MARGIN + 25)
    revisions, y = legend.rows(revision_entries(timeline, brush), y)
    plot = panel(timeline, y, brush, left=left_of([timeline]))
    marks, bottom = flags.listed(timeline.instants, timeline.unseen, plot.bottom + 18)
    body = [
        brush.patterns(revision.number for revision in timeline.revisions),
        text(MARGIN, MARGIN + 12, say(TITLE), size=14, bold=True),
        *stages,
        *revisions,
        *plot.draw(),
        *marks,
    ]
    return Drawing(say(TITLE), repr(timeline), bottom - 4 if marks else plot.bottom + 4, body)
