"""Tree -> nodes by the role their names claim: body, dek, author, date ... and blocks that are no article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.roles import Role, role_of
from parsers.tree import names

if TYPE_CHECKING:
    from parsers.tree import Node, Tree

Marks = dict[Role, list["Node"]]
_MOST = 2000  # nodes of one role: more is no page but an attack
_FRAME = frozenset(("html", "body", "main"))
_NAMED = "[class]:not(img),[id]:not(img),[itemprop],[data-role],[rel=author],div[type]"


def find_marks(tree: Tree) -> Marks:
    """Return the named nodes of `tree` by role, each list in document order."""
    marks: Marks = {role: [] for role in Role}
    for node in tree.body.css(_NAMED) if tree.body else ():
        role = role_of(names(node))
        if role and node.tag not in _FRAME and len(marks[role]) < _MOST:
            marks[role].append(node)
    return marks
