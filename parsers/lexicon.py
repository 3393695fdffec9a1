"""Lines of a lexicon -> the words to look for, and text -> those that stand in it, with what they speak for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, product
from typing import TYPE_CHECKING, NamedTuple

from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_WORD = re.compile(r"\w+")
_END = "\n"  # of a sentence, as a word among its words
_WORD_OR_END = re.compile(rf"[\w{_END}]+")
_FIELD = re.compile(r"\s*\t\s*|\s{2,}")
LEAST_ACT = 0.2
LANGUAGES = ("vi", "en", "*")
MATCHES = ("verb", "unaccented", "alone")

# The two places of a tone mark in use: on the first vowel (hòa, thúy), on the second (hoà, thuý).
_TONE_PLACES = (
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"),
    ("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ"),
    ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
)  # fmt: skip
_FINAL_I = re.compile(r"(?<=[hklmst])[iìíỉĩịyỳýỷỹỵ]$|(?<=qu)[iìíỉĩịyỳýỷỹỵ]$", re.IGNORECASE)
_I_AND_Y = str.maketrans("iìíỉĩịyỳýỷỹỵ", "yỳýỷỹỵiìíỉĩị")


class LexiconError(ValueError):
    """A line of a lexicon cannot be used; the message names the file and the line and says what to write."""


class Facets(NamedTuple):
    """What words speak for, each from 0 to 1 in a passage."""

    health: float = 0.0
    act: float = 0.0
    partner: float = 0.0
    home: float = 0.0
    against: float = 0.0

    @property
    def together(self) -> float:
        """How far health, an act of cooperation and a partner are there at once; half of it where all is against.

        No lexicon knows every act: without one, health beside a partner still counts a fifth.
        """
        return self.health * max(self.act, LEAST_ACT) * self.partner * (1.0 - self.against / 2.0)


NOTHING = Facets()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a lexicon; `topics.tsv` explains the fields."""

    term: str
    language: str
    weights: Facets
    match: str = ""


class Term(NamedTuple):
    """One spelling of an entry."""

    name: str  # as the lexicon has it
    words: tuple[str, ...]  # in small letters
    printed: tuple[str, ...]  # as the text must have them; empty if any case will do
    alone: bool  # does not count inside a longer name
    counts: Facets


class Lexicon:
    """The words to look for in texts of one language; in a text of no known one, those of all."""

    def __init__(self, entries: Iterable[Entry], language: str = "") -> None:
        wanted = {language, "*"} if language in LANGUAGES else {*LANGUAGES}
        spelled: dict[tuple[str, ...], dict[Term, None]] = {}
        for entry in entries:
            if entry.language in wanted:
                for term in _terms(entry):
                    spelled.setdefault(term.words, {})[term] = None
        self._spelled = {words: tuple(terms) for words, terms in spelled.items()}
        # By the first word and the second: how long, in words, what begins so can be, the longest first.
        lengths: dict[str, dict[str, set[int]]] = {}
        for first, *rest in spelled:
            lengths.setdefault(first, {}).setdefault("".join(rest[:1]), set()).add(len(rest) + 1)
        self._lengths = {
            first: {second: sorted(found | longer.get("", set()), reverse=True) for second, found in longer.items()}
            for first, longer in lengths.items()
        }
        self._lengths[_END] = {}

    def find(self, sentences: Sequence[str]) -> list[tuple[int, list[Term]]]:
        """For each sentence (NFC, on one line) how many words it has and the terms that count in it.

        Terms come in order and without overlap. All sentences are broken into words at once: that is half the work.
        """
        words = tuple(_WORD_OR_END.findall(_lower(f" {_END} ".join((*sentences, "")))))
        known = self._lengths
        found: list[tuple[int, list[Term]]] = []
        terms: list[Term] = []
        first = free = 0  # the first word of the sentence; the first that no longer term has taken
        for at in compress(range(len(words)), map(known.__contains__, words)):
            if words[at] == _END:
                found.append((at - first, terms))
                terms, first = [], at + 1
                continue
            longer = known[words[at]]
            lengths = longer.get(words[at + 1]) or longer.get("")
            if lengths and at >= free and (term := self._longest(lengths, words, at, first, sentences[len(found)])):
                free = at + len(term.words)
                if term.counts is not NOTHING:
                    terms.append(term)
        return found

    def _longest(
        self, lengths: Iterable[int], words: tuple[str, ...], at: int, first: int, sentence: str
    ) -> Term | None:
        """The longest term of one of these lengths that begins with the word `at`; `first` is that of the sentence."""
        for length in lengths:
            for term in self._spelled.get(words[at : at + length], ()):
                if _is_meant(term, at - first, sentence):
                    return term
        return None


def read_lexicon(text: str, name: str) -> dict[str, Entry]:
    """The entries of a lexicon by their term. Raises LexiconError naming `name` and the line."""
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(unicodedata.normalize("NFC", text).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entry = _entry(line.strip())
            if entry.term in entries:
                raise ValueError(f"{entry.term!r} stands in line {lines[entry.term]} already; keep one of the two")
        except ValueError as error:
            raise LexiconError(f"{name}:{number}: {error}") from error
        entries[entry.term], lines[entry.term] = entry, number
    return entries


def _entry(line: str) -> Entry:
    fields = _FIELD.split(line)
    if len(fields) not in (3, 4):
        raise ValueError("give term, language, weights and perhaps match, with a tab or two spaces between them")
    term, language, weights, match = (*fields, "")[:4]
    if not _WORD.search(term):
        raise ValueError(f"{term!r} has no word in it")
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: give one of {', '.join(LANGUAGES)}")
    if match and match not in MATCHES:
        raise ValueError(f"match {match!r}: give one of {', '.join(MATCHES)}, or nothing")
    return Entry(term, language, _weights(weights), match)


def _weights(field: str) -> Facets:
    if field == "-":
        return NOTHING
    weights: dict[str, float] = {}
    for part in re.split(r"[,;]\s+", field):
        facet, _, number = part.strip().partition(" ")
        if facet not in Facets._fields:
            raise ValueError(f"facet {facet!r}: give one of {', '.join(Facets._fields)} with its weight, or -")
        if facet in weights:
            raise ValueError(f"facet {facet!r} stands twice")
        weights[facet] = _weight(number)
    return Facets(**weights)


def _weight(number: str) -> float:
    try:
        weight = float(number.replace(",", "."))
    except ValueError:
        weight = -1.0
    if not 0.0 < weight <= 1.0:
        raise ValueError(f"weight {number!r}: give a number above 0, at most 1, such as 0.7")
    return weight


def pool(terms: Iterable[Term]) -> Facets:
    """What the terms of one sentence speak for; each name counts once."""
    return join({term.name: term.counts for term in terms}.values())


def join(parts: Collection[Facets]) -> Facets:
    """What parts speak for together: each adds its share of what the others leave open (0.6 and 0.5 give 0.8).

    So weak words add up, but never as fast as a strong one counts, and nothing exceeds 1.
    """
    if len(parts) < 2:  # nothing to join
        return next(iter(parts), NOTHING)
    health = act = partner = home = against = 1.0  # what is left open; spelled out, this is the innermost loop of all
    for part in parts:
        health *= 1.0 - part[0]
        act *= 1.0 - part[1]
        partner *= 1.0 - part[2]
        home *= 1.0 - part[3]
        against *= 1.0 - part[4]
    return Facets(1.0 - health, 1.0 - act, 1.0 - partner, 1.0 - home, 1.0 - against)


def _lower(text: str) -> str:
    """The text in small letters, with as many words as before: a small İ would break its word in two."""
    return text.replace("İ", "I").lower()


def _is_meant(term: Term, at: int, text: str) -> bool:
    """Whether the words from `at` on are printed as the term has them, and stand by themselves if they must."""
    if not term.printed and not term.alone:
        return True
    if term.printed and term.printed[0] not in text:  # nearly always: "ý" is a common word, "Ý" is not
        return False
    printed, gaps = _as_printed(text)
    if term.printed and tuple(printed[at : at + len(term.words)]) != term.printed:
        return False
    return not (term.alone and _in_a_name(at, printed, gaps))


@lru_cache(maxsize=1)  # asked again for every such word of a text
def _as_printed(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and what stands before each of them."""
    return _WORD.findall(text), _WORD.split(text)


def _in_a_name(at: int, printed: Sequence[str], gaps: Sequence[str]) -> bool:
    """Whether word `at` follows a capitalised word (Tuấn Anh) or opens the sentence before one (Anh Vũ).

    The capital that opens a sentence tells nothing (Phía Mỹ).
    """
    if at == 0:
        return len(printed) > 1 and gaps[1] == " " and printed[1][0].isupper()
    return at > 1 and gaps[at] == " " and printed[at - 1][0].isupper()


def _terms(entry: Entry) -> Iterator[Term]:
    as_printed = entry.term != entry.term.lower()
    for words in _forms(entry):
        folded = tuple(map(str.lower, words))
        yield Term(entry.term, folded, words if as_printed else (), entry.match == "alone", entry.weights)


def _forms(entry: Entry) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(entry.term)
    yield from product(*map(_spellings, words))
    if entry.match == "unaccented":
        yield tuple(_WORD.findall(fold(entry.term)))
    if entry.match == "verb":
        yield from ((form, *words[1:]) for form in _conjugated(words[0]))
    elif entry.language == "en":
        yield (*words[:-1], _plural(words[-1]))


def _spellings(word: str) -> list[str]:
    """A syllable in every spelling in use: both tone places, and final i or y (hòa hoà, sĩ sỹ)."""
    places = [word, *(word.removesuffix(old) + new for old, new in _TONE_PLACES if word.endswith(old))]
    turned = [_FINAL_I.sub(lambda end: end.group().translate(_I_AND_Y), place) for place in places]
    return sorted({*places, *turned})


def _plural(word: str) -> str:
    """The regular English plural, which is also the third person of a verb."""
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


def _conjugated(verb: str) -> list[str]:
    """The regular forms of an English verb."""
    past = verb + "d" if verb.endswith("e") else (verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else verb + "ed")
    return [_plural(verb), past, verb.removesuffix("e") + "ing"]
