"""Text of a JSON feed -> Listing (https://www.jsonfeed.org/version/1.1/); a cut-off one is read as far as it goes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from parsers.listing import Listing, absolute, believed, collected, entry_time, entry_title, is_web
from parsers.model import FeedEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def read_json(text: str, url: str, zone: str, said: Iterable[str] = ()) -> Listing:
    """The entries of a JSON feed; `said` is what was wrong with its bytes. Times are aware, UTC."""
    try:
        items, wrong = _items(json.loads(text)), ""
    except (ValueError, RecursionError):
        items, wrong = list(_salvaged(text)), "not well-formed JSON, salvaged"
    entries, doubt = believed(collected(_entry(item, url, zone) for item in items if isinstance(item, dict)))
    none = "" if entries else "not a feed with entries: JSON"
    return Listing(entries=entries, warnings=(*said, *filter(None, (wrong, none)), *doubt))


def _items(feed: Any) -> list[Any]:
    items = feed.get("items") if isinstance(feed, dict) else feed
    return items if isinstance(items, list) else []


def _salvaged(text: str) -> Iterator[Any]:
    """The whole items before the place where the text breaks off."""
    start = _ITEMS.search(text)
    at, decoder = start.end() if start else len(text), json.JSONDecoder()
    while at < len(text):
        try:
            item, at = decoder.raw_decode(text, _BETWEEN.match(text, at).end())  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            return
        yield item


def _entry(item: dict[str, Any], url: str, zone: str) -> FeedEntry | None:
    link = next((item[key] for key in ("url", "id", "external_url") if _is_address(item.get(key), url, key)), "")
    if not link:
        return None
    times = (item[key] if isinstance(item.get(key), str) else None for key in ("date_published", "date_modified"))
    published, modified = (entry_time(text, zone) for text in times)
    title = item["title"] if isinstance(item.get("title"), str) else None
    return FeedEntry(absolute(url, link), entry_title(title), published, modified)


def _is_address(value: Any, url: str, key: str) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    return is_web(absolute(url, value)) if key == "url" else is_web(value)
