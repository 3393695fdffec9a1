"""Bytes of a page -> text. The order of evidence is the one browsers use, with a Vietnamese fall-back."""

from __future__ import annotations

import codecs
import re

Html = str | bytes  # the text of a page; bytes are UTF-8, which the parser takes as it is

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{3,40})""", re.IGNORECASE)
# Labels that pages use for a smaller set than they send: https://encoding.spec.whatwg.org/#names-and-labels
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "big5": "big5hkscs",
}
# windows-1258 writes a tone as a byte of its own after the vowel; windows-1252 has capital letters there,
# which hardly ever follow a small vowel.
_TONES_1258 = re.compile(rb"[aeiouy\xe2\xea\xf4\xe3\xf5\xfd][\xcc\xd2\xde\xec\xf2]")
_SNIFF = 4096  # bytes: where HTML must declare its encoding, with room for a long first comment
_SLIPS = 0.02  # share of characters that may not decode before a label is not believed
_CUT = 0.1  # broken characters per right one up to which a page is UTF-8 that was cut or spliced
_PIECE = 4096  # bytes that are looked at in one step: their text stays in the processor's cache


def decode(body: bytes, declared: str = "") -> str:
    """Return the text of `body`; see `read_bytes`."""
    return as_text(read_bytes(body, declared))


def as_text(html: Html) -> str:
    """Return `html` decoded."""
    return html if isinstance(html, str) else html.decode("utf-8")


def as_bytes(html: Html) -> bytes:
    """Return `html` as UTF-8; halves of surrogate pairs, which it cannot write, as question marks."""
    return html if isinstance(html, bytes) else html.encode("utf-8", "replace")


def read_bytes(body: bytes, declared: str = "") -> Html:
    """Return the text of `body`, as bytes where it is UTF-8; never raises. `declared` is the charset of the
    Content-Type header.

    A byte order mark wins; then valid UTF-8, whatever was declared; then the header, then `<meta>`; then
    UTF-8 with a few broken characters; last windows-1258 where its tone marks are seen, else windows-1252.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            rest = body[len(mark) :]
            return rest if codec == "utf-8" and _is_utf8(rest) else rest.decode(codec, "replace")
    escapes = b"\x1b$" in body[:_SNIFF]  # ISO-2022-JP is valid ASCII
    if not escapes and _is_utf8(body):
        return body
    for label in (declared, _meta_label(body)):
        text = _try(body, label)
        if text is not None:
            return text
    return _guess(body)


def _is_utf8(body: bytes) -> bool:
    """Whether `body` is valid UTF-8. In pieces: a page in another script than Latin takes long to decode at once."""
    start = 0
    while start < len(body):
        piece = body[start : start + _PIECE]
        if piece.isascii():
            start += len(piece)
            continue
        try:
            start += codecs.utf_8_decode(piece, "strict", start + _PIECE >= len(body))[1]
        except UnicodeDecodeError:
            return False
    return True


def _meta_label(body: bytes) -> str:
    found = _META.search(body, 0, _SNIFF)
    return found.group(1).decode("ascii") if found else ""


def _try(body: bytes, label: str) -> str | None:
    codec = _codec(label)
    if not codec or codec == "utf-8":
        return None
    if codec == "cp1252" and len(_TONES_1258.findall(body)) >= 3:
        codec = "cp1258"
    try:
        text = body.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= len(text) * _SLIPS else None


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(name, name)


def _guess(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    right = len(text) - len(text.encode("ascii", "ignore")) - broken
    if right and broken <= max(1, right * _CUT):
        return text
    codec = "cp1258" if len(_TONES_1258.findall(body)) >= 3 else "cp1252"
    return body.decode(codec, "replace")
