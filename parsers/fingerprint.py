"""Text and names -> stable keys: of a name, of a text's words, and of a sample of its wording.

The same input gives the same key on every machine and in every version; `NORMAL_FORM` counts the changes of the form.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from hashlib import blake2b
from heapq import nsmallest
from itertools import compress
from sys import byteorder
from uuid import UUID

NORMAL_FORM = 1
_END = "\x1f"  # the unit separator, which no token holds
SPAN = 5  # tokens of a shingle: fewer find templates, more miss edited copies (dedup-relevance research, section 3)
SCALE = 32  # one shingle of so many is a key: FracMinHash, Irber et al. 2022, doi:10.1101/2022.01.11.475838
LEAST = 12  # keys of a short text, which could come out with none

# Numbers keep their separators (1,52 is not 1.52), words are syllables: Vietnamese writes a blank between those.
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,/:-]\d+)*")
# "hoà" and "hòa", "thuý" and "thúy" are one syllable: newsrooms differ in where the mark of an open oa, oe, uy stands.
_TONE_LAST = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![^\W\d_])")
_TONE_FIRST = {
    base + old: new + tail
    for base, tail, olds, news in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for old, new in zip(olds, news, strict=True)
}

# A shingle is a weighted sum of its tokens' 32-bit hashes: odd weights under 2^28 keep five of them within 63 bits.
_WEIGHTS = (0x9E3779B, 0x85EBCA7, 0xC2B2AE3, 0x7D4EB2F, 0x65667B1)
# Its middle bits, which all tokens reach, say whether it is sampled and which of a few comes first.
_RANK_SHIFT, _RANK_BITS = 20, 32
_NOT_SAMPLED = (SCALE - 1) << (_RANK_SHIFT + _RANK_BITS - SCALE.bit_length() + 1)
# Four of those five bits are in one byte: it says so of nearly all shingles that are not sampled.
_BYTE = (_NOT_SAMPLED.bit_length() - 1) // 8
_IN_LANE = _BYTE if byteorder == "little" else 7 - _BYTE
_MAY_BE_SAMPLED = bytes(not byte & _NOT_SAMPLED >> 8 * _BYTE for byte in range(256))
_MOST_TOKENS = 500_000  # distinct tokens remembered: the vocabulary of some years of news
_MOST_PIECES = 65_536  # pieces of text remembered, about 15 MB
_LONGEST_PIECE = 30  # characters: what is longer, such as a line of a script without blanks, does not come again


def key(*parts: str) -> UUID:
    """The key of a tuple of strings: blake2b-128 (RFC 7693) over the parts, each ended by a unit separator."""
    return _key(_END.join((*parts, "")))


def _key(whole: str) -> UUID:
    return UUID(bytes=blake2b(whole.encode(), digest_size=16).digest())


def normal(text: str) -> str:
    """Return the normal form: NFKC, case folded, one place for the tone mark. `tokens` leaves out all signs."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", text).casefold()
    return _TONE_LAST.sub(lambda found: _TONE_FIRST[found.group()], composed)


class _Lanes(dict[str, bytes]):
    """Token -> its 32-bit hash in 64 bits, lowest byte first: news has a small vocabulary, nearly all are hits."""

    def __missing__(self, token: str) -> bytes:
        lane = blake2b(token.encode(), digest_size=4).digest() + bytes(4)
        if len(self) < _MOST_TOKENS:
            self[token] = lane
        return lane


_LANES = _Lanes()


class _Pieces(dict[str, tuple[str, bytes]]):
    """What stands between two blanks -> its tokens, each ended by a unit separator, and their lanes."""

    def __missing__(self, piece: str) -> tuple[str, bytes]:
        form = normal(piece)
        words = [form] if form.isalpha() else _TOKEN.findall(form)
        found = _END.join((*words, "")), _row(words)
        if len(self) >= _MOST_PIECES:
            self.clear()
        if len(piece) <= _LONGEST_PIECE:
            self[piece] = found
        return found


_PIECES = _Pieces()


def _pieces(text: str) -> list[tuple[str, bytes]]:
    """Nothing in the normal form reaches over a blank, so that it is made once for each piece and not for each text."""
    return list(map(_PIECES.__getitem__, text.split()))


def tokens(text: str) -> list[str]:
    """Return the syllables and numbers of the normal form, in order."""
    return "".join([piece[0] for piece in _pieces(text)]).split(_END)[:-1]


def content_hash(text: str) -> UUID:
    """The key of a body's words: case, signs, spacing and tone placement do not count, letters and figures do."""
    return _hash_of(_pieces(text))


def fingerprint(text: str) -> tuple[UUID, tuple[int, ...]]:
    """Return a body's `content_hash` and the `sample` of its shingles: its words are looked for once."""
    pieces = _pieces(text)
    return _hash_of(pieces), tuple(sample(_sums(b"".join([piece[1] for piece in pieces]), SPAN)))


def _hash_of(pieces: Sequence[tuple[str, bytes]]) -> UUID:
    """The key of the word "text" and the tokens."""
    return _key(f"text{_END}{''.join([piece[0] for piece in pieces])}")


def shingles(words: Sequence[str], span: int = SPAN) -> array[int]:
    """Return the 63-bit hash of every `span` consecutive tokens, in order; none for a text that is shorter."""
    return _sums(_row(words), span)


def _row(words: Sequence[str]) -> bytes:
    return b"".join(map(_LANES.__getitem__, words))


def _sums(row: bytes, span: int) -> array[int]:
    """The shingles of a row of lanes: all sums at once, in one long integer, 20 times as fast as a loop in Python."""
    count = len(row) // 8 - span + 1
    if count < 1:
        return array("Q")
    lanes = int.from_bytes(row, "little")
    total = sum((lanes >> 64 * place) * weight for place, weight in enumerate(_WEIGHTS[:span]))
    sums = array("Q", total.to_bytes(len(row), "little")[: 8 * count])
    if byteorder == "big":
        sums.byteswap()
    return sums


def sample(hashes: Sequence[int]) -> list[int]:
    """Return the keys of a text, in ascending order: a fixed share of its shingles, at least a few of a short text.

    The share is chosen by the shingle alone, so two texts share keys in the proportion in which they share wording,
    however much longer one is.
    """
    likely = array("Q", hashes).tobytes()[_IN_LANE::8].translate(_MAY_BE_SAMPLED)
    places = compress(range(len(hashes)), likely)
    chosen = {hashes[place] for place in places if not hashes[place] & _NOT_SAMPLED}
    if len(chosen) < LEAST:
        chosen = set(nsmallest(LEAST, set(hashes), key=_rank))
    return sorted(chosen)


def is_sampled(one: int) -> bool:
    """Whether a key is of the fixed share, not only there because its text is short."""
    return not one & _NOT_SAMPLED


def _rank(one: int) -> tuple[int, int]:
    return one >> _RANK_SHIFT & (1 << _RANK_BITS) - 1, one
