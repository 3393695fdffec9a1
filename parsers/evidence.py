"""A statement in its article -> the measures that speak for it as the telling of an agreement, each from 0 to 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.textnorm import words as folded_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.statements import Statement

_QUOTED = re.compile(r"^[“\"]|[“\"][^”\"]{60,}")
_QUESTION = re.compile(r"\?\s*$")
_ACTS = ("signing", "memorandum", "treaty", "grant", "handover", "opening", "training", "twinning", "research", "mission", "joint", "support")
_EVENT = re.compile(
    r"\b(?:ngày|sáng|chiều|trưa|tối|hôm qua|hôm nay|vừa|mới đây|tháng|từ) (?:ngày )?(?:\d{1,2}\s?[-/]\s?\d{1,2}|nay|qua)|\b(?:vừa|hôm qua|hôm nay|sáng nay|chiều nay|mới đây)\b"
    r"|\bon (?:January|February|March|April|May|June|July|August|September|October|November|December|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"^[“\"]?(?:Ông|Bà|TS|PGS|GS|BS|ThS|Theo (?:ông|bà|TS|PGS|GS|BS)|Bác sĩ|Thủ tướng|Chủ tịch|Bộ trưởng|Đại sứ|Mr|Ms|Dr|He|She|They)\b")
_BACK = re.compile(r"^(?:Đây là|Dự án(?: này)?|Chương trình này|Trước đó|Ngoài ra|Bên cạnh|Theo đó|Đồng thời|Trong đó|Tuy nhiên|In addition|The (?:project|department|room)|This)\b")
_PRICE = re.compile(r"/(?:chiếc|máy|xe|liều)\b|mỗi (?:chiếc|máy|liều)|chi phí|giá (?:thuốc|thành|mỗi)|mỗi ca|mỗi bệnh nhân|một ca|viện phí|/(?:tháng|người|ca)\b|per patient|cost|học phí|lương|thu nhập|tiết kiệm", re.IGNORECASE)
_IF = re.compile(r"\b(?:nếu|giá như|if|không (?:được|có|còn)|chưa (?:có|được)|chấm dứt|cắt giảm)\b", re.IGNORECASE)
_TOTAL = re.compile(r"mỗi năm|hàng năm|hằng năm|một phần trong tổng|nhiều dự án|đến nay|a year\b|each year|so far", re.IGNORECASE)
_REFERRED = re.compile(
    r"\b(?:kế hoạch|tổ chức|quỹ|ngân hàng|dự án|chương trình|đoàn|hãng|tập đoàn|công ty|trường|viện) này\b|^Đoàn\b|hai nước|hai bên|phía bạn|nước bạn|hai bộ"
    r"|\bthe (?:foundation|bank|group|fund|two sides|two countries|agency)\b", re.IGNORECASE
)
_PART = re.compile(r"^(?:Trong đó|Trong số đó|Riêng|Of (?:which|these))\b")
_CAPTION = re.compile(r"Ảnh(?::| )|\(ảnh|Photo|ảnh:", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:giữa|between)\b.{3,160}\b(?:và|với|and)\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:do|của|từ|bởi|by|from|with|với|cùng|nhờ)\s(?:sự (?:giúp đỡ|hỗ trợ|tài trợ) của )?(?:các |tổ chức |chính phủ |the |phía |đoàn )*$", re.IGNORECASE)
_SMALL = frozenset("va cua cho voi tai tu o la co duoc trong nam mot cac nhung the a of in to and for with on at by".split())


@dataclass(frozen=True, slots=True)
class Setting:
    """What of an article weighs in each of its statements."""

    title_words: frozenset[str]
    title_foreign: frozenset[str]  # names and countries
    title_sums: frozenset[float]
    title_has_foreign: bool
    title_acts: bool
    title_health: bool
    health: float  # share of the first sentences about health
    home: float  # share of the first sentences that name Vietnam's side
    field: float  # share of the first sentences about another field
    brief: bool  # hardly more than a lead


def setting_of(title: Sequence[Statement], body: Sequence[Statement]) -> Setting:
    """Measure an article by its title and its first sentences."""
    head = [*title, *body[:8]] or [*body]
    count = max(1, len(head))
    words = frozenset(word for s in title for word in folded_words(s.text)) - _SMALL
    return Setting(
        words,
        frozenset(key for s in title for side in s.foreign for key in (side.key, side.country) if key),
        frozenset(amount.value for s in title for amount in s.amounts),
        any(s.foreign for s in title),
        any(s.has(*_ACTS) for s in title),
        any(s.has("health") for s in title),
        sum(s.has("health") for s in head) / count,
        sum(bool(s.home) for s in head) / count,
        sum(s.has("field") for s in head) / count,
        len(body) <= 4,
    )


def evidence_of(s: Statement, setting: Setting, *, inside: bool) -> dict[str, float]:
    """Return the measures of a statement by name; those that are zero are left out."""
    named_foreign = any(side.is_named for side in s.foreign)
    named_home = any(side.is_named for side in s.home)
    foreign, home = bool(s.foreign) or inside, bool(s.home)
    words = set(folded_words(s.text)) - _SMALL
    shared = len(words & setting.title_words) / max(4, len(setting.title_words))
    paper = s.has("memorandum", "treaty")
    give = s.has("grant", "support", "handover", "opening")
    lower = s.text
    gap = _nearest(s)
    give_gap, joint_gap, sign_gap = gap(("grant", "support", "handover", "opening")), gap(("joint",)), gap(("signing", "memorandum", "treaty"))
    sum_gap = min((abs(c.start - a.start) for a in s.amounts for c in s.cues if c.group in ("grant", "support", "handover", "project")), default=999)
    passed = any(_BY.search(s.text, max(0, side.start - s.span.start - 40), side.start - s.span.start) for side in s.foreign)
    measures: dict[str, float] = {name: float(s.has(name)) for name in {cue.group for cue in s.cues}}
    measures |= {
        "foreign": foreign, "named_foreign": named_foreign, "named_home": named_home, "home": home,
        "both": foreign and home, "both_named": (named_foreign and named_home) or inside,
        "amount": bool(s.amounts), "grant_amount": bool(s.amounts) and give,
        "signed_paper": s.has("signing") and paper, "give_foreign": give and foreign,
        "joint_foreign": s.has("joint") and foreign, "deed_both": foreign and home and s.has(*_ACTS),
        "train_foreign": s.has("training", "twinning", "research") and foreign,
        "mission_foreign": s.has("mission") and foreign,
        "first": s.index == 0, "second": s.index == 1, "third": s.index == 2, "late": min(1.0, max(0, s.index - 2) / 12),
        "title": shared, "quoted": bool(_QUOTED.search(s.text)), "question": bool(_QUESTION.search(s.text)),
        "short": len(s.text) < 60, "long": min(1.0, len(s.text) / 400),
        "talks": min(1.0, sum(cue.group == "talk" for cue in s.cues) / 3),
        "setting_health": setting.health, "setting_home": setting.home, "setting_field": setting.field,
        "aside": not s.has("health") and not setting.title_health,
        "title_acts": setting.title_acts, "inside": inside,
        "give_frame": give_gap < 40, "joint_frame": joint_gap < 30, "sign_frame": sign_gap < 80,
        "sum_frame": sum_gap < 45, "passed": passed, "between": bool(_BETWEEN.search(lower)) and foreign,
        "title_party": any(k in setting.title_foreign for side in s.foreign for k in (side.key, side.country)),
        "title_sum": any(a.value in setting.title_sums for a in s.amounts),
        "event": bool(_EVENT.search(s.text)), "event_foreign": bool(_EVENT.search(s.text)) and foreign,
        "speaker": bool(_SPEAKER.search(s.text)), "back": bool(_BACK.search(s.text)), "price": bool(_PRICE.search(s.text)),
        "unsure": bool(_IF.search(s.text)), "caption": bool(_CAPTION.search(s.text)), "crowd": len({x.country for x in s.foreign if x.country}) > 3,
        "no_foreign": not s.foreign and not inside,
        "paper_between": paper and bool(_BETWEEN.search(lower)) and ((named_foreign and named_home) or inside),
        "brief": setting.brief, "part": bool(_PART.search(s.text)),
        "total": bool(_TOTAL.search(s.text)), "referred": bool(_REFERRED.search(s.text)) and not s.foreign,
        "explicit": s.has("signing") and paper and sign_gap < 80 and named_foreign and (named_home or s.has("memorandum")),
    }  # fmt: skip
    return {name: float(value) for name, value in measures.items() if value}


def _nearest(s: Statement):
    def gap(groups: tuple[str, ...]) -> int:
        return min(
            (
                max(side.start - cue.end, cue.start - side.end, 0)
                for cue in s.cues
                if cue.group in groups
                for side in s.foreign
            ),
            default=999,
        )

    return gap
