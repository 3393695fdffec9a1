"""Flags and environment -> Settings: one frozen value that everything in `flows` is told."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import HoptacError

PREFIX = "HOPTAC_"


class SettingsError(HoptacError):
    """An environment variable is unknown or has a value that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are and how politely we ask. Sizes in bytes, times in seconds."""

    home: Path = Path("data")
    sites: Path | None = None  # a folder of the user's own site files
    topics: Path | None = None  # words of the user's own for the lexicon of relevance
    decisions: Path | None = None  # what people decided about articles; None: decisions.tsv in the home
    contact: str = ""  # an address or page that a webmaster can reach us at
    delay: float | None = None  # least time between two requests to a host; None: as the site file says
    timeout: float = 30.0  # for one request, all phases together
    max_bytes: int = 20_000_000  # of a body, decompressed
    concurrency: int = 16  # hosts asked at the same time
    warehouse: str = field(default="", repr=False)  # a further database that every run publishes to, as ATTACH names it
    keep_pages: float | None = None  # days that pages stay on which nothing rests; None: for ever
    keep_logs: float = 90.0  # days that old log files stay
    lock_wait: float = 30.0  # for the writer's file, when another process has it
    notify: tuple[str, ...] = field(default=(), repr=False)  # apprise addresses to tell of alerts; may hold passwords
    pages: str = ""  # the address under which archived pages are shown, for links in reports
    allow_private: bool = False  # may loopback and private addresses be fetched? only for the demo and tests
    routes: Mapping[str, str] = field(default_factory=dict)  # host name -> "address:port" to connect to instead

    @property
    def writer_file(self) -> Path:
        """The writer's DuckDB file; readers never open it."""
        return self.home / "hoptac.duckdb"

    @property
    def warehouse_file(self) -> Path:
        """The published read copy."""
        return self.home / "warehouse.duckdb"

    @property
    def decisions_file(self) -> Path:
        """The file that people's decisions are kept in; it need not be there."""
        return self.decisions or self.home / "decisions.tsv"

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.home / "warc"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.home / "logs"


def _number(name: str, value: str, least: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = least - 1
    if not least <= number < math.inf:
        raise SettingsError(f"{name}={value!r}: give a number of at least {least:g}")
    return number


def _flag(name: str, value: str) -> bool:
    try:
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[value.lower()]
    except KeyError:
        raise SettingsError(f"{name}={value!r}: give 1 or 0") from None


def _routes(name: str, value: str) -> Mapping[str, str]:
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    if not all(host.strip() and target.strip() for host, _, target in pairs):
        raise SettingsError(f"{name}={value!r}: give host=address:port, several with commas between")
    return {host.strip(): target.strip() for host, _, target in pairs}


def from_environment(environment: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """The settings: `home` as given, else the environment, else the defaults; `home/sites` is a folder of site files
    when it is there and no other is named, and so is `home/topics.tsv` for words.

    Raises SettingsError for an unknown `HOPTAC_` name or an unusable value: a mistyped name must not be ignored.
    """
    readers = {
        "HOME": lambda _, v: Path(v),
        "SITES": lambda _, v: Path(v),
        "TOPICS": lambda _, v: Path(v),
        "DECISIONS": lambda _, v: Path(v),
        "CONTACT": lambda _, v: v,
        "DELAY": lambda n, v: _number(n, v, 0),
        "TIMEOUT": lambda n, v: _number(n, v, 0.1),
        "MAX_BYTES": lambda n, v: int(_number(n, v, 1000)),
        "CONCURRENCY": lambda n, v: int(_number(n, v, 1)),
        "WAREHOUSE": lambda _, v: v,
        "KEEP_PAGES": lambda n, v: _number(n, v, 1),
        "KEEP_LOGS": lambda n, v: _number(n, v, 1),
        "LOCK_WAIT": lambda n, v: _number(n, v, 0),
        "NOTIFY": lambda _, v: tuple(v.split()),
        "PAGES": lambda _, v: v.rstrip("/"),
        "ALLOW_PRIVATE": _flag,
        "ROUTES": _routes,
    }
    values: dict[str, object] = {}
    for name, value in (os.environ if environment is None else environment).items():
        if not name.startswith(PREFIX) or name == "HOPTAC_CORPUS":  # the test suite's own variable
            continue
        if name.removeprefix(PREFIX) not in readers:
            known = ", ".join(PREFIX + reader for reader in readers)
            raise SettingsError(f"{name} is not a setting; the settings are {known}")
        values[name.removeprefix(PREFIX).lower()] = readers[name.removeprefix(PREFIX)](name, value)
    if home is not None:
        values["home"] = home
    own_sites = Path(str(values.get("home", Settings().home))) / "sites"
    if "sites" not in values and own_sites.is_dir():
        values["sites"] = own_sites
    own_words = own_sites.with_name("topics.tsv")
    if "topics" not in values and own_words.is_file():
        values["topics"] = own_words
    return Settings(**values)  # type: ignore[arg-type]  # each reader gives its field's type
