"""The server's side of one connection: which streams there are, and who may still say something on them.

1. The client opens streams (odd numbers, rising); each is accepted at once.
2. Each side ends what it says on a stream by FIN; a stream that both have ended is forgotten.
3. A stream that is reset is forgotten at once.
4. Pings come back. What has been read is credited, so that a client that counts its window never stalls.

What we send is not held back by the client's window: Kubernetes' clients do not keep one.
"""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.sim.http.spdy.frames import (
    Data,
    Frame,
    GoAway,
    Headers,
    Ping,
    Reader,
    Reason,
    RstStream,
    SynReply,
    SynStream,
    WindowUpdate,
)
from k8slab.sim.http.spdy.headers import Packer, Unpacker
from k8slab.sim.http.spdy.trouble import SpdyError

LARGEST_DATA = 32 * 1024


@dataclass(frozen=True)
class Opened:
    """The client has opened a stream."""

    stream: int
    headers: dict[str, str]


@dataclass(frozen=True)
class Received:
    """Bytes on a stream."""

    stream: int
    data: bytes


@dataclass(frozen=True)
class Ended:
    """The client says no more on the stream; `reset` means that it does not listen either."""

    stream: int
    reset: bool = False


@dataclass(frozen=True)
class Left:
    """The client opens no more streams."""


Event = Opened | Received | Ended | Left


class SpdySession:
    """Sans-IO: `receive` bytes to get events, `send` and the like, then `pull` the bytes to be written."""

    def __init__(self) -> None:
        self._reader, self._unpacker, self._packer = Reader(), Unpacker(), Packer()
        self._out: list[bytes] = []
        self._theirs: set[int] = set()
        self._ours: set[int] = set()
        self._last = 0

    def pull(self) -> bytes:
        """What is to be written; each byte is given once."""
        out, self._out = self._out, []
        return b"".join(out)

    def receive(self, data: bytes) -> list[Event]:
        """What the bytes say. Raises SpdyError."""
        return [event for frame in self._reader.feed(data) for event in self._told(frame)]

    def send(self, stream: int, data: bytes, *, fin: bool = False) -> None:
        """Say something on a stream; nothing happens on one that is over for us."""
        if stream not in self._ours:
            return
        pieces = [data[at : at + LARGEST_DATA] for at in range(0, len(data), LARGEST_DATA)]
        for piece in pieces:
            self._put(Data(stream, piece))
        if fin:
            self._put(Data(stream, b"", fin=True))
            self._ours.discard(stream)

    def end(self, stream: int) -> None:
        """Say no more on the stream (2)."""
        self.send(stream, b"", fin=True)

    def reset(self, stream: int, reason: Reason = Reason.CANCEL) -> None:
        """Neither say nor hear more on it (3)."""
        if stream in self._ours | self._theirs:
            self._forget(stream)
            self._put(RstStream(stream, reason))

    def leave(self) -> None:
        """Tell that the connection will be closed."""
        self._put(GoAway(self._last))

    def _put(self, frame: Frame) -> None:
        self._out.append(frame.encode())

    def _forget(self, stream: int) -> None:
        self._ours.discard(stream)
        self._theirs.discard(stream)

    def _told(self, frame: Frame) -> list[Event]:
        match frame:
            case SynStream():
                return self._opened(frame)
            case Data():
                return self._received(frame)
            case RstStream(stream) if stream in self._theirs | self._ours:
                self._forget(stream)
                return [Ended(stream, reset=True)]
            case Headers(block=block):
                # Not needed, but later blocks can only be read when this one was.
                self._unpacker.unpack(block)
            case Ping(number) if number % 2:
                self._put(frame)
            case GoAway():
                return [Left()]
        return []

    def _opened(self, frame: SynStream) -> list[Event]:
        """(1)"""
        headers = self._unpacker.unpack(frame.block)
        if frame.stream % 2 == 0 or frame.stream <= self._last:
            raise SpdyError(f"expected an odd stream above {self._last}, found {frame.stream}")
        self._last = frame.stream
        self._ours.add(frame.stream)
        self._theirs.add(frame.stream)
        self._put(SynReply(frame.stream, self._packer.pack({})))
        return [Opened(frame.stream, headers), *self._finished(frame.stream, frame.fin)]

    def _received(self, frame: Data) -> list[Event]:
        """(2), (4)"""
        if frame.stream not in self._theirs:
            self._put(RstStream(frame.stream, Reason.INVALID_STREAM))
            return []
        told: list[Event] = []
        if frame.data:
            told.append(Received(frame.stream, frame.data))
            self._put(WindowUpdate(frame.stream, len(frame.data)))
            self._put(WindowUpdate(0, len(frame.data)))
        return told + self._finished(frame.stream, frame.fin)

    def _finished(self, stream: int, fin: bool) -> list[Event]:
        if not fin:
            return []
        self._theirs.discard(stream)
        return [Ended(stream)]
