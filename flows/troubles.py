"""A report's values -> what broke and what did not answer: a name and one line each, however many lists it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def troubles(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What broke, by name of site or file; then the lists that gave nothing, one line for each site and reason."""
    unread: dict[tuple[str, str], list[str]] = {}
    for poll in values.get("unreachable", ()):
        unread.setdefault((poll["site"], poll["reason"]), []).append(poll["url"])
    silent = [(site, f"{_lists(urls)}: {reason}") for (site, reason), urls in unread.items()]
    return [*values["problems"].items(), *silent]


def _lists(urls: list[str]) -> str:
    return urls[0] if len(urls) == 1 else f"{len(urls)} lists, the first is {urls[0]}"
