"""Texts that Go's standard library makes: quoted strings, printed maps and lists, durations."""

from __future__ import annotations

import json
import re
from typing import Any

from k8slab.kubectl.printers.numbers import shortest_float

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_DURATION = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(h|ms|us|µs|ns|m|s)")


def quote(text: str) -> str:
    """%q: a double-quoted string."""
    return json.dumps(text, ensure_ascii=False)


def plain(value: Any) -> str:
    """%v: `map[a:1 b:[x y]]`."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{name}:{plain(value[name])}" for name in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(plain(item) for item in value) + "]"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return shortest_float(value, exponent_from=21) if isinstance(value, float) else str(value)


def sharp(value: Any) -> str:
    """%#v: the Go syntax of a decoded JSON value."""
    if isinstance(value, dict):
        items = ", ".join(f"{quote(name)}:{sharp(value[name])}" for name in sorted(value))
        return "map[string]interface {}{" + items + "}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(sharp(item) for item in value) + "}"
    if isinstance(value, str):
        return quote(value)
    return "interface {}(nil)" if value is None else plain(value)


def parse_duration(text: str) -> float:
    """Seconds of a Go duration such as 1m30s. Raises ValueError in Go's words."""
    sign = -1.0 if text.startswith("-") else 1.0
    rest = text.lstrip("+-")
    if rest == "0":
        return 0.0
    parts = _DURATION.findall(rest)
    if not parts or "".join(number + unit for number, unit in parts) != rest:
        raise ValueError(_bad_duration(text, rest))
    return sign * sum(float(number) * _UNITS[unit] for number, unit in parts)


def go_duration(seconds: float) -> str:
    """Seconds as Go prints a duration of at least a second, or of none: 0s, 1.5s, 1m0s, 1h0m0s."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{rest:g}s"


def _bad_duration(text: str, rest: str) -> str:
    unit = "missing unit in" if re.fullmatch(r"[0-9.]+", rest) and rest != "." else "invalid"
    return f"time: {unit} duration {quote(text)}"
