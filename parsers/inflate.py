"""Packed bytes -> their content up to a limit: gzip and zlib, without bombs, cut-off ends included."""

from __future__ import annotations

import zlib

GZIP = b"\x1f\x8b"
PIECE = 64 * 1024
MAX_RATIO = 200  # times that a body may grow when unpacked; news pages grow 4 to 15 times
GENEROUS = 1_000_000  # bytes below which a ratio says nothing


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether so many bytes became too many when they were unpacked."""
    return unpacked > GENEROUS and unpacked > MAX_RATIO * packed


def inflate(data: bytes, limit: int, wbits: int = zlib.MAX_WBITS | 32) -> tuple[bytes, bool]:
    """The content of gzip or zlib data up to `limit` bytes, and whether that is all. Never raises; stops at a bomb."""
    content = bytearray()
    unpack = zlib.decompressobj(wbits)
    rest = memoryview(data)
    try:
        while (unpack.unconsumed_tail or rest) and not _enough(len(data) - len(rest), len(content), limit):
            piece = unpack.unconsumed_tail or bytes(rest[:PIECE])
            rest = rest if unpack.unconsumed_tail else rest[PIECE:]
            content += unpack.decompress(piece, max(1, min(GENEROUS, limit + 1 - len(content))))
            if unpack.eof and (unpack.unused_data or rest)[:2] == GZIP:  # another member follows
                rest = memoryview(unpack.unused_data + bytes(rest))
                unpack = zlib.decompressobj(wbits)
        if not unpack.eof and not unpack.unconsumed_tail:
            content += unpack.flush()  # the few bytes of a last copy
    except zlib.error:
        return bytes(content[:limit]), False
    return bytes(content[:limit]), unpack.eof and not _enough(len(data), len(content), limit)


def _enough(packed: int, unpacked: int, limit: int) -> bool:
    return unpacked > limit or is_bomb(packed, unpacked)
