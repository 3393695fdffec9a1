"""A statement -> the type and stage of the agreement it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.statements import Statement


def type_of(statement: Statement) -> str:
    """Return the type: what was signed before what it is about, money before what it buys."""
    has = statement.has
    if has("memorandum"):
        return "mou"
    if has("grant") or (statement.amounts and has("support")):
        return "grant_oda"
    if has("treaty") and has("signing"):
        return "agreement"
    if has("twinning"):
        return "twinning"
    if has("mission"):
        return "mission"
    for group in ("equipment", "training", "research"):
        if has(group):
            return group
    return "agreement" if has("treaty", "signing") else "other"


def stage_of(statement: Statement) -> str:
    """Return the stage: signed, in_force, announced or proposed."""
    has = statement.has
    if has("signing"):
        return "signed"
    if has("wish") and not has("running"):
        return "proposed"
    return "announced" if has("promise") else "in_force"
