"""A form, a text and the places where it can start -> what it finds there, as `finditer` would, trying every place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator


def hits_at(starts: Iterable[int], form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of `form`, which can only start at one of `starts`, in order and without overlap."""
    free = 0
    for start in starts:
        if start >= free and (hit := form.match(text, start)):
            free = hit.end()
            yield hit
