"""Articles as they stand and as they would be read -> what differs, site by site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from warehouse.changes import Text, changes
from warehouse.rows import ArticleRow, RejectRow

Stored = Mapping[str, Any]
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


LEAST_WELCOME = ("becomes a reject", "loses title", "loses published_at")
A_FIELD = 20  # words that losing a field weighs as much as
SHOWN = 20  # worst differences that are kept whole


@dataclass(frozen=True, slots=True)
class Difference:
    """One page read now otherwise than before. `kinds` are words such as `grows`, `gains dek`, `becomes a reject`.

    `diff` shows the words that go and come, place by place; `gone` and `come` count them.
    """

    site: str
    url: str
    kinds: tuple[str, ...]
    words_before: int
    words_after: int
    gone: int = 0
    come: int = 0
    texts: tuple[Text, Text] = (("", ""), ("", ""))

    @property
    def weight(self) -> tuple[int, int]:
        """How bad it may be: whether it is one of the least welcome kinds, then words lost, more than words won."""
        losses = sum(kind.startswith("loses") for kind in self.kinds)
        return sum(kind in LEAST_WELCOME for kind in self.kinds), 2 * self.gone + self.come + A_FIELD * losses

    @property
    def diff(self) -> str:
        """The words that go and come, place by place; empty where the page was or becomes no article."""
        old, new = self.texts
        return changes(old, new).diff if old != new and all(any(text) for text in self.texts) else ""


@dataclass(slots=True)
class Comparison:
    """What differs so far: how often each kind occurs at each site, and the worst cases. Memory does not grow."""

    pages: Counter[str] = field(default_factory=Counter)  # site -> pages that are or become an article
    differing: Counter[str] = field(default_factory=Counter)  # site -> those of them that differ
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    words: dict[str, Counter[str]] = field(default_factory=dict)  # site -> gone, come
    worst: list[Difference] = field(default_factory=list)

    def add(self, before: Mapping[UUID, Stored], after: Iterable[ArticleRow | RejectRow]) -> None:
        """Take in what some pages were, and what they give now."""
        for row in after:
            old = before.get(row.page_id)
            site = old["site"] if old else row.article.site if isinstance(row, ArticleRow) else ""
            self.pages[site] += bool(site)
            for one in compare(before, [row]):
                self.differing[one.site] += 1
                self.kinds.setdefault(one.site, Counter()).update(one.kinds)
                self.words.setdefault(one.site, Counter()).update(gone=one.gone, come=one.come)
                self.worst.append(one)
        self.worst = sorted(self.worst, key=lambda one: one.weight, reverse=True)[:SHOWN]

    def values(self) -> dict[str, Any]:
        """The differences as plain values: by site in words and in sum, and the worst cases first."""
        return {
            "sites": {site: dict(counts) for site, counts in sorted(self.kinds.items())},
            "summary": [self._summary(site) for site in sorted(self.kinds)],
            "worst": [_values_of(one) for one in self.worst],
        }

    def _summary(self, site: str) -> dict[str, Any]:
        kinds = self.kinds[site]
        fields = {
            verb: sum(count for kind, count in kinds.items() if kind.startswith(f"{verb} ") and kind != "changes words")
            for verb in ("gains", "loses", "changes")
        }
        bodies = {kind: kinds[kind] for kind in ("grows", "shrinks", "changes words")}
        becomes = {kind: kinds[kind] for kind in ("becomes an article", "becomes a reject")}
        pages = {"site": site, "pages": self.pages[site], "differ": self.differing[site]}
        return pages | bodies | fields | becomes | {"words": dict(self.words[site])}


def _values_of(one: Difference) -> dict[str, Any]:
    words = {"before": one.words_before, "after": one.words_after, "gone": one.gone, "come": one.come}
    return {"site": one.site, "url": one.url, "kinds": list(one.kinds), **words, "diff": one.diff}


def compare(before: Mapping[UUID, Stored], after: Iterable[ArticleRow | RejectRow]) -> Iterable[Difference]:
    """The differences between the standing articles, by page, and what their pages give now."""
    for row in after:
        old = before.get(row.page_id)
        now = _values(row) if isinstance(row, ArticleRow) else None
        kinds = tuple(_kinds(old, now)) if old or now else ()
        if kinds:
            article = row.article if isinstance(row, ArticleRow) else None
            site = old["site"] if old else article.site if article else ""
            url = old["url"] if old else article.url if article else ""
            gone, come = _exchanged(old, now)
            yield Difference(site, url, kinds, _words(old), _words(now), gone, come, (_text(old), _text(now)))


def _values(row: ArticleRow) -> dict[str, Any]:
    fields = {name: getattr(row.article, name) for name in FIELDS}
    agreements = [{name: getattr(one, name) for name in SAID} for one in row.meaning.agreements]
    scores = {name: getattr(row, name) for name in SCORES}
    return fields | scores | {"body": row.article.text, "agreements": agreements}


def _said(values: Mapping[str, Any]) -> list[list[str]]:
    """The agreements in words that can be compared, whatever order they came in."""
    rows = ({**row, "countries": list(row["countries"])} for row in values["agreements"] or ())
    return sorted([str(row[name]) for name in SAID] for row in rows)


def _text(values: Stored | None) -> Text:
    return (values["title"] or "", values["body"]) if values else ("", "")


def _exchanged(old: Stored | None, new: Stored | None) -> tuple[int, int]:
    """How many words of the body are not there any more, and how many are new, wherever they stand."""
    was, now = (Counter(values["body"].split() if values else ()) for values in (old, new))
    return (was - now).total(), (now - was).total()


def _kinds(old: Stored | None, new: Stored | None) -> Iterable[str]:
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


def _words(values: Stored | None) -> int:
    return len(values["body"].split()) if values else 0
