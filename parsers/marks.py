"""Tree -> nodes by the role their names claim: body, dek, author, date ... and blocks that are no article."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from parsers.roles import Role, role_of, stronger
from parsers.tree import TAG_IDS

if TYPE_CHECKING:
    from collections.abc import Container

    from parsers.tree import Node, Tree

Marks = dict[Role, list["Node"]]
_MOST = 2000  # nodes of one role: more is no page but an attack
_NO_BOX = frozenset(("html", "body", "main", "img"))
_NAMES = ("itemprop", "data-role", "type")  # attributes that name an element, beside class and id
_ITEMS = frozenset((TAG_IDS["a"], TAG_IDS["li"]))  # of a menu: not asked whether they are a breadcrumb
_ANCHOR = 3  # hyphens: an id with more is a heading's own words ("1-how-popular-is-it"), not a name


def find_marks(tree: Tree) -> Marks:
    """Return the named nodes of `tree` by role, each list in document order."""
    marks: Marks = {role: [] for role in Role}
    for node in tree.body.traverse() if tree.body else ():
        role = _role(node)
        if role and node.tag not in _NO_BOX and len(marks[role]) < _MOST:
            marks[role].append(node)
    return marks


def holds_role(node: Node, roles: Container[Role | None]) -> bool:
    """Whether the class or id of `node` or of something in it claims one of `roles`."""
    return any(step.tag_id not in _ITEMS and _role(step) in roles for step in node.traverse())


def _role(node: Node) -> Role | None:
    """The role that the names of a node claim; asked of some hundred nodes a page."""
    values = node.attributes
    if not values:
        return None
    named = values.get("class")
    role = role_of(named) if named else None
    if named and len(values) == 1:
        return role
    if (anchor := values.get("id")) and (other := _anchor_role(anchor)):
        role = stronger(role, other)
    for key in _NAMES:
        if key in values and (other := role_of(values[key] or "")) and (key != "type" or node.tag == "div"):
            role = stronger(role, other)
    return role


@lru_cache(maxsize=8192)
def _anchor_role(anchor: str) -> Role | None:
    return role_of(anchor) if anchor.count("-") <= _ANCHOR else None
