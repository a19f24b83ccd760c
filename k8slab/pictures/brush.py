"""How stages and revisions look: a pattern for each stage, a colour and a number for each revision."""

from __future__ import annotations

from hashlib import sha256

from k8slab.pictures.stage import Stage
from k8slab.pictures.timeline import Timeline

HUES = ("#1f5fa8", "#b04a00", "#12745a", "#8a3f9e", "#7a5c00", "#a8324a")
TINTS = ("#dce9f8", "#fbe3d0", "#d5f0e6", "#f0e0f5", "#f4ebc8", "#f9dde2")
INK, QUIET, LINE, PAPER = "#1b1f24", "#57606a", "#d8dee4", "#ffffff"
FAILURE = "#b3261e"


class Brush:
    """Fills for stages and revisions. Pattern names carry the picture's hash: pages hold several pictures."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.many = len(timeline.revisions) > 1
        self.mark = "t" + sha256(repr(timeline).encode()).hexdigest()[:8]

    def hue(self, revision: str) -> str:
        return HUES[max(self.timeline.revision_number(revision) - 1, 0) % len(HUES)]

    def fill(self, stage: Stage, revision: str) -> str:
        """The paint of a stage; FAILING and PENDING are paper, their outline tells."""
        if stage in (Stage.PENDING, Stage.FAILING):
            return PAPER
        if stage is Stage.READY:
            return self.hue(revision)
        if stage is Stage.ENDED:
            return LINE
        if stage is Stage.TERMINATING:
            return f"url(#{self.mark}-terminating)"
        return f"url(#{self.mark}-{stage.name.lower()}-{HUES.index(self.hue(revision))})"

    def outline(self, stage: Stage, revision: str) -> str:
        if stage is Stage.PENDING:
            return f"stroke='{QUIET}' stroke-dasharray='4 3'"
        if stage is Stage.FAILING:
            return f"stroke='{FAILURE}' stroke-width='2'"
        return f"stroke='{QUIET if stage in (Stage.TERMINATING, Stage.ENDED) else self.hue(revision)}'"

    def patterns(self) -> str:
        """Dots for creating, stripes for running, crosses for terminating."""
        used = range(min(max(len(self.timeline.revisions), 1), len(HUES)))
        made = [self._dots(number) + self._stripes(number) for number in used]
        return f"<defs>{''.join(made)}{self._crosses()}</defs>"

    def _dots(self, number: int) -> str:
        content = f"<circle cx='3' cy='3' r='1.3' fill='{HUES[number]}'/>"
        return self._pattern(f"creating-{number}", TINTS[number], content)

    def _stripes(self, number: int) -> str:
        content = f"<path d='M-1 7L7 -1M-1 1L1 -1M5 7L7 5' stroke='{HUES[number]}' stroke-width='1.6'/>"
        return self._pattern(f"running-{number}", TINTS[number], content)

    def _crosses(self) -> str:
        content = "<path d='M0 0L6 6M6 0L0 6' stroke='#8c959f' stroke-width='.9'/>"
        return self._pattern("terminating", "#eef1f4", content)

    def _pattern(self, name: str, ground: str, content: str) -> str:
        return (
            f"<pattern id='{self.mark}-{name}' width='6' height='6' patternUnits='userSpaceOnUse'>"
            f"<rect width='6' height='6' fill='{ground}'/>{content}</pattern>"
        )
