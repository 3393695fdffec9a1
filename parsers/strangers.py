"""Text -> the organisations and hospitals it names by form: `Bệnh viện X`, `Tập đoàn X`, `X University`.

For parties that no registry holds; they are found to be looked at, so a name is cut rather short than long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.cues import CUES
from parsers.sentences import CAPITALS
from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.gazetteer import Words


@dataclass(frozen=True, slots=True)
class Stranger:
    """A party known by the form of its name only: `text[start:end]`."""

    start: int
    end: int
    is_hospital: bool


_CAP = rf"(?:[{CAPITALS}][\w’'.&/-]*(?<![.,'’/-])|[{CAPITALS}]{{1,3}}\.(?=[{CAPITALS}])[{CAPITALS}]\w*)"
_NUMBER = r"\d{1,3}(?!\d|[.,/-]\d)"
# What Vietnamese names of institutions are made of besides proper names; the first letter may be a capital.
_KINDS = (
    "đa khoa|chuyên khoa|khu vực|trung ương|thành phố|quốc tế|quốc gia|hữu nghị|nhân dân|quân đội|quân y|quân dân y|phụ sản|sản phụ khoa|sản nhi|sản|nhi"
    "|mắt|tim mạch|tim|răng hàm mặt|tai mũi họng|ung bướu|ung thư|phổi|bệnh phổi|chống lao|lao|tâm thần|nội tiết|da liễu|y học cổ truyền|y học nhiệt đới"
    "|y học lâm sàng|y học|y dược học|y dược|y khoa|y tế công cộng|y tế dự phòng|y tế|y|dược phẩm|dược|điều dưỡng|phục hồi chức năng|chấn thương chỉnh hình"
    "|truyền máu|huyết học|bệnh nhiệt đới|nhiệt đới|kỹ thuật|tổng hợp|đại học|trường|chỉnh hình|bỏng|thận|dân số|nghiên cứu|phát triển|hợp tác"
    "|giáo dục|đào tạo|bảo trợ|trẻ em|chữ thập đỏ|từ thiện|nhân đạo|cựu chiến binh|phòng chống|toàn cầu|thế giới|châu âu|châu á|cổ phần|tnhh|trách nhiệm hữu hạn"
    "|thương mại|đầu tư|công nghệ|chăm sóc y tế|chăm sóc|sức khỏe|tỉnh|tp|thủ đô|quốc phòng|nông nghiệp|tài chính|lao động|phúc lợi|ngoại giao|vệ sinh dịch tễ"
    "|kiểm soát bệnh tật|dã chiến|số|cấp cứu|hải quân|hoàng gia|khoa học|kinh tế|bảo an|doanh nghiệp|chu sinh|liên hiệp|truyền thông|tư pháp|nội vụ|du lịch"
    "|gìn giữ hòa bình|hòa bình|quản lý|cứu trợ|khẩn cấp|khám chữa bệnh|phụ nữ|xã hội|thương binh|văn hóa|công thương|xây dựng|nông thôn|thanh niên"
    "|bảo hiểm|an toàn thực phẩm|bà mẹ|sinh sản|gia đình|kế hoạch hóa|nhãn khoa|phẫu thuật|vi sinh|vắc xin|sinh phẩm|sốt rét|ký sinh trùng|côn trùng|dinh dưỡng"
    "|điều phối|ghép tạng|lão khoa|chiến lược|chính sách|phi chính phủ|người khuyết tật|nạn nhân chất độc da cam|thiện nguyện|tình nguyện|phổ thông|sư phạm"
)
_KIND = rf"(?i:{_KINDS})(?!\w)"
_TAIL = rf"(?:\s(?:(?:và|-|–|&)\s(?={_KIND}))?(?:{_KIND}|(?:[-–&]\s(?!Ảnh))?{_CAP}|{_NUMBER}))"
_HOSPITAL = r"(?:[Bb]ệnh viện|[Bb]ệnh viên|BỆNH VIỆN|[Bb]ệnh xá|BV)(?: \(BV\))?"
_BODY = (
    r"(?:[Ss]ở [Yy] tế|[Tt]rung tâm|[Vv]iện|[Hh]ọc viện|[Tt]rường(?= (?:[ĐđDd]ại học|ĐH|[Cc]ao đẳng|[Tt]rung cấp|THPT|[Yy]\b))|[ĐđDd]ại học|ĐH|[Cc]ao đẳng|[Tt]ập đoàn|[Cc]ông ty|[Tt]ổ chức|[Qq]u[ỹĩ]|Hội|[Hh]iệp hội"
    r"|[Ll]iên đoàn|[Ll]iên minh|[Nn]gân hàng|[Hh]ãng|Cơ quan|[ĐđDd]ại sứ quán|[Ll]ãnh sự quán|[Tt]ổng lãnh sự quán|Bộ|[Cc]hính phủ|Cục|Vụ|Uỷ ban|Ủy ban|UBND|CDC"
    r"|[Hh]ải quân|Kế hoạch|Quân y|[Pp]hòng khám|[Cc]hùa)"
)
_VIETNAMESE = re.compile(
    rf"(?:(?P<hospital>{_HOSPITAL})|{_BODY})(?=\s)(?:{_TAIL}{{1,12}}|(?:\s[^\W\d_]+){{1,6}}(?=\s?\([A-Z]{{2,8}}\)))(?:\s?\((?P<short>[A-Z]{2,}[\w-]*)\))?"
)
_HEADS = frozenset(
    "bệnh bv sở trung viện học trường đại đh cao tập công tổ quỹ quĩ hội hiệp liên ngân hãng cơ lãnh tổng bộ chính cục vụ uỷ ủy ubnd cdc hải kế quân phòng chùa".split()
)
_PROPER = re.compile(rf"\s\(?[{CAPITALS}\d]")
_ENGLISH_HEAD = (
    "Hospitals?|Clinic|Medical Cent(?:er|re)|Health Cent(?:er|re)|University|College|Academy|School|Institute|Foundation|Association|Agency|Ministry"
    "|Department|Bank|Group|Corporation|Company|Society|Organi[sz]ation|Committee|Council|Commission|Fund|Trust|Alliance|Embassy|Navy|Union|Federation"
)
_AND = (  # nouns that a name joins by "and"; before any other an "and" joins two names
    "Welfare|Education|Training|Prevention|Control|Population|Social|Human|Family|Pharmacy|Technology|Medicine|Hygiene|Epidemiology|Development|Planning"
    "|Investment|Trade|Research|Care|Rehabilitation|Gyn[a-z]+|Obstetrics|Surgery|Sciences?|Immuni[sz]ation|Community|Medical|Blood|Red"
)
_PART = rf"(?:(?:of|for)(?:\sthe)?\s|and\s(?=(?:{_AND})\b))"
_ENGLISH = re.compile(
    rf"(?:{_CAP}\s){{1,7}}(?:{_ENGLISH_HEAD})\b(?:\s{_PART}{_CAP}(?:\s{_CAP}){{0,4}})*(?:\s\d{{1,3}}\b)?(?:\s\((?P<short>[A-Z]{2,}[\w-]*)\))?"
    rf"|\b(?:{_ENGLISH_HEAD})\s{_PART}{_CAP}(?:\s{_PART}?{_CAP}){{0,6}}(?:\s\((?P<short2>[A-Z]{2,}[\w-]*)\))?"
)
_ENGLISH_HOSPITAL = re.compile(r"\b(?:Hospital|Clinic|Medical Cent(?:er|re))")
_DANGLING = re.compile(
    r"\s(?:và|-|–|&|tỉnh|tp|số|thành phố|hợp tác|nghiên cứu|phát triển|đào tạo|chăm sóc|phòng chống|cứu trợ|quản lý)$",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^.*\w[’']s (?=[A-Z][\w-]* )")  # "Korea’s Gyeonggi-do Department": the name is what is owned
_LEADING = re.compile(r"^(?:(?:The|A|An|In|At|On|And|But|By|With|From|For|Of|As|Its|Their|Both)\s)+")
_FAMILIES = frozenset(CUES.byline["families"].words)
_TITLED = re.compile(
    r"(?:trưởng|giám đốc|viện trưởng|chủ tịch|thứ trưởng|hiệu trưởng|giám đốc điều hành|phó|đại diện|bác sĩ)\s$",
    re.IGNORECASE,
)


def find_strangers(words: Words, language: str) -> Iterator[Stranger]:
    """Yield the parties named by form, in order; registered ones among them."""
    text = words.text
    for word, first_start, first_end in zip(words.lower, words.starts, words.ends, strict=True):
        if word in _HEADS and (hit := _VIETNAMESE.match(text, first_start)):
            end = _without_person(text, hit)
            if _PROPER.search(text, first_end, end):
                yield Stranger(hit.start(), end, bool(hit["hospital"]))
    if language == "en":
        for hit in _ENGLISH.finditer(text):
            lead = _OWNER.match(hit.group()) or _LEADING.match(hit.group())
            start = hit.start() + (lead.end() if lead else 0)
            if " " in text[start : hit.end()]:
                yield Stranger(start, hit.end(), bool(_ENGLISH_HOSPITAL.search(hit.group())))


def _without_person(text: str, hit: re.Match[str]) -> int:
    """The end of the name without the person behind it: "giám đốc Bệnh viện Mắt Nguyễn Văn A"."""
    words = list(re.finditer(r"\S+", hit.group()))
    capitals = 0
    for place, word in enumerate(words[1:-1], 1):
        if word.group()[0].isupper():
            is_family = fold(word.group()) in _FAMILIES and words[place + 1].group()[0].isupper()
            if is_family and (capitals or _TITLED.search(text, max(0, hit.start() - 25), hit.start())):
                return hit.start() + words[place - 1].end()
            capitals += fold(word.group()) not in {"da", "trung", "quoc", "y", "nhan"}
    end = hit.end()
    while dangling := _DANGLING.search(text, hit.start(), end):
        end = dangling.start()
    return end
