"""Blocks of header names and values: one zlib stream for each direction of a connection.

Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/#TOC-2.6.10-Name-Value-Header-Block
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from k8slab.sim.http.spdy.dictionary import DICTIONARY
from k8slab.sim.http.spdy.trouble import SpdyError

LARGEST_BLOCK = 256 * 1024

Headers = Mapping[str, str]


class Packer:
    """Compresses the blocks that one side sends, in their order."""

    def __init__(self) -> None:
        self._zlib = zlib.compressobj(zdict=DICTIONARY)

    def pack(self, headers: Headers) -> bytes:
        parts = [struct.pack("!I", len(headers))]
        for name, value in headers.items():
            parts += [_text(name.lower()), _text(value)]
        return self._zlib.compress(b"".join(parts)) + self._zlib.flush(zlib.Z_SYNC_FLUSH)


class Unpacker:
    """Reads the blocks that one side has sent, in their order."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(zdict=DICTIONARY)

    def unpack(self, block: bytes) -> dict[str, str]:
        """Names are in lower case; several values of one name are joined by NUL. Raises SpdyError."""
        try:
            return _pairs(self._zlib.decompress(block, LARGEST_BLOCK))
        except (zlib.error, struct.error, UnicodeDecodeError) as error:
            raise SpdyError(f"expected a block of headers, found {error}") from error


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("!I", len(data)) + data


def _pairs(block: bytes) -> dict[str, str]:
    (count,) = struct.unpack_from("!I", block)
    at = 4
    texts: list[str] = []
    while len(texts) < 2 * count:
        (length,) = struct.unpack_from("!I", block, at)
        texts.append(block[at + 4 : at + 4 + length].decode())
        at += 4 + length
    return dict(zip(texts[::2], texts[1::2], strict=True))
