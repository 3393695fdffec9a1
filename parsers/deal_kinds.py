"""A statement -> the type and stage of the agreement it tells."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.statements import Cue, Statement

_RIGHT_BEFORE = 4  # characters between "sẽ" and "ký"
_RECEIVED = re.compile(r"\breceiv|\bnhận (?:được )?\d", re.IGNORECASE)
_TWINS = re.compile(r"kết nghĩa|\btwin|\bsister\b", re.IGNORECASE)
_GIVER_NEAR = 40  # characters between a giver and "tài trợ"
_MAIN = 220  # characters: what comes later in a sentence is a list of details
# Before a verb of giving: it happened, or is a gift already; without it a sum that is given is news of a promise.
_HAPPENED = re.compile(
    r"(?:đã|vừa|được|do|bởi|bằng|nguồn|của|từ|nhờ|nhận|đang|trong khuôn khổ|was|were|been|is|are|by|has|have|had)\b"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)


def type_of(statement: Statement) -> str:
    """Return the type: what was signed before what it is about, goods before money, money before services."""
    has = statement.has
    if has("memorandum"):
        return "mou"
    if has("opening") or (has("goods") and (has("handover") or _RECEIVED.search(statement.text))):
        return "equipment"
    if has("treaty") and has("signing") and not has("grant"):
        return "twinning" if _TWINS.search(statement.text) else "agreement"
    if has("grant") or (statement.amounts and not (has("wish") and not has("support", "handover"))):
        return "grant_oda"
    return "agreement" if has("treaty") and has("wish") else _service(statement)


def _service(statement: Statement) -> str:
    """What one side does for the other."""
    for group, kind in (("twinning", "twinning"), ("mission", "mission"), ("handover", "equipment")):
        if statement.has(group):
            return kind
    return _soft(statement)


def _soft(statement: Statement) -> str:
    """Training or research if it is the main thing, not one of many; a paper; or none of these."""
    for cue in statement.cues:
        if cue.group in {"training", "research"} and cue.start - statement.span.start < _MAIN:
            return cue.group
    return "agreement" if statement.has("treaty", "signing") else "other"


def stage_of(statement: Statement) -> str:
    """Return the stage: signed, in_force, announced or proposed."""
    has = statement.has
    if has("signing"):
        return _signed_or_to_be(statement)
    if has("opening") and not has("promise", "wish"):
        return "in_force"
    first = next((cue.group for cue in statement.cues if cue.group in {"begun", "promise", "wish"}), None)
    if first == "begun" or (has("begun") and has("wish")):
        return "in_force"
    if has("wish"):
        return "proposed"
    if has("memorandum") and not first:
        return "signed"
    return "announced" if first or _is_bare_gift(statement) else "in_force"


def _signed_or_to_be(statement: Statement) -> str:
    """Signed, unless a promise or wish stands right before the verb: "sẽ ký", "plans to sign"."""
    for before, cue in pairwise(statement.cues):
        if cue.group == "signing" and cue.start - before.end < _RIGHT_BEFORE:
            if before.group == "promise":
                return "announced"
            if before.group == "wish":
                return "proposed"
    return "signed"


def _is_bare_gift(statement: Statement) -> bool:
    """A sum given in the plain present ("ADB tài trợ 15 triệu USD"), which reports what was decided."""
    if not statement.amounts:
        return False
    give = next((cue for cue in statement.cues if cue.group in {"grant", "support", "handover"}), None)
    if give is None or has_goods(statement) or not _gives(statement, give):
        return False
    return not _HAPPENED.search(statement.text, 0, give.start - statement.span.start)


def _gives(statement: Statement, give: Cue) -> bool:
    """Whether a giver stands right before the verb; else it is the noun: "vốn viện trợ của JICA là 6 triệu USD"."""
    return any(0 <= give.start - side.end < _GIVER_NEAR for side in statement.foreign)


def has_goods(statement: Statement) -> bool:
    """Whether things rather than money change hands."""
    return statement.has("handover") and statement.has("goods")
