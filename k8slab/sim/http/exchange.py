"""What goes into the gateway and what comes out of it, free of any HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from k8slab.errors import ApiError

TRUE = ("1", "t", "true", "True", "TRUE")
FALSE = ("0", "false")


@dataclass(frozen=True)
class Request:
    """One HTTP request. Header names are in lower case; a query has each name once."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def flag(self, name: str) -> bool:
        """Is a boolean query parameter set? It is unless it says 0 or false."""
        return name in self.query and self.query[name].lower() not in FALSE

    @property
    def content_type(self) -> str:
        """The body's media type, without parameters; JSON when the client names none."""
        named = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return named or "application/json"

    @property
    def is_passive(self) -> bool:
        """A viewer or recorder, which must not move time."""
        return self.headers.get("x-k8slab-passive", "") in TRUE


@dataclass(frozen=True)
class Response:
    """One HTTP answer; a header may stand several times (Warning does)."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"


def json_response(
    content: Any,
    status: int = 200,
    warnings: list[str] | None = None,
    *,
    content_type: str = "application/json",
) -> Response:
    """The answer that most requests get."""
    return Response(status, encode(content) + b"\n", tuple(map(warning_header, warnings or ())), content_type)


def text_response(text: str, status: int = 200) -> Response:
    return Response(status, text.encode(), content_type="text/plain")


def yaml_response(response: Response) -> Response:
    """The same answer for a client that would rather read YAML."""
    if response.content_type != "application/json":
        return response
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(orjson.loads(response.body), Dumper=dumper, allow_unicode=True)
    return replace(response, body=text.encode(), content_type="application/yaml")


def failure_response(error: ApiError) -> Response:
    """A Status object under its own code, and when to try again if it says so."""
    answer = json_response(error.status, error.code)
    seconds = (error.status.get("details") or {}).get("retryAfterSeconds")
    return replace(answer, headers=(("Retry-After", str(seconds)),)) if seconds else answer


def warning_header(text: str) -> tuple[str, str]:
    """A warning as kubectl shows it (RFC 7234, 5.5: code 299, no agent)."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return "Warning", f'299 - "{quoted}"'


def encode(content: Any) -> bytes:
    """JSON in the order the content has."""
    return orjson.dumps(content)
