"""Tree -> what the page says about itself: meta, link and JSON-LD, read in one pass and not yet judged."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from parsers.textnorm import clean, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parsers.tree import Node, Tree

Json = dict[str, Any]

_NAMING = frozenset(("property", "name", "itemprop", "http-equiv"))
_MANY = {"article:tag", "article:author", "author", "keywords", "news_keywords"}
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Reportage)$")
_MOST = 50  # values of one name: more is no page but an attack
_DEPTH = 6  # levels of JSON-LD nesting that are looked at: @graph, mainEntity, hasPart ...
_JSON = json.JSONDecoder(strict=False)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")


class Value(NamedTuple):
    """A field's text and where it was read; empty text means that nothing was found."""

    text: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The machine-readable claims of a page. Texts are unescaped and clean; addresses are as written."""

    meta: Mapping[str, str]  # first value per name, property or itemprop, in lower case
    many: Mapping[str, tuple[str, ...]]  # every value, for names that are written several times
    canonical: str  # the address that the page claims, as written
    title: str
    language: str
    article: Json  # the JSON-LD article; empty if there is none
    crumbs: tuple[str, ...]  # the JSON-LD breadcrumb, as written
    types: frozenset[str]  # every JSON-LD @type on the page

    def first(self, *keys: str) -> tuple[str, str]:
        """Return value and key of the first of the meta names `keys` that has a value, else two blanks."""
        for key in keys:
            if self.meta.get(key):
                return self.meta[key], key
        return "", ""


def read_head(tree: Tree) -> Head:
    """Return what `tree` says about itself; needs the scripts still in the tree."""
    meta, many = _metas(tree)
    objects = list(_objects(tree))
    return Head(
        meta=meta,
        many=many,
        canonical=_canonical(tree),
        title=_title(tree),
        language=_language(tree, meta),
        article=_article(objects, {str(item["@id"]): item for item in objects if "@id" in item and len(item) > 1}),
        crumbs=_crumbs(objects),
        types=frozenset(kind for item in objects for kind in _types(item)),
    )


def text(value: object) -> str:
    """Return a JSON-LD value as clean text: strings, and the `name` or `@value` of objects."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        given = f"{value.get('givenName') or ''} {value.get('familyName') or ''}".strip()
        value = value.get("name") or value.get("@value") or given or value.get("@id") or ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return clean(unescape(value)) if isinstance(value, str) else ""


def each(value: object) -> Iterator[object]:
    """Yield the items of a JSON-LD value that may be one thing or a list of things."""
    if isinstance(value, list):
        yield from value
    elif value:
        yield value


def _metas(tree: Tree) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    meta: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    for node in tree.all("meta"):
        values = node.attributes
        content = _plain(values.get("content") or "")
        if not content:
            continue
        for attribute, name in values.items():
            if attribute in _NAMING and name and (key := name.strip().lower()):
                meta.setdefault(key, content)
                if key in _MANY:
                    many.setdefault(key, []).append(content)
    return meta, {key: tuple(values[:_MOST]) for key, values in many.items()}


def _plain(content: str) -> str:
    """Return `content` clean; most of it (addresses, sizes, colours) already is."""
    if content.isascii() and content.isprintable() and "&" not in content:
        return content.strip()
    return clean(unescape(content))


def _title(tree: Tree) -> str:
    first = tree.all("title")[:1]
    return clean(unescape(first[0].text_lexbor())) if first else ""


def _canonical(tree: Tree) -> str:
    for node in tree.all("link"):
        values = node.attributes
        if (values.get("rel") or "").lower() == "canonical" and "href" in values:
            return (values["href"] or "").strip()
    return ""


def _language(tree: Tree, meta: Mapping[str, str]) -> str:
    root = tree.root
    said = (root.attributes.get("lang") if root else "") or meta.get("content-language") or meta.get("og:locale")
    return re.split(r"[-_,;]", (said or "").strip().lower())[0]


def _objects(tree: Tree) -> Iterator[Json]:
    for node in tree.all("script"):
        if "ld+json" in (node.attrs.get("type") or "").lower():
            yield from _flat(_load(node), _DEPTH)


def _load(node: Node) -> object:
    source = node.text_lexbor().strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for attempt in (source, _TRAILING_COMMA.sub("", source)):
        try:
            return _JSON.decode(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: object, depth: int) -> Iterator[Json]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item, depth)
    elif isinstance(value, dict):
        yield value
        if depth:
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "breadcrumb"):
                yield from _flat(value.get(key), depth - 1)


def _types(item: Json) -> Iterator[str]:
    return (kind.rpartition("/")[2] for kind in each(item.get("@type")) if isinstance(kind, str))


def _article(objects: list[Json], known: Mapping[str, Json]) -> Json:
    """The JSON-LD article that says most, with its authors looked up; pages repeat it in pieces."""
    found = [item for item in objects if any(_ARTICLE.search(kind) for kind in _types(item))]
    best = max(found, key=lambda item: bool(item.get("headline")) + bool(item.get("datePublished")), default={})
    people = [known.get(str(item["@id"]), item) if _is_pointer(item) else item for item in each(best.get("author"))]
    return {**best, "author": people} if people else best


def _is_pointer(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict) and set(value) <= {"@id", "@type"} and "@id" in value


def _crumbs(objects: list[Json]) -> tuple[str, ...]:
    lists = [item for item in objects if "BreadcrumbList" in _types(item)]
    longest = max(lists, key=lambda item: len(list(each(item.get("itemListElement")))), default={})
    steps = [step for step in each(longest.get("itemListElement")) if isinstance(step, dict)]
    return tuple(name for step in steps if (name := text(step.get("name")) or text(step.get("item"))))
