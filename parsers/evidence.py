"""A statement in its article -> the measures that speak for it as the telling of an agreement, each from 0 to 1."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.sentences import ends_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.sides import Side
    from parsers.statements import Statement

# What can be agreed or done together; a sentence without any of these tells no agreement.
ACTS = (
    "signing", "memorandum", "treaty", "grant", "support", "handover", "opening", "training", "twinning", "research",
    "mission", "joint", "project",
)  # fmt: skip
_GIVING = ("grant", "support", "handover", "opening")
_HEALTH = ("health", "goods", "mission")
_PAPER = ("memorandum", "treaty")
_NEAR = 40  # characters between a verb and the party it belongs to
_SIGNING_NEAR = 80  # a party that signs may be named further off
_DAY = re.compile(r"(?:ngày|sáng|chiều|trưa|tối|từ) (?:ngày )?\d{1,2}\s?[-/]\s?\d")
_ENGLISH_DAY = re.compile(r"on (?<!\won )(?:\d|[A-Z][a-z]{2,8} \d|[A-Z][a-z]+day\b)")
_SPEAKER = re.compile(
    r"[“\"]?(?:Ông|Bà|TS|PGS|GS|BS|ThS|Theo (?:ông|bà|TS|PGS|GS|BS)|Bác sĩ|Thủ tướng|Chủ tịch|Bộ trưởng|Đại sứ"
    r"|Mr|Ms|Dr|He|She|They)\b"
)
_BACK = re.compile(
    r"(?:Đây là|Dự án(?: này)?|Chương trình này|Trước đó|Ngoài ra|Bên cạnh|Theo đó|Đồng thời"
    r"|In addition|The (?:project|department|room)|This)\b"
)
_PART = re.compile(r"(?:Trong đó|Trong số đó|Riêng|Of (?:which|these))\b")
_QUOTE = re.compile(r"[“\"]")
_QUESTIONS = ("?", '?"', "?”")
_BY = re.compile(
    r"\b(?:do|của|từ|bởi|by|from|with|với|cùng|nhờ)\s(?:sự (?:giúp đỡ|hỗ trợ|tài trợ) của )?"
    r"(?:(?:các|tổ chức|chính phủ|the|phía|đoàn)\s)*$",
    re.IGNORECASE,
)
_BEFORE_PASSED = (  # the last words of all that `_BY` finds
    "do", "của", "từ", "bởi", "by", "from", "with", "với", "cùng", "nhờ", "các", "tổ chức", "chính phủ", "the",
    "phía", "đoàn",
)  # fmt: skip
_SMALL = frozenset(
    ["và", "của", "cho", "với", "tại", "từ", "ở", "là", "có", "được", "trong", "năm", "một", "các", "những", "-", "–",
     "the", "a", "of", "in", "to", "and", "for", "with", "on", "at", "by"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What of an article weighs in each of its statements."""

    title_words: frozenset[str]
    title_sums: frozenset[float]
    title_health: bool
    health: float  # share of the first sentences about health
    field: float  # ... about another field
    is_brief: bool  # hardly more than a lead
    tail: int  # index of the first of the last lines that end without a stop: headlines of other stories, pasted below


def setting_of(title: Sequence[Statement], body: Sequence[Statement]) -> Setting:
    """Measure an article by its title and its first sentences."""
    head = [*title, *body[:8]]
    count = max(1, len(head))
    return Setting(
        frozenset(word for s in title for word in s.text.lower().split()) - _SMALL,
        frozenset(amount.value for s in title for amount in s.amounts if amount.value is not None),
        any(s.has(*_HEALTH) for s in title),
        sum(s.has(*_HEALTH) for s in head) / count,
        sum(s.has("field") for s in head) / count,
        len(body) <= 4,
        _tail(body),
    )


def _tail(body: Sequence[Statement]) -> int:
    return next((s.index + 1 for s in reversed(body) if ends_sentence(s.text)), len(body))


def evidence_of(s: Statement, setting: Setting, *, inland: bool) -> dict[str, float]:
    """Return the measures of a statement by name, those that are zero left out; empty if it tells nothing at all.

    Every group of cue words is a measure of its own name; `inland` says that it joins two health bodies of Vietnam.
    """
    if s.index >= setting.tail or (not s.has(*ACTS) and not s.amounts):
        return {}
    told = _parties(s, inland=inland) | _frames(s, inland=inland) | _place(s, setting) | _manner(s)
    return dict.fromkeys(s.groups, 1.0) | {name: float(value) for name, value in told.items() if value}


def _parties(s: Statement, *, inland: bool) -> dict[str, float]:
    """Who is named."""
    foreign = bool(s.foreign) or inland
    named_home, named_foreign = _has_named(s.home), _has_named(s.foreign)
    return {
        "named_home": named_home,
        "named_foreign": named_foreign,
        "both_named": (named_home and named_foreign) or inland,
        "no_foreign": not foreign,
        "crowd": len(s.foreign) > 3 and len({side.country for side in s.foreign if side.country}) > 3,
        "inland": inland,
        "deed": foreign and bool(s.home) and s.has(*ACTS),
        "amount": bool(s.amounts),
    }


def _frames(s: Statement, *, inland: bool) -> dict[str, float]:
    """How act, parties and sum belong together."""
    foreign = bool(s.foreign) or inland
    named = _has_named(s.foreign)
    both_named = inland or (named and _has_named(s.home))
    paper, giving = s.has(*_PAPER), s.has(*_GIVING)
    signed = paper and "signing" in s.groups
    givers = [(cue.start, cue.start) for cue in s.cues if cue.group in (*_GIVING, "project")]
    return {
        "signed_paper": signed,
        "explicit": signed
        and named
        and _gap(s, ("signing", *_PAPER)) < _SIGNING_NEAR
        and (both_named or s.has("memorandum", "own_body")),
        "paper_between": paper and both_named and "between" in s.groups,
        "grant_amount": bool(s.amounts) and giving,
        "sum_frame": _least_gap(givers, [(amount.start, amount.start) for amount in s.amounts]) < _NEAR,
        "give_frame": giving and _gap(s, _GIVING) < _NEAR,
        "joint_foreign": foreign and "joint" in s.groups,
        "train_foreign": foreign and s.has("training", "twinning", "research"),
        "mission_foreign": foreign and "mission" in s.groups,
        "passed": any(_is_passed(s.text, side.start - s.span.start) for side in s.foreign),
    }


def _has_named(sides: Sequence[Side]) -> bool:
    return any(side.is_named for side in sides)


def _is_passed(text: str, at: int) -> bool:
    """Whether what stands there comes from somebody or goes on with him ("của Chính phủ", "with the")."""
    start = max(0, at - 40)
    return text[start:at].rstrip().lower().endswith(_BEFORE_PASSED) and bool(_BY.search(text, start, at))


def _gap(s: Statement, groups: tuple[str, ...]) -> float:
    """Least number of characters between a cue of the groups and a foreign side; infinite if there are not both."""
    cues = [(cue.start, cue.end) for cue in s.cues if cue.group in groups]
    return _least_gap(cues, [(side.start, side.end) for side in s.foreign])


def _least_gap(ones: list[tuple[int, int]], others: list[tuple[int, int]]) -> float:
    """Least number of characters between one of the former and one of the latter, from where to where each stands.

    In one pass: a page may paste a table of thousands of names and sums as one sentence.
    """
    if not ones or not others:
        return math.inf
    least, ends = math.inf, [-math.inf, -math.inf]  # how far each of the two kinds has reached
    for start, end, kind in sorted([*((*one, 0) for one in ones), *((*other, 1) for other in others)]):
        least = min(least, start - ends[1 - kind])
        ends[kind] = max(ends[kind], end)
    return max(least, 0)


def _place(s: Statement, setting: Setting) -> dict[str, float]:
    """Where it stands, and in what article."""
    shared = len(setting.title_words.intersection(s.text.lower().split()))
    return {
        "first": s.index == 0,
        "second": s.index == 1,
        "third": s.index == 2,
        "late": min(1.0, max(0, s.index - 2) / 12),
        "title": shared / max(4, len(setting.title_words)),
        "title_sum": any(amount.value in setting.title_sums for amount in s.amounts),
        "setting_health": setting.health,
        "setting_field": setting.field,
        "aside": not s.has(*_HEALTH) and not setting.title_health,
        "brief": setting.is_brief,
    }


def _manner(s: Statement) -> dict[str, float]:
    """How it is said."""
    event = "lately" in s.groups or bool(_DAY.search(s.text) or _ENGLISH_DAY.search(s.text))
    return {
        "event": event,
        "event_foreign": event and bool(s.foreign),
        "speaker": bool(_SPEAKER.match(s.text)),
        "back": bool(_BACK.match(s.text)),
        "part": bool(_PART.match(s.text)),
        "quoted": bool(_QUOTE.match(s.text)),
        "question": s.text.endswith(_QUESTIONS),
        "long": min(1.0, len(s.text) / 400),
    }
