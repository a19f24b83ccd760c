"""Header blocks: compressed against the protocol's dictionary, each against all blocks before."""

from __future__ import annotations

import zlib

import pytest

from k8slab.sim.http.spdy.dictionary import DICTIONARY
from k8slab.sim.http.spdy.headers import Packer, Unpacker
from k8slab.sim.http.spdy.trouble import SpdyError


def test_the_dictionary_is_the_protocols() -> None:
    assert (len(DICTIONARY), zlib.adler32(DICTIONARY)) == (1423, 0xE3C6A7C2)


def test_blocks_are_read_in_their_order() -> None:
    packer, unpacker = Packer(), Unpacker()
    for headers in ({"streamtype": "stdin"}, {}, {"streamtype": "data", "port": "80", "requestid": "0"}):
        assert unpacker.unpack(packer.pack(headers)) == headers


def test_names_are_in_lower_case() -> None:
    assert Unpacker().unpack(Packer().pack({"StreamType": "Error"})) == {"streamtype": "Error"}


@pytest.mark.parametrize("block", [b"", b"nonsense", zlib.compress(b"\0\0\0\1")])
def test_what_is_no_block_is_told(block: bytes) -> None:
    with pytest.raises(SpdyError, match="expected a block of headers"):
        Unpacker().unpack(block)
