"""Articles as they stand and as they would be read -> what differs, site by site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from warehouse.rows import ArticleRow, RejectRow

FIELDS = (
    "title",
    "dek",
    "authors",
    "byline",
    "published_at",
    "section",
    "tags",
    "captions",
    "source_name",
    "source_url",
    "language",
    "canonical_url",
    "published_precision",
    "modified_at",
)
SCORES = ("relevance", "topic")
SAID = (
    "type", "stage", "vietnamese_party", "foreign_party", "countries", "signed_on", "amount", "currency", "sentence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One page read now otherwise than before. `kinds` are words such as `grows`, `gains dek`, `becomes a reject`."""

    site: str
    url: str
    kinds: tuple[str, ...]
    words_before: int
    words_after: int

    @property
    def weight(self) -> int:
        """How much of the text changes, in words."""
        return abs(self.words_after - self.words_before)


def compare(before: Mapping[UUID, Mapping[str, Any]], after: Iterable[ArticleRow | RejectRow]) -> Iterable[Difference]:
    """The differences between the standing articles, by page, and what their pages give now."""
    for row in after:
        old = before.get(row.page_id)
        now = _values(row) if isinstance(row, ArticleRow) else None
        kinds = tuple(_kinds(old, now)) if old or now else ()
        if kinds:
            article = row.article if isinstance(row, ArticleRow) else None
            site = old["site"] if old else article.site if article else ""
            url = old["url"] if old else article.url if article else ""
            yield Difference(site, url, kinds, _words(old), _words(now))


def _values(row: ArticleRow) -> dict[str, Any]:
    fields = {name: getattr(row.article, name) for name in FIELDS}
    agreements = [{name: getattr(one, name) for name in SAID} for one in row.meaning.agreements]
    scores = {name: getattr(row, name) for name in SCORES}
    return fields | scores | {"body": row.article.text, "agreements": agreements}


def _said(values: Mapping[str, Any]) -> list[list[str]]:
    """The agreements in words that can be compared, whatever order they came in."""
    rows = ({**row, "countries": list(row["countries"])} for row in values["agreements"] or ())
    return sorted([str(row[name]) for name in SAID] for row in rows)


def tally(differences: Iterable[Difference]) -> dict[str, Counter[str]]:
    """How often each kind of difference occurs: site -> kind -> number."""
    sites: dict[str, Counter[str]] = {}
    for difference in differences:
        sites.setdefault(difference.site, Counter()).update(difference.kinds)
    return sites


def _kinds(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterable[str]:
    if old is None or new is None:
        yield "becomes an article" if old is None else "becomes a reject"
        return
    if old["body"] != new["body"]:
        yield _length_change(_words(old), _words(new))
    old, new = ({**values, "agreements": _said(values)} for values in (old, new))
    named = (*FIELDS, *SCORES, "agreements")
    for name in named if old["is_newest"] else ("title",):  # an older page does not speak for today
        was, now = _plain(old[name]), _plain(new[name])
        if was != now:
            yield f"{'gains' if not was else 'loses' if not now else 'changes'} {name}"


def _length_change(before: int, after: int) -> str:
    return "grows" if after > before else "shrinks" if after < before else "changes words"


def _plain(value: object) -> object:
    return (list(value) if isinstance(value, tuple) else value) or None


def _words(values: Mapping[str, Any] | None) -> int:
    return len(values["body"].split()) if values else 0
