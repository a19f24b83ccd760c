"""Stretches of a story in which something about an object stayed the same, as checks ask about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from k8slab.story import Interval, Life, Moment
from k8slab.story.life import Object


class Phase(NamedTuple):
    """From ``start`` to ``end`` (None: to the story's end) the value was this."""

    value: Any
    start: Moment
    end: Moment | None

    @property
    def during(self) -> Interval:
        return Interval(self.start, self.end)


def phases(lives: Iterable[Life], value: Callable[[Object], Any]) -> list[Phase]:
    """The stretches in which a value of the objects did not change, in order; no object has none."""
    return [phase for life in lives for phase in _of_life(life, value)]


def _of_life(life: Life, value: Callable[[Object], Any]) -> list[Phase]:
    told = ((value(obj), moment) for moment, obj in life.versions)
    begun = [next(group) for _, group in groupby(told, key=lambda pair: pair[0])]
    ends = [*(start for _, start in begun[1:]), life.deleted]
    return [Phase(found, start, end) for (found, start), end in zip(begun, ends, strict=True)]


def template(owner: Object) -> Object:
    """A workload's pod template."""
    found: Object = owner["spec"]["template"]
    return found
