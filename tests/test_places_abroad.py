"""Is a city abroad named in one file only, for what it says about relevance and about the country of a partner?"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from parsers import Article, seats
from parsers.countries import home_place_names
from parsers.gazetteer import Row
from parsers.lexicon import read_lexicon
from parsers.mentions import find_mentions
from parsers.seats import foreign_places, seat_of, speaking_places
from parsers.topic_rules import load_rules
from parsers.topics import score


def matched(text: str, own: Path | None = None) -> tuple[str, ...]:
    return score(Article(language="en", title="News", paragraphs=(text,)), load_rules(own)).matched


def test_no_place_stands_in_the_lexicon_too() -> None:
    lexicon = read_lexicon(files("parsers").joinpath("topics.tsv").read_text("utf-8"), "topics.tsv")
    assert len(speaking_places()) > 100
    assert set(lexicon).isdisjoint(speaking_places())
    assert set(home_place_names()).isdisjoint(speaking_places())


def test_a_place_speaks_for_a_partner_and_another_only_tells_a_country() -> None:
    assert "Lyon" in matched("Doctors from Lyon came.")
    assert "Nancy" not in matched("Doctors from Nancy came.")
    for city in ("Lyon", "Nancy"):
        text = f"A hospital signed with the Maasdam Medical Centre in {city}."
        [party] = find_mentions(Article(language="en", title="News", paragraphs=(text,)))
        assert seat_of(text, party) == "FR"


def test_a_line_of_ones_own_silences_a_place(tmp_path: Path) -> None:
    own = tmp_path / "topics.tsv"
    own.write_text("Lyon\t*\t-\n", "utf-8")
    assert "Lyon" not in matched("Doctors from Lyon came.", own)


def test_a_place_that_is_added_is_seen_in_the_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "topics.tsv"  # rules are read once for each
    own.touch()
    monkeypatch.setattr("parsers.topic_rules.speaking_places", lambda: (*speaking_places(), "Maasdam"))
    assert load_rules(own).version != load_rules().version
    assert "Maasdam" in matched("Doctors from Maasdam came.", own)


def test_a_wrong_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "read_rows", lambda *_: iter([Row(7, {"code": "ZZ", "names": "Lyon", "others": ""})]))
    for read in (foreign_places, speaking_places):
        with pytest.raises(ValueError, match=r"foreign_places\.csv, line 7: 'ZZ'"):
            read.__wrapped__()
