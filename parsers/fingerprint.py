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
from typing import NamedTuple
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


class _Hashes(dict[str, int]):
    """Token -> 32-bit hash. News has a small vocabulary, so nearly every look-up is a hit."""

    def __missing__(self, token: str) -> int:
        value = int.from_bytes(blake2b(token.encode(), digest_size=4).digest(), "little")
        if len(self) < _MOST_TOKENS:
            self[token] = value
        return value


_HASHES = _Hashes()


class _Piece(NamedTuple):
    """What stands between two blanks: its tokens, each ended by a unit separator, and their hashes, 64 bits for each."""

    tokens: str
    lanes: bytes


class _Pieces(dict[str, _Piece]):
    """Piece -> its tokens and their hashes: news repeats itself, so nearly every look-up is a hit."""

    def __missing__(self, piece: str) -> _Piece:
        found = _TOKEN.findall(normal(piece))
        made = _Piece("".join([f"{token}{_END}" for token in found]), _lanes(found))
        if len(self) >= _MOST_PIECES:
            self.clear()
        if len(piece) <= _LONGEST_PIECE:
            self[piece] = made
        return made


_PIECES = _Pieces()


def _pieces(text: str) -> list[_Piece]:
    """Nothing in the normal form reaches over a blank, so that it is made once for each piece and not for each text."""
    return list(map(_PIECES.__getitem__, text.split()))


def tokens(text: str) -> list[str]:
    """Return the syllables and numbers of the normal form, in order."""
    return "".join([piece.tokens for piece in _pieces(text)]).split(_END)[:-1]


def content_hash(text: str) -> UUID:
    """The key of a body's words: case, signs, spacing and tone placement do not count, letters and figures do."""
    return _hash_of(_pieces(text))


def fingerprint(text: str) -> tuple[UUID, tuple[int, ...]]:
    """Return a body's `content_hash` and the `sample` of its shingles: its words are looked for once."""
    found = _pieces(text)
    return _hash_of(found), tuple(sample(_sums(b"".join([piece.lanes for piece in found]), SPAN)))


def _hash_of(pieces: Sequence[_Piece]) -> UUID:
    """The key of the tokens: `key("text", *tokens)`."""
    return _key(f"text{_END}{''.join([piece.tokens for piece in pieces])}")


def shingles(words: Sequence[str], span: int = SPAN) -> array[int]:
    """Return the 63-bit hash of every `span` consecutive tokens, in order; none for a text that is shorter."""
    return _sums(_lanes(words), span)


def _lanes(words: Sequence[str]) -> bytes:
    return array("Q", map(_HASHES.__getitem__, words)).tobytes()


def _sums(lanes: bytes, span: int) -> array[int]:
    """The shingles of tokens by their hashes, each in a lane of 64 bits.

    All sums are made at once, in the lanes of one long integer: 20 times as fast as a loop in Python.
    """
    count = len(lanes) // 8 - span + 1
    if count < 1:
        return array("Q")
    row = int.from_bytes(lanes, byteorder)
    total = sum((row >> 64 * place) * weight for place, weight in enumerate(_WEIGHTS[:span]))
    return array("Q", total.to_bytes(len(lanes), byteorder))[:count]


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
