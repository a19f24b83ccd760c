"""Durations as people give them."""

from __future__ import annotations

import math

from k8slab.errors import K8slabError
from k8slab.kubectl.golang import parse_duration
from k8slab.translation import say

Duration = float | str
"""Virtual seconds, or a text such as "30s", "2m" or "1h30m"."""


def seconds_of(duration: Duration) -> float:
    """Raises K8slabError for what is no duration."""
    seconds = _parsed(duration)
    if not math.isfinite(seconds) or seconds < 0:
        raise K8slabError(
            say(
                'expected virtual seconds or a duration like "30s" or "2m", found {duration!r}',
                duration=duration,
            )
        )
    return seconds


def _parsed(duration: Duration) -> float:
    """Not a number for what is none."""
    if isinstance(duration, int | float) and not isinstance(duration, bool):
        return float(duration)
    try:
        return parse_duration(str(duration))
    except ValueError:
        return math.nan
