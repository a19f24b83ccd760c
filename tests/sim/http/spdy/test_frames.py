"""Frames as they stand in the specification, byte by byte."""

from __future__ import annotations

import pytest

from k8slab.sim.http.spdy.frames import (
    Data,
    Frame,
    GoAway,
    Headers,
    Ping,
    Reader,
    RstStream,
    Settings,
    SynReply,
    SynStream,
    WindowUpdate,
)
from k8slab.sim.http.spdy.trouble import SpdyError

ON_THE_WIRE = [
    (Data(1, b"hi", fin=True), "00000001 01000002 6869"),
    (SynStream(3, b"\xaa"), "80030001 0000000b 00000003 00000000 0000 aa"),
    (SynStream(5, b"", fin=True), "80030001 0100000a 00000005 00000000 0000"),
    (SynReply(3, b"\xaa"), "80030002 00000005 00000003 aa"),
    (Headers(3, b"\xaa", fin=True), "80030008 01000005 00000003 aa"),
    (RstStream(7, 5), "80030003 00000008 00000007 00000005"),
    (Settings(((4, 100),)), "80030004 0000000c 00000001 00000004 00000064"),
    (Ping(9), "80030006 00000004 00000009"),
    (GoAway(7, 0), "80030007 00000008 00000007 00000000"),
    (WindowUpdate(7, 65536), "80030009 00000008 00000007 00010000"),
]


@pytest.mark.parametrize(("frame", "text"), ON_THE_WIRE, ids=lambda each: type(each).__name__)
def test_a_frame_is_written_and_read(frame: Frame, text: str) -> None:
    assert frame.encode() == bytes.fromhex(text)
    assert Reader().feed(bytes.fromhex(text)) == [frame]


def test_frames_are_read_however_the_bytes_are_cut() -> None:
    data, reader = b"".join(frame.encode() for frame, _ in ON_THE_WIRE), Reader()
    found = [frame for at in range(len(data)) for frame in reader.feed(data[at : at + 1])]
    assert found == [frame for frame, _ in ON_THE_WIRE]


def test_a_frame_of_an_unknown_type_is_skipped() -> None:
    assert Reader().feed(bytes.fromhex("8003000b 00000001 00") + Ping(1).encode()) == [Ping(1)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("80020006 00000004 00000009", "expected SPDY version 3, found 2"),
        ("80030006 00000002 0000", "expected a whole frame of type 6, found 2 bytes"),
        ("80030004 00000004 00000002", "expected 2 settings, found 4 bytes"),
    ],
)
def test_what_is_no_frame_is_told(text: str, why: str) -> None:
    with pytest.raises(SpdyError, match=why):
        Reader().feed(bytes.fromhex(text))
