"""A Vietnamese text -> the names in it that are not Vietnamese (Fred Hollows)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A Vietnamese syllable without its marks: at most one onset, one to three vowels, one of eight codas.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?", re.IGNORECASE
)
_LEAST = 2  # such words in a name
_CANDIDATE = re.compile(r"[A-Z][A-Za-z]+[a-z](?!\w)")  # shorter words are initials and particles
_WORD = re.compile(r"\w+")


def foreign_names(text: str) -> Iterator[str]:
    """The runs of capitalised words of which two or more cannot be Vietnamese: one alone may be a brand or a drug."""
    if len([word for word in _CANDIDATE.findall(text) if _is_strange(word)]) < _LEAST:
        return
    run: list[str] = []
    for word in (*_WORD.findall(text), ""):
        if word[:1].isupper():
            run.append(word)
            continue
        if sum(map(_is_strange, run)) >= _LEAST:
            yield " ".join(run)
        run = []


@lru_cache(maxsize=4096)
def _is_strange(word: str) -> bool:
    return bool(_CANDIDATE.fullmatch(word)) and not _SYLLABLE.fullmatch(word)
