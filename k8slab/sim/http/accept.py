"""Reading an Accept header: which representation a client wants.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/ (alternate representations)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from k8slab.errors import ApiError
from k8slab.sim.api import status

SERVED = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
JSON_RANGES = ("application/json", "application/*", "*/*")
YAML = "application/yaml"
META_VERSIONS = ("v1", "v1beta1")
TRANSFORMS = ("Table", "PartialObjectMetadata", "PartialObjectMetadataList")


class MediaRange(NamedTuple):
    """One clause of the header."""

    type: str
    parameters: Mapping[str, str]


def media_ranges(header: str) -> list[MediaRange]:
    """The clauses in the client's order; no header means anything."""
    return [_media_range(clause) for clause in (header or "*/*").split(",")]


def representation(header: str) -> str:
    """ "Table", "PartialObjectMetadata" or "" (the objects themselves): the first one that can be served.

    Raises ApiError 406 when there is none.
    """
    for clause in media_ranges(header):
        if clause.type not in (*JSON_RANGES, YAML):
            continue
        wanted = clause.parameters.get("as", "")
        if not wanted:
            return ""
        if wanted in TRANSFORMS and clause.parameters.get("v") in META_VERSIONS:
            return wanted.removesuffix("List")
    raise not_acceptable()


def prefers_yaml(header: str) -> bool:
    """Is YAML the first form in the client's list that there is?"""
    served = (clause.type for clause in media_ranges(header) if clause.type in (*JSON_RANGES, YAML))
    return header != "" and next(served, "") == YAML


def not_acceptable() -> ApiError:
    return status.failure(406, "NotAcceptable", f"only the following media types are accepted: {SERVED}")


def _media_range(clause: str) -> MediaRange:
    head, *parameters = (part.strip() for part in clause.split(";"))
    return MediaRange(head.lower(), dict(_pair(parameter) for parameter in parameters if "=" in parameter))


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name.strip().lower(), value.strip()
