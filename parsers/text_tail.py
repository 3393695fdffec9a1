"""Sheet -> where the article ends and what stands below (source, byline, tags); each line gets its role."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.dates import date_line
from parsers.lines import (
    ADDRESS,
    Byline,
    SourceLine,
    byline,
    is_caption,
    is_comment_widget,
    is_furniture,
    is_list_heading,
    is_related_heading,
    is_related_link,
    signoff,
    source_line,
    tag_line,
)
from parsers.sentences import ends_sentence, is_closed
from parsers.text_glue import is_toolbar, unglue_tail
from parsers.text_lines import Line, Sheet

_FEW_WORDS = 6  # an author box, a label, a menu word
_TAIL_LINES = 8  # a signature, a source, tags and a few tools: more lines are not the tail of an article


@dataclass(slots=True)
class Tail:
    """What was read below the body."""

    byline: Byline | None = None
    source: SourceLine | None = None
    quoted: Byline | None = None  # the author named in "Theo A/B"
    address: str | None = None  # a line that is only the address of the original
    mark: str | None = None  # the agency's end mark
    tags: tuple[str, ...] = ()


def read_tail(sheet: Sheet, start: int) -> Tail:
    """Find the end of the article below line `start`, read its last lines and give all below their roles."""
    _cut(sheet, start)
    _drop_boxes(sheet, start)
    _cut_after_signature(sheet, start)
    tail = Tail()
    _read_last_lines(sheet, start, tail)
    _unglue_last(sheet, start, tail)
    tail.byline = tail.byline or tail.quoted
    tail.tags = tail.tags or next((tag_line(text) or () for text in sheet.with_role("tags")), ())
    return tail


# --- the end ----------------------------------------------------------------------------------------------


def _cut(sheet: Sheet, start: int) -> None:
    """Give a role to everything from the first line that ends the article."""
    first = next((at for at in sheet.free(start) if sheet.lines[at].is_paragraph), None)
    if first is None:
        return
    for at in sheet.free(first + 1):
        rule = _end_rule(sheet, at)
        if rule:
            below = list(sheet.free(at + (rule == "after_source")))
            _keep_tags(sheet, below)
            sheet.give(rule, *below)
            return


def _keep_tags(sheet: Sheet, below: list[int]) -> None:
    """The tags stand below the source line, above the first list."""
    for at in below[:_TAIL_LINES]:
        if is_related_heading(sheet.text(at)) or is_comment_widget(sheet.text(at)):
            return
        if tag_line(sheet.text(at)) is not None:
            sheet.give("tags", at)
            return


def _end_rule(sheet: Sheet, at: int) -> str | None:
    """Why the article ends at this line, or None. Boxes in the middle end nothing: the body resumes."""
    text = sheet.text(at)
    if is_comment_widget(text):
        return "comments" if _is_comment_block(sheet, at) else None
    if is_related_heading(text) and not is_related_link(text):
        return None if sheet.resumes(at + 1) else "related"
    source = source_line(text)
    if source and source.labelled:
        return None if sheet.resumes(at + 1) else "after_source"
    if _is_listed(sheet, at):
        return None if sheet.resumes(at + 1) else "related"
    return None


def _is_comment_block(sheet: Sheet, at: int) -> bool:
    """Comments are sentences too: two cues near each other prove the widget, or that nothing follows."""
    near = list(sheet.free(at + 1))[:8]
    return any(is_comment_widget(sheet.text(below)) for below in near) or not sheet.resumes(at + 1)


def _is_listed(sheet: Sheet, at: int) -> bool:
    """A title with a date line under it: an item of a list, if another item or nothing follows."""
    if sheet.lines[at].is_sentence and not sheet.text(at).endswith(("?", "”", '"', "!")):
        return False
    below = list(sheet.free(at + 1))[:4]
    dated = [bool(date_line(sheet.text(line))) for line in below]
    if not dated or not dated[0] or date_line(sheet.text(at)):
        return False
    return len(below) == 1 or (len(dated) > 2 and dated[2])


def _drop_boxes(sheet: Sheet, start: int) -> None:
    """Take tools and boxes of related titles out of the middle of the body."""
    inside = False
    for at in list(sheet.free(start)):
        text = sheet.text(at)
        if is_related_heading(text):
            inside = not is_related_link(text)
            sheet.give("related", at)
        elif sheet.lines[at].is_paragraph or is_caption(text):
            inside = False
        elif inside and not _is_subheading(sheet, at):
            sheet.give("related", at)
        elif is_furniture(text) and not _is_mark(text):
            sheet.give("furniture", at)


def _is_subheading(sheet: Sheet, at: int) -> bool:
    """A short line right above a paragraph, when more than one line of the box stands before it."""
    box = at - 1 in sheet.roles and at - 2 in sheet.roles and sheet.roles[at - 1] == sheet.roles[at - 2] == "related"
    return box and at + 1 < len(sheet.lines) and sheet.lines[at + 1].is_paragraph and len(sheet.text(at).split()) <= 8


def _cut_after_signature(sheet: Sheet, start: int) -> None:
    """Lines below a byline that are no sentences are a list without heading.

    Without a byline, a few short words between the last sentence and a list or widget are furniture too.
    """
    free = list(sheet.free(start))
    block = len(free)
    while block and not _is_running(sheet.lines[free[block - 1]]):
        block -= 1
    if not block or sheet.text(free[block - 1]).endswith((":", ";")):
        return
    signed = next((at for at in free[block : block + 2] if byline(sheet.text(at))), None)
    ended = free[-1] + 1 < len(sheet.lines)
    if signed is not None:
        block = free.index(signed) + 1
    elif not ended or any(len(sheet.text(at).split()) > _FEW_WORDS for at in free[block:]):
        return
    rule = "after_byline" if signed is not None else "after_body"
    sheet.give(rule, *(at for at in free[block:] if not _is_last_line(sheet.text(at))))


def _is_running(line: Line) -> bool:
    return line.is_paragraph or ends_sentence(line.text)


# --- the last lines ---------------------------------------------------------------------------------------


def _is_last_line(text: str) -> bool:
    return bool(
        ADDRESS.fullmatch(text)
        or source_line(text)
        or byline(text)
        or tag_line(text)
        or is_furniture(text)
        or _is_mark(text)
    )


def _is_mark(text: str) -> bool:
    mark = signoff(text)
    return bool(mark and not mark[0])


def _read_last_lines(sheet: Sheet, start: int, tail: Tail) -> None:
    """Walk up from the end as long as lines are byline, source, tags, end mark or a tool."""
    first = next((at for at in sheet.free(start)), None)
    for at in reversed(list(sheet.free(start))[-_TAIL_LINES:]):
        if at == first or not _read_last_line(sheet, at, tail):
            return


def _read_last_line(sheet: Sheet, at: int, tail: Tail) -> bool:
    text = sheet.text(at)
    source, tags = source_line(text), tag_line(text)
    if ADDRESS.fullmatch(text):
        tail.address, role = tail.address or text, "source_address"
    elif _is_mark(text):
        tail.mark, role = tail.mark or text, "signoff"
    elif tags is not None:
        tail.tags, role = tail.tags or tags, "tags"
    elif source:
        tail.source, role = tail.source or source, "source"
        tail.quoted = tail.quoted or (None if source.labelled else byline(text))
    elif is_furniture(text) or is_list_heading(text) or is_toolbar(text):
        role = "furniture"
    elif is_caption(text) and len(text.split()) <= 8:
        role = "credit"
    elif (found := byline(text)) and _follows_sentence(sheet, at):
        tail.byline, role = _joined(found, tail.byline), "byline"
    else:
        return False
    sheet.give(role, at)
    return True


def _follows_sentence(sheet: Sheet, at: int) -> bool:
    """Above the names a sentence ended; names below "gồm:" are a list."""
    above = [text for free in sheet.free(0, at) if not byline(text := sheet.text(free))]
    return not above or is_closed(above[-1])


def _joined(above: Byline, below: Byline | None) -> Byline:
    """Two lines of names are one byline."""
    if below is None:
        return above
    return Byline(above.authors + below.authors, f"{above.printed}, {below.printed}", above.source or below.source)


def _unglue_last(sheet: Sheet, start: int, tail: Tail) -> None:
    """Read what is glued to the end of the last paragraph."""
    last = next(reversed(list(sheet.free(start))), None)
    if last is None or is_caption(sheet.text(last)):
        return
    body, glued = unglue_tail(sheet.text(last))
    if not glued or not body:
        return
    sheet.lines[last : last + 1] = [Line(body), *(Line(text) for text in glued)]
    sheet.roles = {at + len(glued) * (at > last): role for at, role in sheet.roles.items()}
    for at in range(last + len(glued), last, -1):
        if not _read_last_line(sheet, at, tail):
            sheet.give("tools", at)
