"""Frames on the wire. Header blocks are still compressed here: that depends on all blocks before.

Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/#TOC-2.2-Framing
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from k8slab.sim.http.spdy.trouble import SpdyError

VERSION = 3
CONTROL = 0x8000
FIN = 0x01
STREAM_MASK = 0x7FFFFFFF
HEAD = struct.Struct("!HHI")


class Kind(IntEnum):
    """The types of control frames."""

    SYN_STREAM = 1
    SYN_REPLY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PING = 6
    GOAWAY = 7
    HEADERS = 8
    WINDOW_UPDATE = 9


class Reason(IntEnum):
    """Why a stream is reset."""

    PROTOCOL_ERROR = 1
    INVALID_STREAM = 2
    REFUSED_STREAM = 3
    CANCEL = 5
    INTERNAL_ERROR = 6


@dataclass(frozen=True)
class Data:
    stream: int
    data: bytes
    fin: bool = False

    def encode(self) -> bytes:
        return struct.pack("!II", self.stream, FIN * self.fin << 24 | len(self.data)) + self.data


@dataclass(frozen=True)
class SynStream:
    """A new stream."""

    stream: int
    block: bytes
    fin: bool = False

    def encode(self) -> bytes:
        return _control(Kind.SYN_STREAM, struct.pack("!IIH", self.stream, 0, 0) + self.block, fin=self.fin)


@dataclass(frozen=True)
class SynReply:
    """A new stream is accepted."""

    stream: int
    block: bytes
    fin: bool = False

    def encode(self) -> bytes:
        return _control(Kind.SYN_REPLY, struct.pack("!I", self.stream) + self.block, fin=self.fin)


@dataclass(frozen=True)
class Headers:
    """Further headers of a stream."""

    stream: int
    block: bytes
    fin: bool = False

    def encode(self) -> bytes:
        return _control(Kind.HEADERS, struct.pack("!I", self.stream) + self.block, fin=self.fin)


@dataclass(frozen=True)
class RstStream:
    """Neither side shall say more on the stream."""

    stream: int
    reason: int = Reason.CANCEL

    def encode(self) -> bytes:
        return _control(Kind.RST_STREAM, struct.pack("!II", self.stream, self.reason))


@dataclass(frozen=True)
class Settings:
    """(number, value) each; what they would tune does not matter here."""

    values: tuple[tuple[int, int], ...] = ()

    def encode(self) -> bytes:
        pairs = b"".join(struct.pack("!II", *pair) for pair in self.values)
        return _control(Kind.SETTINGS, struct.pack("!I", len(self.values)) + pairs)


@dataclass(frozen=True)
class Ping:
    """To be sent back as it is."""

    number: int

    def encode(self) -> bytes:
        return _control(Kind.PING, struct.pack("!I", self.number))


@dataclass(frozen=True)
class GoAway:
    """No new streams; `last` is the last one that was accepted."""

    last: int = 0
    reason: int = 0

    def encode(self) -> bytes:
        return _control(Kind.GOAWAY, struct.pack("!II", self.last, self.reason))


@dataclass(frozen=True)
class WindowUpdate:
    """The other side may send so many bytes more; stream 0 is the whole connection."""

    stream: int
    size: int

    def encode(self) -> bytes:
        return _control(Kind.WINDOW_UPDATE, struct.pack("!II", self.stream, self.size))


Frame = Data | SynStream | SynReply | Headers | RstStream | Settings | Ping | GoAway | WindowUpdate


def _control(kind: Kind, body: bytes, *, fin: bool = False) -> bytes:
    return HEAD.pack(CONTROL | VERSION, kind, FIN * fin << 24 | len(body)) + body


class Reader:
    """Cuts what comes in into frames."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are whole now; frames of other types are skipped. Raises SpdyError."""
        self._rest += data
        found = []
        while len(self._rest) >= HEAD.size:
            length = int.from_bytes(self._rest[5:8], "big")
            if len(self._rest) < HEAD.size + length:
                break
            head, body = bytes(self._rest[: HEAD.size]), bytes(self._rest[HEAD.size : HEAD.size + length])
            del self._rest[: HEAD.size + length]
            if frame := _decode(head, body):
                found.append(frame)
        return found


def _decode(head: bytes, body: bytes) -> Frame | None:
    first, kind, rest = HEAD.unpack(head)
    fin = bool(rest >> 24 & FIN)
    if not first & CONTROL:
        return Data(first << 16 | kind, body, fin)
    if first & ~CONTROL != VERSION:
        raise SpdyError(f"expected SPDY version {VERSION}, found {first & ~CONTROL}")
    decode = DECODERS.get(kind)
    try:
        return decode(body, fin) if decode else None
    except struct.error as error:
        raise SpdyError(f"expected a whole frame of type {kind}, found {len(body)} bytes") from error


def _syn_stream(body: bytes, fin: bool) -> Frame:
    return SynStream(_stream(body), body[10:], fin)


def _syn_reply(body: bytes, fin: bool) -> Frame:
    return SynReply(_stream(body), body[4:], fin)


def _headers(body: bytes, fin: bool) -> Frame:
    return Headers(_stream(body), body[4:], fin)


def _rst_stream(body: bytes, fin: bool) -> Frame:
    return RstStream(_stream(body), _second(body))


def _settings(body: bytes, fin: bool) -> Frame:
    (count,) = struct.unpack_from("!I", body)
    if len(body) < 4 + 8 * count:
        raise SpdyError(f"expected {count} settings, found {len(body)} bytes")
    pairs = (struct.unpack_from("!II", body, 4 + 8 * index) for index in range(count))
    return Settings(tuple((number & 0xFFFFFF, value) for number, value in pairs))


def _ping(body: bytes, fin: bool) -> Frame:
    return Ping(*struct.unpack_from("!I", body))


def _go_away(body: bytes, fin: bool) -> Frame:
    return GoAway(_stream(body), _second(body))


def _window_update(body: bytes, fin: bool) -> Frame:
    return WindowUpdate(_stream(body), _second(body) & STREAM_MASK)


def _stream(body: bytes) -> int:
    (number,) = struct.unpack_from("!I", body)
    return int(number) & STREAM_MASK


def _second(body: bytes) -> int:
    (number,) = struct.unpack_from("!I", body, 4)
    return int(number)


DECODERS: Mapping[int, Callable[[bytes, bool], Frame]] = {
    Kind.SYN_STREAM: _syn_stream,
    Kind.SYN_REPLY: _syn_reply,
    Kind.RST_STREAM: _rst_stream,
    Kind.SETTINGS: _settings,
    Kind.PING: _ping,
    Kind.GOAWAY: _go_away,
    Kind.HEADERS: _headers,
    Kind.WINDOW_UPDATE: _window_update,
}
