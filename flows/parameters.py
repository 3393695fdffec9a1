"""What a flow may be asked -> types with bounds and choices: Prefect makes its form of them and refuses the rest.

The choices are the sites known where the flow is deployed; deploy again after adding a site.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from flows.request import RequestError, chosen
from flows.settings import from_environment
from parsers.model import SiteKind
from parsers.sites import load_sites


def _known(name: str) -> str:
    try:
        chosen(from_environment(), [name])
    except RequestError as error:
        raise ValueError(str(error)) from error  # what pydantic takes for an answer
    return name


def _hosts() -> list[str]:
    return sorted(site.hosts[0] for site in load_sites(from_environment().sites))


SiteName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": _hosts()})]
Sites = list[SiteName]
Kinds = list[SiteKind]
Limit = Annotated[int, Field(ge=1, le=10_000)]
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]
# The server's check takes no notice of `format` (JSON Schema, Validation 7.2.1), but of a pattern.
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
Day = Annotated[date, WithJsonSchema(_DAY)]
