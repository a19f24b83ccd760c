"""A JSON value as the API server prints it in messages about patches."""

from __future__ import annotations

from typing import Any


def shown(value: Any) -> str:
    """`map[spec:map[replicas:3]]`: keys sorted, strings as they are."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{name}:{shown(value[name])}" for name in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(shown, value)) + "]"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
