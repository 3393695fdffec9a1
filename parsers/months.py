"""A folded name of a month -> its number; the names in Vietnamese and seven European languages."""

from __future__ import annotations

import re

from parsers.textnorm import fold

_BEGINNINGS = (  # English, German, French, Spanish, Italian, Portuguese, Dutch
    ("jan", "ene", "gen"), ("feb", "fev"), ("mar", "maa"), ("apr", "avr", "abr"), ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aou", "ago"), ("sep", "set"), ("oct", "okt", "ott", "out"),
    ("nov",), ("dec", "dez", "dic"),
)  # fmt: skip
_VIETNAMESE = (
    ("mot", "gieng"), ("hai",), ("ba",), ("tu", "bon"), ("nam",), ("sau",), ("bay",), ("tam",), ("chin",), ("muoi",),
    ("muoi mot",), ("muoi hai", "chap"),
)  # fmt: skip

# Alternatives of regular expressions on folded text.
ENGLISH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
OTHERS = (
    "januar|janner|februar|marz|mai|juni|juli|oktober|okt|dezember|dez"
    "|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|dezembro"
    "|januari|februari|maart|mei|augustus"
)
_MARKED = frozenset(["jänner", "märz", "février", "août", "décembre", "março"])  # all others are written without marks
VIETNAMESE = "muoi mot|muoi hai|muoi|mot|gieng|hai|ba|tu|bon|nam|sau|bay|tam|chin|chap"


_EUROPEAN = re.compile(rf"\b(?:{ENGLISH}|{OTHERS})\b")


def fold_dates(line: str) -> str:
    """Return `fold(line)`, but with words that only fold to a European month (máy, mái, sếp) in their own letters."""
    flat = fold(line)
    if line.isascii() or len(flat) != len(line):
        return flat
    return _EUROPEAN.sub(lambda hit: _meant(hit[0], line[hit.start() : hit.end()].lower()), flat)


def _meant(flat: str, printed: str) -> str:
    return flat if printed.isascii() or printed in _MARKED else printed


def european(name: str) -> int:
    """Return the number of a month by a name that `ENGLISH` or `OTHERS` matched."""
    return next(number for number, names in enumerate(_BEGINNINGS, 1) if name.startswith(names))


def vietnamese(name: str) -> int:
    """Return the number of a month by a name that `VIETNAMESE` matched."""
    return next(number for number, names in enumerate(_VIETNAMESE, 1) if name in names)
