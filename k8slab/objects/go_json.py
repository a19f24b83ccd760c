"""JSON as Go's encoder writes it, byte for byte."""

from __future__ import annotations

import json
from typing import Any

ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def go_json(value: Any) -> str:
    """Compact JSON with sorted keys, escaped as Go's encoder escapes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).translate(ESCAPES)
