"""Site, language and address of a page -> the time zone in which its times without an offset are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parsers.head import text
from parsers.model import ZONE
from parsers.urls import host

if TYPE_CHECKING:
    from parsers.head import Head
    from parsers.model import Site

_ABROAD = "UTC"
_OFFSET = re.compile(r"T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?P<sign>[+-])(?P<hours>\d{2}):?00$")
_TIMES = ("datePublished", "dateModified", "dateCreated")
_METAS = ("article:published_time", "article:modified_time", "og:updated_time", "datepublished", "datemodified")


def zone_of(site: Site | None, language: str, address: str) -> str:
    """Return the zone of a known site; Vietnam's for a page in Vietnamese or below `.vn`; else UTC."""
    if site:
        return site.zone
    return ZONE if language == "vi" or host(address).endswith(".vn") else _ABROAD


def zone_of_page(site: Site | None, head: Head, address: str) -> str:
    """Return `zone_of` a page; abroad, the offset that one of its own claimed times is written with.

    Pages often write one time with its offset and another, or the one a reader sees, without.
    """
    zone = zone_of(site, head.language, address)
    return _declared(head) or zone if zone == _ABROAD else zone


def _declared(head: Head) -> str:
    claims = [*(text(head.article.get(key)) for key in _TIMES), *(head.meta.get(key, "") for key in _METAS)]
    hit = next((hit for claim in claims if (hit := _OFFSET.search(claim))), None)
    if hit is None or int(hit["hours"]) > 12 or not int(hit["hours"]):
        return ""
    return f"Etc/GMT{'-' if hit['sign'] == '+' else '+'}{int(hit['hours'])}"  # signs are the other way round there
