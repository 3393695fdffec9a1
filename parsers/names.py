"""A line or a piece of one -> the people it names: bylines, personal names, names printed in capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.cues import CUES
from parsers.textnorm import clean, fold


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote: the names in title case, the line as printed, and the source it names beside them."""

    authors: tuple[str, ...]
    printed: str
    source: str | None = None


_PART = re.compile(r"\s*(?:;|,|&| - | – | — |[–—]|\s-\s?|\bvà\b|\band\b)\s*")
_NOTE = re.compile(r"^(?P<names>[^()]+?)\s*\((?P<note>[^()]{1,40})\)\.?$")
BYLINE_LABEL = re.compile(rf"^(?:{CUES.byline['labels'].spelled})\s*(?::\s*|(?<=by)\s+)")
_OTHERS = re.compile(rf"\s+(?:{'|'.join(CUES.byline['others'].printed)})$")
_NAME_WORD = re.compile(r"(?:[^\W\d_]\.){0,3}[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_NEVER = frozenset(CUES.byline["never"].printed)  # with diacritics
_NOBODY = frozenset(CUES.byline["nobody"].printed)
_DEGREE = re.compile(
    r"(?:(?:GS|PGS|TS|ThS|Ths|BS|CK|DS|CN|KS|Dr|Prof|Mr|Ms|Mrs)(?:\.|-|[12I]+|$)\.?-?)+$", re.IGNORECASE
)
_FAMILIES = frozenset(CUES.byline["families"].words)
_MOST_NAMES = 6


def byline(line: str) -> Byline | None:
    """Return the authors a line names if it is nothing but a byline, else None.

    Forms: "Minh Anh", "Tin, ảnh: A – B", "A (tổng hợp)", "A (TTXVN)", "A/VOV", "By A", all in capitals.
    A capitalised heading may pass for a bare name: ask only where a byline can stand.
    """
    text = clean(line)
    if len(text) > 120:
        return None
    lower = text.lower()
    label = BYLINE_LABEL.match(lower) if len(lower) == len(text) else None
    names, source = _without_note(text[label.end() :] if label else text)
    authors = _names(names, labelled=bool(label))
    if not authors and not label and is_agency(names):
        return Byline((), text, names.strip())
    return Byline(authors, text, source) if authors else None


def is_name(text: str) -> bool:
    """Say whether a text has the form of one person's name or of an author's initials."""
    found = text.split()
    if len(found) > 1 and _DEGREE.fullmatch(found[0]):
        found = found[1:]
    if not 1 <= len(found) <= 5 or any(word.lower().strip(".") in _NEVER for word in found):
        return False
    if text.lower() in _NOBODY:
        return False
    if len(found) == 1 and not _is_initials(text):
        return False
    return all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in found)


def is_full_name(text: str) -> bool:
    """Say whether a text is a Vietnamese name with its family name in front."""
    found = text.split()
    return 2 <= len(found) <= 5 and fold(found[0]) in _FAMILIES and is_name(text)


def name_case(name: str) -> str:
    """Return a name printed in capitals in title case ("T.PHƯƠNG" -> "T.Phương"); initials stay ("HL")."""
    if not name.isupper() or _is_bare_initials(name):
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0] + word[0][1:].lower(), name)


def _is_initials(text: str) -> bool:
    """One word that can sign an article: "HL", "K.NY", "T.Phương"."""
    return (text.isupper() and 2 <= len(text) <= 12) or bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]+", text))


def _is_bare_initials(text: str) -> bool:
    return text.isalpha() and (len(text) <= 2 or not re.search("[aeiouy]", fold(text)))


_ORIGIN = re.compile(r"^(?P<names>[^/]+?)\s*/\s*(?P<origin>[^\s/][^/]*?)(?:\s+[^/]+/(?P=origin))?$")
_QUOTED_FROM = re.compile(
    r"^(?:(?:tổng hợp|t/h|compiled)\s+)?(?:(?:theo báo|theo nguồn|theo|nguồn:?|from|source:)\s+)?",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s+(?:Theo|Tổng hợp)\b.*$")  # "VOV.VN Theo Reuters": the first is whom this page names
_PLACE = re.compile(r"từ |from ", re.IGNORECASE)  # "(từ Moskva)": where the reporter is, not whom he quotes


def _without_note(text: str) -> tuple[str, str | None]:
    """Split "A (TTXVN)", "A/VOV", "Theo A/VOV" into the names and the source the note names, if any."""
    note = _NOTE.match(text)
    if note:
        plain = fold(note["note"]).strip(". ") in CUES.byline["notes"].words or _PLACE.match(note["note"])
        return _unquoted(note["names"]), None if plain else _origin(note["note"])
    origin = _ORIGIN.match(text)
    if origin and (origin["origin"][0].isupper() or "." in origin["origin"]):
        names = _unquoted(origin["names"])
        return (names, names) if is_agency(names) else (names, _origin(origin["origin"]))
    name = _unquoted(text)
    return (name, None) if name == text or is_full_name(name) else (text, None)


def _unquoted(names: str) -> str:
    return re.sub(r"^(?:Theo|theo)\s+", "", names.strip(" -–"))


def _origin(note: str) -> str | None:
    return _MORE.sub("", _QUOTED_FROM.sub("", note.strip())).strip() or None


def is_agency(text: str) -> bool:
    """Say whether a text is the name of a news agency, as credits print it."""
    return text.strip() in CUES.caption["agencies"].printed


def _names(text: str, *, labelled: bool) -> tuple[str, ...]:
    parts = [part.strip(" .") for part in _PART.split(_OTHERS.sub("", text.strip()))]
    found = [name_case(part) for part in parts if part and not is_agency(part)]
    if (
        not found
        or len(found) > _MOST_NAMES
        or not all(is_name(part) or (labelled and _is_pen_name(part)) for part in found)
    ):
        return ()
    return tuple(dict.fromkeys(found))


def _is_pen_name(text: str) -> bool:
    """After a label one capitalised word is enough: "Thực hiện: Minh"."""
    return bool(_NAME_WORD.fullmatch(text)) and text[0].isupper()
