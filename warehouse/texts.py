"""Articles that changed -> which texts they have or had, and how alike those are to all others that are held.

A text is the words of one version: equal words are one text, on however many sites. Kept up to date are
internal.article_texts, internal.shingle_keys and internal.likenesses, as functions of the articles that are held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import NORMAL_FORM, key, sample, shingles, tokens
from parsers.textnorm import fold
from parsers.wording import Wording, wording
from warehouse.candidates import Candidates, Change, Pair, Posting
from warehouse.compare import LEAST_SHINGLES, RULE_VERSION, compare, relate
from warehouse.db import statement
from warehouse.nearness import near
from warehouse.tables import OWN_ROWS, append, delete, select, select_by_row

RULES = f"{NORMAL_FORM}.{RULE_VERSION}"
SHORT = LEAST_SHINGLES + 4  # words; below there are too few shingles
ARTICLE_TEXT = ("article_id", "text_id", "site", "rules")
LIKENESS = (
    "text_a", "text_b", "containment", "jaccard", "fine", "coverage", "figures", "length", "run", "shared_words",
    "shared_run", "shingles", "rule_version",
)  # fmt: skip
_AT_HAND = 400  # wordings kept while pairs are compared, about 40 MB

Has = tuple[UUID, UUID, str, str]  # article, text, site, rules by which it was last compared


def text_of(content_hash: UUID, short_title: str | None) -> UUID:
    """Return the key of a text. Very short ones ("Đang cập nhật") are alike by chance: their title must agree too."""
    return content_hash if short_title is None else key("short text", str(content_hash), fold(short_title))


def refresh(
    con: DuckDBPyConnection,
    candidates: Candidates,
    article_ids: Collection[UUID],
    keys: Mapping[UUID, Sequence[int]] = MappingProxyType({}),
) -> set[UUID]:
    """Bring texts and likenesses up to date for articles that are new, changed, gone or last compared by older rules.

    `keys`: content hash -> sampled shingles, where they are known. Returns the texts whose stories may differ by that.
    Part of the caller's transaction.
    """
    before = set(select(con, statement("texts_of_articles"), article_ids))
    versions = texts_of(con, article_ids)
    after = set(versions)
    concerned = {text for _, text, _, _ in before | after}
    if before == after:
        return concerned
    overdue = {text for _, text, _, rules in before if rules != RULES}
    held = _postings(con, concerned)
    _write(con, before, after)
    now = _postings(con, concerned)
    hashes = {text: content_hash for (_, text, _, _), content_hash in versions.items() if content_hash}
    came, gone = (_fresh(one, other, overdue) for one, other in ((now, held), (held, now)))
    shaken = candidates.add(Change(keys_of(con, came, hashes, keys), gone))
    left = {text for text, _ in held} - {text for text, _ in now}
    new = {text for text, _ in came if text in hashes}
    return concerned | liken(con, candidates, (new | {text for text, _ in gone} | shaken) - left, left)


def _fresh(these: set[Posting], those: set[Posting], overdue: Collection[UUID]) -> set[Posting]:
    """Those of the one that are not in the other; texts that are overdue go and come again."""
    return {one for one in these if one not in those or one[0] in overdue}


def texts_of(con: DuckDBPyConnection, article_ids: Collection[UUID]) -> dict[Has, UUID | None]:
    """Return what the articles have now, with the content hash of the texts that are long enough to be compared."""
    if not article_ids:
        return {}
    given = {"article_ids": list(article_ids), "short": SHORT, "own_rows": OWN_ROWS}
    found = con.execute(statement("version_texts"), given).fetchall()
    return {
        (article, text_of(content_hash, title), site, RULES): content_hash if title is None else None
        for article, site, content_hash, title in found
    }


def _postings(con: DuckDBPyConnection, texts: Collection[UUID]) -> set[Posting]:
    return set(select(con, statement("sites_of_texts"), texts))


def _write(con: DuckDBPyConnection, before: set[Has], after: set[Has]) -> None:
    stale = {article for article, *_ in before - after}
    delete(con, "internal.article_texts", "article_id", stale)
    append(con, "internal.article_texts", ARTICLE_TEXT, [one for one in after if one not in before or one[0] in stale])


def keys_of(
    con: DuckDBPyConnection,
    came: Iterable[Posting],
    hashes: Mapping[UUID, UUID | None],
    known: Mapping[UUID, Sequence[int]] = MappingProxyType({}),
) -> dict[Posting, Sequence[int]]:
    """Return the sampled shingles of texts on their sites; `hashes` has the texts that are long enough.

    Those of texts that are not `known` are worked out of their bodies.
    """
    wanted = [posting for posting in came if posting[0] in hashes]
    bodies = _bodies(con, {text for text, _ in wanted if text not in known})
    keys = {**known, **{text: sample(shingles(tokens(body))) for text, body in bodies.items()}}
    return {posting: keys[posting[0]] for posting in wanted}


def _bodies(con: DuckDBPyConnection, texts: Collection[UUID]) -> dict[UUID, str]:
    return dict(select_by_row(con, statement("bodies"), statement("rows_of_texts"), texts))


def liken(
    con: DuckDBPyConnection, candidates: Candidates, asked: Collection[UUID], gone: Collection[UUID]
) -> set[UUID]:
    """Store how alike texts are to their candidates; return those that have become more, or less, alike to another.

    `gone`: texts that no article has any more. Part of the caller's transaction.
    """
    found = candidates.find(asked)
    held = set(select(con, statement("likenesses_of_texts"), {*asked, *gone}))
    right = {(one, other) for one, other, rule_version in held if rule_version == RULE_VERSION} & found
    lost, new = {(one, other) for one, other, _ in held} - right, found - right
    _forget(con, lost)
    rows = likenesses(con, new)
    append(con, "internal.likenesses", LIKENESS, rows)
    return {text for pair in lost for text in pair} | {text for row in rows for text in row[:2]}  # type: ignore[misc]


def _forget(con: DuckDBPyConnection, pairs: Collection[Pair]) -> None:
    if pairs:
        ones, others = map(list, zip(*pairs, strict=True))
        con.execute(statement("drop_likenesses"), {"ones": ones, "others": others})


def likenesses(con: DuckDBPyConnection, pairs: Collection[Pair]) -> list[tuple[object, ...]]:
    """Return the rows of internal.likenesses of those of the pairs that are related, in the order of LIKENESS."""
    bodies = _bodies(con, {text for pair in pairs for text in pair})
    look = lru_cache(_AT_HAND)(lambda text: wording(bodies[text]))
    rows = (_likeness(pair, look) for pair in sorted(near(bodies, pairs)))
    return [row for row in rows if row]


def _likeness(pair: Pair, look: Callable[[UUID], Wording]) -> tuple[object, ...] | None:
    one, other = map(look, pair)
    found, shingles_of_shorter = compare(one, other), min(len(one.five), len(other.five))
    if relate(found, shingles_of_shorter, credited=True) is None:
        return None
    return (*pair, *astuple(found), shingles_of_shorter, RULE_VERSION)
