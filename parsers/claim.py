"""Head -> the text that the page itself claims in JSON-LD `articleBody`: a witness of what belongs to the article.

Sites that write it fill it from their own system, so it is no furniture; but it comes without paragraphs, often with
captions and other boxes glued in. It is believed where it protects a block that a rule would strip, and as the last
resort for pages that scripts fill; it never adds a block to a text that was found.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from parsers.textnorm import clean, unescape, words

if TYPE_CHECKING:
    from parsers.head import Head

_SHORTEST = 15  # characters of a block that can be told from words that happen to stand in the text too
_LEAST = 300  # characters of a claim that is a text and not a summary


class Claim:
    """The claimed text; it holds nothing where there is none."""

    def __init__(self, head: Head) -> None:
        body = head.article.get("articleBody")
        self._body = body if isinstance(body, str) and "<p" not in body else ""

    def __bool__(self) -> bool:
        """Whether a text is claimed, and not only a summary."""
        return len(self._body) >= _LEAST

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs as claimed."""
        return [line for part in unescape(self._body).splitlines() if (line := clean(part))]

    def holds(self, text: str) -> bool:
        """Whether a block stands in the claimed text, word for word."""
        if not self or not _SHORTEST <= len(text) <= len(self._body):
            return False
        return f" {' '.join(words(clean(text)))} " in self._words

    @cached_property
    def _words(self) -> str:
        return f" {' '.join(words(clean(unescape(self._body))))} "
