"""Does `verify` find whatever was changed by hand or by a fault, name it, and find nothing where nothing was?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from flows.verifying import Proof, verify
from tests.homes import by_hand, copied_home
from warehouse.db import WarehouseError
from warehouse.discrepancy import REREAD, RESTORE
from warehouse.invariants import invariants


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return copied_home(tmp_path)


def found(proof: Proof) -> set[tuple[str, str, str]]:
    return set(proof.found)


def one(settings: Settings, sql: str) -> Any:
    with by_hand(settings) as con:
        return con.execute(sql).fetchall()[0]


def test_an_untouched_home_holds_whole_and_by_site_and_by_sample(settings: Settings) -> None:
    whole = verify(settings)
    assert whole.holds, whole.findings
    pages, stories = one(settings, "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM stories)")
    assert (whole.looked_at["pages"], whole.looked_at["stories"]) == (pages, stories)
    some = verify(settings, sample=5)
    assert some.holds
    assert some.looked_at["pages"] == 5
    of_site = verify(settings, ["thongtanyte"])
    assert of_site.holds
    assert 0 < of_site.looked_at["pages"] < pages


# What is done to the stored rows, and what is then found: check, table, field.
TAMPERED = {
    "UPDATE revisions SET body = body || ' Thêm.' WHERE revision = 2": [("text", "revisions", "body"),
        ("revisions", "revisions", "diff")],
    "UPDATE revisions SET content_hash = md5('x')::UUID WHERE article_id = (SELECT max(article_id) FROM revisions)":
        [("text", "revisions", "content_hash"), ("stories", "internal.article_texts", "text_id")],
    "UPDATE revisions SET changed = 'quote' WHERE revision = 2": [("revisions", "revisions", "changed")],
    "UPDATE internal.article SET section = 'Bịa' WHERE article_id = (SELECT min(article_id) FROM internal.article)":
        [("metadata", "articles", "section")],
    "UPDATE internal.article SET reader = 'html/0' WHERE article_id = (SELECT max(article_id) FROM internal.article)":
        [("metadata", "articles", "reader")],
    "UPDATE pages SET status = 203 WHERE page_id = (SELECT min(page_id) FROM pages)": [("archive", "pages", "status")],
    "UPDATE rejects SET reason = 'home' WHERE page_id = (SELECT min(page_id) FROM rejects)":
        [("reject", "rejects", "reason")],
    "UPDATE stories SET original_confidence = 0.01 WHERE story_id = (SELECT min(story_id) FROM stories)":
        [("stories", "stories", "original_confidence")],
    "UPDATE stories SET article_count = 9 WHERE story_id = (SELECT max(story_id) FROM stories)":
        [("stories_and_articles", "stories", "article_count"), ("stories", "stories", "article_count")],
    "UPDATE reprints SET containment = 0.5 WHERE containment > 0.7": [("stories", "reprints", "containment")],
    "DELETE FROM internal.likenesses WHERE containment = (SELECT min(containment) FROM internal.likenesses)":
        [("stories", "internal.likenesses", "row")],
    "UPDATE internal.shingle_keys SET key = 1 WHERE key = (SELECT min(key) FROM internal.shingle_keys)":
        [("stories", "internal.shingle_keys", "key")],
    "UPDATE internal.addresses SET state = 'kept' WHERE url = (SELECT min(url) FROM internal.addresses)":
        [("addresses", "internal.addresses", "state")],
    "UPDATE fetches SET known = known + 1 WHERE fetch_id = (SELECT min(fetch_id) FROM fetches WHERE known IS NOT NULL)":
        [("accounts", "accounts", "listed + unlisted")],
    "UPDATE mentions SET label = 'Bịa' WHERE article_id = (SELECT min(article_id) FROM mentions)":
        [("derived", "mentions", "row")],
    "UPDATE agreements SET amount = 1 WHERE statement_id = (SELECT max(statement_id) FROM agreements)":
        [("derived", "agreements", "row")],
    "UPDATE reasons SET points = 9 WHERE article_id = (SELECT max(article_id) FROM reasons)":
        [("derived", "reasons", "row")],
    "DELETE FROM passages WHERE article_id = (SELECT max(article_id) FROM passages)": [("derived", "passages", "row")],
    "INSERT INTO story_redirects VALUES (md5('a')::UUID, md5('b')::UUID)":
        [("redirects_of_stories", "story_redirects", "to_story_id")],
    "INSERT INTO internal.moves VALUES (md5('a')::UUID, md5('b')::UUID, 'u', 'v', now(), 301)":
        [("moves_and_articles", "internal.moves", "article_id")],
}  # fmt: skip


def test_what_was_changed_by_hand_is_found_field_by_field_and_nothing_else(settings: Settings) -> None:
    with by_hand(settings) as con:
        for change in TAMPERED:
            assert con.execute(change).fetchall()[0][0], change
    proof = verify(settings)
    wanted = {finding for findings in TAMPERED.values() for finding in findings}
    assert found(proof) == wanted
    body = next(finding for finding in proof.findings if finding.field == "body")
    assert body.stored.endswith(" Thêm.")
    assert body.recomputed == body.stored.removesuffix(" Thêm.")
    assert {finding.advice for finding in proof.findings} == {RESTORE}


# What breaks the bonds between rows.
UNBOUND = {
    "DELETE FROM revisions WHERE revision = 2": ("articles_and_revisions", "articles", "revision"),
    "UPDATE internal.article SET story_id = md5('x')::UUID WHERE article_id = (SELECT min(article_id) FROM "
    "internal.article WHERE NOT is_original)": ("stories_and_articles", "stories", "story_id"),
    "UPDATE internal.article SET is_original = true WHERE article_id = (SELECT article_id FROM internal.article "
    "WHERE NOT is_original ORDER BY article_id LIMIT 1 OFFSET 1)": ("originals", "articles", "is_original"),
    "DELETE FROM reprints WHERE article_id = (SELECT max(article_id) FROM reprints)":
        ("reprints_and_articles", "reprints", "same_article rows"),
    "DELETE FROM rejects WHERE page_id = (SELECT max(page_id) FROM rejects)":
        ("verdicts_and_pages", "rejects", "page_id"),
    "DELETE FROM pages WHERE page_id = (SELECT page_id FROM revisions ORDER BY article_id LIMIT 1)":
        ("revisions_and_pages", "revisions", "page_id"),
    "UPDATE fetches SET page_id = md5('x')::UUID WHERE fetch_id = (SELECT max(fetch_id) FROM fetches WHERE kind = "
    "'article' AND page_id IS NOT NULL)": ("fetches_and_pages", "fetches", "page_id"),
    "UPDATE revisions SET seen_at = seen_at - INTERVAL 1 DAY WHERE article_id = (SELECT max(article_id) FROM articles)":
        ("times_of_versions", "revisions", "seen_at"),
    "INSERT INTO internal.article_texts SELECT * REPLACE (md5('x')::UUID AS article_id) FROM internal.article_texts "
    "LIMIT 1":
        ("texts_and_articles", "internal.article_texts", "article_id"),
    "UPDATE agreements SET start_offset = start_offset + 1 WHERE statement_id = (SELECT min(statement_id) FROM "
    "agreements)": ("words_and_places", "agreements", "sentence"),
    "UPDATE agreements SET same_as = statement_id WHERE statement_id = (SELECT max(agreement_id) FROM agreements)":
        ("statements_and_agreements", "agreements", "same_as"),
    "INSERT INTO agreement_redirects VALUES (md5('a')::UUID, md5('b')::UUID)":
        ("redirects_of_agreements", "agreement_redirects", "to_agreement_id"),
    "INSERT INTO internal.addresses FROM internal.addresses LIMIT 1": ("keys", "internal.addresses", "rows"),
}  # fmt: skip


def test_every_bond_between_rows_is_missed_when_it_is_cut(settings: Settings) -> None:
    with by_hand(settings) as con:
        for change in UNBOUND:
            assert con.execute(change).fetchall()[0][0], change
    proof = verify(settings)
    assert set(UNBOUND.values()) <= found(proof)
    assert proof.left_out.startswith("stories: ")


def test_every_invariant_is_shown_a_warehouse_that_breaks_it() -> None:
    broken = {finding[0] for findings in TAMPERED.values() for finding in findings} | {f[0] for f in UNBOUND.values()}
    assert {one.name for one in invariants()} - broken == set()
    assert all(one.holds.endswith(".") for one in invariants())


def test_a_byte_that_was_flipped_is_named_by_file_and_offset(settings: Settings) -> None:
    largest = "SELECT warc_file, warc_offset FROM pages JOIN revisions USING (page_id) ORDER BY bytes DESC LIMIT 1"
    file, offset = one(settings, largest)
    path = settings.archive / file
    content = bytearray(path.read_bytes())
    content[offset + 600] ^= 0xFF
    path.write_bytes(content)
    proof = verify(settings)
    [damage] = [finding for finding in proof.findings if finding.check == "archive"]
    assert damage.stored == f"{file} at {offset}"
    assert str(path) in damage.recomputed or damage.field == "sha256"
    assert "put back a copy of " + file in damage.advice


def test_a_lost_file_is_told_once_and_counted_for_each_of_its_pages(settings: Settings) -> None:
    file, pages = one(settings, "SELECT warc_file, count(*) FROM pages GROUP BY 1 ORDER BY 2 LIMIT 1")
    (settings.archive / file).unlink()
    proof = verify(settings)
    assert [(finding.row, finding.recomputed) for finding in proof.findings] == [(file, "no such file")]
    assert proof.found == {("archive", "pages", "warc_file"): pages}


def test_other_rules_are_told_from_a_changed_row(settings: Settings) -> None:
    """Sites whose selectors changed since: what they read now differs, and reading again is the cure."""
    path = next((settings.home / "sites").glob("thongtanyte*"))
    path.write_text(path.read_text("utf-8") + '\n[read]\ntitle = ["h2"]\n' if "[read]" not in path.read_text("utf-8")
                    else path.read_text("utf-8").replace("[read]", '[read]\ntitle = ["p"]'), "utf-8")  # fmt: skip
    proof = verify(settings, ["thongtanyte"])
    assert not proof.holds
    assert {finding.advice for finding in proof.findings} == {REREAD}


def test_a_copy_of_an_older_hoptac_says_what_to_do(settings: Settings) -> None:
    with by_hand(settings) as con:
        con.execute("DELETE FROM internal.migrations WHERE version = (SELECT max(version) FROM internal.migrations)")
    with pytest.raises(WarehouseError, match="published by an older hoptac; run `hoptac maintain`"):
        verify(settings)
