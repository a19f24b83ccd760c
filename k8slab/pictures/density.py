"""Many rows as one: how many pods of a workload were in which stage over time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from k8slab.pictures.row import Row, Span
from k8slab.pictures.stage import Stage
from k8slab.story import seconds_text
from k8slab.translation import say

SAMPLES = 60
"""A density is looked at so many times, at equal distances."""
MOST = 12
"""So many workloads have a density of their own; all others share one."""
STACKED = (
    Stage.READY,
    Stage.RUNNING,
    Stage.CREATING,
    Stage.PENDING,
    Stage.FAILING,
    Stage.TERMINATING,
    Stage.ENDED,
)
"""From the bottom of the drawing to its top."""


class Share(NamedTuple):
    """So many pods in one stage; only Ready pods are told apart by revision (0 where there is only one)."""

    stage: Stage
    revision: int
    pods: int

    def __str__(self) -> str:
        whose = say(" of revision {revision}", revision=self.revision) if self.revision else ""
        return f"{self.pods} {self.stage.value}{whose}"


class Sample(NamedTuple):
    """How it was from ``start`` on, as far as was looked, until ``end``."""

    start: float
    end: float
    shares: tuple[Share, ...]

    @property
    def pods(self) -> int:
        return sum(share.pods for share in self.shares)

    def __str__(self) -> str:
        return f"{seconds_text(self.start)} {', '.join(map(str, self.shares)) or say('no pods')}"


@dataclass(frozen=True)
class Density:
    """The pods of ``rows`` rows of a workload, ``lives`` lives in all, counted at equal distances of time."""

    name: str
    rows: int
    lives: int
    samples: tuple[Sample, ...]

    @property
    def most(self) -> int:
        """The most pods that were there at once."""
        return max((sample.pods for sample in self.samples), default=0)

    def lines(self) -> list[str]:
        """A line for each change that was seen, after one that says what is counted."""
        head = say(
            "{name}: {rows} rows with {lives} pods, counted every {distance}",
            name=self.name,
            rows=self.rows,
            lives=self.lives,
            distance=self.distance,
        )
        return [head, *(f"  {sample}" for sample in self.samples)]

    @property
    def distance(self) -> str:
        span = self.samples[-1].end - self.samples[0].start if self.samples else 0.0
        return seconds_text(span / SAMPLES)


def densities(rows: Iterable[Row], span: Span) -> tuple[Density, ...]:
    """A density for each of the largest workloads, and one for all others, in the order of the rows."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.workload or say("pods of no workload"), []).append(row)
    largest = sorted(groups, key=lambda name: -len(groups[name]))[:MOST]
    rest = [name for name in groups if name not in largest]
    told = [_density(name, groups[name], span) for name in groups if name in largest]
    others = [row for name in rest for row in groups[name]]
    return (
        *told,
        *([_density(say("{number} other workloads", number=len(rest)), others, span)] if others else []),
    )


def _density(name: str, rows: Sequence[Row], span: Span) -> Density:
    times = [span.start + (span.end - span.start) * step / SAMPLES for step in range(SAMPLES + 1)]
    counts: list[dict[tuple[int, int], int]] = [{} for _ in times]
    for row in rows:
        for key, first, last in _stays(row, span):
            for at in range(first, last):
                counts[at][key] = counts[at].get(key, 0) + 1
    lives = sum(len(row.bars) for row in rows)
    return Density(name, len(rows), lives, _joined(times, [_shares(found) for found in counts]))


def _stays(row: Row, span: Span) -> Iterable[tuple[tuple[int, int], int, int]]:
    """Each stage of each life, by the numbers of the samples that see it."""
    for bar in row.bars:
        for part in bar.segments:
            is_last = part is bar.segments[-1]
            until = SAMPLES + 1 if is_last and not bar.ended else _first_sample(part.end, span)
            revision = bar.revision_number if part.stage is Stage.READY else 0
            yield (STACKED.index(part.stage), revision), _first_sample(part.start, span), until


def _first_sample(time: float, span: Span) -> int:
    """The first sample at or after a second."""
    if span.end <= span.start:
        return 0 if time <= span.start else SAMPLES + 1
    return math.ceil((time - span.start) * SAMPLES / (span.end - span.start) - 1e-9)


def _shares(counts: dict[tuple[int, int], int]) -> tuple[Share, ...]:
    return tuple(Share(STACKED[place], revision, pods) for (place, revision), pods in sorted(counts.items()))


def _joined(times: Sequence[float], shares: Sequence[tuple[Share, ...]]) -> tuple[Sample, ...]:
    """One sample for each run of equal ones."""
    samples = []
    for _, group in groupby(range(len(times)), key=lambda at: shares[at]):
        places = list(group)
        end = times[min(places[-1] + 1, len(times) - 1)]
        samples.append(Sample(round(times[places[0]], 3), round(end, 3), shares[places[0]]))
    return tuple(samples)
