"""Are the keys of a text those of its tokens, though they are put together from pieces?"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from parsers.fingerprint import fingerprint, key, normal, sample, shingles, tokens

PIECES = st.sampled_from(
    ["thuý", "Thúy,", "hoà-bình", "1,52", "COVID-19", "“ở", "ﬁnal", "ΟΔΟΣ", "½", "a_b", "ngày15/10.", "\u0301", "—"]
)
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=40).map(" ".join)
WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,/:-]\d+)*")


@given(TEXTS)
def test_tokens_are_those_of_the_whole_normal_form(text: str) -> None:
    assert tokens(text) == WORD.findall(normal(text))


@given(TEXTS)
def test_a_fingerprint_is_that_of_the_tokens(text: str) -> None:
    words = tokens(text)
    assert fingerprint(text) == (key("text", *words), tuple(sample(shingles(words))))
