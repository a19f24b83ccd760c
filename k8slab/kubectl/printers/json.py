"""JSON as Go's encoding/json writes it: sorted keys, and <, > and & escaped for HTML."""

from __future__ import annotations

import json
from typing import Any

_HTML = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def compact(value: Any, *, sort: bool = True) -> str:
    """One line without blanks, as in the last-applied annotation and in patches."""
    return _escape(json.dumps(value, separators=(",", ":"), sort_keys=sort, ensure_ascii=False))


def indented(value: Any, *, sort: bool = True) -> str:
    """What `-o json` prints, without the final newline."""
    text = json.dumps(value, indent=4, sort_keys=sort, ensure_ascii=False)
    return _escape(text)


def _escape(text: str) -> str:
    """Outside of strings none of these characters occurs, so the whole text can be translated."""
    return text.translate(_HTML)
