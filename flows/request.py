"""What a run is asked to do -> the sites it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from flows.errors import HoptacError
from flows.settings import Settings
from parsers import Site
from parsers.model import SiteKind
from parsers.sites import load_sites


class RequestError(HoptacError):
    """A request names something that is not there; the message names it and what there is."""


class Request(BaseModel):
    """What an ingest is asked to do. An empty list of sites and of kinds means every enabled one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sites: list[str] = []  # names or hosts
    kinds: list[SiteKind] = []  # all enabled sites of these kinds, too
    limit: int | None = Field(default=None, ge=1)  # at most so many articles of each site
    since: date | None = None  # nothing that its list dates before this day
    lists: bool = True  # ask the lists for news? else only visit what is due

    @property
    def is_eager(self) -> bool:
        """Who names a site wants to know now: its lists are asked also before they are due."""
        return bool(self.sites)


def chosen(settings: Settings, names: Sequence[str], kinds: Sequence[SiteKind] = ()) -> tuple[Site, ...]:
    """The sites of these names or hosts, and the enabled ones of these kinds; every enabled one when there is neither.

    Raises RequestError for an unknown name.
    """
    sites = load_sites(settings.sites)
    found = {name: sites.by_name(name) or sites.by_host(name) for name in names}
    if unknown := [name for name, site in found.items() if site is None]:
        known = ", ".join(site.name for site in sites)
        raise RequestError(f"unknown site {', '.join(unknown)}; the sites are {known}")
    named = {site.name for site in found.values() if site}
    whole = not names and not kinds
    return tuple(s for s in sites if s.name in named or (s.enabled and (whole or s.kind in kinds)))
