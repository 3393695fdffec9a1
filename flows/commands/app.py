"""What several commands share: the `hoptac` application and its options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

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


def asked(model: type[M], **given: object) -> M:
    """The request that the options make. What is wrong with one is said as of any option that is mistyped."""
    from pydantic import ValidationError

    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise typer.BadParameter("; ".join(one["msg"] for one in error.errors())) from error
