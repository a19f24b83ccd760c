"""Paths that name no resource: health, version, discovery, OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from k8slab.sim.api import status
from k8slab.sim.http import discovery, health
from k8slab.sim.http.accept import media_ranges
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.kinds import SERVED
from k8slab.version import KUBERNETES

VERSION: Mapping[str, Any] = {
    "major": KUBERNETES["major"],
    "minor": KUBERNETES["minor"],
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    **KUBERNETES,
}
ADDRESS = "127.0.0.1:6443"


def find(request: Request) -> Response | None:
    """The document at the path; None when there is none. Raises ApiError 405 for all but looking at it."""
    if (healthy := health.find(request)) is not None:
        return healthy
    document = _document(request)
    if document is not None and request.method != "GET":
        raise status.not_allowed()
    return document


def is_in_a_served_version(path: str) -> bool:
    """Does the path begin with an API that is here, so that only the rest of it is wrong?"""
    parts = path.strip("/").split("/")
    if parts[0] == "api":
        return parts[1:2] == ["v1"]
    return parts[0] == "apis" and len(parts) > 2 and bool(discovery.in_version(SERVED, parts[1], parts[2]))


def _document(request: Request) -> Response | None:
    path = request.path.rstrip("/")
    if not path:
        return json_response({"paths": _paths()})
    if path == "/version":
        return Response(200, orjson.dumps(VERSION, option=orjson.OPT_INDENT_2))
    parts = path.strip("/").split("/")
    return _openapi(parts, request) if parts[0] == "openapi" else _discovery(parts, request)


def _paths() -> list[str]:
    """What there is to be found, as the root of the server tells."""
    groups = discovery.group_names(SERVED)
    versions = [f"{group}/{version}" for group in groups for version in discovery.versions_of(SERVED, group)]
    checks = [f"/{endpoint}/{check}" for endpoint, names in health.CHECKS.items() for check in names]
    roots = ["/api", "/api/v1", "/apis", "/apis/", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"]
    ends = [f"/{endpoint}" for endpoint in health.CHECKS]
    return sorted([*roots, *ends, *checks, *(f"/apis/{name}" for name in (*groups, *versions))])


def _openapi(parts: list[str], request: Request) -> Response | None:
    """/openapi/v2, /openapi/v3 and the documents that it leads to."""
    from k8slab.sim.http import openapi, openapi_protobuf

    if parts == ["openapi", "v2"] and openapi_protobuf.ASKED in request.headers.get("accept", ""):
        return Response(200, openapi.v2_protobuf(SERVED), content_type=openapi_protobuf.CONTENT_TYPE)
    if parts == ["openapi", "v2"]:
        return Response(200, openapi.v2(SERVED))
    if parts == ["openapi", "v3"]:
        return Response(200, openapi.index(SERVED))
    document = openapi.v3(SERVED, "/".join(parts[2:])) if parts[:2] == ["openapi", "v3"] else None
    return None if document is None else Response(200, document)


def _discovery(parts: list[str], request: Request) -> Response | None:
    """/api, /api/v1, /apis, /apis/GROUP, /apis/GROUP/VERSION."""
    if parts in (["api"], ["apis"]):
        return _roots(request, core=parts == ["api"])
    document = None
    if parts[0] == "api" and len(parts) == 2:
        document = discovery.resource_list(SERVED, "", parts[1])
    elif parts[0] == "apis" and len(parts) == 2:
        document = discovery.group(SERVED, parts[1])
    elif parts[0] == "apis" and len(parts) == 3:
        document = discovery.resource_list(SERVED, parts[1], parts[2])
    return None if document is None else json_response(document)


def _roots(request: Request, *, core: bool) -> Response:
    """Everything in one document for clients that know it, else a list of where to look further."""
    version = _aggregated_version(request.headers.get("accept", ""))
    if version:
        document = discovery.aggregated(SERVED, core=core, version=version)
        return json_response(document, content_type=discovery.AGGREGATED.format(version=version))
    address = request.headers.get("host", ADDRESS)
    return json_response(discovery.api_versions(address) if core else discovery.group_list(SERVED))


def _aggregated_version(accept: str) -> str:
    """The first version of the aggregated document that the client would take; "" for none."""
    for media in media_ranges(accept):
        version = media.parameters.get("v", "")
        if media.parameters.get("as") == "APIGroupDiscoveryList" and version in discovery.AGGREGATED_VERSIONS:
            return version
        if "as" not in media.parameters:
            break
    return ""
