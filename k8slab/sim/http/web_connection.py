"""A connection to a web server in a pod: bytes to requests, answers to bytes.

Source: https://datatracker.ietf.org/doc/html/rfc9112
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell import WebAnswer
from k8slab.sim.shell.programs.network import REASONS

LARGEST_HEAD = 64 * 1024
REQUEST_LINE = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.([01])")
BAD = WebAnswer(400, b"Bad Request\n", "")


@dataclass(frozen=True)
class WebRequest:
    """What was asked; a request that makes no sense has no method."""

    method: str
    path: str = "/"
    agent: str = "-"
    closes: bool = False


class WebConnection:
    """Cuts what a client sends into requests; bodies are read and forgotten."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipped = 0

    def feed(self, data: bytes) -> list[WebRequest]:
        """The requests that are whole now."""
        self._rest += data
        found: list[WebRequest] = []
        while True:
            dropped = min(self._skipped, len(self._rest))
            self._rest, self._skipped = self._rest[dropped:], self._skipped - dropped
            head, end, rest = self._rest.partition(b"\r\n\r\n")
            if self._skipped or not (end or len(head) > LARGEST_HEAD):
                return found
            self._rest = rest
            found.append(self._request(head))

    def _request(self, head: bytes) -> WebRequest:
        first, *lines = head.split(b"\r\n")
        line = REQUEST_LINE.fullmatch(first)
        if line is None:
            return WebRequest("", closes=True)
        pairs = (each.partition(b":") for each in lines)
        headers = {name.strip().lower().decode("latin-1"): value.strip() for name, _, value in pairs}
        length = headers.get("content-length", b"0")
        self._skipped = int(length) if length.isdigit() else 0
        said = headers.get("connection", b"keep-alive" if line[3] == b"1" else b"close").lower()
        agent = headers.get("user-agent", b"-").decode("latin-1")
        return WebRequest(line[1].decode(), line[2].decode("latin-1"), agent, said == b"close")


def answer_bytes(request: WebRequest, answer: WebAnswer, now: float) -> bytes:
    """The answer as it goes over the wire, at that virtual second."""
    at = EPOCH + timedelta(seconds=now)
    lines = [
        f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, '')}",
        *([f"Server: {answer.server}"] if answer.server else []),
        f"Date: {at:%a, %d %b %Y %H:%M:%S} GMT",
        f"Content-Type: {content_type(request.path, answer.status)}",
        f"Content-Length: {len(answer.body)}",
        f"Connection: {'close' if request.closes else 'keep-alive'}",
    ]
    head = "\r\n".join([*lines, "", ""]).encode()
    return head if request.method == "HEAD" else head + answer.body


def content_type(path: str, code: int) -> str:
    """What a web server calls the content of that path, answered with that status."""
    return "text/html" if path.endswith(("/", ".html")) or code >= 400 else "text/plain"
