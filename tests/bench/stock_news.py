"""Number -> the cooperation news that an article of the stock tells: title, paragraphs, language.

A deal has two parties, a kind, a field, and a sum or a count where its kind has one. Most are told once; some again
within two days in other words, some weeks later at their next stage. Half of the Vietnamese and a third of the
foreign parties are of the registry, few of them in very many deals, as in real news; the others are invented. All of
it depends on the number alone. Times of articles are the caller's.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from parsers.parties import registry

FILE = Path(__file__).with_suffix(".toml")
STAGES = ("proposed", "announced", "signed", "in_force")
KINDS = {"mou": 28, "agreement": 14, "grant_oda": 18, "equipment": 13, "training": 12, "research": 7, "twinning": 3,
         "mission": 5}  # fmt: skip  # of a hundred
HOME_KINDS = {"hospital", "university", "institute"}
PARTNER_KINDS = {"hospital", "university", "institute", "multilateral", "donor", "foundation", "ngo", "fund", "bank"}
RIVALS = 4000  # invented partners
NONE, TWO = 0.25, 0.15  # of the articles tell no deal, and two
AGAIN, LATER = 0.12, 0.08  # of the deals told were told within two days before, and weeks before
SOON, WEEKS = (1, 240), (1200, 12000)  # deals ago: 120 articles a day tell news
ENGLISH = 12  # every so manieth
OTHER_SUM = 0.1  # of those told again
WAYS = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Body:
    """A party: how Vietnamese and English papers write it, with the country of a partner."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Deal:
    """What two parties agree. `field`, `device`: places in the lists of words."""

    home: Body
    partner: Body
    other: Body
    kind: str
    stage: str
    field: int
    device: int
    count: int
    millions: float
    is_dong: bool
    years: int


@dataclass(frozen=True, slots=True)
class News:
    """What an article tells."""

    language: str
    title: str
    paragraphs: tuple[str, ...]


@cache
def said() -> Mapping[str, Any]:
    """The templates and names."""
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def _registered(kinds: frozenset[str], *, at_home: bool) -> Sequence[Body]:
    parties = [one for one in registry().values() if one.type in kinds and (one.country == "VN") == at_home]
    found = [Body(one.names[0], next(filter(str.isascii, one.names), one.names[0])) for one in parties]
    random.Random("parties").shuffle(found)  # noqa: S311
    return found


@cache
def _invented() -> Sequence[Body]:
    chance, words = random.Random("partners"), said()  # noqa: S311
    forms = list(zip(words["vi"]["words"]["partners"], words["en"]["words"]["partners"], strict=True))
    found = []
    for _ in range(RIVALS):
        country, in_english, firsts, lasts = chance.choice(words["names"]["countries"])
        name = chance.choice(firsts.split()) + chance.choice(lasts.split())
        vi, en = (form.format(name=name) for form in chance.choice(forms))
        found.append(Body(f"{vi} ({country})", f"{en} of {in_english}"))
    return found


@cache
def _at_home() -> Sequence[Body]:
    words = said()
    forms = [(form, words["en"]["words"]["homes"][n % 4]) for n, form in enumerate(words["vi"]["words"]["homes"])]
    provinces = words["names"]["provinces"]
    found = [Body(vi.format(province=one), en.format(province=one)) for vi, en in forms for one in provinces]
    random.Random("homes").shuffle(found)  # noqa: S311
    return found


@cache
def _weights(count: int) -> Sequence[float]:
    """Few are in very many deals."""
    return list(accumulate(1 / (rank + 5) for rank in range(count)))


def _one(chance: random.Random, bodies: Sequence[Body]) -> Body:
    return chance.choices(bodies, cum_weights=_weights(len(bodies)))[0]


def deal(number: int) -> Deal:
    """The deal of that number as it is told first."""
    chance = random.Random(f"deal {number}")  # noqa: S311
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    homes = _registered(frozenset(HOME_KINDS), at_home=True) if chance.random() < 0.5 else _at_home()
    partners = _registered(frozenset(PARTNER_KINDS), at_home=False) if chance.random() < 0.35 else _invented()
    words = said()["vi"]
    return Deal(
        home=_one(chance, homes), partner=_one(chance, partners), other=chance.choice(_at_home()), kind=kind,
        stage=chance.choice(list(words[kind])), field=chance.randrange(len(words["words"]["fields"])),
        device=chance.randrange(len(words["words"]["devices"])), count=chance.randint(3, 480),
        millions=chance.randint(101, 9900) / 100, is_dong=chance.random() < 0.3, years=chance.randint(2, 5),
    )  # fmt: skip


def news(number: int, day_of: Callable[[int], date]) -> News:
    """What the relevant article of that number tells; `day_of`: the day on which the one of some number appears."""
    chance = random.Random(f"news {number}")  # noqa: S311
    language = "en" if number % ENGLISH == ENGLISH - 1 else "vi"
    share = chance.random()
    told = [_told(chance, 2 * number + n) for n in range(0 if share < NONE else 2 if share > 1 - TWO else 1)]
    first = told[0][0] if told else deal(2 * number)
    words = said()[language]["words"]
    today = day_of(number)

    def line(among: Sequence[str], one: Deal = first, on: date = today) -> str:
        return filled(varied(chance, chance.choice(among)), one, language, on)

    leads = [line(said()[language][one.kind][one.stage], one, day_of(when)) for one, when in told]
    leads = leads or [line(words["meetings"])]
    around = [line([one]) for one in chance.sample(words["around"], 2)]
    return News(language, line(words["titles"]), (*leads, " ".join(around)))


def varied(chance: random.Random, line: str) -> str:
    """The template with one of the ways to say it in each place that has several."""
    return WAYS.sub(lambda found: chance.choice(found[1].split("|")), line)


def _told(chance: random.Random, number: int) -> tuple[Deal, int]:
    """A deal as an article tells it, its own or an earlier one, and the number of the article that has its day."""
    share = chance.random()
    if share < AGAIN:
        before = number - 2 * chance.randint(*SOON)
        again = deal(before)
        millions = round(again.millions) if chance.random() < OTHER_SUM else again.millions
        return replace(again, millions=millions), before // 2
    if share < AGAIN + LATER:
        earlier = deal(number - 2 * chance.randint(*WEEKS))
        return replace(earlier, stage=_next(earlier)), number // 2
    return deal(number), number // 2


def _next(one: Deal) -> str:
    later = [stage for stage in said()["vi"][one.kind] if STAGES.index(stage) > STAGES.index(one.stage)]
    return later[0] if later else one.stage


def filled(line: str, one: Deal, language: str, today: date) -> str:
    """The template with what the deal is, on that day."""
    words = said()[language]["words"]
    day = f"{today.day}/{today.month}/{today.year}" if language == "vi" else f"{today:%B} {today.day}, {today.year}"
    return line.format(
        home=getattr(one.home, language), partner=getattr(one.partner, language), other=getattr(one.other, language),
        field=words["fields"][one.field], device=words["devices"][one.device], day=day, count=one.count,
        years=f"{today.year}-{today.year + one.years}", amount=_sum(one, language), share=one.count % 60 + 11,
        many=_grouped(97 * one.count, language), beds=one.count * 3 + 20,
    )  # fmt: skip


def _sum(one: Deal, language: str) -> str:
    if language == "en":
        return f"{one.millions:g} billion VND" if one.is_dong else f"USD {one.millions:g} million"
    return f"{one.millions:g} {'tỷ đồng' if one.is_dong else 'triệu USD'}".replace(".", ",")


def _grouped(number: int, language: str) -> str:
    return f"{number:,}".replace(",", "." if language == "vi" else ",")
