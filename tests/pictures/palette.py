"""PNG of many colours -> the same picture in the 256 commonest, half as large (PNG, third edition, W3C 2025)."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}  # colour type: bytes of a pixel
MOST = 256


def palette(png: bytes) -> bytes:
    """The picture with each colour replaced by the nearest of the 256 commonest; alpha is dropped.

    Raises ValueError for a PNG that is not 8 bits deep, in RGB or RGBA, and not interlaced.
    """
    width, height, pixels = _pixels(png)
    counts = Counter(pixels)
    kept = [colour for colour, _ in counts.most_common(MOST)]
    index = {colour: _nearest(colour, kept) for colour in counts}
    rows = bytearray()
    for start in range(0, width * height, width):
        rows.append(0)  # no filter
        rows.extend(index[pixel] for pixel in pixels[start : start + width])
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(kept)),
        (b"IDAT", zlib.compress(bytes(rows), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the colours, three bytes each, row after row."""
    chunks = list(_chunks(png))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", dict(chunks)[b"IHDR"])
    if depth != 8 or kind not in CHANNELS or interlaced:
        raise ValueError(f"depth {depth}, colour type {kind}, interlaced {interlaced}: not a picture of a browser")
    size = CHANNELS[kind]
    data = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
    pixels: list[bytes] = []
    above = bytearray(width * size)
    for start in range(0, len(data), width * size + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + width * size], above, size)
        pixels.extend(bytes(above[at : at + 3]) for at in range(0, width * size, size))
    return width, height, pixels


def _unfiltered(kind: int, row: bytes, above: bytearray, size: int) -> bytearray:
    """The bytes of a row before they were filtered (section 9.2)."""
    out = bytearray(row)
    if kind == 0:
        return out
    for at, value in enumerate(row):
        left, corner = (out[at - size], above[at - size]) if at >= size else (0, 0)
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        out[at] = (value + guess) & 255
    return out


def _paeth(left: int, above: int, corner: int) -> int:
    estimate = left + above - corner
    return min((left, above, corner), key=lambda near: abs(estimate - near))  # the first of equals


def _nearest(colour: bytes, kept: list[bytes]) -> int:
    return min(range(len(kept)), key=lambda at: sum((a - b) ** 2 for a, b in zip(colour, kept[at], strict=True)))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
