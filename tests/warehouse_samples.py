"""Small rows with sensible defaults for the warehouse tests: a page, an article seen on it, a batch of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import content_hash, key
from parsers.model import Article, Discover, Precision, Site
from warehouse.db import writer
from warehouse.rows import ArticleRow, Batch, FetchRow, Kind, Outcome, PageRow, RejectRow, RunRow

NOON = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)  # noon in Vietnam
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = (
    "Bộ Y tế và đoàn chuyên gia nước ngoài đã trao đổi về chương trình đào tạo bác sĩ nội trú trong ba năm tới.",
    "Hai bên thống nhất lập nhóm công tác gồm 12 người để chuẩn bị văn bản hợp tác trước cuối tháng 9.",
)


@cache
def _blank() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.duckdb"
        with writer(path):
            pass
        return path.read_bytes()


def fresh(path: Path) -> Path:
    """An empty warehouse at `path`. Its migrations were run once: they take 0.3 s of a processor each time."""
    path.write_bytes(_blank())
    return path


@contextmanager
def empty() -> Iterator[DuckDBPyConnection]:
    """An empty warehouse, open for writing, that is gone with its connection."""
    with TemporaryDirectory() as folder, writer(fresh(Path(folder) / "w.duckdb")) as con:
        yield con


def run(number: int = 1, *, started_at: datetime = NOON, **changes: object) -> RunRow:
    return RunRow(run_id=key("run", str(number)), flow="ingest", started_at=started_at, **changes)  # type: ignore[arg-type]


def page_id(name: str) -> UUID:
    return key("page", name)


def article_row(
    url: str = "https://bao-mot.example/bai-1.html",
    *,
    page: str | None = None,
    seen_at: datetime = NOON,
    title: str = "Đào tạo bác sĩ nội trú: hai bên lập nhóm công tác",
    paragraphs: tuple[str, ...] = TEXT,
    relevance: float = 0.9,
    topic: str = "relevant",
    **fields: object,
) -> ArticleRow:
    """An article; `page` names its page, by default by address and text, so that a new text is a new page."""
    site = url.partition("//")[2].partition("/")[0].partition(".")[0]
    defaults: dict[str, object] = {
        "url": url, "canonical_url": url, "site": site, "language": "vi", "authors": ("Minh Hà",),
        "reader": "generic 1", "provenance": {"title": "h1"},
    }  # fmt: skip
    article = Article(title=title, paragraphs=paragraphs, **{**defaults, **fields})  # type: ignore[arg-type]
    return ArticleRow(
        article_id=key("article", url),
        page_id=page_id(page or f"{url} {title} {article.text}"),
        seen_at=seen_at,
        article=article,
        content_hash=content_hash(article.text),
        relevance=relevance,
        topic=topic,
    )


def published(at: datetime, precision: Precision = Precision.MINUTE, source: str = "json-ld") -> dict[str, object]:
    return {"published_at": at, "published_precision": precision, "published_from": source}


def page_row(row: ArticleRow | RejectRow, *, run_row: RunRow | None = None, offset: int = 0) -> PageRow:
    url = row.url if isinstance(row, RejectRow) else row.article.url
    at = row.at if isinstance(row, RejectRow) else row.seen_at
    return PageRow(
        page_id=row.page_id, url=url, final_url=url, fetched_at=at, status=200, content_type="text/html",
        charset="utf-8", bytes=2048, sha256="0" * 64, warc_file="run-1.warc.gz", warc_offset=offset,
        run_id=(run_row or run()).run_id,
    )  # fmt: skip


def fetch_row(
    url: str,
    *,
    site: str = "bao-mot",
    kind: Kind = Kind.ARTICLE,
    outcome: Outcome = Outcome.FETCHED,
    at: datetime = NOON,
    **fields: object,
) -> FetchRow:
    fetch_id = key("fetch", url, at.isoformat(), outcome)
    return FetchRow(
        fetch_id=fetch_id, run_id=run().run_id, site=site, url=url, kind=kind, at=at, outcome=outcome, **fields
    )  # type: ignore[arg-type]  # fmt: skip


def reject_row(
    url: str = "https://bao-mot.example/chuyen-muc", *, page: str | None = None, **fields: object
) -> RejectRow:
    defaults: dict[str, object] = {
        "stage": "parse", "reason": "listing", "detail": "24 links, no text", "run_id": run().run_id, "at": NOON,
    }  # fmt: skip
    return RejectRow(page_id=page_id(page or url), url=url, **{**defaults, **fields})  # type: ignore[arg-type]


def batch(*rows: ArticleRow | RejectRow, run_row: RunRow | None = None, **more: object) -> Batch:
    """A batch with the pages of its articles and rejects."""
    articles = tuple(row for row in rows if isinstance(row, ArticleRow))
    rejects = tuple(row for row in rows if isinstance(row, RejectRow))
    pages = tuple(page_row(row, offset=number) for number, row in enumerate(rows))
    return Batch(run=run_row or run(), pages=pages, articles=articles, rejects=rejects, **more)  # type: ignore[arg-type]


def site(name: str = "bao-mot", title: str = "Báo Một", **fields: object) -> Site:
    defaults: dict[str, object] = {
        "hosts": (f"{name}.example",),
        "discover": Discover(feeds=(f"https://{name}.example/rss",)),
    }
    return Site(name=name, title=title, **{**defaults, **fields})  # type: ignore[arg-type]
