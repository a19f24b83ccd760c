"""Requests to an API server, in kubectl's manner: warnings are shown, failures are raised."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from k8slab.backends.control import PATIENCE
from k8slab.backends.transport import Reply, Transport, raise_for_status
from k8slab.kubectl.printers.json import compact

JSON = "application/json"
TABLE = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,"
    "application/json"
)
JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"

TIME_HEADER = "x-k8slab-time"
_WARNING = re.compile(r'\d{3} \S+ "((?:[^"\\]|\\.)*)"')

Query = Mapping[str, str]


class Client:
    """One API server. `warn` gets each warning that it sends, once."""

    def __init__(self, transport: Transport, warn: Callable[[str], None]) -> None:
        self.transport = transport
        self._warn = warn
        self._warned: set[str] = set()
        self._server_time: str = ""
        self.waits_by_itself = False
        """Set by commands that wait by their streams: what else they ask moves no simulated time."""

    @property
    def is_simulated(self) -> bool:
        """True if the server keeps a time of its own: waiting by the wall clock then leads nowhere."""
        return bool(self._server_time)

    def now(self) -> datetime:
        """The simulator's time, or the wall clock's for any other server."""
        if self._server_time:
            return datetime.fromisoformat(self._server_time)
        return datetime.now(UTC)

    def get(self, path: str, query: Query | None = None, *, accept: str = JSON) -> Any:
        quietly = {PATIENCE: "0"} if self.waits_by_itself else {}
        return self.send("GET", path, {**(query or {}), **quietly} or None, accept=accept)

    def create(self, path: str, obj: Mapping[str, Any], query: Query | None = None) -> Any:
        return self.send("POST", path, query, body=obj)

    def replace(self, path: str, obj: Mapping[str, Any], query: Query | None = None) -> Any:
        return self.send("PUT", path, query, body=obj)

    def patch(self, path: str, patch: str, patch_type: str, query: Query | None = None) -> Any:
        """`patch` is JSON text."""
        reply = self._request("PATCH", path, query, body=patch.encode(), content_type=patch_type)
        return json.loads(reply.body)

    def delete(self, path: str, options: Mapping[str, Any]) -> Any:
        return self.send("DELETE", path, None, body=options)

    def send(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        *,
        body: Mapping[str, Any] | None = None,
        accept: str = JSON,
    ) -> Any:
        """Send a request and return the decoded answer. Raises ApiError if the server refuses."""
        data = None if body is None else compact(body).encode() + b"\n"
        reply = self._request(
            method, path, query, body=data, content_type=JSON if data else None, accept=accept
        )
        return json.loads(reply.body)

    def raw(self, path: str, query: Query | None = None) -> str:
        """The body of an answer as it was sent; the path may end in a query of its own."""
        path, _, own = path.partition("?")
        asked = {**dict(parse_qsl(own, keep_blank_values=True)), **(query or {})}
        return self._request("GET", path, asked, accept="*/*").body.decode()

    def watch(self, path: str, query: Query, *, accept: str = JSON) -> Iterator[dict[str, Any]]:
        """Watch events until the server ends the stream."""
        return self.transport.stream(path, query={**query, "watch": "true"}, accept=accept)

    def _request(
        self,
        method: str,
        path: str,
        query: Query | None,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
        accept: str = JSON,
    ) -> Reply:
        reply = self.transport.request(
            method, path, query=query, body=body, content_type=content_type, accept=accept
        )
        self._server_time = reply.headers.get(TIME_HEADER, self._server_time)
        for text in _WARNING.findall(reply.headers.get("warning", "")):
            self._show(re.sub(r"\\(.)", r"\1", text))
        return raise_for_status(reply)

    def _show(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            self._warn(text)
