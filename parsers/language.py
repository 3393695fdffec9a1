"""Text -> the language it is written in, as an ISO 639-1 code: letters and function words, no model."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 3000  # characters are enough to tell
_FEWEST = 20  # letters: below, the hint decides
_LINE = 200  # characters: in so many a Vietnamese text has a mark of its own
_VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")
_ONLY_VIETNAMESE = re.compile("[ăđơưảạằẳẵắặầẩẫấậẻẽẹềểễếệỉĩịỏọồổỗốộờởỡớợủũụừửữứựỳỷỹỵ]")

_SCRIPTS = (  # Unicode blocks that one language of this list has for itself; kana before han
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_OTHER_SCRIPT = re.compile("[\u0370-\u0fff\u1780-\u17ff\u3040-\ud7af]")
_FUNCTION_WORDS = {
    "en": "the of and to in that is was for with on by as at from this are be has have it an which will not",
    "vi": "va cua la cac trong cho voi duoc nhung co khong mot nay da den tai nguoi khi",
    "fr": "le la les des et en du une est que dans pour qui sur au par avec plus ce sont aux cette",
    "de": "der die und das den von zu mit des im ist nicht auf dem sich ein eine für auch als werden",
    "es": "el la los las de y en que del se por con para una su al es como más fue",
    "pt": "o os as de e do da em que dos das no na um uma para com não ao pelo",
    "it": "il di che la e del della per un una in con non sono gli le nel alla dei",
    "nl": "de het een van en in is dat op te voor met zijn niet aan door ook worden",
    "id": "dan yang di dengan untuk pada dari ini itu dalam adalah akan tidak oleh telah",
}
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, hint: str = "") -> str:
    """Return "vi", "en" or another ISO 639-1 code; `hint` (a tag such as "vi-VN") or "und" if unsure.

    The hint decides only what the text leaves open: pages often declare the wrong language.
    """
    fallback = hint.lower().partition("-")[0].partition("_")[0] or "und"
    sample = text[:_SAMPLE].lower()
    if _is_plainly_vietnamese(sample):
        return "vi"
    found = _WORD.findall(sample)
    letters = "".join(found)
    if len(letters) < _FEWEST:
        return "vi" if fallback == "und" and _ONLY_VIETNAMESE.search(letters) else fallback
    if not letters.isascii() and (code := _by_script(letters) or _by_letters(letters)):
        return code
    return _by_words(found) or fallback


def _by_script(letters: str) -> str | None:
    if not _OTHER_SCRIPT.search(letters):
        return None
    return next((code for code, block in _SCRIPTS if len(block.findall(letters)) > 0.2 * len(letters)), None)


def _is_plainly_vietnamese(sample: str) -> bool:
    """Whether its signs and blanks may be counted as letters too, and it still is Vietnamese by them."""
    if len(sample) < _FEWEST / 0.1 or not _ONLY_VIETNAMESE.search(sample, 0, _LINE) or _OTHER_SCRIPT.search(sample):
        return False
    return bool(_by_letters(sample))


def _by_letters(letters: str) -> str | None:
    """Every fifth letter of Vietnamese carries a mark, many of them marks no other language has."""
    marked = "".join(_VIETNAMESE.findall(letters))
    only = _ONLY_VIETNAMESE.findall(marked)
    return "vi" if len(only) > 0.04 * len(letters) and len(marked) > 0.1 * len(letters) else None


def _by_words(found: list[str]) -> str | None:
    """The language with most function words, if they are at least a seventh of the text."""
    scores: Counter[str] = Counter()
    for word, times in Counter(filter(_KNOWN.__contains__, found)).items():
        for code in _KNOWN[word]:
            scores[code] += times
    best, count = max(scores.items(), key=lambda item: item[1], default=("", 0))
    return best if count >= max(2, len(found) / 7) else None


_KNOWN: dict[str, list[str]] = {}  # word -> the languages that use it
for _code, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        _KNOWN.setdefault(_word, []).append(_code)
