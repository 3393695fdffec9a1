"""Packed bytes -> their content up to a limit: gzip and zlib, without bombs, cut-off ends included."""

from __future__ import annotations

import zlib

GZIP = b"\x1f\x8b"
PIECE = 64 * 1024


def inflate(data: bytes, limit: int, wbits: int = zlib.MAX_WBITS | 32) -> tuple[bytes, bool]:
    """The content of gzip or zlib data up to `limit` bytes, and whether that is all. Never raises."""
    content = bytearray()
    unpack = zlib.decompressobj(wbits)
    rest = memoryview(data)
    try:
        while rest and len(content) <= limit:
            piece = unpack.unconsumed_tail + bytes(rest[:PIECE])
            rest = rest[PIECE:]
            content += unpack.decompress(piece, limit + 1 - len(content))
            if unpack.eof and (unpack.unused_data or rest)[:2] == GZIP:  # another member follows
                rest = memoryview(unpack.unused_data + bytes(rest))
                unpack = zlib.decompressobj(wbits)
    except zlib.error:
        return bytes(content[:limit]), False
    return bytes(content[:limit]), unpack.eof and len(content) <= limit
