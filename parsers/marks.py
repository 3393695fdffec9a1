"""Tree -> nodes by the role their names claim: body, dek, author, date ... and blocks that are no article.

Class names are habits shared by thousands of sites. The patterns were collected from the CMS families of
Vietnamese news sites and from the lists of trafilatura (settings.py, xpaths.py) and Mozilla's Readability.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from parsers.tree import names

if TYPE_CHECKING:
    from parsers.tree import Node, Tree


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


Marks = dict[Role, list["Node"]]

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
    (Role.CRUMBS, r"bread-?_?crumbs?(?!.*(?:time|date))"),
    (Role.CAPTION, r"caption|{L}(?:photo|image|img|picture|media)-?_?(?:credit|desc|note|title|text|info)|"
        r"{L}credits?{R}|chu-?thich"),
    (Role.SOURCE, r"(?:link|article|news|detail|post)-?_*source{R}|{L}source-?(?:name|link|url)|{L}nguon"),
    (Role.DEK, r"{L}(?:sapo|chapp?eau|standfirst|dek|deck|intro(?:text)?|teaser-?text|subhead(?:line|ing)?"
        r"|sub-?title|tagline|stand-?first|strap(?:line)?){R}|sapo_detail|cms-desc|abstract{R}"
        r"|(?:article|post|entry|news|story|detail|content)-?_*(?:sapo|desc(?:ription)?|summary|lead|lede|intro"
        r"|excerpt|subtitle|dek){R}|^description{R}|(?<!speakable-){L}summary{R}"),
    (Role.AUTHOR, r"{L}(?:author|byline|by-line|writer|reporter|tac-?gia|contributor|journalist)s?{R}"
        r"|(?:article|post|entry|news|detail|story)-?_*(?:author|byline)|authors?-?_*(?:name|info|list|link)"
        r"|^name author|contentauthor"),
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
_RULES = tuple((role, re.compile(pattern.replace("{L}", _L).replace("{R}", _R))) for role, pattern in _PATTERNS)
_ANY = re.compile("|".join(rule.pattern for _, rule in _RULES))
_RANK = {role: rank for rank, role in enumerate((Role.BODY, *(role for role, _ in _PATTERNS)))}
_MOST = 2000  # nodes of one role: more is no page but an attack
_FRAME = frozenset(("html", "body", "main"))
_NAMED = "[class]:not(img),[id]:not(img),[itemprop],[data-role],[rel=author],div[type]"


@lru_cache(maxsize=32768)  # sites repeat their names; a token is asked once
def role_of(named: str) -> Role | None:
    """Return the role that class, id and role names claim; a body's own name outweighs what stands beside it."""
    roles = (role for token in named.lower().split() if (role := _token(token)))
    return min(roles, key=_RANK.__getitem__, default=None)


def find_marks(tree: Tree) -> Marks:
    """Return the named nodes of `tree` by role, each list in document order."""
    marks: Marks = {role: [] for role in Role}
    for node in tree.body.css(_NAMED) if tree.body else ():
        role = role_of(names(node))
        if role and node.tag not in _FRAME and len(marks[role]) < _MOST:
            marks[role].append(node)
    return marks


@lru_cache(maxsize=32768)
def _token(token: str) -> Role | None:
    if not _ANY.search(token):
        return None
    return next((role for role, rule in _RULES if rule.search(token)), None)
