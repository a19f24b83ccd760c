"""Bytes in both directions: a connection that was HTTP, or the messages of a WebSocket as one stream.

Source: https://datatracker.ietf.org/doc/html/rfc9110#name-upgrade
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

from aiohttp import WSMsgType, web
from aiohttp.abc import AbstractStreamWriter

CHUNK = 64 * 1024


class Duplex(Protocol):
    """What a session of streams is carried by."""

    async def read(self) -> bytes:
        """The next bytes; none when the other side is gone."""
        ...

    async def write(self, data: bytes) -> None:
        """Raises ConnectionError when the other side is gone."""
        ...

    async def close(self) -> None: ...


class UpgradedConnection(asyncio.Protocol):
    """A connection that has changed to another protocol; the HTTP server only hears of its end."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._http = transport.get_protocol()
        self._reader = asyncio.StreamReader()
        self._reader.set_transport(transport)
        self._writable = asyncio.Event()
        self._writable.set()

    @classmethod
    def take_over(cls, http: web.BaseRequest, headers: Mapping[str, str]) -> UpgradedConnection:
        """Answer 101 with these headers, and have the connection from now on.

        Raises ConnectionError if it is closed already.
        """
        if http.transport is None:
            raise ConnectionResetError("the client is gone")
        connection = cls(http.transport)
        http.transport.set_protocol(connection)
        lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        connection._transport.write("\r\n".join([*lines, "", ""]).encode())
        return connection

    async def read(self) -> bytes:
        return await self._reader.read(CHUNK)

    async def write(self, data: bytes) -> None:
        if self._transport.is_closing():
            raise ConnectionResetError("the client is gone")
        self._transport.write(data)
        await self._writable.wait()

    async def close(self) -> None:
        self._transport.close()

    # What the transport tells

    def data_received(self, data: bytes) -> None:
        self._reader.feed_data(data)

    def eof_received(self) -> None:
        self._reader.feed_eof()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, error: Exception | None) -> None:
        self._writable.set()
        self._reader.feed_eof()
        self._http.connection_lost(error)


class Answered(web.StreamResponse):
    """What a handler returns when all has been said already, in another protocol."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing is left to say."""


class WebSocketTunnel:
    """The binary messages of a WebSocket, end to end."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def read(self) -> bytes:
        while True:
            message = await self._socket.receive()
            if message.type not in (WSMsgType.BINARY, WSMsgType.TEXT):
                return b""
            data = message.data.encode() if message.type is WSMsgType.TEXT else bytes(message.data)
            if data:
                return data

    async def write(self, data: bytes) -> None:
        if self._socket.closed:
            raise ConnectionResetError("the client is gone")
        await self._socket.send_bytes(data)

    async def close(self) -> None:
        await self._socket.close()
