"""What several commands share: the `hoptac` application and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="News of health cooperation with Vietnam: fetched politely, cleaned, de-duplicated, in DuckDB.",
)

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the warehouse and the archive (default: HOPTAC_HOME, else ./data)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
SiteNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="SITE", help="Names of sites; none means every enabled one.", show_default=False),
]
