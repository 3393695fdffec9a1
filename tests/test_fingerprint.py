"""Is one text one key in every Unicode form and typography, and do shared keys stand for shared wording?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fingerprint import LEAST, SCALE, content_hash, is_sampled, sample, shingles, tokens
from parsers.wording import wording
from tests.story_samples import cut, numbers_changed, reworded, some_text
from warehouse.compare import ALIKE, Relation, compare, relate

TEXT = "Bà Hoà (Sở Y tế) nói: “Cần 1,52 tỷ đồng – trước 15/10”, thuý kiều khoẻ, toà nhà hoá chất."


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: unicodedata.normalize("NFKD", text),
        lambda text: text.upper(),
        lambda text: text.replace("“", '"').replace("”", '"').replace("–", "-"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\n\n"),
        lambda text: text.replace("oà", "òa").replace("uý", "úy").replace("oẻ", "ỏe").replace("oá", "óa"),
    ],
    ids=["NFD", "NFKD", "capitals", "signs", "no-break spaces", "paragraphs", "tone placement"],
)
def test_a_form_of_the_text_is_the_same_text(edit: Callable[[str], str]) -> None:
    assert edit(TEXT) != TEXT
    assert content_hash(edit(TEXT)) == content_hash(TEXT)


@pytest.mark.parametrize("pair", [("1,52", "1.52"), ("hoàn", "hòan"), ("quý", "qúy"), ("ma", "má"), ("12", "13")])
def test_what_differs_stays_different(pair: tuple[str, str]) -> None:
    assert tokens(pair[0]) != tokens(pair[1])


@given(st.text(alphabet=st.sampled_from("aăâđeêoôơuưyàáảãạòóỏõọùúủũụhtqn 15.,-"), max_size=60))
def test_any_text_has_one_key_in_both_unicode_forms(text: str) -> None:
    assert content_hash(unicodedata.normalize("NFD", text)) == content_hash(unicodedata.normalize("NFC", text))


@given(st.lists(st.sampled_from(["mot", "hai", "ba", "bon", "nam", "sau"]), max_size=40), st.integers(1, 5))
def test_a_shingle_depends_on_its_tokens_alone(words: list[str], span: int) -> None:
    found = shingles(words, span)
    assert len(found) == max(0, len(words) - span + 1)
    for place, shingle in enumerate(found):
        assert [shingle] == list(shingles(words[place : place + span], span))


def test_keys_never_change() -> None:
    """They stand in warehouses: another value would make every stored text a stranger."""
    assert list(shingles(["một", "hai", "ba", "bốn", "năm", "sáu"])) == [1480326438267568991, 1518785191336986267]


def test_shared_keys_are_in_proportion_to_shared_wording() -> None:
    chance = Random(1)  # noqa: S311
    text = some_text(chance, sentences=400)
    whole, part = (shingles(tokens(one)) for one in (text, cut(text, 0.25)))
    assert len(sample(whole)) == pytest.approx(len(whole) / SCALE, rel=0.2)
    assert set(sample(part)) <= set(sample(whole))
    assert all(map(is_sampled, sample(whole)))


def test_a_short_text_has_keys_too() -> None:
    found = sample(shingles(tokens(some_text(Random(2), sentences=2))))  # noqa: S311
    assert len(found) == LEAST
    assert sample([]) == []


def test_comparing_is_the_same_both_ways() -> None:
    chance = Random(3)  # noqa: S311
    text = some_text(chance)
    for other in (cut(text, 0.5), reworded(text, 0.1, chance), numbers_changed(text, chance), some_text(chance), ""):
        one, two = wording(text), wording(other)
        assert compare(one, two) == compare(two, one)
    same = compare(wording(text), wording(text))
    assert replace(same, shared_words=0, shared_run="") == ALIKE
    assert same.shared_words == len(tokens(text))


def test_the_shared_run_is_the_longest_in_both() -> None:
    chance = Random(5)  # noqa: S311
    run, rest = some_text(chance, sentences=3), some_text(chance, sentences=2)
    one = f"{rest} {run} {some_text(chance, sentences=2)}"
    other = f"{some_text(chance, sentences=1)} {run} {some_text(chance, sentences=1)} {rest}"
    found = compare(wording(one), wording(other))
    assert found.shared_run == " ".join(tokens(run)[:60])
    assert found.shared_words == len(tokens(run))


def test_figures_that_differ_part_what_the_words_join() -> None:
    chance = Random(4)  # noqa: S311
    text = some_text(chance)
    found = compare(wording(text), wording(numbers_changed(text, chance)))
    assert found.figures == 0
    assert relate(found, 200) is None
    assert relate(compare(wording(text), wording(cut(text, 0.6))), 200) is Relation.SAME_ARTICLE


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("8/2", "8.2.2017", True),
        ("8/2", "08-02", True),
        ("6-2017", "06/2017", True),
        ("8/2", "2/8", False),
        ("1,52", "1.52", False),
        ("12.500", "12.600", False),
    ],
)
def test_a_day_is_one_figure_however_it_is_written(one: str, other: str, *, agree: bool) -> None:
    text = re.sub(r"\d+", "mấy", some_text(Random(6)))  # noqa: S311
    there, here = (text.replace("mấy", figure) for figure in (one, other))
    assert compare(wording(there), wording(here)).figures == float(agree)


def test_texts_of_which_many_figures_differ_are_no_copies() -> None:
    """Two bulletins on one storm: what is known stays, what has changed since is the news."""
    chance = Random(7)  # noqa: S311
    before, rest = some_text(chance, sentences=12), some_text(chance, sentences=8)
    found = compare(wording(f"{before} {rest}"), wording(f"{before} {numbers_changed(rest, chance)}"))
    assert 0.5 < found.figures < 0.7
    assert found.containment > 0.7
    assert relate(found, 200) is Relation.SAME_STORY
    assert relate(found, 200, credited=True) is Relation.SAME_ARTICLE
