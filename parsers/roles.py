"""A class, id or role name -> what it claims its element to be: body, dek, author, date ... or no article.

Class names are habits shared by thousands of sites. The patterns were collected from the CMS families of
Vietnamese news sites and from the lists of trafilatura (settings.py, xpaths.py) and Mozilla's Readability.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Role(StrEnum):
    """What a node's class, id or role name claims it to be."""

    BODY = "body"
    DEK = "dek"
    AUTHOR = "author"
    DATE = "date"
    CLOCK = "clock"  # the page's own clock: never a date of the article
    SOURCE = "source"
    TAGS = "tags"
    CAPTION = "caption"
    CRUMBS = "crumbs"
    ALIEN = "alien"  # never the article: other articles, comments, forms, advertising
    WALL = "wall"  # asks for money or a name: an invitation, or the very text that is locked
    SHARE = "share"  # tools beside the headline; may stand around byline and date
    FURNITURE = "furniture"  # usually not the article, unless it holds most of the text


_L, _R = r"(?<![a-z\d])", r"(?![a-z])"  # "3ad" is a number of some machine
_PATTERNS: tuple[tuple[Role, str], ...] = (
    (Role.CLOCK, rf"system-?date|current-?(?:date|time)|{_L}(?:clock|today|date-?now|hom-?nay){_R}"),
    (
        Role.ALIEN,
        r"relate|relation(?!ship)|recommend|recirc|read-?(?:more|next|also|on){R}|also-?(?:read|like)|see-?also"
        r"|more-?(?:news|stories|articles|from|on|in){R}|most-?(?:read|viewed|popular|recent)|trending|popular"
        r"|(?:other|latest|next|prev(?:ious)?|similar|suggested|top|recent)-?_?(?:news|post|stor|article|link)"
        r"|lien-?quan|xem-?them|doc-?them|cung-?(?:chuyen-?)?muc|tin-?(?:khac|moi|noi-?bat)|doc-?nhieu|binh-?luan"
        r"|tindnd|listnewsincontent|__mb_article|article-detail-(?:similar|other)|news_relate|summary__content"
        r"|comment(?!ary|ator)|disqus|wpdiscuz|livefyre|{L}reply|respond{R}|newsletter|mailing-?list|sign-?up"
        r"|outbrain|taboola|zergnet|revcontent|mgid|dianomi|plista"
        r"|{L}ads?(?![a-z]|\d[a-z])|advert|adsbygoogle|adsense|{L}(?:dfp|gpt){R}|sponsor(?!ship)|{L}promo(?:tion|ted|box)?{R}"
        r"|{L}(?:cookie|consent|gdpr)|pop-?up|modal|lightbox|pagination|{L}pager"
        r"|{L}donat|{L}(?:site-?)?footer{R}|sidebar"
        r"|{L}(?:nav|navbar|navigation|menu|mega-?menu|topbar)|skip-?link|{L}sr-only|screen-reader"
        r"|visually-?hidden|author-?_?(?:bio|box|card|about)|about-?(?:the-?)?author|entry-?(?:footer|utility)"
        r"|copyright|{L}disclaimer|{L}rating|{L}poll{R}|{L}quiz|{L}weather|back-?to-?top|trinity|{L}correction",
    ),
    (Role.WALL, r"subscri(?:be|ption)|pay-?wall|reg-?wall"),
    (Role.TAGS, r"{L}(?:tags?|keywords?|tu-?khoa|topics?|categories|cat-links|chu-?de){R}(?!-?(?:line|name))"
        r"|tag-?(?:list|box|cotnent|detail|cloud)|(?:detail|article|post|news)-?_*tags?{R}"),
    (Role.CRUMBS, r"bread-?_?crumbs?(?!\S*(?:time|date))"),
    (Role.CAPTION, r"caption|{L}(?:photo|image|img|picture|media)-?_?(?:credit|desc|note|title|text|info)|"
        r"{L}credits?{R}|chu-?thich"),
    (Role.SOURCE, r"(?:link|article|news|detail|post)-?_*source{R}|{L}source-?(?:name|link|url)|{L}nguon"),
    (Role.DEK, r"{L}(?:sapo|chapp?eau|standfirst|dek|deck|intro(?:text)?|teaser-?text|subhead(?:line|ing)?"
        r"|sub-?title|tagline|stand-?first|strap(?:line)?){R}|sapo_detail|cms-desc|abstract{R}"
        r"|(?:article|post|entry|news|story|detail|content)-?_*(?:sapo|desc(?:ription)?|summary|lead|lede|intro"
        r"|excerpt|subtitle|dek){R}|(?<!\S)description{R}|(?<!speakable-){L}summary{R}"),
    (Role.AUTHOR, r"{L}(?:author|byline|by-line|writer|reporter|tac-?gia|contributor|journalist)s?{R}"
        r"|(?:article|post|entry|news|detail|story)-?_*(?:author|byline)|authors?-?_*(?:name|info|list|link)"
        r"|contentauthor"),
    (Role.DATE, r"{L}(?:date|pdate|time|datetime|dateline|timestamp|published|pubdate|publish(?:date|time|ed)?"
        r"|posted-on|ngay|thoi-?gian|createdate|datepublished|modified|updated){R}|{L}post-?(?:date|time)"
        r"|(?:article|entry|publish|publication|news|detail|story|content)-?_*(?:date|time)|publish(?:ed)?-?(?:date|at)"),
    (Role.SHARE, r"shar(?:e|ing)(?!d|holder|point)|social|{L}follow|{L}toolbar"),
    (Role.BODY, r"articlebody|fck_detail|mastercms_content|afcbc-body|zce-content-body|b-maincontent|journal-content"
        r"|edittor-content|newscontents|content_detail|desktop-in-article|(?:article|post|entry|story|news|detail"
        r"|single|singular|content|main|text|node|blog|page)s?-?_*(?:detail)?-?_*(?:body|content|text|copy|cmain){R}"
        r"|body-?_*(?:text|copy|content|main)|{L}(?:main-?content|richtext|rich-text|prose|paragraphs){R}"),
    (Role.FURNITURE, r"(?<!elementor-)widget|{L}(?:meta|info|banner|header|tool|button|btn|icon|label|badge"
        r"|print|hidden|collapse"
        r"|gallery|carousel|slide|slider|slideshow|video|player|audio|factbox|infobox"
        r"|promo|callout|cta|teaser|card|aside|toc|table-of-contents|ticker|login|form|search|error|alert"
        r"|notice|byline|credit|kicker|eyebrow|category|section-name|tooltip|map|chart|ad){R}"),
)  # fmt: skip
_ROLES = tuple(role for role, _ in _PATTERNS)
_RANK = {role: rank for rank, role in enumerate((Role.BODY, *_ROLES))}
_BEFORE = re.compile(r"(?:\(\?<!(?:[^()]|\([^()]*\))*\))*")  # what must not stand before a name
_LETTERS = re.compile(r"[a-z_-]+(?![?*+])")
_SORTED = 2  # letters by which the alternatives are sorted
_MOST_NAMES = 65_536  # remembered: more than a run over some dozen sites meets


class _Roles(dict[str, Role | None]):
    """What names claim, by the names as written: sites repeat theirs, so nearly every look-up is a hit."""

    def __missing__(self, named: str) -> Role | None:
        best = None
        for role in map(_CLAIMS.__getitem__, named.lower().split()):
            if role:
                best = stronger(best, role)
        if len(self) >= _MOST_NAMES:
            self.clear()
        self[named] = best
        return best


class _Claims(dict[str, Role | None]):
    """The role of one name in small letters: the first of the list that has a pattern anywhere in it."""

    def __missing__(self, name: str) -> Role | None:
        place = len(_ROLES)
        hit = _ANY.search(name)
        while hit:
            place = min(place, _PLACES[hit.lastindex or 0])
            hit = _ANY.search(name, hit.start() + 1) if place else None
        if len(self) >= _MOST_NAMES:
            self.clear()
        role = self[name] = _ROLES[place] if place < len(_ROLES) else None
        return role


_CLAIMS = _Claims()
_NAMED = _Roles()


def role_of(named: str) -> Role | None:
    """Return the role that class, id and role names claim; a body's own name outweighs what stands beside it."""
    return _NAMED[named]


def stronger(one: Role | None, other: Role) -> Role:
    """Return the role that counts where names claim two."""
    return one if one is not None and _RANK[one] <= _RANK[other] else other


def _compiled() -> tuple[re.Pattern[str], tuple[int, ...]]:
    """All patterns as one expression, and for each of its groups the place of the role in the list.

    A regular expression tries its alternatives one after the other at every character. Sorted by their first
    letters, and asked last what must not stand before them, all but a few fall away at once.
    """
    places = [0]
    turned = [
        (_turned(alternative), place)
        for place, (_, pattern) in enumerate(_PATTERNS)
        for alternative in _alternatives(pattern.replace("{L}", _L).replace("{R}", _R))
    ]
    return re.compile(_by_letters(turned, _SORTED, places)), tuple(places)


def _by_letters(found: list[tuple[str, int]], depth: int, places: list[int]) -> str:
    """The alternatives under their next `depth` letters, with a group behind those of a role; `places` notes whose."""
    parts: list[str] = []
    if depth:
        by_letter: dict[str, list[tuple[str, int]]] = {}
        for alternative, place in found:
            by_letter.setdefault(alternative[0], []).append((alternative[1:], place))
        parts = [f"{letter}(?:{_by_letters(under, depth - 1, places)})" for letter, under in by_letter.items()]
    else:
        for place, run in groupby(found, key=itemgetter(1)):
            parts.append(f"(?:{'|'.join(rest for rest, _ in run)})()")
            places.append(place)
    return "|".join(parts)


def _alternatives(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern; those that open with a group, once for each choice in it."""
    for alternative in _split(pattern):
        before = _before(alternative)
        rest = alternative[len(before) :]
        if not rest.startswith("(?:"):
            yield alternative
            continue
        ends = (end for end, sign in enumerate(rest, start=1) if sign == ")")
        group = next(rest[:end] for end in ends if rest.count("(", 0, end) == rest.count(")", 0, end))
        tail = rest[len(group) :]
        choices = [*_split(group[3:-1]), *([""] if tail.startswith("?") else ())]
        for choice in choices:
            yield from _alternatives(before + choice + tail.removeprefix("?"))


def _split(pattern: str) -> Iterator[str]:
    """Split at the bars that stand in no group."""
    begin = depth = 0
    for place, sign in enumerate(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            yield pattern[begin:place]
            begin = place + 1
    yield pattern[begin:]


def _turned(alternative: str) -> str:
    """An alternative that opens with its letters: what must not stand before them is asked behind them."""
    before = _before(alternative)
    rest = alternative[len(before) :]
    letters = _LETTERS.match(rest)
    if letters is None or len(letters[0]) < _SORTED:
        raise ValueError(f"a pattern of names must open with {_SORTED} letters: {alternative}")
    asked = before.replace(")(?<!", f"{letters[0]})(?<!")[:-1] + f"{letters[0]})" if before else ""
    return f"{letters[0]}{asked}{rest[letters.end() :]}"


def _before(alternative: str) -> str:
    hit = _BEFORE.match(alternative)
    return hit[0] if hit else ""


_ANY, _PLACES = _compiled()
