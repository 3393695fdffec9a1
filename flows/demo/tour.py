"""A folder -> the whole product shown: two runs of the Prefect flow against the newsroom, and what they brought."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import console, show
from flows.demo.newsroom import Newsroom
from flows.demo.papers import PAPERS
from flows.errors import HoptacError
from flows.foreground import ingest_in_prefect
from flows.request import Request
from flows.settings import from_environment
from flows.warc import read
from parsers import explain_page
from parsers.sites import load_sites
from warehouse.db import reader
from warehouse.read import ask

MARK = ".hoptac-demo"  # a folder that holds it was made by us and may be emptied
SHOWN = 8  # stripped blocks to print
ONE_PAGE = """SELECT p.warc_file, p.warc_offset FROM articles a JOIN pages p USING (page_id)
WHERE a.site = 'suckhoeviethop' AND a.topic = 'relevant' ORDER BY a.published_at LIMIT 1"""
STORIES = """SELECT o.site AS original, string_agg(r.site, ', ' ORDER BY r.published_at) AS reprinted_by, o.title
FROM reprints x JOIN articles r USING (article_id) JOIN articles o ON o.article_id = x.of_article_id
WHERE x.relation = 'same_article' GROUP BY ALL ORDER BY count(*) DESC, o.title LIMIT 5"""
QUESTIONS = (
    (
        "Who agreed what with whom, and how many independent papers say so?",
        """SELECT type, stage, vietnamese_party, foreign_party, signed_on, amount::BIGINT AS amount, currency,
  proofs.independent_sites AS papers, conflicting
FROM ledger ORDER BY papers DESC, last_told_at DESC LIMIT 8""",
    ),
    (
        "What did a paper change after it had published?",
        """SELECT a.site, v.changed, v.diff
FROM revisions v JOIN articles a USING (article_id) WHERE v.revision > 1 ORDER BY a.site""",
    ),
    (
        "Is anything missing? What became of every article address that a site listed",
        """SELECT outcome, reason, count(DISTINCT url) AS addresses, min(url) AS for_example
FROM fetches WHERE kind = 'article' GROUP BY ALL ORDER BY addresses DESC""",
    ),
)


class NotOurs(HoptacError):
    """The folder holds something that the demo did not make; the message says what to do."""


def tour(home: Path) -> None:
    """Show the product in `home`, which is made anew. Raises NotOurs for a folder with other things in it."""
    _make_anew(home)
    names = [paper.name for paper in PAPERS]
    with Newsroom() as room, _environment(home, room):
        shutil.copytree(room.sites_folder, home / "sites")  # so that later commands on this home know the sites
        _head("A newsroom")
        console.say(f"{len(names)} small news sites in Vietnamese and English, written for this demonstration, are now")
        console.say("served over HTTP on this machine. Nothing else is asked: no internet, no configuration.")
        _head("First visit")
        console.say("Prefect starts a temporary server and runs the flow `ingest`; that takes 10 to 30 seconds ...")
        first = _run(names)
        show.report(first, as_json=False)
        _tell_first(first)
        room.visit = 2
        _head("Second visit, some time later")
        second = _run(names)
        _tell_second(second)
    _show_answers(home)


def _head(text: str) -> None:
    console.say(f"\n[bold]{text}[/bold]")


def _run(names: list[str]) -> dict[str, Any]:
    started = time.monotonic()
    with console.out.status("running the ingest flow"):
        values = ingest_in_prefect(from_environment(), Request(sites=names))
    console.say(f"[dim]The flow ended after {time.monotonic() - started:.0f} s.[/dim]")
    return values


def _make_anew(home: Path) -> None:
    """Empty the folder, but for Prefect's state, which takes long to make."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise NotOurs(f"{home}: not a folder of the demo; give another --home")
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()
    for path in home.iterdir():
        if path.name not in (MARK, "prefect"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _environment(home: Path, room: Newsroom) -> Iterator[None]:
    """The settings of the demo, as environment variables, where the flow looks for them."""
    demo = {
        "HOPTAC_HOME": str(home),
        "HOPTAC_ROUTES": ",".join(f"{host}={target}" for host, target in room.routes.items()),
        "HOPTAC_ALLOW_PRIVATE": "1",
        "HOPTAC_DELAY": "0",
    }
    before = {name: os.environ.get(name) for name in demo}
    os.environ.update(demo)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _tell_first(values: dict[str, Any]) -> None:
    counts = values["counts"]
    console.say(
        f"\n{counts['fetches']} addresses were asked or passed over, each with a row that says what became of it;"
    )
    console.say(
        f"{counts['pages']} pages are in the archive as they were sent, {counts['new']} are articles in the warehouse."
    )
    _head("What was stripped from one of them")
    settings = from_environment()
    with reader(settings.warehouse_file) as con:
        file, offset = ask(con, ONE_PAGE).rows[0]
    article = explain_page(read(settings.archive / file, offset), load_sites(settings.sites))
    console.say(f"{article.url}: {len(article.paragraphs)} paragraphs are the article,")
    console.say(f"{len(article.stripped)} blocks are not. The first of them, with the rule that took each out:")
    rows = [(block.rule, show.short(block.text, 100)) for block in article.stripped[:SHOWN]]
    console.show_table(("rule", "text"), rows)
    console.say("`hoptac try URL-or-FILE` shows this for any page.")


def _tell_second(values: dict[str, Any]) -> None:
    counts = values["counts"]
    console.say(f"The papers have published {counts['new']} more articles and corrected {counts['revised']}.")
    console.say(
        f"The flow asked for {counts['pages']} pages; the rest is known, and lists that had not changed said so."
    )


def _show_answers(home: Path) -> None:
    """Tell the stories, then put three questions to the published warehouse, with the SQL that asks them."""
    path = home / "warehouse.duckdb"
    with reader(path) as con:
        _head("Stories: which paper had it first, and who reprinted it")
        show.answer(ask(con, STORIES), as_json=False)
        for number, (question, sql) in enumerate(QUESTIONS, 1):
            _head(f"Question {number}: {question}")
            console.say(f"[dim]{sql}[/dim]")
            show.answer(ask(con, sql), as_json=False)
    hoptac = Path(sys.argv[0])
    command = os.path.relpath(hoptac) if hoptac.name == "hoptac" else f"{sys.executable} -m flows"
    console.say(f"\nEach agreement with the sentences that prove it: {command} ledger --home {home}")
    console.say(f'Now ask your own: {command} sql "SELECT ..." --home {home}')
    console.say(f"or open {path} read-only in any DuckDB client.")
