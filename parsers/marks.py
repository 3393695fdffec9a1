"""Tree -> nodes by the role their names claim: body, dek, author, date ... and blocks that are no article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.roles import Role, role_of, stronger

if TYPE_CHECKING:
    from collections.abc import Collection, Container

    from parsers.tree import Node, Tree

Marks = dict[Role, list["Node"]]
_MOST = 2000  # nodes of one role: more is no page but an attack
_FRAME = frozenset(("html", "body", "main"))
_NAMED = "[class]:not(img),[id]:not(img),[itemprop],[data-role],div[type]"
_RARELY = "[itemprop],[data-role],div[type]"
_ANCHOR = 3  # hyphens: an id with more is a heading's own words ("1-how-popular-is-it"), not a name


def find_marks(tree: Tree) -> Marks:
    """Return the named nodes of `tree` by role, each list in document order."""
    marks: Marks = {role: [] for role in Role}
    if tree.body is None:
        return marks
    rarely = {node.mem_id for node in tree.body.css(_RARELY)}
    for node in tree.body.css(_NAMED):
        role = _role(node, rarely)
        if role and node.tag not in _FRAME and len(marks[role]) < _MOST:
            marks[role].append(node)
    return marks


def _role(node: Node, rarely: Collection[int]) -> Role | None:
    """The role of a node. Its class is asked for alone: all attributes of all nodes cost as much as the parse."""
    named, anchor = node.attrs.get("class"), node.id
    role = role_of(named) if named else None
    if anchor and anchor.count("-") <= _ANCHOR:
        role = stronger(role, role_of(anchor))
    if rarely and node.mem_id in rarely:
        values = node.attributes
        for key in ("type", "data-role", "itemprop"):
            role = stronger(role, role_of(values.get(key) or ""))
    return role


def holds_role(node: Node, roles: Container[Role]) -> bool:
    """Whether the class or id of `node` or of something in it claims one of `roles`."""
    return any(_role(inner, frozenset()) in roles for inner in node.css("[class],[id]"))
