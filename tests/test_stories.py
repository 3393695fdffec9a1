"""Are near-duplicates one story with the right relation, and is it the same story in whatever order and batches?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.story_samples import cut, numbers_changed, reworded, some_text, with_passages
from tests.test_dedup import check_invariants
from tests.warehouse_samples import HOUR, NOON, article_row, batch, empty, published, run, site
from warehouse import candidates
from warehouse.dedup import story_of
from warehouse.load import load, save_sites
from warehouse.rows import ArticleRow

pytestmark = pytest.mark.usefixtures("no_search")

SITES = ("mot", "hai", "ba")


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    with opened() as connection:
        yield connection


@contextmanager
def opened() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        save_sites(connection, [site(f"bao-{name}", f"Thời báo {name.title()}") for name in SITES])
        yield connection


def article(name: str, text: str, number: int = 0, paper: str = "mot", **fields: object) -> ArticleRow:
    fields.setdefault("seen_at", NOON + number * HOUR)
    return article_row(f"https://bao-{paper}.example/{name}.html", title=f"Tít {name}", paragraphs=(text,), **fields)  # type: ignore[arg-type]


def relations(con: DuckDBPyConnection) -> set[tuple[str, str, str]]:
    """Which article (the last part of its address) repeats which, and how."""
    name = "regexp_extract({}.url, '([^/]+)\\.html', 1)"
    rows = con.execute(
        f"SELECT {name.format('a')}, relation, {name.format('b')} FROM reprints AS r JOIN articles AS a "  # noqa: S608
        "USING (article_id) JOIN articles AS b ON b.article_id = r.of_article_id"
    ).fetchall()
    return set(rows)


@pytest.mark.parametrize(
    ("edit", "relation"),
    [
        (lambda text, chance: cut(text, 0.4), "same_article"),
        (lambda text, chance: reworded(text, 0.05, chance), "same_article"),
        (lambda text, chance: reworded(text, 0.1, chance), "rewrite"),
        (lambda text, chance: with_passages(text, 0.25, chance), "same_article"),
        (lambda text, chance: with_passages(text, 0.6, chance), "same_story"),
        (numbers_changed, None),
        (lambda text, chance: some_text(chance), None),
    ],
    ids=["cut", "edited", "reworded", "passages exchanged", "own text", "number twin", "another"],
)
def test_an_edit_has_its_relation(con: DuckDBPyConnection, edit: object, relation: str | None) -> None:
    chance = Random(5)  # noqa: S311
    text = some_text(chance)
    load(con, batch(article("goc", text), article("sua", edit(text, chance), 1, "hai")))  # type: ignore[operator]
    assert {kind for _, kind, _ in relations(con)} == ({relation} if relation else set())
    assert (len({*con.execute("SELECT story_id FROM articles").fetchall()}) == 1) == (relation == "same_article")
    check_invariants(con)


def test_a_source_line_makes_a_reworked_text_a_reprint(con: DuckDBPyConnection) -> None:
    chance = Random(3)  # noqa: S311
    text = some_text(chance)
    other = with_passages(text, 0.45, chance)
    load(con, batch(article("goc", text), article("sua", other, 1, "hai")))
    assert {kind for _, kind, _ in relations(con)} == {"same_story"}
    load(con, batch(article("sua", other, 2, "hai", source_name="Thời báo Mot"), run_row=run(2)))
    assert relations(con) == {("sua", "same_article", "goc")}
    assert con.execute("SELECT evidence FROM reprints").fetchall()[0][0].endswith("names the original")


def test_two_texts_in_one_round_up_are_no_chain(con: DuckDBPyConnection) -> None:
    """Each is in the round-up with all its words; they have nothing to do with each other."""
    chance = Random(1)  # noqa: S311
    one, other = some_text(chance), some_text(chance)
    load(con, batch(article("mot", one), article("hai", other, 1), article("mot-lai", one, 2, "hai")))
    before = con.execute("SELECT count(DISTINCT story_id) FROM articles").fetchall()
    load(con, batch(article("diem", one + " " + other, 3, "ba"), run_row=run(2)))
    assert before == [(2,)]
    assert con.execute("SELECT count(DISTINCT story_id) FROM articles").fetchall() == [(2,)]
    assert {kind for _, kind, _ in relations(con)} == {"same_article", "rewrite"}
    check_invariants(con)


def test_a_passage_without_figures_links_no_two_bulletins(con: DuckDBPyConnection) -> None:
    """The cut one stands word for word in both weeks' bulletins, which differ in every figure."""
    chance = Random(7)  # noqa: S311
    opening = re.sub(r"\d+", "mấy", some_text(chance, sentences=6))
    week = some_text(chance)
    bulletins = [opening + " " + week, opening + " " + numbers_changed(week, chance)]
    edits = [reworded(bulletins[0], 0.03, chance) for _ in range(2)]
    texts = [bulletins[0], *edits, opening, bulletins[1]]
    load(con, batch(*(article(f"b{n}", text, n, SITES[n % 3]) for n, text in enumerate(texts))))
    assert con.execute("SELECT article_count FROM stories ORDER BY 1").fetchall() == [(1,), (4,)]
    links = {frozenset((one, other)): kind for one, kind, other in relations(con)}
    assert links[frozenset(("b3", "b4"))] == "same_story"
    assert "rewrite" not in links.values()
    check_invariants(con)


def test_furniture_of_a_site_links_nothing(con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_ON_SITE", 5)
    chance = Random(2)  # noqa: S311
    furniture = some_text(chance, sentences=12)
    rows = [article(f"bai-{n}", some_text(chance, sentences=4) + " " + furniture, n) for n in range(8)]
    load(con, batch(*rows[:4]))
    assert con.execute("SELECT count(*) FROM stories").fetchall() == [(1,)]  # four pages do not show what it is
    load(con, batch(*rows[4:], run_row=run(2)))
    assert con.execute("SELECT count(*) FROM stories").fetchall() == [(8,)]
    assert relations(con) == set()


def test_a_story_that_became_part_of_another_leads_there(con: DuckDBPyConnection) -> None:
    chance = Random(4)  # noqa: S311
    text = some_text(chance)
    ends = [article(name, reworded(text, 0.05, chance), n, "hai") for n, name in enumerate(("som", "muon"))]
    load(con, batch(*ends))
    assert con.execute("SELECT count(*) FROM stories").fetchall() == [(2,)]
    load(con, batch(article("ca", text, 2, "ba"), run_row=run(2)))
    kept, gone = (story_of(row.article_id) for row in ends)
    assert con.execute("SELECT story_id FROM stories").fetchall() == [(kept,)]
    assert (
        con.execute("SELECT * FROM story_redirects").fetchall()
        == [(gone, kept)] + [(story_of(article("ca", text, 2, "ba").article_id), kept)] * 0
    )


def test_an_original_that_was_never_fetched_is_a_stub(con: DuckDBPyConnection) -> None:
    text = some_text(Random(6))  # noqa: S311
    address = "https://bao-ngoai.example/goc.html"
    load(con, batch(article("sua", text, source_name="Báo Ngoài", source_url=address)))
    assert con.execute("SELECT stub_name, stub_url FROM stories").fetchall() == [("Báo Ngoài", address)]
    load(con, batch(article("lai", text, 1, "hai", source_name="Thời báo Mot"), run_row=run(2)))
    assert con.execute("SELECT stub_name, article_count FROM stories").fetchall() == [("Báo Ngoài", 2)]


def some_rows(chance: Random) -> list[ArticleRow]:
    """Visits of articles of a few families of texts: copies, edits, new versions, named sources."""
    rows = []
    for family in range(2):
        text = some_text(chance, sentences=10)
        texts = [
            text,
            cut(text, 0.5),
            reworded(text, 0.06, chance),
            reworded(text, 0.12, chance),
            with_passages(text, 0.3, chance),
            with_passages(text, 0.5, chance),
            numbers_changed(text, chance),
        ]
        for number in range(7):
            paper = chance.choice(SITES)
            fields: dict[str, object] = chance.choice(
                [{}, {"source_name": f"Thời báo {chance.choice(SITES).title()}"}, published(NOON - number * HOUR)]
            )
            for visit in range(chance.choice([1, 1, 2])):
                hours = chance.randint(0, 40) + 50 * visit
                name = f"{family}-{number}"
                rows.append(article(name, chance.choice(texts), hours, paper, **fields))
    return rows


def outcome(groups: Sequence[Sequence[ArticleRow]]) -> dict[str, object]:
    """All that follows from the articles, but for the keys of the stories: those tell who came first."""
    queries = {
        "stories": "SELECT list(url ORDER BY url), any_value(url) FILTER (is_original) FROM articles GROUP BY story_id",
        "originals": "SELECT original_article_id, original_confidence, original_evidence, stub_name FROM stories",
        "reprints": "SELECT * FROM reprints",
        "likenesses": "SELECT * FROM internal.likenesses",
        "keys": "SELECT * FROM internal.shingle_keys",
    }
    with opened() as con:
        for number, group in enumerate(groups):
            load(con, batch(*group, run_row=run(number)))
            check_invariants(con)
        return {name: con.execute(f"{query} ORDER BY ALL").fetchall() for name, query in queries.items()}


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_any_batching_give_the_same_stories(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_ON_SITE", 4)  # so that keys become furniture, and cease to be, on the way
    chance = Random(seed)  # noqa: S311
    rows = some_rows(chance)
    at_once = outcome([rows])
    assert at_once["reprints"]
    for size in (2, 9):
        order = chance.sample(rows, len(rows))
        assert outcome([order[start : start + size] for start in range(0, len(order), size)]) == at_once
