"""Chunks of a body as sent -> its decoded bytes, up to a limit: gzip and deflate without bombs and without guessing."""

from __future__ import annotations

import zlib

from parsers.inflate import GENEROUS, GZIP, is_bomb

CODINGS = frozenset({"gzip", "x-gzip", "deflate", "identity", ""})
EITHER = zlib.MAX_WBITS | 32  # gzip or zlib, as the first bytes say


class BodyError(ValueError):
    """A body is not what its headers say; the message says how."""


class Body:
    """One body being received. `take` its chunks until it says that it is full, then ask for the `end`."""

    def __init__(self, coding: str, limit: int) -> None:
        self._unpack = None if coding in ("identity", "") else zlib.decompressobj(EITHER)
        self._coding = coding
        self._limit = limit
        self._received = 0
        self._content = bytearray()

    def take(self, chunk: bytes) -> bool:
        """Add a chunk; False when there is more than may be kept. Raises BodyError for a broken coding."""
        self._received += len(chunk)
        if self._unpack is None:
            self._content += chunk
        else:
            try:
                self._inflate(chunk)
            except zlib.error as error:
                raise BodyError(f"not {self._coding}: {error}") from None
        return not self._is_too_much()

    def end(self) -> tuple[bytes, bool]:
        """The decoded body up to the limit, and whether that is all. Raises BodyError for one that was cut off."""
        if self._is_too_much():
            return bytes(self._content[: self._limit]), False
        if self._unpack is not None and self._received and not self._unpack.eof:
            self._content += self._unpack.flush()  # the few bytes of a last copy
        if self._unpack is not None and self._received and not self._unpack.eof:
            raise BodyError(f"the {self._coding} body ended early")
        return bytes(self._content), True

    def _is_too_much(self) -> bool:
        size = len(self._content)
        return size > self._limit or is_bomb(self._received, size)

    def _inflate(self, chunk: bytes) -> None:
        assert self._unpack is not None  # noqa: S101  # the caller has looked
        try:
            self._content += self._unpack.decompress(chunk, self._room())
        except zlib.error:
            if self._content or self._coding != "deflate":
                raise
            self._unpack = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without its zlib frame, as some send it
            self._content += self._unpack.decompress(chunk, self._room())
        while self._unpack.unconsumed_tail and not self._is_too_much():
            self._content += self._unpack.decompress(self._unpack.unconsumed_tail, self._room())
        if self._unpack.eof and self._unpack.unused_data.startswith(GZIP):  # another member follows: RFC 1952, 2.2
            rest, self._unpack = self._unpack.unused_data, zlib.decompressobj(EITHER)
            self._inflate(rest)

    def _room(self) -> int:
        """Bytes to unpack in one step; one more than the limit shows that there is more."""
        return max(1, min(GENEROUS, self._limit + 1 - len(self._content)))
