"""The command about who agreed what with whom: ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.commands.app import AsJson, Home, app


@app.command()
def ledger(
    country: Annotated[
        str | None, typer.Option(metavar="XX", help="Partners of this country: JP, KR, ... (ISO 3166).")
    ] = None,
    party: Annotated[str, typer.Option(help="Words of a name on either side; marks may be left out.")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Told on this day or later.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, those told last first.")] = 20,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Who agreed what with whom, with the sentence of every paper that says so."""
    from flows.settings import from_environment
    from flows.tell_ledger import tell
    from parsers.model import ZONE
    from warehouse.db import reader
    from warehouse.entries import Wanted, entries

    wanted = Wanted(
        country=country.upper() if country else None,
        since=since.replace(tzinfo=ZoneInfo(ZONE)) if since else None,
        party=party,
    )
    with reader(from_environment(home=home).warehouse_file) as con:
        found, of = entries(con, wanted, None if as_json else limit)  # a program gets all
        tell(found, of, as_json)
