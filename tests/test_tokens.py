"""Are tokens that are made piece by piece those of the text as a whole?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fingerprint import normal, tokens

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,/:-]\d+)*")
LETTERS = [*"hoàuýqŒﬁΣσİıß½² 1.52/\n", "\u0300", "\u0301", "\u0323", "\u00a0", "\u00a8", "\u3000", "\u200b"]


@given(st.text(alphabet=st.sampled_from(LETTERS), max_size=30))
def test_no_token_reaches_over_a_blank(text: str) -> None:
    assert tokens(text) == TOKEN.findall(normal(text))


@pytest.mark.parametrize("text", ["", " ", "một \u0301hai", "hoà thuý", "1,52 tỷ", "ΟΔΟΣ ΟΔΟΣ"])
def test_the_second_time_is_as_the_first(text: str) -> None:
    assert tokens(text) == tokens(text) == TOKEN.findall(normal(text))
