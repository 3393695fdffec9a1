"""One line of text -> what it is: byline, source line, caption, heading of a related list, widget ...

Shared by the plain-text reader and the HTML reader. Every function judges the line alone; where position
matters ("Theo X" is a source only as a last line) the caller decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.cues import CUES
from parsers.names import BYLINE_LABEL, Byline, byline, is_full_name, is_name, name_case
from parsers.sentences import ends_sentence
from parsers.textnorm import clean, fold

__all__ = [
    "ADDRESS",
    "Byline",
    "SourceLine",
    "byline",
    "dateline",
    "is_bullet",
    "is_caption",
    "is_comment_widget",
    "is_full_name",
    "is_furniture",
    "is_list_heading",
    "is_name",
    "is_numbered_picture",
    "is_of_page",
    "is_related_heading",
    "is_related_link",
    "is_tail",
    "is_wall",
    "is_widget",
    "name_case",
    "signoff",
    "source_line",
    "tag_line",
]

ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_BULLET = re.compile(r"^\s*(?:[-–—•·*+▪■►○]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Whom a reprint names: the publisher as printed and the original's address; either may be missing."""

    name: str | None
    url: str | None = None
    labelled: bool = True  # False for a bare "Theo X", which is a source line only at the end of an article


# --- sentences and headings -------------------------------------------------------------------------------


def is_bullet(line: str) -> bool:
    """Say whether a line begins with the mark or number of a list item."""
    return bool(_BULLET.match(line))


def is_of_page(line: str) -> bool:
    """Say whether the whole line is of the page in any of the ways below; one question for the many that are not."""
    return CUES.page.matches(line)


def is_related_heading(line: str) -> bool:
    """Say whether the whole line heads a list of other articles ("Tin liên quan", "Read more")."""
    return CUES.related.matches(line) or CUES.list.matches(line)


def is_related_link(line: str) -> bool:
    """Say whether the line is one related title with its own cue ("Xem thêm: ...", ">> ...")."""
    return CUES.related.matches(line) and not CUES.related.names(line)


def is_list_heading(line: str) -> bool:
    """Say whether the whole line heads a list that stands only after an article ("Các tin khác")."""
    return CUES.list.matches(line)


def is_comment_widget(line: str) -> bool:
    """Say whether the whole line belongs to a comment form or list."""
    return CUES.comments.matches(line)


def is_wall(line: str) -> bool:
    """Say whether the whole line asks for a subscription; the list behind it says what one gets."""
    return CUES.wall.matches(line)


def is_tail(line: str) -> bool:
    """Say whether a paragraph at the end is about the page and its makers, not about the news."""
    return CUES.tail.matches(line)


def is_furniture(line: str) -> bool:
    """Say whether the whole line is a tool, menu word, share link or notice of the page."""
    return CUES.furniture.matches(line) or CUES.share.matches(line)


def is_widget(line: str) -> bool:
    """Say whether the whole line is of the page and not of the article: comments, share links, tools."""
    return is_comment_widget(line) or is_furniture(line)


# --- captions ---------------------------------------------------------------------------------------------

_CREDIT = re.compile(
    rf"(?:^|(?P<border>[(\[.,;–—-])|\s)\s?(?P<word>{CUES.caption['credit'].alternatives})\s?:\s?(?P<who>[^:]{{2,60}}?)\.?\s?[)\]]?\.?$"
)
_ALONE = re.compile(rf"(?:^|[\s(\[.,;–—-])(?:{CUES.caption['alone'].alternatives})\s?[)\]]?\.?$")
_ALONE_WORDS, _CLOSING = CUES.caption["alone"].words, " )]."
_WIRE_CREDIT = re.compile(r"(?:vna|vns|afp|reuters|ap|xinhua/vna)[ /]photos?(?: (?:by )?[a-z ]{2,30})?\.?$")
# Fewer words before it are a name: "Thu Hằng (Nguồn: VOV)" is a byline.
_SOURCED = re.compile(r"(?:\S+\s+){4,}\((?:nguon|source)\s?:\s?[^()]{2,60}\)\.?$")
_OWNED = re.compile(r"\b(?:photos?|images?|pictures?|fotos?|ảnh|hình)\b[^.!?©]{0,15}©", re.IGNORECASE)
_AGENCIES = "|".join(map(re.escape, CUES.caption["agencies"].printed))
_SERVED = re.compile(  # "A. Photographer | Bloomberg | Getty Images", "AFP / A. Photographer"
    rf"(?:[|/©]|\bvia) ?(?:{_AGENCIES})$|\b(?:{_AGENCIES}) ?/ ?[A-Z][\w. ]{{2,30}}$", re.IGNORECASE
)
_SERVER = re.compile(r"[|/©]|\bvia ", re.IGNORECASE)  # each of the above has one
_SHORT_CREDIT = 80
_LONGEST_SOURCED = 200  # a longer paragraph may quote a document that way
_LONGEST_CAPTION = 400
_LONGEST_CREDIT = 110  # characters of label and name
_LONGEST_NUMBER = 20  # characters of " - Picture 12."


def is_caption(line: str) -> bool:
    """Say whether a line ends in a picture credit ("Ảnh: X", "(Ảnh: X)", "VNA Photo") or a picture number."""
    text = clean(line)
    flat = fold(text) if len(text) <= _LONGEST_CAPTION else ""
    if len(flat) != len(text) or BYLINE_LABEL.match(text.lower()):
        return False
    end = text[-_SHORT_CREDIT:]
    tail = max(0, len(flat) - _LONGEST_CREDIT)  # searched from there: the credit is the end of the line
    credit = _CREDIT.search(flat, tail) if ":" in flat[tail:] else None
    if credit and _is_credit(credit, text):
        return True
    quoted = len(flat) <= _LONGEST_SOURCED and flat.endswith((")", ").")) and ("nguon" in flat or "source" in flat)
    if (quoted and _SOURCED.search(flat)) or ("photo" in flat[tail:] and _WIRE_CREDIT.search(flat, tail)):
        return True
    if ("©" in text and _OWNED.search(text)) or (
        _SERVER.search(end) and not ends_sentence(text) and _SERVED.search(end)
    ):
        return True
    alone = flat.rstrip(_CLOSING).endswith(_ALONE_WORDS) and _ALONE.search(flat, tail)
    return bool(alone) or is_numbered_picture(line)


def _is_credit(hit: re.Match[str], text: str) -> bool:
    """A photographer is written with a capital, and so is the word before it unless a mark sets it off.

    The word counts with its diacritics: "Anh: ..." is England, "Ảnh: ..." a picture.
    """
    if text[hit.start("word") : hit.end("word")].lower() not in CUES.caption["credit"].printed:
        return False
    return text[hit.start("who")].isupper() and (bool(hit["border"]) or text[hit.start("word")].isupper())


def is_numbered_picture(line: str) -> bool:
    """Say whether a line is the stand-in text of a picture: its end is " - Ảnh 1."."""
    end = clean(line)[-_LONGEST_NUMBER:]
    return end.rstrip(".")[-1:].isdigit() and bool(CUES.number.search(fold(end)))


# --- sources ----------------------------------------------------------------------------------------------

_SOURCE = re.compile(  # on lower case: "Theo Bảo Vệ" does not begin with "theo báo"
    rf"^(?P<open>\()?\s*(?P<label>{CUES.source.spelled})(?P<colon>\s*:\s*|\s+)(?P<rest>[^()]+?(?:\s\([^()]+\))?)\s*(?(open)\))\.?$"
)
_LONGEST_SOURCE = 60
_CLAUSE = re.compile(r"[,;:?!“\"]|\.\s|\b(là|của|cho|đã|sẽ|được|có|các|những|này|đó|trong|khi|the|that|is|was|are)\b")


def source_line(line: str) -> SourceLine | None:
    """Return whom a line names as the source of the article if it is nothing but that, else None.

    "Nguồn tin : X", "Nguồn: <address>", "(Theo X, Y)" are labelled; the bare "Theo X" is not, and is never a
    sentence: no full stop, no verb, few words.
    """
    text = clean(line)
    lower = text.lower()
    hit = _SOURCE.match(lower) if len(lower) == len(text) and len(text) < 400 else None
    if hit is None:
        return None
    rest = text[hit.start("rest") : hit.end("rest")]
    labelled = bool(hit["colon"].strip() or hit["open"])
    address = ADDRESS.search(rest)
    if address and labelled:
        return SourceLine(ADDRESS.sub("", rest).strip(" -–|()") or None, address[0].rstrip(").,"))
    signed = None if labelled else byline(text)
    if signed:
        return SourceLine(signed.source, None, labelled=False) if signed.source else None
    return SourceLine(rest.strip(" ."), None, labelled) if _is_publisher(rest, text, labelled=labelled) else None


def _is_publisher(rest: str, line: str, *, labelled: bool) -> bool:
    if len(rest) > _LONGEST_SOURCE or not (rest[0].isupper() or rest[0].isdigit() or "." in rest):
        return labelled and len(rest.split()) <= 4 and not ends_sentence(line)
    if not labelled and (line.endswith((".", ":")) or len(rest.split()) > 6):
        return False
    return labelled or not _CLAUSE.search(rest)


# --- tags, sign-off, dateline -----------------------------------------------------------------------------

_TAGS = re.compile(rf"^(?:{CUES.tags.spelled})\s*:\s*(?P<rest>.*)$")
_MARKS = "|".join(re.escape(word) for word in sorted(CUES.signoff.printed, key=len, reverse=True))
_LONGEST_SIGNOFF = 60  # characters, with blanks
_SIGNOFF = re.compile(rf"\s*(?:{_MARKS})\s*\.?$")


def tag_line(line: str) -> tuple[str, ...] | None:
    """Return the tags of a line "Từ khóa: a, b" (empty if only the label stands there), or None."""
    text = clean(line)
    lower = text.lower()
    hit = _TAGS.match(lower if ":" in lower[:25] else f"{lower}:" if lower in CUES.tags.printed else "")
    if hit is None or len(lower) > 300 or text.endswith("."):
        return None
    parts = re.split(r"\s*[,;#|•]\s*", text[hit.start("rest") :])
    return tuple(part.strip() for part in parts if part.strip())


def signoff(line: str) -> tuple[str, str] | None:
    """Split an agency's end mark off a line: ("... kịp thời", "./."), or None if there is none."""
    text = clean(line)
    hit = _SIGNOFF.search(text, max(0, len(text) - _LONGEST_SIGNOFF))
    if hit is None or (hit[0].strip()[0].isalpha() and hit.start()):  # a word is a mark only when it stands alone
        return None
    return text[: hit.start()].rstrip(), hit[0].strip()


def dateline(line: str) -> str | None:
    """Return the place or agency that opens a text ("(NLĐO)-", "Hanoi (VNA) –") as printed, or None."""
    hit = CUES.dateline.match(clean(line))
    return hit[0].strip() if hit else None
