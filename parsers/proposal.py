"""Pages and lists of an unknown site -> what its site file may say: offered lists, the form of an article's address."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parsers.listing import absolute, is_web
from parsers.textnorm import clean
from parsers.tree import Node, parse, text_of
from parsers.urls import canonical, host, same_site, slug_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
MOST = 0.9  # of the addresses in a list must have a form before it is believed to be that of articles
HEADLINE = 5  # words in the address of an article
_FEED_LINK = re.compile(r"\.rss(?:$|\?)|/(?:rss|feed)s?(?:[/.]|$)", re.IGNORECASE)
_NUMBERED = re.compile(r"([-_/.])([a-z]{0,6})(\d{4,})(\.[a-z]{3,5})?/?$")
_DOT = r"\."
_ENDING = re.compile(r"(\.[a-z]{3,5})$")


def offered_feeds(html: str, url: str) -> tuple[str, ...]:
    """The feeds that a page names in its head, then those it links to, each once."""
    tree = parse(html)
    named = [node for node in tree.css("link[href]") if _attribute(node, "type").lower() in FEED_TYPES]
    linked = [node for node in tree.css("a[href]") if _FEED_LINK.search(_attribute(node, "href"))]
    links = (absolute(url, _attribute(node, "href")) for node in (*named, *linked))
    return tuple(dict.fromkeys(link for link in links if is_web(link) and same_site(link, url)))


def headline_links(html: str, url: str) -> tuple[str, ...]:
    """The addresses of a page's links that look like those of articles: the site's own, with a headline in them."""
    links = (canonical(absolute(url, _attribute(node, "href"))) for node in parse(html).css("a[href]"))
    own = (link for link in links if is_web(link) and same_site(link, url))
    return tuple(dict.fromkeys(link for link in own if len(slug_words(link)) >= HEADLINE))


def site_title(html: str, url: str) -> str:
    """What the site calls itself; its host when it does not say."""
    tree = parse(html)
    name = _attribute(tree.css_first("meta[property='og:site_name']"), "content")
    title = tree.css_first("title")
    return clean(name) or (text_of(title) if title else "") or host(url)


def article_form(urls: Sequence[str]) -> str:
    """A regular expression that nearly all of the addresses match and section pages do not; empty if there is none."""
    paths = [urlsplit(url).path for url in urls]
    forms = Counter(form for path in paths for form in _forms(path))
    fitting = [form for form, count in forms.items() if count >= max(1, MOST * len(paths))]
    return max(fitting, key=lambda form: (r"\d" in form, len(form)), default="")


def _forms(path: str) -> set[str]:
    """The forms that one address has: its number with what stands round it, its date, its ending."""
    forms = set()
    if found := _NUMBERED.search(path.lower()):
        mark, word, _, ending = found.groups(default="")
        forms.add(f"{mark.replace('.', _DOT)}{word}\\d{{4,}}{re.escape(ending)}/?$")
        forms.add(f"\\d{{4,}}{re.escape(ending)}/?$")
    if re.search(r"/20\d{2}/\d{2}/", path):
        forms.add(r"/20\d{2}/\d{2}/")
    if found := _ENDING.search(path.lower()):
        forms.add(f"{re.escape(found[1])}$")
    return forms


def site_name(host: str) -> str:
    """What a drafted site file calls the site of a host."""
    return host.replace(".", "-")


def page_name(site: str, url: str) -> str:
    """What the files of a site's golden page are called, without an ending: the site and the page's first words."""
    return "-".join((site, *slug_words(url)[:HEADLINE]))


def site_file(name: str, title: str, language: str, lists: dict[str, Sequence[str]], article: str) -> str:
    """The text of a site file; `name` is its host, `lists` go by the keys of the discover table."""
    lines = [
        f"name = {_quoted(site_name(name))}",
        f"title = {_quoted(title)}",
        f"hosts = [{_quoted(name)}]",
        f"language = {_quoted(language)}",
        'note = "Drafted by hoptac add-site: look at it, then keep it."',
        "",
        "[discover]",
        *(f"{key} = [{', '.join(map(_quoted, urls))}]" for key, urls in lists.items() if urls),
        *([f"article = '{article}'"] if article else []),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string


def _attribute(node: Node | None, name: str) -> str:
    return ((node.attributes.get(name) or "") if node else "").strip()


def own(urls: Iterable[str], home: str) -> tuple[str, ...]:
    """Those of the addresses that belong to the very host of `home`, canonical."""
    return tuple(url for url in map(canonical, urls) if host(url) == host(home))
