"""Articles and their pages -> a Parquet file that any worker writes alone and the one writer of a warehouse loads.

All that does not depend on what is held is worked out here, so that many workers share it: digests, the sample of the
wording, the story that is born with an article. `warehouse.bulk` loads the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import duckdb
from pydantic import TypeAdapter

from parsers.fingerprint import is_sampled, key, sample, shingles, tokens
from parsers.model import Article
from warehouse.db import statement
from warehouse.dedup import story_of
from warehouse.errors import WarehouseError, first_line
from warehouse.moves import old_address
from warehouse.observation import RECORD, Observation, observe
from warehouse.rows import ArticleRow, PageRow
from warehouse.tables import append, names, values
from warehouse.texts import SHORT, text_of

PAGE = {"url": "asked_url", "run_id": "fetched_by"}  # columns of `pages` that have another name in a spool
READING = (
    "article_id", "seen_at", "content_hash", "text_key", "record_key", "reading", "story_id", "text_id", "old_id",
    "keys", "sampled", "title", "body", "word_count", "whole",
)  # fmt: skip
COLUMNS = (*(PAGE.get(name, name) for name in names(PageRow)), *READING, *RECORD)
WHOLE = TypeAdapter(ArticleRow)
_AT_ONCE = 10_000  # rows of Python values


def write_spool(path: Path, pages: Mapping[UUID, PageRow], rows: Iterable[ArticleRow]) -> int:
    """Write the articles as read, with the pages that show them; return how many there were.

    Raises WarehouseError for a time without zone, a row whose page is missing, and a file that cannot be written: then
    there is none.
    """
    temp = path.with_name(f".{path.name}.tmp")
    try:
        with duckdb.connect(config={"threads": 1}) as con:
            con.execute(statement("spool"))
            count = sum(_append(con, some) for some in _chunks(_ready(pages, rows)))
            con.execute("COPY spool TO $path (FORMAT parquet)", {"path": str(temp)})
        temp.replace(path)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"{path}: cannot be written: {first_line(error)}") from error
    finally:
        temp.unlink(missing_ok=True)
    return count


def _append(con: duckdb.DuckDBPyConnection, rows: Sequence[tuple[object, ...]]) -> int:
    append(con, "spool", COLUMNS, rows)
    return len(rows)


def _chunks(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    some: list[tuple[object, ...]] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    yield some


def _ready(pages: Mapping[UUID, PageRow], rows: Iterable[ArticleRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        page = pages.get(row.page_id)
        if page is None:
            raise WarehouseError(f"page {row.page_id} ({row.article.url}) is missing beside its article")
        yield (*values(page), *_reading(observe(row), page))


def _reading(one: Observation, page: PageRow) -> tuple[object, ...]:
    row, article = one.row, one.article
    body = article.text
    count = len(body.split())
    is_short = count < SHORT
    keys = [] if is_short else _keys(row, body)
    return (
        row.article_id, row.seen_at, row.content_hash, one.text_key, one.record_key, one.reading,
        story_of(row.article_id), text_of(row.content_hash, (article.title or "") if is_short else None),
        _old_id(page, article), keys, sum(map(is_sampled, keys)), article.title, body, count, _whole(row), *one.record,
    )  # fmt: skip


def _keys(row: ArticleRow, body: str) -> list[int]:
    return sample(shingles(tokens(body))) if row.keys is None else list(row.keys)


def _whole(row: ArticleRow) -> str | None:
    """The row with all that it means, as JSON, where it means something."""
    return WHOLE.dump_json(row).decode() if row.reasons or row.meaning.rule_version else None


def _old_id(page: PageRow, article: Article) -> UUID | None:
    """The key of the address that was asked for, where a move is to be thought of."""
    old = old_address(article.canonical_url, page.url)
    return key("article", old) if old else None
