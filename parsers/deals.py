"""Statements with their strength -> the deals of an article: one run of one to three sentences for each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parsers.deal_kinds import stage_of, type_of
from parsers.passages import Span
from parsers.statements import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.model import Mention
    from parsers.partners import Cast, Partners
    from parsers.statements import Statement

_CHOICE = RULES["choice"]
_MOST_SENTENCES = 3
_MOST_DEALS = 8
_LOAN = re.compile(r"\bODA\b|vay ưu đãi|vốn vay|viện trợ không hoàn lại|concessional loan", re.IGNORECASE)
# A sentence that goes on about what the one before it told.
_GOES_ON = re.compile(
    r"(?:Đây là|Dự án(?: này| do| trên)?\b|Chương trình(?: này)?\b|Khoản|(?:Tổng s|S)ố(?: (?:tiền|máy|thiết bị|hàng))?"
    r"|Trị giá"
    r"|Tổng (?:kinh phí|giá trị|trị giá|vốn)|Được (?:đầu tư|tài trợ)|(?:Tổ chức|Ngân hàng|Các ca mổ) này"
    r"|Theo (?:đó|thỏa thuận|biên bản|bản ghi nhớ|hợp đồng)|Toàn bộ|Mỗi bên|Gói|Lô|Đề tài|Kinh phí|Nguồn vốn|Giá trị"
    r"|Với (?:tổng )?(?:kinh phí|giá trị|số tiền)|Ngân sách|It |They |Under the|Total |Funding |Worth "
    r"|(?:The|This|Its|Their) (?:\S+ ){0,4}(?:project|room|grant|programme|program|money|agreement|deal|gift|aid|loan"
    r"|funding|equipment|package|donation|cost|budget|value|machines|devices|partnership|memorandum|MoU|contract"
    r"|foundation|charity|fund|scheme|initiative|course|study|work))"
)
# ... about the paper that the one before it says was signed.
_OF_IT = re.compile(
    r"(?:The|This) (?:agreement|memorandum|MoU|deal|contract|document|pact|accord)\b"
    r"|(?:Bản|Biên bản|Thỏa thuận) (?:\S+ ){0,3}này\b"
)
# A sum that pays for what was told before, whatever the sentence starts with.
_SUM = re.compile(
    r"\b(?:tổng (?:kinh phí|giá trị|trị giá|vốn|mức đầu tư|số tiền)|kinh phí|trị giá|ngân sách|nguồn vốn|tài trợ"
    r"|viện trợ|hỗ trợ|chi trả|worth|valued|budget|set aside|provid(?:es?|ing)|giv(?:es?|en|ing)|fund(?:s|ed|ing)?"
    r"|grant|financ(?:e|es|ed|ing)|will pay|pays?)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:trong đó|of which|including)[^.;]{0,30}\b(?:viện trợ|tài trợ|cho vay|vốn vay|vốn ODA|ODA|không hoàn lại"
    r"|grant|loan|aid|donor)[^.;\d]{0,60}$",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"(?:tương đương|khoảng|equivalent|equal|about)[^\d]{0,12}$|\($", re.IGNORECASE)
_SHARE_NEAR = 120  # characters before a sum: more than either of these two can be long
_NO_SUM = ("total", "purchase", "statistic")
_WHOLE = re.compile(r"\btổng |\btotal\b|^(?:The|This) (?:\w+ ){1,3}costs?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement as told: the sentence that tells it best, and the run of sentences that proves it."""

    best: Statement
    run: Statement  # the sentences of the run as one
    first: int  # index of the run's first sentence
    last: int  # and of its last
    partners: Partners

    @property
    def amount(self) -> Mention | None:
        """The sum: the first, but of a whole budget the part that is given ("trong đó vốn viện trợ 6 triệu USD")."""
        first = next(iter(self.run.amounts), None)
        for amount in self.run.amounts[1:]:
            at = amount.start - self.run.span.start
            before = self.run.text[max(0, at - _SHARE_NEAR) : at]
            if _SHARE.search(before) and not _EQUALS.search(before):
                return amount
        return first


def kind_of(deal: Deal) -> str:
    """Return the type that the best sentence tells, or else the whole run: a sum below a treaty makes it no grant."""
    kind = type_of(deal.best)
    if kind == "agreement" and deal.run.has("memorandum"):
        return "mou"
    return type_of(deal.run) if kind == "other" else kind


def stage_in(deal: Deal) -> str:
    """Return the stage that the best sentence tells, unless one beside it says that the paper was signed."""
    run, best = deal.run, deal.best
    is_signed = run.has("signing") and not best.has("signing") and run.has("treaty", "memorandum", "grant")
    return stage_of(run if is_signed else best)


def choose_deals(statements: Sequence[Statement], strengths: Sequence[float], cast: Cast) -> list[Deal]:
    """Return the deals in the order of the text; a deal told twice is one, told best."""
    deals: list[Deal] = []
    for place in sorted(range(len(statements)), key=lambda at: -strengths[at]):
        least = _CHOICE["least_more" if deals else "least_first"]
        if strengths[place] < least or len(deals) == _MOST_DEALS:
            break
        deal = _told(statements, place, cast)
        if any(old.first <= place <= old.last for old in deals) or not _is_deal(deal, cast):
            continue
        same = next((at for at, old in enumerate(deals) if _is_same(old, deal)), None)
        if same is None:
            deals.append(deal)
        elif deal.first == deals[same].last + 1 or deal.last == deals[same].first - 1:
            deals[same] = _joined(deals[same], deal, statements, cast)
    return sorted(deals, key=lambda deal: deal.first)


def _is_deal(deal: Deal, cast: Cast) -> bool:
    """Whether Vietnam is in it, and a partner or a loan that only foreigners give, and health is what it is for."""
    best = deal.best
    if best.has("purchase") and not best.has("grant", "support", "handover", "memorandum", "treaty"):
        return False  # what a hospital buys with its own money
    if deal.run.has("field") and not deal.run.has("health", "goods", "mission"):
        return False  # a deal of another trade
    if best.has("talk", "visit") and not best.has("project", "begun") and kind_of(deal) == "other":
        return False  # thanks, and wishes to cooperate
    return cast.is_set_in_vietnam(deal.run) and bool(deal.partners.foreign or _LOAN.search(deal.run.text))


def _told(statements: Sequence[Statement], place: int, cast: Cast) -> Deal:
    """The deal of a sentence with those beside it that go on about it and tell a sum or a party more."""
    best, first, last = statements[place], place, place
    for behind in statements[place + 1 : place + _MOST_SENTENCES]:
        if not best.amounts and _pays(behind, best):
            last = behind.index
            break
        if behind.index == place + 1 and behind.foreign and not best.foreign and _GOES_ON.match(behind.text):
            last = behind.index
            break
    if last == place and place + 1 < len(statements) and not best.has("signing"):
        behind = statements[place + 1]
        last += behind.has("signing") and behind.has("treaty", "memorandum") and bool(_GOES_ON.match(behind.text))
    if place and last - place < _MOST_SENTENCES - 1 and _goes_back(statements[place - 1], best, alone=last == place):
        first = place - 1
    return _deal(best, statements, first, last, cast)


def _goes_back(before: Statement, best: Statement, *, alone: bool) -> bool:
    """Whether the sentence before tells what the best one goes on about: the partner, the paper signed, the sum."""
    if alone and not best.amounts and _pays(before, best):
        return bool(_GOES_ON.match(best.text) or _GOES_ON.match(before.text))
    if not _GOES_ON.match(best.text):
        return False
    is_signed = before.has("signing") and before.has("treaty", "memorandum", "grant") and not best.has("signing")
    return is_signed or bool(before.foreign and not best.foreign)


def _pays(near: Statement, best: Statement) -> bool:
    """Whether a sentence tells the sum for what one beside it told, and no deal with anyone else."""
    if not near.amounts or near.has(*_NO_SUM) or (near.has("price") and not _WHOLE.search(near.text)):
        return False
    others = {side.key for side in near.foreign if side.is_named} - {side.key for side in best.foreign}
    if others or (near.has("signing") and best.has("signing")):
        return False
    return bool(_GOES_ON.match(near.text) or _SUM.search(near.text))


def _deal(best: Statement, statements: Sequence[Statement], first: int, last: int, cast: Cast) -> Deal:
    parts = statements[first : last + 1]
    run = replace(
        best,
        span=Span(parts[0].span.start, parts[-1].span.end),
        text=_text_of(parts),
        cues=tuple(cue for part in parts for cue in part.cues),
        sides=tuple(side for part in parts for side in part.sides),
        amounts=tuple(amount for part in parts for amount in part.amounts),
    )
    return Deal(best, run, first, last, cast.partners(run))


def _text_of(parts: Sequence[Statement]) -> str:
    """The sentences as one text in which places count as in the article: what stands between them is blank."""
    return "".join(part.text.rjust(part.span.end - at) for part, at in zip(parts, _starts(parts), strict=True))


def _starts(parts: Sequence[Statement]) -> list[int]:
    return [parts[0].span.start, *(part.span.end for part in parts[:-1])]


def _joined(old: Deal, new: Deal, statements: Sequence[Statement], cast: Cast) -> Deal:
    """The old deal with the new sentences beside it, as long as the run stays short."""
    first, last = min(old.first, new.first), max(old.last, new.last)
    if last - first >= _MOST_SENTENCES:
        return old
    return _deal(old.best, statements, first, last, cast)


def _is_same(old: Deal, new: Deal) -> bool:
    """Whether two sentences tell one deal: no other sum, no other partner, no other paper."""
    ours, theirs = old.partners, new.partners
    if _clash(old, new):
        return False
    if _is_about_the_other(old, new):
        return True
    if _have_other_partners(ours, theirs):
        return False
    kinds = {type_of(old.best), type_of(new.best)}
    apart = min(abs(new.first - old.last), abs(old.first - new.last)) > 1
    papers = kinds <= {"mou", "agreement"}
    if apart and len(kinds) == 2 and not papers and not kinds & {"other", "grant_oda", "delegation_visit"}:
        return False
    if papers and new.best.has("signing", "memorandum"):
        return bool(ours.home_keys & theirs.home_keys) or not new.best.home
    return True


def _is_about_the_other(old: Deal, new: Deal) -> bool:
    """Whether one follows the other and speaks of its paper: "The agreement aims ..."."""
    before, behind = (old, new) if old.first < new.first else (new, old)
    return behind.first == before.last + 1 and bool(_OF_IT.match(behind.best.text))


def _have_other_partners(ours: Partners, theirs: Partners) -> bool:
    sides = ((ours.keys, theirs.keys), (frozenset(ours.countries), frozenset(theirs.countries)))
    return any(mine and other and not mine & other for mine, other in sides)


def _clash(old: Deal, new: Deal) -> bool:
    sums = [{(a.value, a.unit) for a in deal.run.amounts if a.unit != "VND"} for deal in (old, new)]
    return bool(sums[0] and sums[1] and not sums[0] & sums[1])
