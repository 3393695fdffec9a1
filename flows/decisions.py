"""The file of decisions <-> Decision: one line each, kept in git, so that every rebuild knows what people said."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from flows.errors import HoptacError
from warehouse.decided import TOPICS, Decision

log = logging.getLogger(__name__)

HEAD = """\
# What people decided about articles; it overrules the score. One decision a line, its fields apart by tabs:
# address, topic (relevant or off_topic; undecided takes back what was said), who, when, note.
# The newest decision about an address counts. Keep this file in git; `hoptac review ARTICLE` adds to it.
"""
LEAST = 4  # fields; the note may be missing


class DecisionError(HoptacError):
    """A line of the file cannot be used; the message names the file and the line and says what to write."""


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file, none if there is no file. Raises DecisionError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip() and line[0] != "#"]
    return [_decision(line.strip("\r"), f"{path}:{number}") for number, line in lines]


def add_decision(path: Path, decision: Decision) -> None:
    """Append a decision to the file, which is made if it is not there. Raises DecisionError if it cannot be written."""
    fields = decision.address, decision.topic, decision.by, decision.at.isoformat(), decision.note
    line = "\t".join(" ".join(field.split()) for field in fields)
    try:
        held = path.read_bytes() if path.exists() else b""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(HEAD if not held else "" if held.endswith(b"\n") else "\n")
            file.write(line + "\n")
    except OSError as error:
        raise DecisionError(f"{path}: cannot be written: {error.strerror}") from error


def readable_decisions(path: Path) -> list[Decision] | None:
    """The decisions of a file, or None if it has a bad line, which is logged: that must not stop the end of a run."""
    try:
        return read_decisions(path)
    except DecisionError as error:
        log.error("%s; the decisions stay as they were", error)
        return None


def _decision(line: str, place: str) -> Decision:
    fields = [field.strip() for field in line.split("\t")]
    if not LEAST <= len(fields) <= LEAST + 1 or not fields[0] or not fields[2]:
        raise DecisionError(f"{place}: give address, topic, who, when and perhaps a note, with tabs between them")
    url, topic, by, at, note = (*fields, "")[: LEAST + 1]
    if topic not in TOPICS:
        raise DecisionError(f"{place}: topic {topic!r}: give one of {', '.join(TOPICS)}")
    return Decision(url=url, topic=topic, by=by, at=_moment(at, place), note=note)


def _moment(text: str, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise DecisionError(f"{place}: time {text!r}: give one with its zone, such as 2026-11-02T08:30:00+07:00")
    return moment
