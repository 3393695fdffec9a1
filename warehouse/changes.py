"""Two versions of a text -> what changed: one word, and a diff that a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher, unified_diff

from parsers.fingerprint import content_hash

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_CONTEXT = 1  # unchanged paragraphs shown around a change

Text = tuple[str, str]  # title, body


def kind_of_change(old: Text, new: Text) -> str:
    """Return the weightiest change from `old` to `new`: figure, headline, text or cosmetic.

    figure: a number was replaced by another in its place. headline: the title's words changed. text: words of the
    body changed. cosmetic: only case, punctuation or spacing did.
    """
    if any(_figures(gone) != _figures(come) for gone, come in _replaced(old, new)):
        return "figure"
    if content_hash(old[0]) != content_hash(new[0]):
        return "headline"
    return "text" if content_hash(old[1]) != content_hash(new[1]) else "cosmetic"


def readable_diff(old: Text, new: Text) -> str:
    """Return a unified diff with one line per title and paragraph; lines starting with `-` were taken out."""
    lines = unified_diff(_lines(old), _lines(new), "before", "after", lineterm="", n=_CONTEXT)
    return "\n".join(lines)


def _lines(text: Text) -> list[str]:
    title, body = text
    return [title, *(paragraph for paragraph in body.split("\n") if paragraph)]


def _replaced(old: Text, new: Text) -> Iterator[tuple[list[str], list[str]]]:
    """The runs of words that took another's place; both sides of each hold a figure.

    Paragraphs are aligned first: comparing whole articles word by word is quadratic.
    """
    before, after = _lines(old), _lines(new)
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "replace":
            continue
        gone, come = _words(before[i:j]), _words(after[k:m])
        for kind, a, b, c, d in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
            if kind == "replace" and _figures(gone[a:b]) and _figures(come[c:d]):
                yield gone[a:b], come[c:d]


def _words(lines: list[str]) -> list[str]:
    return _WORD.findall(" ".join(lines).casefold())


def _figures(words: list[str]) -> list[str]:
    return [word for word in words if word[0].isdigit()]
