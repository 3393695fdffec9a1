"""Tree -> nodes by the role their names claim: body, dek, author, date ... and blocks that are no article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.roles import Role, role_of, stronger
from parsers.tree import TAG_IDS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from parsers.tree import Node, Tree

Marks = dict[Role, list["Node"]]
_MOST = 2000  # nodes of one role: more is no page but an attack
_NO_BOX = frozenset(TAG_IDS[tag] for tag in ("html", "body", "main", "img"))
_ITEMS = frozenset(TAG_IDS[tag] for tag in ("a", "li"))  # of a menu: not asked whether they are a breadcrumb
_NAMES = ("itemprop", "data-role", "type")  # attributes that name an element, beside class and id
_OTHERWISE = frozenset(("id", *_NAMES))
_ANCHOR = 3  # hyphens: an id with more is a heading's own words ("1-how-popular-is-it"), not a name


def find_marks(tree: Tree) -> Marks:
    """Return the named nodes of `tree` by role, each list in document order."""
    marks: Marks = {role: [] for role in Role}
    for node, role in _named(tree.body, _NO_BOX) if tree.body else ():
        if len(found := marks[role]) < _MOST:
            found.append(node)
    return marks


def holds_role(node: Node, roles: Container[Role]) -> bool:
    """Whether the names of `node` or of something in it claim one of `roles`."""
    return any(role in roles for _, role in _named(node, _ITEMS))


def _named(root: Node, unasked: frozenset[int]) -> Iterator[tuple[Node, Role]]:
    """Yield what has a role at and under `root`, but for the tags `unasked`."""
    for node in root.traverse():
        if node.tag_id in unasked or not (values := node.attributes):
            continue
        named = values.get("class")
        role = role_of(named) if named else None
        if not _OTHERWISE.isdisjoint(values):
            role = _named_otherwise(node, values, role)
        if role is not None:
            yield node, role


def _named_otherwise(node: Node, values: Mapping[str, str | None], role: Role | None) -> Role | None:
    """The role that counts where an element may have more names than its class."""
    if (anchor := values.get("id")) and anchor.count("-") <= _ANCHOR and (other := role_of(anchor)):
        role = stronger(role, other)
    for key in _NAMES:
        if key in values and (other := role_of(values[key] or "")) and (key != "type" or node.tag == "div"):
            role = stronger(role, other)
    return role
