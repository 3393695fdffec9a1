"""Text that was encoded twice -> the text that was meant.

UTF-8 read as windows-1252 (or latin-1) and written as UTF-8 again turns "Bộ Y tế" into "Bá»™ Y táº¿". Each letter has
become a lead character and one to three that follow it; a text in which nearly all that is not ASCII comes in such
groups was encoded twice, and any other is left as it is.
"""

from __future__ import annotations

import re

# windows-1252 as browsers read it: the five bytes it leaves out are control characters (encoding.spec.whatwg.org)
_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_BYTES |= {chr(byte): byte for byte in range(0x80, 0xA0)}
_LEADS = "".join(char for char, byte in _BYTES.items() if 0xC2 <= byte <= 0xF4)
_FOLLOWERS = "".join(re.escape(char) for char, byte in _BYTES.items() if byte < 0xC0)
_LETTER = f"[{_LEADS}][{_FOLLOWERS}]{{1,3}}"
_GROUP = re.compile(f"{_LETTER}(?:{_LETTER})*")  # a lead stands first, by itself: `re` then skips all else at once
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SIGNS = ("Ã", "Â", "Ä", "á»", "áº", "â€")
_NEVER = b"\xe1"  # begins, in UTF-8, letters that are in no group, U+1000 to U+1FFF: half of what Vietnamese marks
_FEWEST = 5  # groups: fewer may stand in a text about encodings
_MOSTLY = 0.8  # of what is not ASCII
_TURNS = 2  # a text may have gone through it twice


def repair(text: str) -> str:
    """Return `text` decoded once more, or twice, where it was encoded twice; else as it is."""
    for _ in range(_TURNS):
        if not is_doubled(text):
            break
        text = undoubled(text)
    return text


def undoubled(text: str) -> str:
    """Return `text` with every group of letters decoded once more that can be."""
    return _GROUP.sub(_meant, text)


def is_doubled(text: str) -> bool:
    """Whether a text was encoded twice."""
    if not any(sign[-1] in text and sign in text for sign in _SIGNS):  # one letter is found much faster than two
        return False
    utf8 = text.encode("utf-8", "replace")
    if utf8.count(_NEVER) > (1 - _MOSTLY) * (len(utf8) - len(text)):
        return False
    groups = [hit[0] for hit in _GROUP.finditer(text) if _decoded(hit[0]) is not None]
    return len(groups) >= _FEWEST and sum(map(len, groups)) >= _MOSTLY * len(_BEYOND_ASCII.findall(text))


def _meant(hit: re.Match[str]) -> str:
    return _decoded(hit[0]) or hit[0]


def _decoded(group: str) -> str | None:
    try:
        return bytes(map(_BYTES.__getitem__, group)).decode("utf-8")
    except UnicodeDecodeError:
        return None
