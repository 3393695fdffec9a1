"""A Vietnamese text -> the names in it that are not Vietnamese (Fred Hollows)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A Vietnamese syllable without its marks: at most one onset, one to three vowels, one of eight codas.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?", re.IGNORECASE
)
_LEAST = 2  # such words in a name
# What stands before a name of one word, or opens it: Đại học Sydney, GS White.
_BEARERS = {"học", "sư", "sĩ", "chức", "quỹ", "ông", "bà", "ĐH", "GS", "TS", "BS", "Quỹ", "Ông", "Bà"}
_CANDIDATE = re.compile(r"[A-Z][A-Za-z]+[a-z](?!\w)")  # shorter words are initials and particles
_WORD = re.compile(r"\w+")


def foreign_names(text: str) -> Iterator[str]:
    """The runs of capitalised words of which two or more cannot be Vietnamese, or one after a title or a university's
    name (Đại học Sydney): any other word by itself may be a brand or a drug.
    """
    strange = list(filter(_is_strange, _CANDIDATE.findall(text)))
    if not strange or (len(strange) < _LEAST and not any(bearer in text for bearer in _BEARERS)):
        return
    words, wanted = ["", *_WORD.findall(text), ""], frozenset(strange)
    end = 0
    for at in [at for at, word in enumerate(words) if word in wanted]:
        if at < end:
            continue
        start, end = at, at + 1
        while words[start - 1][:1].isupper():
            start -= 1
        while words[end][:1].isupper():
            end += 1
        if _is_name(words[start:end], words[start - 1]):
            yield " ".join(words[start:end])


def _is_name(run: Sequence[str], before: str) -> bool:
    strange = sum(map(_is_strange, run))
    return strange >= _LEAST or (strange > 0 and not _BEARERS.isdisjoint((before, *run)))


@lru_cache(maxsize=4096)
def _is_strange(word: str) -> bool:
    return bool(_CANDIDATE.fullmatch(word)) and not _SYLLABLE.fullmatch(word)
