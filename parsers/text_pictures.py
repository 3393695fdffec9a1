"""Sheet -> the captions of its pictures. The pictures are lost; marks, place and wording are left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parsers.cues import CUES
from parsers.lines import dateline, is_bullet, is_caption, is_numbered_picture, is_related_heading
from parsers.textnorm import fold, words

if TYPE_CHECKING:
    from parsers.text_lines import Sheet

_LONGEST = 400  # characters of a caption
_FEWEST = 5  # words: a shorter line under a picture is a heading


def read_captions(sheet: Sheet, title: str | None, start: int) -> None:
    """Give the role `caption` to the captions below line `start`, `image` to pictures without words."""
    for at in range(len(sheet.lines)):
        if at not in sheet.roles:
            _read_picture(sheet, at, title, below_title=at >= start)


def _read_picture(sheet: Sheet, at: int, title: str | None, *, below_title: bool) -> None:
    line = sheet.lines[at]
    if line.image:
        sheet.give("caption" if line.text else "image", at)
        _read_words_below(sheet, at)
    elif is_numbered_picture(line.text) or (below_title and title is not None and _is_alt(line.text, title)):
        sheet.give("caption", at)
        _read_words_below(sheet, at)
    elif line.caption or is_caption(line.text):
        sheet.give("caption", at)


def _read_words_below(sheet: Sheet, at: int) -> None:
    """The line below a picture is its caption if it is a cell of the same table, or no sentence."""
    below = next(sheet.free(at + 1), None)
    if below is None or below != at + 1:
        return
    line = sheet.lines[below]
    heading = is_related_heading(line.text) or is_bullet(line.text) or bool(dateline(line.text))
    plain = not line.is_sentence and len(line.text.split()) >= _FEWEST and not heading
    if len(line.text) <= _LONGEST and (line.cell or plain or is_caption(line.text)):
        sheet.give("caption", below)


def _is_alt(text: str, title: str) -> bool:
    """The title again as the stand-in text of a picture, as an address would write it."""
    return text != title and "".join(words(text)) == "".join(words(title))


# --- captions without any mark ----------------------------------------------------------------------------


_SHORT_OPENING = 16  # words: a first sentence without title that long still tells news
_RETOLD = range(10, 33)  # words of a caption that says again what stands above
_RUN = 7  # words in a row that it repeats


def read_unmarked_captions(sheet: Sheet, *, has_title: bool) -> None:
    """Find captions that only their wording tells.

    Two kinds: a short first line that shows somebody at work where the lead is lost; and a sentence on
    its own line that shows an act and has no word, but for names, that the article did not have before.
    """
    body = list(sheet.free())
    if len(body) > 2 and _opens_with_picture(sheet.text(body[0]), sure=not has_title):
        sheet.give("caption", body[0])
    above = words(sheet.text(body[0])) if body else []
    for at in body[1:-1]:
        if _is_retold(sheet.text(at), above):
            sheet.give("caption", at)
        else:
            above += words(sheet.text(at))


def _opens_with_picture(text: str, *, sure: bool) -> bool:
    """Below a title only the progressive "đang" tells such a line from a short lead."""
    if not sure and not re.search(r"\bđang\b", text):
        return False
    return _shows_act(text) and len(words(text)) <= _SHORT_OPENING and not any(char.isdigit() for char in text)


def _is_retold(text: str, above: list[str]) -> bool:
    found = words(text)
    if len(found) not in _RETOLD or not _shows_act(text):
        return False
    known = set(above)
    plain = [word for word in re.findall(r"[^\W_]+", text)[1:] if not word[0].isupper()]
    return all(fold(word) in known for word in plain) and _repeats(found, above)


def _repeats(found: list[str], above: list[str]) -> bool:
    """A run of words that stands above in the same order."""
    flat = f" {' '.join(above)} "
    return any(f" {' '.join(found[at : at + _RUN])} " in flat for at in range(len(found) - _RUN + 1))


_SHOWN = re.compile(rf"\b(?:{'|'.join(CUES.act.printed)})\b", re.IGNORECASE)
_TOLD = re.compile(rf"\b(?:{'|'.join(CUES.speech.printed)})\b", re.IGNORECASE)


def _shows_act(text: str) -> bool:
    """One plain sentence of something seen: an act, nothing said, no tense, no connective."""
    one = re.search(r"[^.]\.$", text) and not re.search(r"[.!?…;:“\"]\s|[“\"]", text) and not is_bullet(text)
    return bool(one and _SHOWN.search(text) and not _TOLD.search(text))
