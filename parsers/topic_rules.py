"""The files of words and weights -> Rules: how relevance is measured, with a version that changes when they do."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from parsers.lexicon import Entry, Facets, Lexicon, LexiconError, read_lexicon
from parsers.seats import speaking_places

if TYPE_CHECKING:
    from collections.abc import Mapping

_LANGUAGES = ("vi", "en", "")  # "": any other, or unknown


class Rules(NamedTuple):
    """What `topics.tsv`, `topics.toml` and the places of `foreign_places.csv` say."""

    version: str  # "topics/2 3f9a01bc": number of the rules, digest of the words and weights
    entries: Mapping[str, Entry]  # by term
    lexicons: Mapping[str, Lexicon]  # by language of the text
    weights: Mapping[str, float]  # by measure
    bias: float
    lead_words: int
    foreign_name: float
    foreign_place: float
    home_below: float
    relevant_from: float
    review_from: float

    def lexicon(self, language: str) -> Lexicon:
        """The words to look for in a text of this language."""
        return self.lexicons.get(language, self.lexicons[""])


def load_rules(own: Path | None = None) -> Rules:
    """The rules with the words of the file `own` over the bundled ones. Read once in a process.

    Raises LexiconError naming the file and the line of what cannot be used.
    """
    return _load(own.resolve() if own else None)


@cache
def _load(own: Path | None) -> Rules:
    rules, words = (
        files("parsers").joinpath(name).read_text(encoding="utf-8") for name in ("topics.toml", "topics.tsv")
    )
    added = _own(own) if own else ""
    data, places = tomllib.loads(rules), speaking_places()
    cities = {place: Entry(place, "*", Facets(partner=data["foreign_place"])) for place in places}
    entries = read_lexicon(words, "topics.tsv") | cities | read_lexicon(added, str(own))
    digest = hashlib.sha256("\0".join((rules, words, *places, added)).encode()).hexdigest()[:8]
    return Rules(
        version=f"topics/{data.pop('version')} {digest}",
        entries=entries,
        lexicons={language: Lexicon(entries.values(), language) for language in _LANGUAGES},
        **data,
    )


def _own(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # spreadsheets write the mark
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as UTF-8 text: {error}") from error
