"""Article -> the fields of a golden page as plain values, and the text of the file that expects them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from parsers.model import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parsers.model import Article

FIELDS = (
    "url", "canonical_url", "site", "language", "title", "dek", "authors", "byline", "published_at",
    "published_precision", "published_from", "section", "tags", "captions", "source_name", "source_url", "paragraphs",
)  # fmt: skip


def expected(article: Article) -> dict[str, Any]:
    """The fields of the article, times in the zone that Vietnamese pages print."""
    return {field: _plain(article, field) for field in FIELDS}


def written(values: Mapping[str, Any]) -> str:
    """The text of the expected file."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _plain(article: Article, field: str) -> Any:
    value = getattr(article, field)
    if field == "published_at" and value:
        return value.astimezone(ZoneInfo(ZONE)).isoformat()
    return list(value) if isinstance(value, tuple) else value
