"""File of one site or family -> its table, or one line that says what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from parsers.model import ZONE, SiteKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*")
QUERY = "{query}"
_EMPTY_TREE = LexborHTMLParser("<p></p>")


class SiteError(ValueError):
    """A site or family file cannot be used. One line that names the file, the key and what to do."""


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError(f"{value!r} is not a host: write it in lower case, without scheme, port or path")
    return value


def _selector(value: str) -> str:
    try:
        _EMPTY_TREE.css(value)
    except SelectolaxError:
        raise ValueError(f"{value!r} is not a CSS selector: correct it or remove it") from None
    return value


def _selector_or_none(value: str) -> str:
    return _selector(value) if value else value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression ({error}): correct it") from None
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
        raise ValueError(f"{value!r} is not an address: write https://host/path")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        raise ValueError(f"{value!r} is not a time zone: write a name such as {ZONE}") from None
    return value


Text = Annotated[StrictStr, Field(min_length=1)]
Slug = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Language = Annotated[StrictStr, Field(pattern=r"^[a-z]{2,3}$")]
Host = Annotated[StrictStr, AfterValidator(_host)]
Zone = Annotated[StrictStr, AfterValidator(_zone)]
Addresses = tuple[Annotated[StrictStr, AfterValidator(_address)], ...]
Pattern = Annotated[StrictStr, AfterValidator(_pattern)]
Link = Annotated[StrictStr, AfterValidator(_selector_or_none)]
Selectors = tuple[Annotated[StrictStr, AfterValidator(_selector)], ...]


class Table(BaseModel):
    """A TOML table of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadTable(Table):
    """The `[read]` table of a site or family file; keys as in `Read`."""

    title: Selectors = ()
    dek: Selectors = ()
    byline: Selectors = ()
    date: Selectors = ()
    section: Selectors = ()
    tags: Selectors = ()
    source: Selectors = ()
    body: Selectors = ()
    caption: Selectors = ()
    strip: Selectors = ()
    keep: Selectors = ()


class DiscoverTable(Table):
    """The `[discover]` table of a site file; keys as in `Discover`. A feed with `{query}` stands for one per query."""

    feeds: Addresses = ()
    queries: tuple[Text, ...] = ()
    sitemaps: Addresses = ()
    listings: Addresses = ()
    next_page: Link = ""
    pages: Annotated[StrictInt, Field(ge=1)] = 1
    article: Pattern = ""

    @model_validator(mode="after")
    def _queries_have_a_feed(self) -> DiscoverTable:
        if bool(self.queries) != any(QUERY in url for url in self.feeds):
            raise ValueError(f"queries and a feed with {QUERY} go together: add the other, or remove this one")
        return self

    def values(self) -> dict[str, Any]:
        """The table as `Discover` has it: feeds written out for each query, percent-encoded."""
        values = self.model_dump()
        words = [quote(query, safe="") for query in self.queries]
        feeds = ((url.replace(QUERY, word) for word in words) if QUERY in url else (url,) for url in self.feeds)
        values["feeds"] = tuple(chain.from_iterable(feeds))
        return values


class SiteTable(Table):
    """A whole site file; keys as in `Site`."""

    name: Slug
    title: Text
    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]
    kind: SiteKind = SiteKind.PRESS
    language: Language = "vi"
    family: StrictStr = ""
    enabled: StrictBool = True
    note: StrictStr = ""
    delay_seconds: Annotated[float, Field(ge=0, strict=True)] = 2.0
    verify_tls: StrictBool = True
    zone: Zone = ZONE
    rank: Annotated[StrictInt, Field(ge=0)] = 0
    discover: DiscoverTable = DiscoverTable()
    read: ReadTable = ReadTable()


class FamilyTable(Table):
    """A family file: the selectors that all sites of one CMS share."""

    read: ReadTable


Whole = TypeVar("Whole", SiteTable, FamilyTable)


def read_table(path: Path, model: type[Whole]) -> Whole:
    """The table of the file at `path`. Raises SiteError, one line, for the first thing wrong in it."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{path}: not valid TOML, correct it: {error}") from None
    except ValidationError as error:
        raise SiteError(f"{path}: {_first(error, model)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"{path}: cannot be read, make it a file of UTF-8 text: {error}") from None


def _first(error: ValidationError, model: type[Table]) -> str:
    """The first complaint of pydantic in our words, and how many more there are."""
    first, *others = error.errors(include_url=False)
    key = ".".join(str(part) for part in first["loc"])
    more = f" (and {len(others)} more)" if others else ""
    return f"{key}: {_complaint(first, model)}{more}"


def _complaint(problem: Mapping[str, Any], model: type[Table]) -> str:
    *parents, key = problem["loc"]
    if problem["type"] == "extra_forbidden":
        return f"unknown key; {_suggestion(str(key), list(_inner(model, parents).model_fields))}"
    if problem["type"] == "missing":
        return "missing; add it"
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    return f"{problem['input']!r} will not do: {problem['msg'].replace('Input', 'it')}"


def _inner(model: type[Table], parents: list[Any]) -> type[Table]:
    """The table named by `parents` inside `model`."""
    for parent in parents:
        annotation = model.model_fields[parent].annotation
        if isinstance(annotation, type) and issubclass(annotation, Table):
            model = annotation
    return model


def _suggestion(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(known)}"
