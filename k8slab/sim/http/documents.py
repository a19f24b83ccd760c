"""Paths that name no resource: health, version, discovery, OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from k8slab.sim.http.exchange import Request, Response, text_response

HEALTH = ("/healthz", "/livez", "/readyz")
VERSION: Mapping[str, Any] = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.2",
    "gitCommit": "$Format:%H$",
    "gitTreeState": "",
    "buildDate": "1970-01-01T00:00:00Z",
    "goVersion": "go1.26.6",
    "compiler": "gc",
    "platform": "linux/amd64",
}


def find(request: Request) -> Response | None:
    """The document at the path; None when there is none."""
    if request.method != "GET":
        return None
    if request.path in HEALTH:
        return text_response("ok")
    if request.path == "/version":
        return Response(200, orjson.dumps(VERSION, option=orjson.OPT_INDENT_2))
    return None
