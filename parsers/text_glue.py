"""A page that ran together into one line -> the lines it was: title, caption, paragraphs, byline, tools."""

from __future__ import annotations

import re

from parsers.cues import CUES
from parsers.lines import byline, is_caption, is_name, signoff, source_line
from parsers.sentences import CAPITALS, first_sentence, is_closed
from parsers.text_lines import Line
from parsers.textnorm import fold, words

_ALONE = 350  # characters: a text of one line is longer than any title
_EMPTY_SENTENCE = re.compile(r"^(?P<title>.{15,220}?)\s?\.\s+\.\s+(?=\S)")


_Split = tuple[str, str]  # what stands first, and the rest of the text


def unglue(text: str, slug: tuple[str, ...] = ()) -> list[Line]:
    """Return the lines that a page flattened to one line was made of. `slug`: the words of its address."""
    title, text = _title(text, slug) or ("", text)
    caption, text = _caption(text) or ("", text)
    body, tail = unglue_tail(text)
    parts = [Line(title), Line(caption, caption=True), *map(Line, lost_breaks(body)), *map(Line, tail)]
    return [part for part in parts if part.text]


# --- lost paragraph breaks --------------------------------------------------------------------------------

_LOST = re.compile(
    rf"(?P<word>[^\s.!?…]*)(?P<stop>[.!?…]+[\"”’)\]]*)(?=[“\"‘]?[{CAPITALS}][^\W\d_{CAPITALS}]*[a-zà-ỹ]*[\s,])"
)
_SHORTEST = 15  # characters before the stop: "1.Chuẩn bị" is a numbered heading


def lost_breaks(text: str) -> list[str]:
    """Split where a sentence end is glued to a capital ("28,4%.Trong"): there a paragraph break was lost.

    Never inside an abbreviation (TP.HCM, T.PHƯƠNG, BS.CK2, Th.S): a stop counts only after a word of small
    letters, a digit, a sign or a bracket.
    """
    parts, start = [], 0
    for hit in _LOST.finditer(text):
        if hit.end() - start >= _SHORTEST and _ends_sentence(hit["word"], hit["stop"]):
            parts.append(text[start : hit.end()].strip())
            start = hit.end()
    return [*parts, text[start:].strip()]


def _ends_sentence(word: str, stop: str) -> bool:
    if len(stop) > 1 or not word or not word[-1].isalpha():
        return True
    bare = re.sub(r"^\W+", "", word)
    if not word[-1].islower() or fold(bare) in CUES.abbreviations.words:
        return False
    return bare[0].islower() or len(bare) > 2  # "Th.S", "Ng.Văn": two letters with a capital are short for something


# --- the head of a one-line text --------------------------------------------------------------------------


def _title(text: str, slug: tuple[str, ...]) -> _Split | None:
    """The title glued before the body: an empty sentence, the address or a dateline shows its end."""
    empty = _EMPTY_SENTENCE.match(text)
    if empty and not re.search(r"[.!?…]\s", empty["title"]):
        return empty["title"], text[empty.end() :]
    return (_titled(text, slug) or _datelined(text)) if len(text) > _ALONE else None


def _caption(text: str) -> _Split | None:
    """The caption glued before the body."""
    rules = (_credited, _credited_alone, _broken_off, _foretold)
    return next((found for rule in rules if (found := rule(text))), None) if len(text) > _ALONE else None


def _titled(text: str, slug: tuple[str, ...]) -> _Split | None:
    """The address repeats the title: a text that begins with the words of the slug begins with its title."""
    if len(slug) < 5:
        return None
    found = [word for word in re.finditer(r"[^\W_]+", text[: 15 * len(slug)]) if not any(map(str.isdigit, word[0]))]
    found = found[: len(slug)]
    if tuple(fold(word[0]) for word in found) != slug:
        return None
    end = found[-1].end()
    rest = text[end:].lstrip(' .,:-–|”"')
    return (text[:end], rest) if rest[:1].isupper() else None


_CREDIT_WORDS = "|".join(word.capitalize() for word in CUES.caption["credit"].printed)
_CREDIT = re.compile(rf"^.{{15,330}}?(?P<open>\()?\b(?:{_CREDIT_WORDS}): ?")
_ALONE_WORDS = "|".join(word.capitalize() for word in CUES.caption["alone"].printed)
_STARTERS = frozenset(CUES.openers.printed)


def _credited(text: str) -> _Split | None:
    """A caption with its credit before the body: "... bị cháy. (Ảnh: A/TTXVN) Phó Thủ tướng ..."."""
    hit = _CREDIT.match(text)
    if hit is None:
        return None
    end = _bracket_end(text, hit.end()) if hit["open"] else _credit_end(text, hit.end())
    if not end:
        return None
    caption, rest = text[:end].strip(), text[end:].strip()
    return (caption, rest) if is_caption(caption) and rest[:1] and not rest[0].islower() else None


def _bracket_end(text: str, start: int) -> int:
    close = text.find(")", start, start + 60)
    return close + 1


def _credit_end(text: str, start: int) -> int:
    """Where the photographer's name ends and the body begins, or 0 if that cannot be told."""
    found = list(re.finditer(r"\S+", text[start : start + 90]))
    for count, word in enumerate(found[:6], 1):
        following = found[count][0] if count < len(found) else ""
        who = text[start : start + word.end()]
        if word[0].endswith((".", ")")) or (following[:1].isupper() and _is_border(who, word[0], found[count:])):
            return start + word.end()
        if not word[0][0].isupper() and word[0] not in "/-–&":
            return 0
    return 0


def _is_border(who: str, last: str, following: list[re.Match[str]]) -> bool:
    """The credit is complete: a known agency, or a name before a word that opens sentences."""
    if who in CUES.caption["agencies"].printed or last.rpartition("/")[2] in CUES.caption["agencies"].printed:
        return True
    opener = following[0][0].rstrip(",")
    small = len(following) > 1 and following[1][0][0].islower()
    return is_name(who) and (opener in _STARTERS or (small and len(who.split()) >= 2))


_PICTURE_ALONE = re.compile(
    rf"^(?P<head>.{{0,250}}?(?:\((?:[Nn]guồn|[Aa]nh|[Ảả]nh)[^()]{{2,60}}\)|[Ảả]nh do [^.]{{3,40}}? cung cấp"
    rf"|(?:{_ALONE_WORDS})(?:\.?\s\([^()]{{2,60}}\))?))\.?\s+(?=[“\"({CAPITALS}])"
)


def _credited_alone(text: str) -> _Split | None:
    """A caption closed by "(Nguồn: X)", "(ảnh X cung cấp)" or, at the very start, by "Ảnh minh họa"."""
    hit = _PICTURE_ALONE.match(text)
    return (hit["head"], text[hit.end() :]) if hit else None


_DATELINED = re.compile(
    rf"^(?P<title>[^.!?“”\"]{{25,200}}?)\s+(?=\([{CAPITALS}][^()]{{1,18}}\)\s?[-–—]\s?[“\"{CAPITALS}])"
)


def _datelined(text: str) -> _Split | None:
    """A title before the dateline: "Title (NLĐ)- Body"."""
    hit = _DATELINED.match(text)
    return (hit["title"], text[hit.end() :]) if hit else None


_BREAK = re.compile(
    r"^(?P<head>[^.!?:;…]{25,200}[^\W\d_A-Z]) "
    r"(?=(?:Theo|Trong|Tại|Sau|Khi|Đây|Trước|Hiện|Gần|Tuy|Ngoài|Mới) [a-zà-ỹđ]"
    r"|(?:Theo|Tại) [^\W\d_]|Ngày \d|(?:Sáng|Chiều|Tối|Trưa) (?:\d|nay|ngày|qua))"
)


def _broken_off(text: str) -> _Split | None:
    """Words without a stop before one that opens sentences ("hiện đại Trong 9 tháng"): a caption."""
    hit = _BREAK.match(text)
    return (hit["head"], text[hit.end() :]) if hit and hit["head"][-1].islower() else None


def _foretold(text: str) -> _Split | None:
    """A caption that the first sentence of the body says again in other order."""
    first, rest = first_sentence(text)
    second, _ = first_sentence(rest)
    return (first, rest) if first and second and says_again(first, second) else None


def says_again(sentence: str, longer: str) -> bool:
    """Say whether nearly all words of a sentence (9 of 10, at least 10) stand in a longer one, reordered."""
    small, large = words(sentence), words(longer)
    if len(small) < 10 or len(large) < len(small) or large[: len(small)] == small:
        return False
    return sum(word in set(large) for word in small) >= 0.9 * len(small)


# --- the tail of a paragraph ------------------------------------------------------------------------------

_TOOLS = re.compile(rf"(?:\s+(?:{CUES.tools.alternatives}))+\s*$")
_TWO_TOOLS = re.compile(rf"(?:^|\s)(?:{CUES.tools.alternatives})\s+(?:{CUES.tools.alternatives})$")
_LAST_END = re.compile(r"(?:\./\.|[.!?…][\"”’)\]]*|[”\")])\s+(?=\S)")
_LOST_SOURCE = re.compile(rf"(?<=[^\W_]) (Theo [{CAPITALS}][^.!?…:,;]{{1,40}})$")  # its full stop was lost
_LONGEST_TAIL = 90


def unglue_tail(text: str) -> tuple[str, list[str]]:
    """Split tool-bar words, byline, source line and agency mark off the end of the last paragraph."""
    text, tools = _split_tools(text)
    text, signed = _split_signed(text)
    mark = signoff(text)
    if mark and mark[0]:
        text, signed = mark[0], [mark[1], *signed]
    return text, [*signed, *tools]


def _split_tools(text: str) -> tuple[str, list[str]]:
    """Two tool words at least, or one after a full stop: "góp ý" alone may end a sentence."""
    start = max(0, len(text) - _LONGEST_TAIL)
    flat = fold(text[start:])
    hit = _TOOLS.search(flat) if start + len(flat) == len(text) else None
    tools = text[start + hit.start() :].strip() if hit else ""
    rest = text[: len(text) - len(tools)].rstrip()
    alone = not _TWO_TOOLS.search(fold(tools)) and not (is_closed(rest) or rest.endswith("/"))
    return (text, []) if alone or not tools[:1].isupper() else (rest, [tools])


def is_toolbar(text: str) -> bool:
    """Say whether a text is only words of a tool bar."""
    return bool(_TOOLS.fullmatch(f" {fold(text)}"))


def _split_signed(text: str) -> tuple[str, list[str]]:
    """The words after the last sentence end, if they are a byline, a source line, or one after the other."""
    start = max(0, len(text) - _LONGEST_TAIL)
    for hit in _LAST_END.finditer(text, start):
        parts = _signed_parts(text[hit.end() :].strip())
        if parts:
            return text[: hit.end()].rstrip(), parts
    lost = _LOST_SOURCE.search(text, start)
    return (text[: lost.start()], [lost[1]]) if lost and source_line(lost[1]) else (text, [])


def _signed_parts(tail: str) -> list[str]:
    """The parts of a signature: "Minh Anh Theo VOV" is a byline and a source line."""
    bare = tail[1:-1] if re.fullmatch(r"\([^()]+\)", tail) else tail
    if byline(bare) or source_line(tail):
        return [bare if byline(bare) else tail]
    name, theo, source = tail.rpartition(" Theo ")
    if theo and byline(name.strip(" /")) and source_line(f"Theo {source}"):
        return [name.strip(" /"), f"Theo {source}"]
    return []
