"""Do new rules reach what older ones decided, a few articles with every load or all at once, as if it came today?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from math import ceil
from pathlib import Path
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from flows.importing import import_paths
from flows.replay import replay
from parsers import fingerprint
from tests.faults import ARTICLE
from tests.homes import blank_home
from tests.story_samples import some_text
from tests.test_dedup import check_invariants
from tests.test_stories import article, opened, some_rows
from tests.warehouse_samples import batch, run, site
from warehouse import candidates, compare, decisions, renew, texts
from warehouse.db import reader, writer
from warehouse.load import load, save_sites
from warehouse.rows import ArticleRow
from warehouse.texts import RULES

TABLES = (
    "articles", "revisions", "reprints", "stories", "internal.article_texts", "internal.likenesses",
    "internal.shingle_keys",
)  # fmt: skip


@contextmanager
def older_rules(*, normal_form: bool) -> Iterator[None]:
    """Every kind of rule was another: the normal form perhaps, the sample, what is furniture, the thresholds."""
    with pytest.MonkeyPatch.context() as then:
        if normal_form:
            then.setattr(fingerprint, "normal", str)
        then.setattr(fingerprint, "LEAST", 6)
        then.setattr(candidates, "MOST_ON_SITE", 2)
        for name, bound in {"COPY": 0.9, "COPY_OVERALL": 0.9, "REWORDED": 0.95, "RELATED": 0.5}.items():
            then.setattr(compare, name, bound)
        for module in (texts, decisions):
            then.setattr(module, "RULE_VERSION", 0)
        for module in (texts, renew):
            then.setattr(module, "RULES", "0.0")
        yield


def rows() -> list[ArticleRow]:
    return [row for row in some_rows(Random(1)) if "/0-" in row.article.url]  # noqa: S311


@contextmanager
def loaded() -> Iterator[DuckDBPyConnection]:
    all_rows = rows()
    with opened() as con:
        for number, start in enumerate(range(0, len(all_rows), 3)):
            load(con, batch(*all_rows[start : start + 3], run_row=run(number)))
        yield con


def state(con: DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """What stands, but for the keys of stories: those tell who came first, and older rules parted what is one now."""
    found = {}
    for name in TABLES:
        but = "EXCLUDE (story_id)" if name in {"articles", "stories"} else ""
        found[name] = con.execute(f"SELECT * {but} FROM {name} ORDER BY ALL").fetchall()  # noqa: S608
    return found


@pytest.fixture(scope="module")
def today() -> dict[str, list[tuple[object, ...]]]:
    with loaded() as con:
        return state(con)


@pytest.fixture
def con(today: object, request: pytest.FixtureRequest) -> Iterator[DuckDBPyConnection]:
    """A warehouse that an older hoptac filled; the parameter says whether with another normal form."""
    with ExitStack() as open_till_the_end:
        with older_rules(normal_form=request.param):
            connection = open_till_the_end.enter_context(loaded())
            assert renew.renew(connection) == 0
        assert state(connection) != today
        yield connection


def articles(con: DuckDBPyConnection) -> int:
    return int(con.execute("SELECT count(*) FROM articles").fetchall()[0][0])


@pytest.mark.parametrize("con", [False, True], ids=["the normal form stayed", "it changed"], indirect=True)
def test_all_at_once(con: DuckDBPyConnection, today: object) -> None:
    assert renew.renew(con) == articles(con)
    assert state(con) == today
    check_invariants(con)
    assert renew.renew(con) == 0


@pytest.mark.parametrize("con", [False], indirect=True)
def test_a_few_with_every_load(con: DuckDBPyConnection, today: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renew, "MOST", 3)
    for number in range(100, 100 + ceil(articles(con) / 3)):
        load(con, batch(rows()[0], run_row=run(number)))
        check_invariants(con)
    assert state(con) == today
    assert renew.renew(con) == 0


def test_a_site_that_gets_another_rank_or_title_is_judged_by_it() -> None:
    text = some_text(Random(4))  # noqa: S311
    copies = [article("bai", text, number, paper) for number, paper in enumerate(("mot", "hai"))]
    original = "SELECT original_confidence, site FROM stories JOIN articles ON article_id = original_article_id"
    with opened() as con:
        load(con, batch(*copies))
        assert con.execute(original).fetchall() == [(0.4, "bao-mot")]
        save_sites(con, [site("bao-mot", "Báo Một"), site("bao-hai", "Báo Hai", rank=1)])
        assert renew.renew(con) == 2
        assert con.execute(original).fetchall() == [(0.5, "bao-hai")]
        save_sites(con, [site("bao-mot", "Báo Một", enabled=False), site("bao-hai", "Báo Hai", rank=1)])
        assert renew.renew(con) == 0


def test_a_reparse_leaves_nothing_to_be_decided_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = blank_home(tmp_path)
    for number in range(3):
        (tmp_path / f"{number}.html").write_text(ARTICLE.replace("Hai", f"{number} hai"), encoding="utf-8")
    asyncio.run(import_paths(settings, [tmp_path / f"{number}.html" for number in range(3)]))
    with writer(settings.writer_file) as con:
        con.execute("UPDATE internal.article_texts SET rules = '0.0'")
    monkeypatch.setattr(renew, "MOST", 1)
    asyncio.run(replay(settings, []))
    with reader(settings.warehouse_file) as con:
        assert con.execute("SELECT rules, count(*) FROM internal.article_texts GROUP BY 1").fetchall() == [(RULES, 3)]
