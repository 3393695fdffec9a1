"""Do equal texts share a story, is the right one its original, and does the order of arrival not matter?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Precision
from tests.warehouse_samples import DAY, HOUR, NOON, TEXT, article_row, batch, fresh, published, run, site
from warehouse.compare import RULE_VERSION
from warehouse.db import writer
from warehouse.dedup import story_of
from warehouse.load import load, save_sites
from warehouse.rows import ArticleRow

pytestmark = pytest.mark.usefixtures("no_search")

ONE, TWO, THREE = (f"https://bao-{name}.example/bai.html" for name in ("mot", "hai", "ba"))
NEW_TEXT = (*TEXT, "Đoàn cũng đã đến thăm hai bệnh viện tuyến tỉnh.")
OTHER_TEXT = (
    "Trạm y tế xã đảo vừa nhận thêm một chiếc tàu cứu thương, rút ngắn một nửa thời gian đưa người bệnh vào đất liền "
    "mỗi khi biển động.",
)


@pytest.fixture
def con(con: DuckDBPyConnection) -> DuckDBPyConnection:
    save_sites(con, [site(), site("bao-hai", "Thời báo Hai"), site("bao-ba", "Báo Ba")])
    return con


def story(con: DuckDBPyConnection) -> tuple[str, float, str, int, int]:
    """The one story: original's address, confidence, evidence, articles, sites."""
    [row] = con.execute(
        "SELECT a.url, original_confidence, original_evidence, article_count, site_count "
        "FROM stories AS s JOIN articles AS a ON a.article_id = s.original_article_id"
    ).fetchall()
    return row  # type: ignore[no-any-return]


def stories(con: DuckDBPyConnection) -> dict[str, object]:
    return dict(con.execute("SELECT url, story_id FROM articles ORDER BY url").fetchall())


def reprints(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "SELECT a.url, b.url, r.evidence FROM reprints AS r JOIN articles AS a USING (article_id) "
        "JOIN articles AS b ON b.article_id = r.of_article_id ORDER BY ALL"
    ).fetchall()


def check_invariants(con: DuckDBPyConnection) -> None:
    """What must hold whatever was loaded."""
    wrong = con.execute("""
        WITH copies AS (FROM reprints WHERE relation = 'same_article'), related AS (
          SELECT r.relation, a.story_id AS one, b.story_id AS other FROM reprints AS r
          JOIN articles AS a USING (article_id) JOIN articles AS b ON b.article_id = r.of_article_id
        )
        SELECT 'articles without story' FROM articles AS a ANTI JOIN stories USING (story_id)
        UNION ALL SELECT 'wrong count' FROM stories AS s
          WHERE article_count <> (SELECT count(*) FROM articles AS a WHERE a.story_id = s.story_id)
             OR 1 <> (SELECT count(*) FROM articles AS a WHERE a.story_id = s.story_id AND is_original)
        UNION ALL SELECT 'an original that is a reprint' FROM copies JOIN articles USING (article_id)
          WHERE is_original
        UNION ALL SELECT 'neither original nor reprint' FROM articles ANTI JOIN copies USING (article_id)
          WHERE NOT is_original
        UNION ALL SELECT 'a reprint of two' FROM copies GROUP BY article_id HAVING count(*) > 1
        UNION ALL SELECT 'a copy in another story, or a mere relation in the same' FROM related
          WHERE (one = other) <> (relation = 'same_article')
        UNION ALL SELECT 'two stories linked twice' FROM related WHERE one <> other
          GROUP BY least(one, other), greatest(one, other) HAVING count(*) > 1
        UNION ALL SELECT 'a redirect that leads nowhere' FROM story_redirects AS r
          LEFT JOIN stories AS s ON s.story_id = r.to_story_id WHERE s.story_id IS NULL
        UNION ALL SELECT 'a redirect from a story that stands' FROM story_redirects JOIN stories USING (story_id)
        UNION ALL SELECT 'equal texts in two stories' FROM articles WHERE word_count >= 24
          GROUP BY content_hash HAVING count(DISTINCT story_id) > 1
    """).fetchall()
    assert wrong == []


def test_an_article_alone_is_the_original_of_its_story(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE)))
    assert story(con)[::3] == (ONE, 1)
    assert stories(con) == {ONE: story_of(article_row(ONE).article_id)}
    assert reprints(con) == []


def test_alone_but_naming_a_source_is_a_doubtful_original(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE, source_name="Thông tấn xã")))
    assert story(con)[1:3] == (0.2, "the only one we hold, and it names Thông tấn xã as its source")


def test_equal_texts_share_a_story_across_case_and_punctuation(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE), article_row(TWO, title="Tít khác", paragraphs=(" ".join(TEXT).upper(),))))
    assert len(set(stories(con).values())) == 1
    row = con.execute("SELECT relation, containment, jaccard, figures_agree, rule_version FROM reprints").fetchall()
    assert row == [("same_article", 1.0, 1.0, True, RULE_VERSION)]
    check_invariants(con)


def test_one_figure_makes_another_text(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE), article_row(TWO, paragraphs=(TEXT[0], TEXT[1].replace("12", "13")))))
    assert len(set(stories(con).values())) == 2


def test_very_short_texts_are_alike_by_chance(con: DuckDBPyConnection) -> None:
    short = ("Nội dung đang được cập nhật.",)
    load(con, batch(*(article_row(u, title=t, paragraphs=short) for u, t in [(ONE, "Tin A"), (TWO, "Tin B")])))
    assert len(set(stories(con).values())) == 2
    load(con, batch(article_row(THREE, title="TIN A", paragraphs=short)))
    assert stories(con)[ONE] == stories(con)[THREE]


@pytest.mark.parametrize(
    ("source", "confidence", "evidence"),
    [
        (
            {"source_url": "http://www.bao-mot.example/bai.html?utm_source=x"},
            0.95,
            "Thời báo Hai names its address as the source",
        ),
        ({"source_url": "https://bao-mot.example/"}, 0.85, "Thời báo Hai names Báo Một as the source"),
        ({"source_name": "Theo báo Một"}, 0.85, "Thời báo Hai names Báo Một as the source"),
        ({"source_name": "bao-mot.example"}, 0.85, "Thời báo Hai names Báo Một as the source"),
    ],
)
def test_whom_a_reprint_names_is_the_original_even_if_seen_and_dated_later(
    con: DuckDBPyConnection, source: dict[str, str], confidence: float, evidence: str
) -> None:
    load(con, batch(article_row(TWO, seen_at=NOON - DAY, **source, **published(NOON - 2 * DAY))))
    load(con, batch(article_row(ONE, **published(NOON - DAY))))
    assert story(con) == (ONE, confidence, evidence, 2, 2)
    assert reprints(con) == [(TWO, ONE, "identical text; names the original")]
    assert load(con, batch(article_row(THREE, seen_at=NOON + DAY)))["reprints"] == 1
    check_invariants(con)


def test_a_relay_is_not_the_original(con: DuckDBPyConnection) -> None:
    relays = article_row(THREE, source_name="Thời báo Hai"), article_row(TWO, source_name="Báo Một")
    load(con, batch(*relays, article_row(ONE)))
    assert story(con)[0] == ONE


@pytest.mark.parametrize("name", ["Bệnh viện Một Hai Ba Bốn", "Báo", "Bộ Y tế"])
def test_a_name_that_only_shares_words_names_nobody(con: DuckDBPyConnection, name: str) -> None:
    load(con, batch(article_row(ONE), article_row(TWO, source_name=name, seen_at=NOON + HOUR)))
    assert story(con)[:2] == (ONE, 0.4)


def test_without_a_source_the_earliest_publication_is_the_original(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(TWO, seen_at=NOON - HOUR, **published(NOON - HOUR))))
    load(con, batch(article_row(ONE, **published(NOON - 3 * HOUR))))
    assert story(con)[:3] == (ONE, 0.7, "published first: 2026-05-04 09:00 in Vietnam")


@pytest.mark.parametrize(
    "later",
    [
        published(NOON - 9 * HOUR, Precision.DAY),
        published(NOON - 900 * DAY, Precision.YEAR),
        published(NOON - 9 * DAY, Precision.DAY, "address"),
    ],
    ids=["the same day", "only a year", "from the address"],
)
def test_a_date_that_proves_nothing_leaves_it_to_what_was_seen_first(
    con: DuckDBPyConnection, later: dict[str, object]
) -> None:
    load(con, batch(article_row(ONE, **published(NOON - HOUR)), article_row(TWO, seen_at=NOON + HOUR, **later)))
    assert story(con)[0] == ONE
    assert story(con)[1] == 0.4


@pytest.mark.parametrize(
    ("ranks", "first", "confidence"),
    [((0, 2), TWO, 0.5), ((1, 2), ONE, 0.5), ((1, 1), ONE, 0.4), ((0, 0), ONE, 0.4)],
    ids=["one has a rank", "the better rank", "equal ranks", "no ranks"],
)
def test_where_no_time_decides_the_rank_of_the_site_does(
    con: DuckDBPyConnection, ranks: tuple[int, int], first: str, confidence: float
) -> None:
    save_sites(con, [site(rank=ranks[0]), site("bao-hai", "Thời báo Hai", rank=ranks[1])])
    load(con, batch(article_row(ONE), article_row(TWO, seen_at=NOON + HOUR)))
    assert story(con)[:2] == (first, confidence)


def test_no_rank_stands_against_a_time_or_a_named_source(con: DuckDBPyConnection) -> None:
    save_sites(con, [site(), site("bao-hai", "Thời báo Hai"), site("bao-ba", "Báo Ba", rank=1)])
    same_day = [article_row(url, **published(NOON - 2 * DAY, Precision.DAY)) for url in (ONE, TWO)]
    load(con, batch(*same_day, article_row(THREE, seen_at=NOON - HOUR, **published(NOON - HOUR))))
    assert story(con)[0] != THREE
    load(con, batch(article_row(THREE, seen_at=NOON, source_name="Thời báo Hai")))
    assert story(con)[:2] == (TWO, 0.85)


def test_a_story_keeps_its_key_when_an_earlier_article_joins(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(TWO)))
    before = stories(con)[TWO]
    load(con, batch(article_row(ONE, seen_at=NOON - DAY, **published(NOON - 2 * DAY))))
    assert set(stories(con).values()) == {before}
    assert story(con)[0] == ONE


def test_an_article_whose_text_changes_stays_in_its_story(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE), article_row(TWO, seen_at=NOON + HOUR)))
    before = stories(con)
    load(con, batch(article_row(ONE, paragraphs=NEW_TEXT, seen_at=NOON + DAY)))
    assert stories(con) == before
    check_invariants(con)


def test_a_copy_of_a_version_that_is_no_longer_current_joins_too(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE)))
    load(con, batch(article_row(ONE, paragraphs=NEW_TEXT, seen_at=NOON + DAY)))
    load(con, batch(article_row(TWO, seen_at=NOON + 2 * DAY)))
    assert story(con)[3] == 2
    assert reprints(con) == [(TWO, ONE, "identical text")]


def test_two_stories_that_turn_out_to_be_one_keep_the_older_key(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(ONE)))
    load(con, batch(article_row(TWO, paragraphs=NEW_TEXT, seen_at=NOON + HOUR)))
    load(con, batch(article_row(THREE, paragraphs=NEW_TEXT, seen_at=NOON + 2 * HOUR)))
    before = stories(con)
    load(con, batch(article_row(TWO, seen_at=NOON + DAY)))
    assert set(stories(con).values()) == {before[ONE]}
    assert reprints(con) == [(THREE, TWO, "identical text"), (TWO, ONE, "identical text")]
    check_invariants(con)


def test_what_only_a_bad_reader_found_alike_parts_again(con: DuckDBPyConnection) -> None:
    notice = (
        "Trang này dùng cookie để ghi nhớ lựa chọn của bạn, đo lượng truy cập và hiển thị nội dung phù hợp hơn với "
        "từng bạn đọc.",
    )
    load(con, batch(*(article_row(url, page=url, paragraphs=notice) for url in (ONE, TWO, THREE))))
    assert story(con)[3] == 3
    founder = next(url for url, key in stories(con).items() if key == story_of(article_row(url).article_id))
    kept = stories(con)[founder]
    texts = {ONE: TEXT, TWO: TEXT, THREE: OTHER_TEXT}
    rows = [article_row(url, page=url, paragraphs=text) for url, text in texts.items()]
    load(con, batch(*rows, run_row=run(2, started_at=NOON + DAY)))
    assert stories(con)[ONE] == stories(con)[TWO] != stories(con)[THREE]
    assert stories(con)[founder] == kept
    check_invariants(con)


def test_a_story_of_thousands_is_settled_in_no_time(con: DuckDBPyConnection) -> None:
    rows = [
        article_row(
            f"https://bao-{n % 3}.example/{n}.html", page=str(n), source_name="Báo Một", seen_at=NOON + n * HOUR
        )
        for n in range(2000)
    ]
    load(con, batch(*rows, article_row(ONE, seen_at=NOON + DAY)))
    assert story(con)[::3] == (ONE, 2001)
    check_invariants(con)


def scene() -> list[ArticleRow]:
    return [
        article_row(ONE, **published(NOON - 2 * HOUR)),
        article_row(TWO, seen_at=NOON + HOUR, source_name="Báo Một", **published(NOON - 3 * HOUR)),
        article_row(THREE, seen_at=NOON - HOUR),
        article_row(ONE + "?2", paragraphs=NEW_TEXT),
    ]


def outcome(folder: Path, groups: Sequence[Sequence[ArticleRow]]) -> tuple[object, ...]:
    with writer(fresh(folder / "w.duckdb")) as con:
        save_sites(con, [site(), site("bao-hai", "Thời báo Hai"), site("bao-ba", "Báo Ba")])
        for group in groups:
            load(con, batch(*group))
        check_invariants(con)
        return stories(con), reprints(con), con.execute("SELECT * FROM stories ORDER BY ALL").fetchall()


def test_the_order_inside_a_batch_does_not_matter(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate([scene(), scene()[::-1], [scene()[n] for n in (2, 0, 3, 1)]]):
        (tmp_path / str(number)).mkdir()
        found.append(outcome(tmp_path / str(number), [order]))
    assert found[0] == found[1] == found[2]


def test_original_and_reprints_are_the_same_in_whatever_order_batches_come(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate(itertools.islice(itertools.permutations(scene()), 0, 24, 5)):
        (tmp_path / str(number)).mkdir()
        found.append(outcome(tmp_path / str(number), [[row] for row in order])[1])
    assert found == [found[0]] * len(found)
