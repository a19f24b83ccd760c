"""Times as the API writes them, and ages as kubectl prints them.

A virtual time is a number of seconds since `EPOCH`.
Source of the ages' rules: `duration.HumanDuration` of k8s.io/apimachinery.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
UNKNOWN = "<unknown>"

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY


@lru_cache(maxsize=4096)
def _at(second: int) -> str:
    return (EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")


def rfc3339(virtual: float) -> str:
    """The time as metadata and conditions hold it; fractions of a second are dropped."""
    return _at(int(virtual // 1)) + "Z"


def unix_nanoseconds(virtual: float) -> int:
    """Nanoseconds since 1970, as the names of Events end in them."""
    return int(EPOCH.timestamp()) * 10**9 + round(virtual * 10**9)


def to_virtual(moment: datetime) -> float:
    """The virtual time of a moment, to the microsecond."""
    return round((moment - EPOCH).total_seconds(), 6)


def rfc3339_micro(virtual: float) -> str:
    """The time as leases and newer events hold it (MicroTime)."""
    micros = round(virtual * 1_000_000)
    return f"{_at(micros // 1_000_000)}.{micros % 1_000_000:06d}Z"


@lru_cache(maxsize=4096)
def seconds(timestamp: str) -> float:
    """The virtual time of an RFC 3339 timestamp; raises ValueError if it is none."""
    moment = datetime.fromisoformat(timestamp)
    if moment.tzinfo is None:
        raise ValueError(f"expected an RFC 3339 time with a zone, found {timestamp!r}")
    return to_virtual(moment)


FORMS: tuple[tuple[float, int, str, int, str], ...] = (
    (2 * MINUTE, 1, "s", 0, ""),
    (10 * MINUTE, MINUTE, "m", 1, "s"),
    (3 * HOUR, MINUTE, "m", 0, ""),
    (8 * HOUR, HOUR, "h", MINUTE, "m"),
    (2 * DAY, HOUR, "h", 0, ""),
    (8 * DAY, DAY, "d", HOUR, "h"),
    (2 * YEAR, DAY, "d", 0, ""),
    (8 * YEAR, YEAR, "y", DAY, "d"),
    (math.inf, YEAR, "y", 0, ""),
)
"""Durations below the limit are printed in the unit and, unless it is zero, the rest in the smaller one."""


def human_duration(duration: float) -> str:
    """A duration in seconds the way kubectl prints ages: ``16s``, ``2m3s``, ``4h22m``, ``3d``."""
    whole = int(duration)
    if whole < -1:
        return "<invalid>"
    whole = max(whole, 0)
    _, unit, sign, smaller, smaller_sign = next(form for form in FORMS if whole < form[0])
    rest = whole % unit // smaller if smaller else 0
    return f"{whole // unit}{sign}" + (f"{rest}{smaller_sign}" if rest else "")


def age(timestamp: str | None, now: float) -> str:
    """How long ago ``timestamp`` was, as a printer column shows it."""
    return human_duration(now - seconds(timestamp)) if timestamp else UNKNOWN
