"""Text -> the sums of money and the figures with units in it: value or range, unit, place.

Vietnamese and English forms: 1,52 tỷ USD; 300 triệu đô la Mỹ; USD 1.5 million; 5-7 tỷ đồng; từ 3 đến 5 triệu euro.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from parsers.alternatives import any_of
from parsers.gazetteer import read_words
from parsers.hits import hits_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Quantity(NamedTuple):
    """A number with its unit; `high` is the upper end of a range, else None. `text[start:end]` is what was printed."""

    value: float
    high: float | None
    unit: str  # ISO 4217 code of money, else the unit of a figure in English
    is_money: bool
    start: int
    end: int


_SCALES = {
    "nghìn tỷ": 1e12, "nghìn tỉ": 1e12, "ngàn tỷ": 1e12, "ngàn tỉ": 1e12, "trăm tỷ": 1e11, "trăm triệu": 1e8,
    "chục triệu": 1e7, "chục tỷ": 1e10, "tỷ": 1e9, "tỉ": 1e9, "triệu": 1e6, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4,
    "trillion": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "mn": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3,
}  # fmt: skip
_KRONE = r"(?:cua-?ron|cu-?ron|cơ-?ron|cou?ron(?:ne)?s?|kron(?:er|e|or|a))"
# A currency by its names: a regular expression in lower case -> ISO 4217. The first that fits is taken.
_CURRENCIES = (
    (r"đô[ -]?la (?:úc|australia)|đô úc|aud|au?\$|(?:australian|aussie) dollars?", "AUD"),
    (r"đô[ -]?la (?:canada)|cad|ca?\$|canadian dollars?", "CAD"),
    (r"đô[ -]?la (?:singapore|sing)|sgd|s\$|singapore(?:an)? dollars?", "SGD"),
    (r"đô[ -]?la (?:hồng kông|hong kong)|hkd|hk\$|hong kong dollars?", "HKD"),
    (r"đô[ -]?la (?:new zealand)|nzd|nz\$|new zealand dollars?", "NZD"),
    (r"đô[ -]?la đài loan|đài tệ|twd|nt\$|(?:new )?taiwan dollars?", "TWD"),
    (
        r"usd|us ?\$|us dollars?|u\.s\. dollars?|đô[ -]?la(?: m[ỹĩ]| hoa kỳ)?|đôla(?: mỹ)?|đô mỹ|mỹ kim|dollars?|\$",
        "USD",
    ),
    (r"euros?|eur|ơ-?rô|€", "EUR"),
    (r"bảng anh|bảng|gbp|british pounds?|pounds?(?: sterling)?|£", "GBP"),
    (r"yên(?: nhật)?(?: bản)?|(?:japanese )?yens?|jpy|¥", "JPY"),
    (r"won(?: hàn quốc)?|(?:south )?(?:korean )?won|krw|₩", "KRW"),
    (r"nhân dân tệ|tệ|cny|rmb|(?:chinese )?yuan|renminbi", "CNY"),
    (r"kíp(?: lào)?|kip(?: lào)?|lak", "LAK"),
    (r"riel(?: campuchia)?|khr", "KHR"),
    (r"bạt|baht(?: thái)?(?: lan)?|thai baht|thb", "THB"),
    (r"ringgits?(?: malaysia)?|myr", "MYR"),
    (r"rupiah(?: indonesia)?|idr", "IDR"),
    (r"peso philippines|philippine pesos?", "PHP"),
    (r"franc thụy s[ĩỹ]|franc thuỵ s[ĩỹ]|frăng thụy s[ĩỹ]|chf|swiss francs?", "CHF"),
    (r"francs?(?: pháp)?|frăng(?: pháp)?|phrăng|frf|french francs?", "FRF"),
    (r"mark đức|mác đức|dem", "DEM"),
    (rf"{_KRONE} thụy điển|sek|swedish {_KRONE}|kronor|krona", "SEK"),
    (rf"{_KRONE} đan mạch|dkk|danish {_KRONE}", "DKK"),
    (rf"{_KRONE} na uy|nok|norwegian {_KRONE}", "NOK"),
    (_KRONE, "DKK"),
    (r"koruna|cu-?ru-?na séc|czk|czech (?:crowns?|korunas?)", "CZK"),
    (r"forint|huf", "HUF"),
    (r"z[łl]oty|pln", "PLN"),
    (r"dirhams?", "AED"),
    (r"shekels?|ils", "ILS"),
    (r"rúp(?: nga)?|rub|rou?bles?", "RUB"),
    (r"rupees?(?: ấn độ)?|rupi|inr", "INR"),
    (r"đồng(?: việt nam| vn)?|vnđ|vnd|dongs?|đ", "VND"),
)
# A name that several countries have for their money is of the one that the text names; without any, as the table says.
_BY_COUNTRY = {
    "FRF": ((re.compile(r"thu[ỵy] s[ĩỹ]|thụy s[ĩỹ]|switzerland|swiss"), "CHF"),),
    "DKK": ((re.compile(r"đan mạch|denmark|danish"), "DKK"), (re.compile(r"na uy|norw[ae]"), "NOK"),
            (re.compile(r"thụy điển|thuỵ điển|swed(?:en|ish)"), "SEK")),
}  # fmt: skip
_OWN_NAME = re.compile(r"pháp|french|frf|đan mạch|danish|dkk")
_BEFORE = (
    r"(?:us ?\$|au?\$|ca?\$|s\$|hk\$|nz\$|nt\$|\$|€|£|¥|₩"
    r"|(?:usd|eur|gbp|jpy|krw|aud|cad|sgd|nzd|chf|vnd|vnđ|cny|dkk|nok|sek|thb|myr)(?![^\W\d]))"
)
# What a figure counts: Vietnamese and English words -> unit.
_UNITS = (
    (r"%|phần trăm|per ?cent", "percent"),
    (r"người bệnh|bệnh nhân|bn\b|patients?", "patients"),
    (r"trẻ em|trẻ|cháu|em bé|children|newborns?|infants?", "children"),
    (r"ca (?:phẫu thuật|mổ)|surger(?:y|ies)|operations?", "operations"),
    (r"ca ghép|transplants?", "transplants"),
    (r"ca(?: bệnh| nhiễm| mắc)?\b|trường hợp|cases?", "cases"),
    (r"giường(?: bệnh)?|beds?", "beds"),
    (r"bệnh viện|bv\b|hospitals?", "hospitals"),
    (r"trạm y tế|trung tâm y tế|health (?:stations?|cent(?:er|re)s?)", "health centres"),
    (r"tỉnh,? thành(?: phố)?|tỉnh|provinces?", "provinces"),
    (r"bác sĩ|bác sỹ|y bác sĩ|thầy thuốc|doctors?|physicians?", "doctors"),
    (r"điều dưỡng|y tá|nurses?", "nurses"),
    (r"chuyên gia|experts?|specialists?", "experts"),
    (r"học viên|trainees?", "trainees"),
    (r"sinh viên|students?", "students"),
    (r"cán bộ(?: y tế)?|nhân viên y tế|health workers?|staff", "staff"),
    (r"tình nguyện viên|volunteers?", "volunteers"),
    (r"người|lượt người|people|persons?", "people"),
    (r"liều|doses?", "doses"),
    (r"máy(?: thở)?|thiết bị|devices?|machines?|ventilators?", "devices"),
    (r"xe lăn|wheelchairs?", "wheelchairs"),
    (r"xe cứu thương|ambulances?", "ambulances"),
    (r"học bổng|scholarships?", "scholarships"),
    (r"quốc gia|nước|countries", "countries"),
    (r"dự án|projects?", "projects"),
    (r"tấn|tons?|tonnes?", "tonnes"),
)

# A number is taken whole: nothing that may follow one could follow a part of it.
_NUMBER = r"\d++(?:[.,]\d++)*+"
# The digit comes first and is then looked at closer: ten times as fast as to look behind everywhere.
_STARTS = re.compile(r"\d(?<![\w.,/-]\d)")
_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "nửa": 0.5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "half a": 0.5,
}  # fmt: skip
_SCALE = any_of(_SCALES)
_MONEY_UNIT = rf"(?P<unit>{'|'.join(names for names, _ in _CURRENCIES)})(?!\w)"
_FIGURE_UNIT = rf"(?P<unit>{'|'.join(names for names, _ in _UNITS)})(?!\w)"
_TO = r"\s?(?:-|–|—|đến|tới|to|and)\s?"
_REST = rf"(?:[\s-]?(?P<as>{_SCALE})(?!\w))?(?:{_TO}(?P<b>{_NUMBER})(?:\s?(?P<bs>{_SCALE})(?!\w))?)?"
_RANGE = rf"(?P<a>{_NUMBER}){_REST}"
_AFTER = re.compile(rf"{_RANGE}[\s-]?{_MONEY_UNIT}")
_SPOKEN = re.compile(rf"\b(?P<word>{'|'.join(_WORDS)})\s(?P<ws>{_SCALE})\s{_MONEY_UNIT}")
_LAST_OF_WORDS = frozenset(word.split()[-1] for word in _WORDS)
_FIRST_OF_SCALES = frozenset(scale.split()[0] for scale in _SCALES)
_AHEAD = re.compile(rf"(?<![\w])(?P<unit>{_BEFORE})\s?(?P<a>{_NUMBER}){_REST}(?![\d])")
_AHEAD_MARKS = (
    "$", "€", "£", "¥", "₩", "usd", "eur", "gbp", "jpy", "krw", "aud", "cad", "sgd", "nzd", "chf", "vnd", "vnđ", "cny",
    "dkk", "nok", "sek", "thb", "myr",
)  # fmt: skip
_GLUED = re.compile(rf"{any_of(mark for mark in _AHEAD_MARKS if mark.isalpha())}\d")  # "EUR3 million"
_LONGEST_MARK = max(map(len, _AHEAD_MARKS)) + 1  # with the blank behind it
_FIGURE = re.compile(rf"{_RANGE}\s?{_FIGURE_UNIT}")
# "50 triệu/năm" beside other sums in đồng: money without its word. A noun behind would be what is counted.
_BARE = re.compile(
    rf"{_RANGE}(?=\s?[/.,;:)\n]|\s(?:mỗi|một (?:năm|tháng|người)|so với|cho|để|nhưng|thì|trong khi)\b|$)"
)
_BARE_SCALES = frozenset({"triệu", "tỷ", "tỉ", "nghìn tỷ"})
_DONG = "VND"


def find_quantities(text: str, language: str = "vi") -> list[Quantity]:
    """Return sums of money and figures in order; none overlap, and what is money is no figure.

    In Vietnamese a comma before decimals and a point before thousands, in English the other way round; three digits
    behind either are thousands unless a scale such as million follows.
    """
    lower = text.lower()
    if len(lower) != len(text):
        return []
    english = language == "en"
    numbers = [hit.start() for hit in _STARTS.finditer(lower)]
    money = list(_money(hits_at(numbers, _AFTER, lower), english))
    if _may_be_spoken(text):
        money += _money(_SPOKEN.finditer(lower), english)
    is_ahead = any(lower[max(0, at - _LONGEST_MARK) : at].rstrip().endswith(_AHEAD_MARKS) for at in numbers)
    if is_ahead or _GLUED.search(lower):
        money += _money(_AHEAD.finditer(lower), english)
    if any(quantity.unit == _DONG for quantity in money):
        money += _bare(hits_at(numbers, _BARE, lower), english)
    money.sort(key=lambda quantity: (quantity.start, -quantity.end))
    found: list[Quantity] = []
    for quantity in money:
        if not found or quantity.start >= found[-1].end:
            found.append(quantity)
    ends = [quantity.end for quantity in found]
    figures = [
        figure
        for figure in _figures(hits_at(numbers, _FIGURE, lower), english)
        if (at := bisect_right(ends, figure.start)) == len(found) or found[at].start >= figure.end
    ]
    return sorted([*found, *figures], key=lambda quantity: quantity.start)


def _may_be_spoken(text: str) -> bool:
    """Whether a scale stands behind a number that is a word, as in all that `_SPOKEN` finds."""
    words = read_words(text)
    return any(at and words.lower[at - 1] in _LAST_OF_WORDS for at in words.places(_FIRST_OF_SCALES))


def _money(hits: Iterable[re.Match[str]], english: bool) -> Iterator[Quantity]:
    for hit in hits:
        low, high = _ends(hit, english)
        unit = _of_country(_currency(hit["unit"]), hit.group(), hit.string)
        yield Quantity(low, high, unit, True, hit.start(), hit.end())


def _of_country(unit: str, printed: str, lower: str) -> str:
    """The currency that a name shared by several countries means in this text."""
    if unit not in _BY_COUNTRY or _OWN_NAME.search(printed):
        return unit
    return _named_with(unit, lower)


@lru_cache(maxsize=len(_BY_COUNTRY))  # asked again for every such sum of a text
def _named_with(unit: str, lower: str) -> str:
    return next((code for country, code in _BY_COUNTRY[unit] if country.search(lower)), unit)


def _bare(hits: Iterable[re.Match[str]], english: bool) -> Iterator[Quantity]:
    for hit in hits:
        if {hit["as"], hit["bs"]} & _BARE_SCALES:
            low, high = _ends(hit, english)
            yield Quantity(low, high, _DONG, True, hit.start(), hit.end())


def _figures(hits: Iterable[re.Match[str]], english: bool) -> Iterator[Quantity]:
    for hit in hits:
        low, high = _ends(hit, english)
        yield Quantity(low, high, _counted(hit["unit"]), False, hit.start(), hit.end())


@cache
def _currency(name: str) -> str:
    return next(code for names, code in _CURRENCIES if re.fullmatch(names, name))


@cache
def _counted(name: str) -> str:
    return next(unit for names, unit in _UNITS if re.fullmatch(names, name))


def _ends(hit: re.Match[str], english: bool) -> tuple[float, float | None]:
    """The number, or both ends of a range; a scale behind the second end counts for both."""
    parts = hit.groupdict()
    if parts.get("word"):
        return _WORDS[parts["word"]] * _SCALES[parts["ws"]], None
    scale = parts["bs"] or parts["as"] or ""
    low = _number(parts["a"], english, bool(scale)) * _SCALES.get(parts["as"] or scale, 1.0)
    if not parts["b"]:
        return round(low, 4), None
    high = _number(parts["b"], english, bool(scale)) * _SCALES.get(parts["bs"] or "", 1.0)
    return (round(low, 4), round(high, 4)) if high > low else (round(high, 4), None)


def _number(printed: str, english: bool, scaled: bool) -> float:
    decimal, thousands = (".", ",") if english else (",", ".")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", printed):  # 1.520, 48,000: thousands, but 1,520 tỷ has decimals
        marks = {mark for mark in printed if not mark.isdigit()}
        if not (scaled and marks == {decimal} and printed.count(decimal) == 1):
            return float(re.sub(r"[.,]", "", printed))
    last = max(printed.rfind(decimal), printed.rfind(thousands))
    whole, digits = (printed, "") if last < 0 else (printed[:last], printed[last + 1 :])
    return float(f"{re.sub('[.,]', '', whole)}.{digits or 0}")
