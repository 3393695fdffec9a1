"""Words as printed in a Vietnamese text -> the names in it that are not Vietnamese (Fred Hollows)."""

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
_FEWEST = 3  # letters: shorter words are initials and particles


def foreign_names(printed: Sequence[str]) -> Iterator[str]:
    """The runs of capitalised words of which two or more cannot be Vietnamese: one alone may be a brand or a drug."""
    if len([word for word in printed if "A" <= word < "[" and _is_strange(word)]) < _LEAST:
        return
    run: list[str] = []
    strange = 0
    for word in (*printed, ""):
        if word[:1].isupper():
            run.append(word)
            strange += _is_strange(word)
            continue
        if strange >= _LEAST:
            yield " ".join(run)
        run, strange = [], 0


@lru_cache(maxsize=4096)
def _is_strange(word: str) -> bool:
    plain = len(word) >= _FEWEST and word.isascii() and word.isalpha() and not word.isupper()
    return plain and not _SYLLABLE.fullmatch(word)
