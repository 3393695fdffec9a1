"""Words -> one regular expression that finds any of them, the longest where several start at a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """Return a group that matches any of the words, to the letter.

    Words that begin alike share their beginning: `re` tries alternatives one by one, and of hundreds nearly all fail.
    """
    return f"(?:{_tree(words)})"


def _tree(words: Iterable[str]) -> str:
    rest: dict[str, list[str]] = {}
    for word in words:
        rest.setdefault(word[:1], []).append(word[1:])
    is_whole = rest.pop("", None) is not None
    branches = "|".join(re.escape(letter) + _tree(behind) for letter, behind in rest.items())
    if is_whole:
        return f"(?:{branches})?" if branches else ""
    return branches if len(rest) == 1 else f"(?:{branches})"
