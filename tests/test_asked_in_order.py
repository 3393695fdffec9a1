"""Is what is found in one pass, and near a place only, what asking everyone for everyone finds?"""

from __future__ import annotations

import asyncio
import math
import re
from itertools import product

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.exchange import _Doors
from parsers.amounts import find_quantities
from parsers.evidence import _least_gap
from parsers.gazetteer import read_words
from parsers.mentions import mentions_of
from parsers.partners import _WHERE, _is_seat
from parsers.sides import sides_of
from parsers.textnorm import clean
from parsers.tree import parse, text_of

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda one: (one[0], sum(one))), max_size=5)
WORDS = st.sampled_from(["thuộc ", "của ", "các ", "in ", "within ", "the ", "Sở Y tế", " ", "c"])
PIECES = st.sampled_from(["N", "TH", "TP.HCM", "Hai", "gày", "Đ", "a1", "_", " ", ". ", ""])
# Two letters at most on either side of where elements meet: what `text_of` decides by.
MEETING = re.compile(r"(?P<left>\w{1,2})\|+(?=(?P<right>\w{1,2}))")


@given(SPANS, SPANS)
def test_the_least_gap_is_that_of_all_pairs(ones: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    gaps = [max(a[0] - b[1], b[0] - a[1], 0) for a, b in product(ones, others)]
    assert _least_gap(ones, others) == min(gaps, default=math.inf)


@given(st.lists(WORDS, max_size=6).map("".join))
def test_a_seat_is_told_by_what_stands_before_it(text: str) -> None:
    for at in range(len(text) + 1):
        assert _is_seat(text, at) == bool(_WHERE.search(text, 0, at))


@given(st.lists(PIECES, max_size=12).map("<b>".join))
def test_elements_are_apart_by_the_letters_where_they_meet(inner: str) -> None:
    body = parse(f"<html><body>{inner}</body></html>").body
    assert body
    expected = MEETING.sub(apart, body.text(separator="|"))
    assert text_of(body) == clean(expected.replace("|", ""))


def apart(hit: re.Match[str]) -> str:
    left, right = hit["left"], hit["right"]
    ended = not left[-1].isupper() or (left.isupper() and len(left) == 2 and right[-1].islower())
    return f"{left} " if right[0].isupper() and ended else left


def test_a_figure_that_reaches_into_a_sum_is_none() -> None:
    found = find_quantities("Trao USD 5 bác sĩ, 4 bác sĩ và 6 USD, 7 bác sĩ.")
    assert [(one.value, one.unit) for one in found] == [(5, "USD"), (4, "doctors"), (6, "USD"), (7, "doctors")]


def test_each_frame_is_of_the_party_that_stands_in_it() -> None:
    framed = ["CDC VN", "tổ chức Fred Hollows Foundation (FHF)", "CDC Việt Nam"]
    found = mentions_of(f"Quỹ Ánh Mai, {framed[0]} và {framed[1]} cùng dự với {framed[2]}.", "vi")
    assert [one.entity_id for one in found if one.surface in framed] == ["us-cdc", "ngo-hollows", "us-cdc"]


@pytest.mark.parametrize(("between", "country"), [(" đến từ nước ", "LA"), (" đến từ thành phố nhỏ của ", "")])
def test_a_person_is_from_a_country_that_is_not_far_behind(between: str, country: str) -> None:
    text = f"Mỹ cùng dự. Bác sĩ Edward Kondrot{between}Lào khám mắt ở Mỹ."
    [person] = [side for side in sides_of(text, read_words(text), mentions_of(text, "vi")) if "Kondrot" in side.name]
    assert person.country == country


def test_a_connection_serves_the_name_it_was_made_for_and_no_other() -> None:
    async def doors() -> list[httpx.AsyncHTTPTransport]:
        held, to = _Doors({}, False, lambda _: False), httpx.URL("https://192.0.2.1/tin")
        return [await held._door("bao.example", name, to) for name in ("a.bao.example", "a.bao.example", "bao.example")]

    first, again, other = asyncio.run(doors())
    assert first is again
    assert first is not other
