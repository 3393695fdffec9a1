"""Text and names -> stable 128-bit keys. The same input gives the same UUID on every machine and in every version."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from uuid import UUID

_WORD = re.compile(r"\w+")


def key(*parts: str) -> UUID:
    """The key of a tuple of strings: blake2b-128 (RFC 7693) over the parts, each ended by a unit separator."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part.encode() + b"\x1f")
    return UUID(bytes=digest.digest())


def content_hash(text: str) -> UUID:
    """The key of a body's words: case, punctuation and spacing do not count, every letter and figure does."""
    return key("text", *_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
