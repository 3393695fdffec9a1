"""Articles read at a new address -> the articles they were at the old one: a move is a revision, no second article.

The old address must lead to the new one on the same site, and the text must be the same article or bear the same
title: a paper that closes a section redirects its addresses to something else. And the article must be held under its
old address when it is first read at the new one: two that are held already stay two, and are one story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from parsers.textnorm import words
from parsers.urls import canonical, same_site
from parsers.wording import wording
from warehouse.compare import Relation, compare, relate
from warehouse.db import statement
from warehouse.observation import Observation
from warehouse.tables import append, select, select_by_row

MOVE = ("moved_id", "article_id", "from_url", "to_url", "seen_at", "status")
Text = tuple[str, str]  # title, body


def follow(con: DuckDBPyConnection, seen: Sequence[Observation]) -> list[Observation]:
    """Return the observations, oldest first as given, with each moved article under the key it had before it moved.

    The pages must be stored. Part of the caller's transaction.
    """
    asked = {page: (url, status) for page, url, status in select(con, statement("asked_urls"), _pages(seen))}
    leads = {
        one.row.page_id: old
        for one in seen
        if (old := old_address(one.article.canonical_url, asked[one.row.page_id][0]))
    }
    led = {one.row.article_id for one in seen if one.row.page_id in leads}
    led |= {key("article", old) for old in leads.values()}
    moved = dict(select(con, statement("moves"), led | {one.row.article_id for one in seen}))
    texts = _held(con, led | {moved[one] for one in led if one in moved})
    followed, rows = [], []
    for one in seen:
        new_id, old = one.row.article_id, leads.get(one.row.page_id)
        if old and new_id not in texts and new_id not in moved:
            old_id = key("article", old)
            old_id = moved.get(old_id, old_id)
            if old_id in texts and _is_same(one, texts[old_id]):
                moved[new_id] = old_id
                status = asked[one.row.page_id][1]
                rows.append((new_id, old_id, old, one.article.canonical_url, one.row.seen_at, status))
        article_id = moved.get(new_id, new_id)
        texts[article_id] = _text(one)
        followed.append(replace(one, row=replace(one.row, article_id=article_id)))
    append(con, "internal.moves", MOVE, rows)
    return followed


def _pages(seen: Sequence[Observation]) -> set[UUID]:
    return {one.row.page_id for one in seen}


def old_address(new: str, asked: str) -> str | None:
    """Return the address that was asked for, if another one of the same site answered."""
    old = canonical(asked)
    return old if old != new and same_site(old, new) else None


def _held(con: DuckDBPyConnection, article_ids: set[UUID]) -> dict[UUID, Text]:
    rows = select_by_row(con, statement("texts_held"), statement("rows_of_current"), article_ids)
    return {article: (title or "", body) for article, title, body in rows}


def _text(one: Observation) -> Text:
    return one.article.title or "", one.article.text


def _is_same(one: Observation, held: Text) -> bool:
    title, body = _text(one)
    if words(title) and words(title) == words(held[0]):
        return True
    new, old = wording(body), wording(held[1])
    return relate(compare(new, old), min(len(new.five), len(old.five))) is Relation.SAME_ARTICLE
