"""One field of one row that is not what it should be -> a value that says so: which, stored, recomputed, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

RESTORE = (
    "the row was lost or changed after it was stored: put back a copy of hoptac.duckdb, or move it and "
    "warehouse.duckdb away, and the next `hoptac ingest` builds them from the archive"
)
REREAD = "the rules have changed since it was read: run `hoptac reparse`"
_SHOWN = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is the name of the check that found it, `row` the key of the row, `advice` what to do about it."""

    check: str
    table: str
    row: str
    field: str
    stored: str
    recomputed: str
    advice: str


def shown(value: object) -> str:
    """A value as a person compares it, cut when long; empty for none."""
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def differing(
    stored: Mapping[str, object], now: Mapping[str, object], names: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    """The fields among `names` that are not the same: name, stored, recomputed. Of long texts the place is shown."""
    for name in names:
        was, should = stored[name], now[name]
        if was != should:
            yield (name, *_apart(was, should))


def _apart(one: object, other: object) -> tuple[str, str]:
    """Two values from a little before the place where they part."""
    a, b = str("" if one is None else one), str("" if other is None else other)
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    start = same - 40 if max(len(a), len(b)) > _SHOWN and same > 40 else 0
    lead = "…" if start else ""
    return lead + shown(a[start:]), lead + shown(b[start:])
