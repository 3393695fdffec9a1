"""Articles of one story -> which of them is the original, how sure that is, and why in plain English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from parsers.model import ZONE, Precision
from parsers.textnorm import words
from parsers.urls import canonical, domain, host, same_site

# How sure each kind of evidence makes us. Estimates, in the order that dedup-relevance research found reliable:
# an address that is named, a publisher that is named, the earliest publication, and only then what we saw first.
ADDRESS_NAMED, PUBLISHER_NAMED, ALONE, AGENCY_NAMED, EARLIEST = 0.95, 0.85, 0.8, 0.75, 0.7
EARLIEST_OF_DATED, RANKED, LONGEST, FIRST_SEEN, ALONE_WITH_SOURCE, BY_ADDRESS = 0.55, 0.5, 0.45, 0.4, 0.2, 0.1
CLEARLY_LONGER = 1.25  # times the words of any other: a reprint is cut more often than added to

_ZONE = ZoneInfo(ZONE)
_SPANS = {
    Precision.SECOND: timedelta(seconds=1),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.DAY: timedelta(days=1),
}
_AGENCY = re.compile(r"[^()\n]{0,40}\((?P<names>[^()\n]{2,40})\)\s*[-–—:]")
_LEAST_INITIALS = 3  # of a name: BM would be many
# Words around a paper's name that are not the name: "Báo Thanh Niên" is Thanh Niên.
_PAPER_WORDS = frozenset({"bao", "tap", "chi", "dien", "tu", "trang", "theo", "nguon", "tin"})


@dataclass(frozen=True, slots=True)
class Member:
    """What an article of a story says about itself and its source. `publisher` is its site's title."""

    article_id: UUID
    site: str
    canonical_url: str
    publisher: str
    source_name: str | None
    source_url: str | None
    published_at: datetime | None
    published_precision: str | None
    published_from: str | None
    first_seen_at: datetime
    word_count: int = 0
    opening: str = ""  # of the text: where an agency's name stands in brackets
    rank: int = 0  # of its site: 1 before 2, ...; 0 says nothing

    @property
    def age(self) -> tuple[datetime, UUID]:
        """The order in which we saw the members first."""
        return self.first_seen_at, self.article_id

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """First and last moment at which it can have been published; None when it does not say to the day.

        A date from the address is the day somebody opened the file, so it proves nothing.
        """
        length = _SPANS.get(Precision(self.published_precision)) if self.published_precision else None
        if self.published_at is None or length is None or self.published_from == "address":
            return None
        return self.published_at, self.published_at + length

    @property
    def place(self) -> str:
        """Its publisher as a reader knows it."""
        return self.publisher or self.site


@dataclass(frozen=True, slots=True)
class Verdict:
    """The original of a story, the confidence from 0 to 1, and the evidence."""

    article_id: UUID
    confidence: float
    evidence: str


def find_original(members: Sequence[Member]) -> Verdict:
    """Return the original among the members; the same whatever their order."""
    members = sorted(members, key=lambda member: member.age)
    if len(members) == 1:
        return _alone(members[0])
    if found := _named(members) or _earliest(members):
        return found
    open_to = _undecided(members)
    return _ranked(open_to) or _longest(open_to) or _first_seen(open_to)


def find_stub(members: Sequence[Member], found: Verdict) -> tuple[str | None, str | None]:
    """Return name and address of the original that the articles name and we do not hold; None where they do not say.

    What the original itself says counts first. Where another article is known to be the source by name, the rest are
    copies of that.
    """
    held = {one.article_id for _, one, _ in _claims(members)}
    open_ends = [one for one in members if one.article_id not in held and _names_another(one)]
    own = [one for one in open_ends if one.article_id == found.article_id]
    if found.confidence >= AGENCY_NAMED:
        open_ends = own
    said = [(one.source_name or host(one.source_url or ""), one.source_url) for one in own or open_ends]
    if not said:
        return None, None
    return min(said, key=lambda stub: (stub[1] is None, -said.count(stub), said.index(stub)))


def names(one: Member, other: Member) -> float:
    """Return how sure it is that `one` names `other` as its source, 0 if it does not."""
    if one.article_id == other.article_id:
        return 0.0
    if one.source_url and _address(one.source_url) == _address(other.canonical_url):
        return ADDRESS_NAMED
    if same_site(one.canonical_url, other.canonical_url):
        return 0.0  # a paper that names itself names nobody
    by_address = one.source_url and same_site(one.source_url, other.canonical_url)
    if by_address or _is_publisher(one.source_name or "", other):
        return PUBLISHER_NAMED
    return AGENCY_NAMED if any(_is_publisher(agency, other) for agency in _agencies(one)) else 0.0


def _names_another(member: Member) -> bool:
    """Whether it names a source other than its own paper."""
    source = member.source_name or host(member.source_url or "")
    return bool(
        source and not _is_publisher(source, member) and not same_site(member.source_url or "", member.canonical_url)
    )


def _agencies(member: Member) -> list[str]:
    """Whom the text's opening names: "HÀ NỘI (TTXVN/Vietnam+) - " names two."""
    found = _AGENCY.match(member.opening)
    return [name for name in found["names"].split("/") if not _is_publisher(name, member)] if found else []


def _alone(member: Member) -> Verdict:
    if not _names_another(member):
        return Verdict(member.article_id, ALONE, "the only article of its story, and it names no other source")
    source = member.source_name or host(member.source_url or "")
    evidence = f"the only one we hold, and it names {source} as its source"
    return Verdict(member.article_id, ALONE_WITH_SOURCE, evidence)


def _named(members: Sequence[Member]) -> Verdict | None:
    claims = list(_claims(members))
    if not claims:
        return None
    relays = {one.article_id for _, one, _ in claims}  # they name a source themselves
    firm = [claim for claim in claims if claim[2].article_id not in relays] or claims
    strength = max(claim[0] for claim in firm)
    votes = [other for sure, _, other in firm if sure == strength]
    winner = min(votes, key=lambda member: (-votes.count(member), member.age))
    namer = next(one for sure, one, other in firm if sure == strength and other == winner)
    what = "its address" if strength == ADDRESS_NAMED else winner.place
    return Verdict(winner.article_id, strength, f"{namer.place} names {what} as the source")


def _claims(members: Sequence[Member]) -> Iterator[tuple[float, Member, Member]]:
    """Who names whom. Of a publisher that is named the article seen first is meant: large stories stay quick."""
    linked = members if any(one.source_url for one in members) else ()
    by_address = {_address(member.canonical_url): member for member in linked}
    firsts = {member.site: member for member in reversed(members)}.values()
    for one in members:
        if one.source_url or one.source_name or one.opening.find("(") >= 0:
            named = by_address.get(_address(one.source_url or ""))
            for other in (named, *(first for first in firsts if first is not named)):
                if other and (sure := names(one, other)):
                    yield sure, one, other


def _earliest(members: Sequence[Member]) -> Verdict | None:
    dated = [(span, member) for member in members if (span := member.span)]
    if not dated:
        return None
    first_end = min(end for (_, end), _ in dated)
    contenders = [member for (start, _), member in dated if start < first_end]
    if len(contenders) > 1 or len(dated) < 2:
        return None  # the spans overlap, or there is nothing to compare with
    first = contenders[0]
    sure = EARLIEST if len(dated) == len(members) else EARLIEST_OF_DATED
    which = "published first" if len(dated) == len(members) else "published first of those with a date"
    return Verdict(first.article_id, sure, f"{which}: {_local(first.published_at, first.published_precision)}")


def _undecided(members: Sequence[Member]) -> Sequence[Member]:
    """Those that were not certainly published after another; two or more where no time decides."""
    first_end = min((span[1] for member in members if (span := member.span)), default=None)
    return [one for one in members if first_end is None or one.span is None or one.span[0] < first_end]


def _ranked(members: Sequence[Member]) -> Verdict | None:
    """The only article of the best-ranked site."""
    best = min((one.rank for one in members if one.rank), default=0)
    first = [one for one in members if one.rank == best]
    if not best or len(first) > 1:
        return None
    return Verdict(first[0].article_id, RANKED, f"{first[0].place} is rank {best} of the sources, and no time decides")


def _longest(members: Sequence[Member]) -> Verdict | None:
    longest, second = sorted(members, key=lambda member: -member.word_count)[:2]
    if longest.word_count < CLEARLY_LONGER * second.word_count:
        return None
    return Verdict(longest.article_id, LONGEST, f"the longest text: {longest.word_count} words")


def _first_seen(members: Sequence[Member]) -> Verdict:
    first, second = members[0], members[1]
    if first.first_seen_at == second.first_seen_at:
        return Verdict(first.article_id, BY_ADDRESS, "nothing tells which came first")
    return Verdict(first.article_id, FIRST_SEEN, f"seen first: {_local(first.first_seen_at, None)}")


def _is_publisher(name: str, member: Member) -> bool:
    """Whether a source line means this member's publisher: by its title, or by its host's own label."""
    said = _bare(name)
    title = _bare(member.publisher)
    initials = "".join(word[0] for word in words(member.publisher))
    label = domain(host(member.canonical_url)).partition(".")[0]
    if not said:
        return False
    if title and _is_part(*sorted((said, title), key=len)):
        return True
    if len(initials) >= _LEAST_INITIALS and "".join(said) in {initials, initials + "o"}:  # NLĐO: Người Lao Động online
        return True
    return label in {"".join(said), "bao" + "".join(said)} or host(member.canonical_url) == name.strip().casefold()


def _address(url: str) -> str:
    """An address without its scheme: a source line may still say http where the paper moved to https."""
    return canonical(url).partition("://")[2]


def _bare(name: str) -> list[str]:
    found = words(name)
    return [word for word in found if word not in _PAPER_WORDS] or found


def _is_part(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    """Whether one name stands in the other and is half of it: "Nhân Dân" is not "Bệnh viện Nhân dân 115"."""
    runs = (longer[start : start + len(shorter)] for start in range(len(longer) - len(shorter) + 1))
    return 2 * len(shorter) >= len(longer) and any(run == shorter for run in runs)


def _local(moment: datetime | None, precision: str | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(_ZONE)
    return f"{local:%Y-%m-%d}" if precision == Precision.DAY else f"{local:%Y-%m-%d %H:%M} in Vietnam"
