"""Are the reasons of a score kept, told so that they add up, and does a person's decision overrule it for good?"""

from __future__ import annotations

import asyncio
import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from flows.decisions import HEAD, DecisionError, add_decision, read_decisions, readable_decisions
from flows.importing import import_paths
from flows.lock import alone
from parsers.fingerprint import key
from parsers.topics import score
from tests.homes import blank_home
from tests.test_cli import PAGE, hoptac  # noqa: F401  # a fixture
from tests.warehouse_samples import HOUR, NOON, article_row, batch
from warehouse.db import WarehouseError
from warehouse.decided import Decision, save_decisions
from warehouse.judged import judged
from warehouse.load import load
from warehouse.rows import ArticleRow

pytestmark = pytest.mark.usefixtures("no_search")

Run = Callable[..., subprocess.CompletedProcess[str]]
URL = "https://bao-mot.example/bai-1.html"
SIGNED = "Bệnh viện Đa khoa Sơn Hà và Đại học Kitahama của Nhật Bản ký kết hợp tác đào tạo bác sĩ."
PLAIN = "Sáng nay trời nhiều mây và có gió nhẹ."
DECIDED = Decision(url=URL, topic="off_topic", by="Lan", at=NOON, note="quảng cáo")


def scored(*paragraphs: str, **changes: object) -> ArticleRow:
    row = article_row(paragraphs=paragraphs, title="Tin sáng", **changes)  # type: ignore[arg-type]
    found = score(row.article)
    kept = None if found.topic == "off_topic" else found
    return replace(row, relevance=found.relevance, topic=found.topic, scored_by=found.version, reasons=kept)


def topics(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("SELECT topic, scored_topic, decided_by FROM articles").fetchall()


def test_the_reasons_are_kept_and_add_up(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(SIGNED, PLAIN)))
    [(relevance, odds)] = con.execute(
        "SELECT relevance, sum(points) FROM articles JOIN reasons USING (article_id) GROUP BY ALL"
    ).fetchall()
    assert relevance == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)


def test_the_passages_are_the_body_at_their_place(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(PLAIN, SIGNED)))
    query = """
        SELECT sentence, body[start_offset + 1 : end_offset], terms FROM passages JOIN articles USING (article_id)
        WHERE part = 'body' ORDER BY strength DESC, health DESC
    """
    sentence, in_place, terms = con.execute(query).fetchall()[0]
    assert sentence == in_place == SIGNED
    assert "nhật bản" in terms


def test_what_is_off_topic_is_loaded_without_reasons(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(PLAIN)))
    assert topics(con) == [("off_topic", "off_topic", None)]
    assert con.execute("SELECT (SELECT count(*) FROM reasons), (SELECT count(*) FROM passages)").fetchall() == [(0, 0)]


def test_loading_again_changes_nothing(con: DuckDBPyConnection) -> None:
    rows = "SELECT * FROM passages ORDER BY ALL"
    load(con, batch(scored(SIGNED, PLAIN)))
    before = con.execute(rows).fetchall()
    assert load(con, batch(scored(SIGNED, PLAIN)))["unchanged"] == 1
    assert con.execute(rows).fetchall() == before != []


def test_a_changed_rule_is_seen_and_replaces_the_reasons(con: DuckDBPyConnection) -> None:
    row = scored(SIGNED, PLAIN)
    load(con, batch(row))
    assert row.reasons is not None
    other = replace(row.reasons, passages=row.reasons.passages[:1])
    assert load(con, batch(replace(row, scored_by="topics/3 0", reasons=other)))["updated"] == 1
    assert con.execute("SELECT scored_by FROM articles").fetchall() == [("topics/3 0",)]
    assert con.execute("SELECT count(*) FROM passages").fetchall() == [(1,)]
    assert con.execute("SELECT count(DISTINCT measure) = count(*) FROM reasons").fetchall() == [(True,)]


def test_a_revision_brings_its_own_reasons(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(SIGNED, PLAIN)))
    load(con, batch(scored(PLAIN, PLAIN, seen_at=NOON + HOUR)))
    assert topics(con)[0][0] == "off_topic"
    assert con.execute("SELECT count(*) FROM passages").fetchall() == [(0,)]


def test_a_decision_overrules_the_score_before_and_after_the_article_comes(con: DuckDBPyConnection) -> None:
    save_decisions(con, [DECIDED])
    load(con, batch(scored(SIGNED)))
    assert topics(con) == [("off_topic", "relevant", "Lan")]
    load(con, batch(scored(SIGNED, PLAIN, seen_at=NOON + HOUR)))
    assert topics(con) == [("off_topic", "relevant", "Lan")]
    save_decisions(con, [])
    assert topics(con) == [("relevant", "relevant", None)]


def test_the_newest_decision_counts_and_can_be_taken_back(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(SIGNED)))
    later = replace(DECIDED, topic="relevant", by="Minh", at=NOON + HOUR)
    save_decisions(con, [later, DECIDED])
    assert topics(con)[0][2] == "Minh"
    save_decisions(con, [DECIDED, replace(DECIDED, topic="undecided")])  # of the same second: the last line
    assert topics(con)[0][2] is None


def test_an_address_is_decided_in_any_of_its_forms(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(SIGNED)))
    save_decisions(con, [replace(DECIDED, url=f"{URL}?utm_source=rss#top")])
    assert topics(con)[0][2] == "Lan"


def test_a_decision_follows_an_article_that_moved(con: DuckDBPyConnection) -> None:
    load(con, batch(scored(SIGNED)))
    new = "https://bao-mot.example/y-te/bai-1.html"
    con.execute(
        "INSERT INTO internal.moves VALUES (?, ?, ?, ?, ?, 200)",
        [key("article", new), key("article", URL), URL, new, NOON],
    )
    save_decisions(con, [DECIDED, replace(DECIDED, url=new, by="Minh", at=NOON + HOUR)])
    assert topics(con) == [("off_topic", "relevant", "Minh")]


def test_a_decision_is_a_line_that_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "decisions.tsv"
    assert read_decisions(path) == []
    add_decision(path, DECIDED)
    add_decision(path, replace(DECIDED, note="hai\tdòng\nmột"))
    assert path.read_text(encoding="utf-8").startswith(HEAD)
    assert read_decisions(path) == [DECIDED, replace(DECIDED, note="hai dòng một")]


def test_a_line_is_never_glued_to_one_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(f"{URL}\trelevant\tMinh\t2026-05-04T12:00:00+07:00", encoding="utf-8")
    add_decision(path, DECIDED)
    assert [one.by for one in read_decisions(path)] == ["Minh", "Lan"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{URL}\trelevant\tLan", "give address, topic, who, when"),
        (f"{URL}\trelevant\t\t2026-05-04T12:00:00+07:00", "give address, topic, who, when"),
        (f"{URL}\tyes\tLan\t2026-05-04T12:00:00+07:00", "topic 'yes': give one of relevant, off_topic, undecided"),
        (f"{URL}\trelevant\tLan\tyesterday", "time 'yesterday'"),
        (f"{URL}\trelevant\tLan\t2026-05-04T12:00:00", "with its zone"),
        ("<<<<<<< HEAD", "give address, topic, who, when"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(f"# remark\n\n{line}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=re.escape(f"{path}:3: ")) as caught:
        read_decisions(path)
    assert said in str(caught.value)
    assert readable_decisions(path) is None


# ------------------------------------------------------------------ the commands


BORDERLINE = """<!doctype html><html lang="vi"><head><title>Một ngày bận rộn ở Sơn Hà</title></head><body>
<article><h1>Một ngày bận rộn ở Sơn Hà</h1>
<p>Sáng 2/11, các bác sĩ của tỉnh trao đổi kinh nghiệm điều trị cùng một số chuyên gia quốc tế tại hội trường lớn.</p>
<p>Trời nhiều mây và có gió nhẹ, người dân vẫn đi chợ như thường lệ, các con đường quanh hồ đông hơn ngày thường.</p>
<p>Buổi chiều, ban tổ chức dẫn khách đi xem khu phố cổ và nghe kể chuyện về nghề dệt của làng từ ba trăm năm trước.</p>
</article></body></html>"""
ADDRESS = "https://bao-mot.example/mot-ngay-ban-ron.html"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one article to be reviewed, and beside it the page that it was read from."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "page.html").write_text(BORDERLINE, encoding="utf-8")
    (folder / "page.html.json").write_text(json.dumps({"url": ADDRESS}), encoding="utf-8")
    asyncio.run(import_paths(blank_home(folder / "home"), [folder / "page.html"]))
    return folder


@pytest.fixture
def held(filled: Path, hoptac: Run, tmp_path: Path) -> str:  # noqa: F811
    """The address of an article that is held and to be reviewed."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return ADDRESS


def test_why_adds_up(hoptac: Run, held: str) -> None:  # noqa: F811
    told = json.loads(hoptac("why", held, "--json").stdout)
    today = told["today"]
    assert told["relevance"] == today["relevance"]
    assert told["scored_by"] == today["version"]
    assert sum(one["points"] for one in today["points"]) == pytest.approx(today["log_odds"], abs=1e-4)
    shown = hoptac("why", held).stdout
    assert all(one["measure"] in shown for one in today["points"])
    assert f"{today['relevance']:g}" in shown
    assert today["passages"][0]["sentence"][:40] in shown


def test_why_names_what_is_not_held(hoptac: Run, held: str) -> None:  # noqa: F811
    answer = hoptac("why", "https://nowhere.example/")
    assert answer.returncode == 1
    assert "no article of this key or address is held" in answer.stderr


def test_a_warehouse_of_an_older_hoptac_says_what_to_do(con: DuckDBPyConnection) -> None:
    con.execute("DROP VIEW internal.decided")
    with pytest.raises(WarehouseError, match="run `hoptac reparse`"):
        judged(con, URL)


def test_why_says_when_the_rules_changed(hoptac: Run, held: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "home" / "topics.tsv").write_text("kinh nghiệm  vi  -\n", encoding="utf-8")
    assert "brings it up to today's rules" in hoptac("why", held).stdout
    assert "scored by other rules than today's: 1" in hoptac("review").stdout
    assert "1 updated" in hoptac("reparse").stdout
    assert "brings it up" not in hoptac("why", held).stdout
    assert "scored by other rules" not in hoptac("review").stdout


@pytest.mark.parametrize("words", [("reparse",), ("reparse", "--dry-run"), ("why", ADDRESS), ("review",)])
def test_a_bad_word_is_named_before_anything_is_done(
    hoptac: Run,  # noqa: F811
    held: str,
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    own = tmp_path / "home" / "topics.tsv"
    own.write_text("bệnh viện\tvi\thealth lots\n", encoding="utf-8")
    answer = hoptac(*words)
    assert answer.returncode == 1
    assert f"{own}:1: weight 'lots'" in answer.stderr


def test_a_person_decides_and_every_rebuild_knows(hoptac: Run, held: str, tmp_path: Path) -> None:  # noqa: F811
    asked = "SELECT topic, scored_topic, decided_by FROM articles"
    before = json.loads(hoptac("sql", asked, "--json").stdout)[0]
    queue = json.loads(hoptac("review", "--json").stdout)
    assert [one["url"] for one in queue] == [held]
    assert queue[0]["sentence"]
    assert "1 to be reviewed" in hoptac("review").stdout
    assert json.loads(hoptac("review", "--site", "elsewhere", "--json").stdout) == []

    done = hoptac("review", held, "--relevant", "--note", "dự án thật", "--by", "Lan")
    assert "now decided: relevant" in done.stdout
    decided = {**before, "topic": "relevant", "decided_by": "Lan"}
    assert json.loads(hoptac("sql", asked, "--json").stdout) == [decided]
    assert "nothing to be reviewed" in hoptac("review").stdout
    assert "decided: relevant, by Lan on" in hoptac("why", held).stdout

    for name in ("hoptac.duckdb", "warehouse.duckdb"):
        (tmp_path / "home" / name).unlink()
    assert hoptac("import", str(tmp_path / "page.html")).returncode == 0
    assert json.loads(hoptac("sql", asked, "--json").stdout) == [decided]

    hoptac("review", held, "--undecided", "--by", "Minh")
    assert json.loads(hoptac("sql", asked, "--json").stdout) == [before]


def test_while_a_run_is_at_work_the_line_waits(hoptac: Run, held: str, tmp_path: Path) -> None:  # noqa: F811
    with alone(tmp_path / "home"):
        said = hoptac("review", held, "--off-topic", "--by", "Lan")
    assert said.returncode == 0
    assert "takes it up at its end" in said.stdout
    assert hoptac("reparse").returncode == 0
    assert json.loads(hoptac("sql", "SELECT topic FROM articles", "--json").stdout) == [{"topic": "off_topic"}]


@pytest.mark.parametrize("words", [("--relevant",), ("x", "--relevant", "--undecided"), ("x",), ("--note", "x")])
def test_half_a_decision_is_wrong_usage(hoptac: Run, words: tuple[str, ...]) -> None:  # noqa: F811
    assert hoptac("review", *words).returncode == 2


def test_try_tells_the_relevance_too(hoptac: Run, tmp_path: Path) -> None:  # noqa: F811
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    told = json.loads(hoptac("try", str(page), "--json").stdout)["relevance"]
    assert told["topic"] == "relevant"
    assert f"score: relevant {told['relevance']:.4f}" in hoptac("try", str(page)).stdout
