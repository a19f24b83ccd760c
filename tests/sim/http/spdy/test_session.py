"""A session: what the client does becomes events, what we say becomes frames."""

from __future__ import annotations

import pytest

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
from k8slab.sim.http.spdy.session import Ended, Event, Left, Opened, Received, SpdySession
from k8slab.sim.http.spdy.trouble import SpdyError


class Client:
    """The other side."""

    def __init__(self) -> None:
        self.session = SpdySession()
        self._packer, self._unpacker, self._reader = Packer(), Unpacker(), Reader()

    def send(self, *frames: Frame) -> list[Event]:
        return self.session.receive(b"".join(frame.encode() for frame in frames))

    def open(self, stream: int, *, fin: bool = False, **headers: str) -> list[Event]:
        return self.send(SynStream(stream, self._packer.pack(headers), fin))

    def more_headers(self, stream: int, **headers: str) -> list[Event]:
        return self.send(Headers(stream, self._packer.pack(headers)))

    def heard(self) -> list[Frame]:
        """What came back, without the blocks of headers."""
        frames = self._reader.feed(self.session.pull())
        return [
            SynReply(each.stream, b"", each.fin) if isinstance(each, SynReply) else each for each in frames
        ]


@pytest.fixture
def client() -> Client:
    return Client()


def test_1_a_stream_is_accepted_with_its_headers(client: Client) -> None:
    assert client.open(1, streamtype="error") == [Opened(1, {"streamtype": "error"})]
    assert client.open(3, fin=True, streamtype="data") == [Opened(3, {"streamtype": "data"}), Ended(3)]
    assert client.heard() == [SynReply(1, b""), SynReply(3, b"")]


@pytest.mark.parametrize("stream", [2, 1])
def test_1_streams_are_odd_and_rise(client: Client, stream: int) -> None:
    client.open(1)
    with pytest.raises(SpdyError, match=f"expected an odd stream above 1, found {stream}"):
        client.open(stream)


def test_2_each_side_ends_what_it_says(client: Client) -> None:
    client.open(1)
    client.heard()
    assert client.send(Data(1, b"a"), Data(1, b"b", fin=True)) == [
        Received(1, b"a"),
        Received(1, b"b"),
        Ended(1),
    ]
    client.heard()
    client.session.send(1, b"x")
    client.session.end(1)
    client.session.send(1, b"too late")
    assert client.heard() == [Data(1, b"x"), Data(1, b"", fin=True)]
    assert client.send(Data(1, b"c")) == []
    assert client.heard() == [RstStream(1, Reason.INVALID_STREAM)]


def test_2_long_data_comes_in_pieces(client: Client) -> None:
    client.open(1)
    client.heard()
    client.session.send(1, bytes(70_000))
    assert [len(frame.data) for frame in client.heard() if isinstance(frame, Data)] == [32768, 32768, 4464]


def test_3_a_stream_that_is_reset_is_forgotten(client: Client) -> None:
    client.open(1)
    client.open(3)
    client.heard()
    assert client.send(RstStream(1), RstStream(1)) == [Ended(1, reset=True)]
    client.session.reset(3)
    client.session.send(1, b"x")
    client.session.send(3, b"x")
    assert client.heard() == [RstStream(3, Reason.CANCEL)]


def test_4_pings_come_back_and_what_was_read_is_credited(client: Client) -> None:
    client.open(1)
    client.heard()
    client.send(Ping(1), Ping(2), Data(1, b"abc"))
    assert client.heard() == [Ping(1), WindowUpdate(1, 3), WindowUpdate(0, 3)]


def test_further_headers_do_not_upset_later_ones(client: Client) -> None:
    client.open(1, streamtype="error")
    assert client.more_headers(1, any="thing") == []
    assert client.open(3, streamtype="data") == [Opened(3, {"streamtype": "data"})]


def test_both_sides_tell_when_they_leave(client: Client) -> None:
    client.open(5)
    client.heard()
    client.session.leave()
    assert client.heard() == [GoAway(5)]
    assert client.send(GoAway()) == [Left()]
