"""A connection to a web server: bytes to requests, answers to bytes."""

from __future__ import annotations

import pytest

from k8slab.sim.http.web_connection import WebConnection, WebRequest, answer_bytes
from k8slab.sim.shell import WebAnswer

GET = b"GET /a?b HTTP/1.1\r\nHost: x\r\nUser-Agent: me\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody"


def test_requests_are_read_however_the_bytes_are_cut() -> None:
    connection, data = WebConnection(), GET + POST + GET
    found = [each for at in range(len(data)) for each in connection.feed(data[at : at + 1])]
    assert found == [WebRequest("GET", "/a?b", "me"), WebRequest("POST"), WebRequest("GET", "/a?b", "me")]


@pytest.mark.parametrize(
    ("head", "closes"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", False),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", True),
        (b"GET / HTTP/1.0\r\n\r\n", True),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", False),
    ],
)
def test_a_connection_is_kept_as_its_client_wants(head: bytes, closes: bool) -> None:
    assert WebConnection().feed(head) == [WebRequest("GET", closes=closes)]


@pytest.mark.parametrize("data", [b"nonsense\r\n\r\n", b"\x16\x03\x01" + bytes(70_000)])
def test_what_is_no_request_has_no_method(data: bytes) -> None:
    assert WebConnection().feed(data) == [WebRequest("", closes=True)]


def test_an_answer_has_a_head_and_a_body() -> None:
    answer = WebAnswer(200, b"hi\n", "nginx")
    head = (
        b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Thu, 01 Jan 2026 00:00:05 GMT\r\n"
        b"Content-Type: text/html\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n"
    )
    assert answer_bytes(WebRequest("GET"), answer, 5.0) == head + b"hi\n"
    assert answer_bytes(WebRequest("HEAD"), answer, 5.0) == head
