"""Does one regular expression find what the words one by one would, the longest first?"""

from __future__ import annotations

import re

import pytest

from parsers.alternatives import any_of

WORDS = ("viện", "bệnh viện", "bệnh viện mắt", "bệnh xá", "bệnh", "St. Paul", "a+b", "a", "ab")


@pytest.mark.parametrize("word", WORDS)
def test_each_word_is_found_whole_and_to_the_letter(word: str) -> None:
    assert re.fullmatch(any_of(WORDS), word)
    assert not re.fullmatch(any_of(WORDS), f"{word}.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bệnh viện mắt", "bệnh viện mắt"),
        ("bệnh viện", "bệnh viện"),
        ("bệnh việc", "bệnh"),
        ("abc", "ab"),
        ("St  Paul", None),
    ],
)
def test_the_longest_word_wins(text: str, found: str | None) -> None:
    hit = re.match(any_of(WORDS), text)
    assert (hit and hit.group()) == found


def test_a_shorter_word_is_taken_where_the_longer_one_fails_later() -> None:
    hit = re.match(rf"{any_of(WORDS)}(?!\w)", "bệnh việns")
    assert hit
    assert hit.group() == "bệnh"
