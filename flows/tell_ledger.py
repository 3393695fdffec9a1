"""Entries of the ledger -> a terminal: who agreed what, where papers differ, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape

from flows import console
from warehouse.entries import Entry


def tell(entries: Sequence[Entry], found: int, as_json: bool) -> None:
    """Print the entries of so many that were found, in words or as data."""
    if as_json:
        console.as_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        for line in _lines(entry):
            console.say(line)
        console.say()
    more = f"; {found - len(entries)} more with --limit" if found > len(entries) else ""
    console.say(f"{console.count(found, 'agreement')}{more}")


def _lines(entry: Entry) -> Iterator[str]:
    sides = (entry.vietnamese_party or "unnamed", entry.foreign_party or "unnamed")
    where = f" ({', '.join(entry.countries)})" if entry.countries else ""
    yield f"[bold]{escape(sides[0])} ─ {escape(sides[1])}[/bold]{where}"
    yield "  " + ", ".join(filter(None, (f"{entry.type} {entry.stage}", _date(entry), _amount(entry))))
    yield from (f"  papers differ in {field}: {_told(entry, field)}" for field in entry.conflicting)
    sites = console.count(entry.independent_sites, "independent site")
    yield f"  told in {console.count(entry.articles, 'article')}, {sites}:"
    for proof in entry.proofs:
        yield f"  {proof.told_at:%Y-%m-%d} {proof.site} ({proof.stage}) <{escape(proof.url)}>"
        yield f"    “{escape(proof.sentence)}”"


def _date(entry: Entry) -> str:
    if entry.signed_on is None:
        return ""
    known = {"year": "%Y", "month": "%Y-%m"}.get(entry.signed_precision or "", "%Y-%m-%d")
    return f"{'on' if known.endswith('%d') else 'in'} {entry.signed_on:{known}}"


def _amount(entry: Entry) -> str:
    return f"{entry.amount:,.0f} {entry.currency}" if entry.amount is not None else ""


def _told(entry: Entry, field: str) -> str:
    """All values told of a field, the best first, with the number of sites behind each."""
    if field == "amount":
        return "; ".join(f"{one['amount']:,.0f} {one['currency']} ({_sites(one)})" for one in entry.amounts)
    if field == "signed_on":
        return "; ".join(f"{one['signed_on']} ({_sites(one)})" for one in entry.dates)
    return ", ".join(sorted({entry.type, field}))


def _sites(one: Mapping[str, Any]) -> str:
    return console.count(one["independent_sites"], "site")
