"""ArticleRow -> Observation: an article as seen once, with the digests that tell at once whether anything changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from parsers.fingerprint import key
from parsers.model import Article, Meaning
from warehouse.errors import WarehouseError
from warehouse.rows import ArticleRow
from warehouse.same_agreement import RULE_VERSION
from warehouse.tables import stored

# Article fields that are columns of internal.article under the same name. Title and text are in revisions;
# `stripped` is not stored: the archive gives it again.
METADATA = (
    "url", "canonical_url", "site", "language", "dek", "authors", "byline",
    "published_at", "published_precision", "published_from", "modified_at", "section", "tags", "captions",
    "source_name", "source_url", "reader", "provenance",
)  # fmt: skip
RECORD = (*METADATA, "relevance", "topic", "scored_by")


@dataclass(frozen=True, slots=True)
class Observation:
    """One reading of one page. `text_key` covers title and body, `record_key` everything else, the meaning too."""

    row: ArticleRow
    record: tuple[object, ...]  # values of RECORD
    text_key: UUID
    record_key: UUID

    @property
    def article(self) -> Article:
        """The article as read."""
        return self.row.article

    @property
    def order(self) -> tuple[datetime, UUID]:
        """Which of two observations is the newer one, on every machine and whatever came in first."""
        return self.row.seen_at, self.row.page_id

    @property
    def reading(self) -> UUID:
        """Digest of all that was read: differs for the same page only when the reader differs."""
        return key("reading", str(self.row.article_id), str(self.text_key), str(self.record_key))


def observe(row: ArticleRow) -> Observation:
    """Return the row with its digests. Raises WarehouseError for a time without zone."""
    article = row.article
    metadata = (stored(getattr(article, name), name) for name in METADATA)
    record = (*metadata, row.relevance, row.topic, row.scored_by)
    return Observation(
        row=row,
        record=record,
        text_key=key("version", article.title or "", article.text),
        record_key=key("record", *map(_canonical, (*record, row.reasons)), *_said(row.meaning)),
    )


def distinct(rows: Iterable[ArticleRow]) -> list[Observation]:
    """Return the observations from the oldest to the newest, each page at each moment once, and read in one way.

    Raises WarehouseError when one page is said to be two articles.
    """
    readings: dict[UUID, Observation] = {}
    moments: set[tuple[datetime, UUID]] = set()
    for one in map(observe, rows):
        page = one.row.page_id
        held = readings.setdefault(page, one)
        if held.row.article_id != one.row.article_id:
            raise WarehouseError(f"page {page} ({one.article.url}) is said to be two articles; nothing was stored")
        if held is not one and held.reading < one.reading:
            readings[page] = one
        moments.add(one.order)
    return [_at(readings[page], at) for at, page in sorted(moments)]


def _at(one: Observation, seen_at: datetime) -> Observation:
    return one if one.row.seen_at == seen_at else replace(one, row=replace(one.row, seen_at=seen_at))


def _canonical(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else repr(value)


def _said(meaning: Meaning) -> tuple[str, ...]:
    """The meaning as one word: nothing for nothing, so that it costs the many articles nothing that have none.

    With the version of the rules that merge statements: once those change, reading again decides all anew.
    """
    return (f"{RULE_VERSION} {meaning!r}",) if meaning.mentions or meaning.agreements else ()
