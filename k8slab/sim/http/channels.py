"""The channels of a command: standard input, output, errors, status; over WebSocket or over SPDY.

WebSocket: each message begins with the number of its channel. In v5.channel.k8s.io channel 255 closes another
one, so that the end of standard input can be told; in v4 standard input ends with the connection.
SPDY: each channel is a stream, which the client opens under its name.

Source: https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from aiohttp import WSMsgType, web

from k8slab.sim.api import status
from k8slab.sim.http.duplex import Answered, UpgradedConnection
from k8slab.sim.http.exchange import TRUE
from k8slab.sim.http.spdy.session import Ended, Event, Left, Opened, Received, SpdySession
from k8slab.sim.http.spdy.trouble import SpdyError

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
LARGEST_MESSAGE = 32 * 1024
LARGEST_INPUT = 64 * 1024 * 1024
VERSION_HEADER = "X-Stream-Protocol-Version"
OVER_SPDY = ("v4.channel.k8s.io",)
NAMES = {"stdin": STDIN, "stdout": STDOUT, "stderr": STDERR, "error": ERROR, "resize": RESIZE}


class Channels(Protocol):
    """One client's, for one command."""

    async def open(self) -> None:
        """Answer the request: from now on there are channels. Raises ApiError without a common protocol."""
        ...

    def input(self) -> AsyncIterator[bytes]:
        """What comes on standard input, until that is closed or the client goes."""
        ...

    async def gone(self) -> None:
        """Returns when the client has gone; its input must have been read to its end."""
        ...

    async def send(self, channel: int, data: bytes) -> None:
        """Nothing happens if the client is gone."""
        ...

    async def close(self) -> web.StreamResponse:
        """Nothing more will be said."""
        ...


def channels_of(http: web.BaseRequest) -> Channels:
    """By what the client asks to upgrade to."""
    if http.headers.get("Upgrade", "").lower() == "websocket":
        return WebSocketChannels(http)
    return SpdyChannels(http)


class WebSocketChannels:
    """v5.channel.k8s.io and v4.channel.k8s.io."""

    def __init__(self, http: web.BaseRequest) -> None:
        self._http = http
        self._socket = web.WebSocketResponse(protocols=PROTOCOLS, max_msg_size=LARGEST_INPUT)

    async def open(self) -> None:
        await self._socket.prepare(self._http)

    async def input(self) -> AsyncIterator[bytes]:
        async for message in self._socket:
            data = message.data.encode() if message.type is WSMsgType.TEXT else message.data
            if message.type not in (WSMsgType.BINARY, WSMsgType.TEXT) or self._ends_input(data):
                return
            if data[:1] == bytes((STDIN,)):
                yield data[1:]

    async def gone(self) -> None:
        async for _ in self._socket:
            pass

    def _ends_input(self, data: bytes) -> bool:
        return self._socket.ws_protocol != PROTOCOLS[1] and data[:2] == bytes((CLOSE, STDIN))

    async def send(self, channel: int, data: bytes) -> None:
        for start in range(0, len(data), LARGEST_MESSAGE):
            if not self._socket.closed:
                with suppress(ConnectionError):
                    await self._socket.send_bytes(bytes((channel,)) + data[start : start + LARGEST_MESSAGE])

    async def close(self) -> web.StreamResponse:
        await self._socket.close()
        return self._socket


class SpdyChannels:
    """Streams of a SPDY/3.1 connection, each opened under the header `streamtype`."""

    def __init__(self, http: web.BaseRequest) -> None:
        self._http = http
        self._session = SpdySession()
        self._streams: dict[int, int] = {}
        self._early: list[bytes] = []
        self._input_is_over = not _asks_for(http, "stdin")

    async def open(self) -> None:
        """Returns when the client has opened every stream that it asked for."""
        version = negotiated(self._http, OVER_SPDY)
        headers = {"Upgrade": "SPDY/3.1", VERSION_HEADER: version}
        self._connection = UpgradedConnection.take_over(self._http, headers)
        wanted = _expected(self._http)
        while not wanted <= set(self._streams):
            events = await self._events()
            if events is None:
                raise ConnectionResetError("the client went before it had opened its streams")
            self._early += self._heard(events)

    async def input(self) -> AsyncIterator[bytes]:
        for data in self._early:
            yield data
        while not self._input_is_over:
            events = await self._events()
            if events is None:
                return
            for data in self._heard(events):
                yield data

    async def gone(self) -> None:
        while await self._events() is not None:
            pass

    async def send(self, channel: int, data: bytes) -> None:
        self._session.send(self._streams.get(channel, 0), data)
        await self._flush()

    async def close(self) -> web.StreamResponse:
        for stream in self._streams.values():
            self._session.end(stream)
        self._session.leave()
        await self._flush()
        await self._connection.close()
        return Answered()

    async def _events(self) -> list[Event] | None:
        """None when the client is gone, or speaks something else."""
        data = await self._connection.read()
        try:
            events = self._session.receive(data) if data else None
        except SpdyError:
            events = None
        await self._flush()
        return events

    def _heard(self, events: list[Event]) -> list[bytes]:
        """Pieces of standard input."""
        pieces = []
        for event in events:
            match event:
                case Opened(stream, headers) if headers.get("streamtype") in NAMES:
                    self._streams[NAMES[headers["streamtype"]]] = stream
                case Opened(stream):
                    self._session.reset(stream)
                case Received(stream, data) if stream == self._streams.get(STDIN):
                    pieces.append(data)
                case Ended(stream) if stream == self._streams.get(STDIN):
                    self._input_is_over = True
                case Left():
                    self._input_is_over = True
        return pieces

    async def _flush(self) -> None:
        if data := self._session.pull():
            with suppress(ConnectionError):
                await self._connection.write(data)


def _asks_for(http: web.BaseRequest, name: str) -> bool:
    return http.query.get(name, "") in TRUE


def _expected(http: web.BaseRequest) -> set[int]:
    """The streams that the client is going to open; a terminal has one for its size, and none for errors."""
    asked = {NAMES[name] for name in ("stdin", "stdout", "stderr") if _asks_for(http, name)}
    if _asks_for(http, "tty"):
        asked = asked - {STDERR} | {RESIZE}
    return asked | {ERROR}


def negotiated(http: web.BaseRequest, known: tuple[str, ...]) -> str:
    """The first of the client's versions that the server has, too. Raises ApiError 403."""
    lines = http.headers.getall(VERSION_HEADER, [])
    wanted = [each.strip() for line in lines for each in line.split(",")]
    for version in wanted:
        if version in known:
            return version
    asked, served = " ".join(wanted), " ".join(known)
    versions = f"client supports [{asked}], server accepts [{served}]"
    raise status.failure(403, "Forbidden", f"unable to upgrade: unable to negotiate protocol: {versions}")
