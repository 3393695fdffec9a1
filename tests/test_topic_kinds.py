"""Is short news of every kind told apart: what is health cooperation, and what only looks like it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.model import Article
from parsers.topics import score

LINES = (Path(__file__).parent / "topic_kinds.tsv").read_text(encoding="utf-8").splitlines()
KINDS = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("language", "kind", "title", "lead"), KINDS, ids=[title for _, _, title, _ in KINDS])
def test_each_kind_is_told_apart(language: str, kind: str, title: str, lead: str) -> None:
    found = score(Article(title=title, paragraphs=(lead,), language=language)).topic
    assert (found == "relevant") is (kind == "relevant")
