"""Tree and head -> when the article was published and changed, and where that was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parsers.dates import find_date
from parsers.head import text
from parsers.model import Moment, Precision
from parsers.roles import Role
from parsers.tree import attached, is_listed, line_of, select

if TYPE_CHECKING:
    from parsers.head import Head
    from parsers.marks import Marks
    from parsers.model import Read
    from parsers.tree import Node, Tree

_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "pubdate", "publishdate", "publish-date",
    "published_time", "article:published", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.date",
    "dc.date", "cxenseparse:recs:publishtime", "date", "dc.date.created", "datecreated",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "datemodified", "lastmod", "og:updated_time", "last-modified")
_LONGEST = 150  # characters of a date with what stands around it
_FAR = 7  # levels between a headline and a date of its own, at most
_FIRST = re.compile(r"publish|entry-date|posted", re.IGNORECASE)
_FINENESS = {precision: rank for rank, precision in enumerate(Precision)}
_UPDATED = re.compile(r"updat|modif|cap-?nhat|edited", re.IGNORECASE)


def read_published(head: Head, shown: Moment | None, zone: str) -> tuple[Moment | None, str]:
    """Return when the article was published by the head's claims, and where that was read.

    `shown` is what the site's selectors found: it wins, and a claim that names the same minute makes it exact.
    """
    claimed, origin = _claimed(head, zone)
    if shown and not (claimed and _refines(claimed, shown)):
        return shown, "site date"
    return claimed, origin


def shown_date(tree: Tree, read: Read, zone: str) -> Moment | None:
    """Return the date that the site's own selectors find."""
    node = select(tree, read.date)
    if node is None:
        return None
    return find_date(node.attributes.get("datetime") or "", zone) or find_date(node.text(separator=" "), zone)


def visible_date(tree: Tree, marks: Marks, near: list[int], zone: str) -> tuple[Moment | None, str]:
    """Return the date that stands closest to the headline; `near` are the ids of what the headline stands in.

    A date far from it is the page's clock or belongs to another article.
    """
    found: list[tuple[int, Moment, str]] = []
    for node in [*tree.all("time"), *marks[Role.DATE]]:
        rise = _rise(node, near) if node.tag != "meta" and attached(node) and not is_listed(node) else _FAR
        line = node.text(separator=" ") if rise < _FAR else ""
        if len(line) > _LONGEST or _is_update(node.attributes.get("class") or ""):
            continue
        moment = find_date(node.attributes.get("datetime") or "", zone) or find_date(line, zone)
        if moment:
            found.append((rise, moment, "time" if node.tag == "time" else "date mark"))
    if not found:
        return None, ""
    _, nearest, _ = min(found, key=lambda item: item[0])
    same_day = [item for item in found if item[1].at.date() == nearest.at.date()]
    _, moment, origin = min(same_day, key=lambda item: _FINENESS[item[1].precision])
    return moment, origin


def confirmed_date(marks: Marks, changed: Moment | None, zone: str) -> tuple[Moment | None, str]:
    """Return a date from anywhere on the page that names the day on which, by its own claim, the page was changed."""
    for node in marks[Role.DATE] if changed else ():
        line = node.text(separator=" ") if node.tag != "meta" else ""
        moment = find_date(line, zone) if len(line) <= _LONGEST else None
        if moment and changed and moment.at.date() == changed.at.date():
            return moment, "date mark"
    return None, ""


def _is_update(named: str) -> bool:
    """Whether a name says that the time is that of a change; WordPress writes "entry-date published updated"."""
    return bool(_UPDATED.search(named)) and not _FIRST.search(named)


def _rise(node: Node, near: list[int]) -> int:
    """How many levels one climbs from the headline to reach something that also holds `node`."""
    if not near:
        return 0
    found = (near.index(step.mem_id) for step in line_of(node) if step.mem_id in near)
    return min(next(found, _FAR), _FAR)


def read_modified(head: Head, zone: str) -> tuple[Moment | None, str]:
    """Return when the article was last changed by its own claim."""
    if moment := find_date(text(head.article.get("dateModified")), zone):
        return moment, "json-ld dateModified"
    value, key = head.first(*_MODIFIED)
    return find_date(value, zone), f"meta {key}"


def _claimed(head: Head, zone: str) -> tuple[Moment | None, str]:
    for key in ("datePublished", "dateCreated"):
        if moment := find_date(text(head.article.get(key)), zone):
            return moment, f"json-ld {key}"
    for key in _PUBLISHED:
        if key in head.meta and (moment := find_date(head.meta[key], zone)):
            return moment, f"meta {key}"
    return None, ""


def _refines(claimed: Moment, shown: Moment) -> bool:
    """Whether `claimed` says the same as `shown` and more."""
    if shown.precision == Precision.DAY:
        return claimed.at.astimezone(shown.at.tzinfo).date() == shown.at.date()
    return claimed.at.replace(second=0, microsecond=0) == shown.at.replace(second=0, microsecond=0)
