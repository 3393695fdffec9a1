"""Folder of `<host>.toml` -> Sites: every site we know, validated, its family's selectors merged in.

One file is one site; adding the file adds the site, and there is no list to edit. A folder of the user's own
may be added: a file there replaces, as a whole, the bundled site of the same file name or the same `name`.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from parsers.model import Discover, Read, Site
from parsers.sites.schema import FamilyTable, SiteError, SiteTable, read_table
from parsers.urls import host as bare_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["BUNDLED", "SiteError", "Sites", "families", "load_sites"]

BUNDLED = Path(__file__).parent
FAMILIES = BUNDLED.parent / "families"


class Sites:
    """The sites in name order, found by host or by name."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = tuple(sorted(sites, key=lambda site: site.name))
        self._names = {site.name: site for site in self._sites}
        self._hosts = {host: site for site in self._sites for host in site.hosts}

    def __iter__(self) -> Iterator[Site]:
        return iter(self._sites)

    def __len__(self) -> int:
        return len(self._sites)

    def by_name(self, name: str) -> Site | None:
        """The site called `name`, None if there is none."""
        return self._names.get(name)

    def by_host(self, host: str) -> Site | None:
        """The site that claims `host`, None if nobody does.

        Letter case, port and a leading `www.`, `m.` or `amp.` do not matter, except that a host written out
        in a file wins; after that the nearest `*.parent` is asked.
        """
        exact = host.strip().lower().partition(":")[0]
        bare = bare_host(f"https://{exact}/")
        parents = (f"*.{bare.split('.', n)[-1]}" for n in range(1, bare.count(".") + 1))
        return next((self._hosts[each] for each in (exact, bare, *parents) if each in self._hosts), None)

    def enabled(self) -> tuple[Site, ...]:
        """The sites that runs ask when none is named, in name order."""
        return tuple(site for site in self._sites if site.enabled)


def load_sites(extra: Path | None = None) -> Sites:
    """Every bundled site and those of the folder `extra`, of which each replaces its bundled namesake.

    Read once per folder and process. Raises SiteError for the first thing wrong in a file.
    """
    return _load(extra.resolve() if extra else None)


@cache
def families() -> Mapping[str, Read]:
    """The selectors of each CMS family by its name. Raises SiteError for the first thing wrong in a file."""
    paths = sorted(FAMILIES.glob("*.toml"))
    return {path.stem: Read(**read_table(path, FamilyTable).read.model_dump()) for path in paths}


@cache
def _load(extra: Path | None) -> Sites:
    sites = _folder(BUNDLED)
    if extra:
        own = _folder(extra)
        files, names = {path.name for path in own}, {site.name for site in own.values()}
        replaced = {path for path, site in sites.items() if path.name in files or site.name in names}
        sites = {path: site for path, site in sites.items() if path not in replaced} | own
    _claimed_once(sites)
    return Sites(sites.values())


def _folder(folder: Path) -> dict[Path, Site]:
    if not folder.is_dir():
        raise SiteError(f"{folder}: no such folder of site files; create it, or name another")
    return {path: _site(path) for path in sorted(folder.glob("*.toml"))}


def _claimed_once(sites: Mapping[Path, Site]) -> None:
    owners: dict[str, Path] = {}
    for path, site in sites.items():
        for claim in (f"name: {site.name!r}", *(f"hosts: {host!r}" for host in site.hosts)):
            owner = owners.setdefault(claim, path)
            if owner != path:
                raise SiteError(f"{path}: {claim} is claimed by {owner} too; remove it from one of them")


def _site(path: Path) -> Site:
    table = read_table(path, SiteTable)
    if path.name != f"{table.hosts[0]}.toml":
        raise SiteError(f"{path}: hosts: the first one names the file; rename it to {table.hosts[0]}.toml")
    values = table.model_dump(exclude={"discover", "read"})
    own = Read(**table.read.model_dump())
    read = _merged(own, _family(path, table.family)) if table.family else own
    return Site(**values, discover=Discover(**table.discover.values()), read=read)


def _family(path: Path, family: str) -> Read:
    known = families()
    if family not in known:
        raise SiteError(f"{path}: family: no family {family!r}; remove it or write one of {', '.join(known)}")
    return known[family]


def _merged(own: Read, family: Read) -> Read:
    """The site's own selectors first, then its family's, each once."""
    both = {key.name: getattr(own, key.name) + getattr(family, key.name) for key in fields(Read)}
    return replace(own, **{key: tuple(dict.fromkeys(selectors)) for key, selectors in both.items()})
