"""A folder -> the whole product shown: two runs of the Prefect flow against the newsroom, and what they brought."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import console, show
from flows.demo.newsroom import Newsroom
from flows.demo.papers import PAPERS
from flows.foreground import ingest_in_prefect
from flows.pipeline import Request
from flows.settings import from_environment
from warehouse.db import reader
from warehouse.read import ask

MARK = ".hoptac-demo"  # a folder that holds it was made by us and may be emptied
QUESTIONS = (
    (
        "Which reprints are there, and how do we know the original?",
        """SELECT o.site AS original, string_agg(r.site, ', ' ORDER BY r.published_at) AS reprinted_by, o.title
FROM reprints x JOIN articles r USING (article_id) JOIN articles o ON o.article_id = x.of_article_id
GROUP BY ALL ORDER BY count(*) DESC, o.title LIMIT 5""",
    ),
    (
        "What did the papers change after they had published it?",
        """SELECT a.site, a.title, v.changed, v.diff
FROM revisions v JOIN articles a USING (article_id) WHERE v.revision > 1 ORDER BY a.site""",
    ),
    (
        "Is nothing missing? Every address that was listed, and what became of it",
        """SELECT site, sum(listed) AS listed, sum(fetched) AS fetched, sum(kept) AS kept, sum(rejected) AS rejected,
  sum(blocked) AS blocked FROM coverage GROUP BY site ORDER BY site""",
    ),
)


class NotOurs(RuntimeError):
    """The folder holds something that the demo did not make; the message says what to do."""


def tour(home: Path) -> None:
    """Show the product in `home`, which is made anew. Raises NotOurs for a folder with other things in it."""
    _make_anew(home)
    names = [paper.name for paper in PAPERS]
    with Newsroom() as room, _environment(home, room):
        console.say(f"[bold]A newsroom of {len(names)} small sites is now served on this machine.[/bold]")
        first = _run(names, "Prefect starts a temporary server of its own; that is most of the time you wait")
        _tell_first(first)
        room.visit = 2
        console.say(
            "\n[bold]Some time later: one article was corrected, new ones appeared. The flow runs again.[/bold]"
        )
        second = _run(names, "only what is new or changed is fetched")
        _tell_second(second)
    _show_answers(home)


def _run(names: list[str], meanwhile: str) -> dict[str, Any]:
    with console.out.status(f"Running the ingest flow ({meanwhile}) ..."):
        return ingest_in_prefect(from_environment(), Request(sites=names))


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
        "HOPTAC_SITES": str(room.sites_folder),
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
    console.say("\n[bold]What came in[/bold]")
    show.report(values, as_json=False)
    console.say(
        "\nEvery page is in the archive (WARC) as it was sent. What is not the article was stripped, by named rules;"
    )
    console.say("`hoptac try URL` shows them for any page.")


def _tell_second(values: dict[str, Any]) -> None:
    counts = values["counts"]
    console.say(f"{counts.get('new', 0)} new, {counts.get('revised', 0)} revised, nothing else was fetched again.")


def _show_answers(home: Path) -> None:
    """Put the three questions to the published warehouse, with the SQL that asks them."""
    path = home / "warehouse.duckdb"
    with reader(path) as con:
        for number, (question, sql) in enumerate(QUESTIONS, 1):
            console.say(f"\n[bold]{number}. {question}[/bold]")
            console.say(f"[dim]{sql}[/dim]")
            show.answer(ask(con, sql), as_json=False)
    console.say(f'\nNow ask your own: hoptac sql "SELECT ..." --home {home}   (or open {path} in any DuckDB client)')
