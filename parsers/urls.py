"""Address -> the one form under which an article is held; host, site and slug of an address."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from parsers.textnorm import words

RULE_VERSION = 1  # raise it when `canonical` changes its answers: stored addresses must then be made again

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ALIAS = re.compile(r"^(?:www\d?|m|mobile|amp|beta)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)|^/amp(?=/)", re.IGNORECASE)
_INDEX = re.compile(
    r"^/?(?:(?:vi|en|vn|vi-vn|en-us|vi_VN|en_US)/?)?"
    r"(?:(?:index|default|home|trang-chu|homepage|web/guest(?:/home)?)(?:\.(?:html?|php|aspx?|jsp|chn|vnp|htm))?/?)?$",
    re.IGNORECASE,
)
# Parameters that say how a reader came, never which page it is. Sources: the vendors' own documentation
# (Google Ads, Meta, Microsoft, Yandex, X, Mailchimp, Zalo) and the ClearURLs rule set.
_TRACKING = re.compile(
    r"^(?:utm_\w*|at_(?:medium|campaign|custom\d*|link\w*|bbc\w*|ptr\w*|format)|(?:fb|g|d|y)clid|gclsrc|gbraid|wbraid"
    r"|msclkid|twclid|ttclid|li_fat_id|igshid|igsh|mibextid|mc_[ce]id|_hs(?:enc|mi)|_g[al]|zarsrc|gidzl"
    r"|ref_(?:src|url)|__twitter_impression|wt_mc|s_cid|ncid|cmpid|icid|spm|vero_id|fb_(?:action|source)\w*"
    r"|amp|outputtype)$",
    re.IGNORECASE,
)
_SECOND_LEVEL = frozenset(
    ("com", "net", "org", "gov", "edu", "co", "ac", "or", "ne", "go", "info", "name", "health", "mil", "int")
)
_KEPT = "-._~!$&'()*+,;=:@/%"
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_NUMERIC_HOST = re.compile(r"^[\d.]+$|:")


@lru_cache(maxsize=1024)
def canonical(url: str) -> str:
    """Return the identity of an address: what two links to one page have in common.

    Scheme and host in lower case without `www.`, `m.`, `amp.`; no default port, user, fragment, tracking
    parameter, AMP suffix or trailing slash; percent-encoding in one form (RFC 3986, section 6.2.2).
    Parameters that select the page (`?p=720567`) stay, in their order. What is no web address comes back
    stripped of white space and otherwise untouched.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    netloc = _plain_host(parts.hostname)
    if port and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


@lru_cache(maxsize=1024)  # one page asks for the same few, again and again
def host(url: str) -> str:
    """Return the host in lower case without `www.`, `m.`, `amp.` and port; empty if there is none."""
    try:
        return _plain_host(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def same_site(first: str, second: str) -> bool:
    """Whether two addresses belong to one publisher's domain (`e.vnexpress.net` and `vnexpress.net`)."""
    one, two = domain(host(first)), domain(host(second))
    return bool(one) and one == two


def domain(name: str) -> str:
    """Return the registrable domain of a host by a short rule (no public suffix list)."""
    if _NUMERIC_HOST.search(name):
        return name
    labels = name.split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])


def is_home(url: str) -> bool:
    """Whether the address is a site's front page: no path of its own and nothing that selects a page."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return bool(parts.netloc) and bool(_INDEX.match(parts.path)) and not _query(parts.query)


def slug_words(url: str) -> tuple[str, ...]:
    """Return the folded words of the longest path segment, numbers and file endings left out."""
    try:
        path = unquote(urlsplit(url.strip()).path)
    except ValueError:
        return ()
    segments = [re.sub(r"\.[a-z]{2,5}$", "", part) for part in path.split("/")]
    slug = max(segments, key=lambda part: part.count("-"), default="")
    return tuple(word for word in words(slug.replace("-", " ")) if not any(map(str.isdigit, word)))


def _plain_host(name: str) -> str:
    name = name.lower().rstrip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return name
    return _ALIAS.sub("", name)


def _path(path: str) -> str:
    path = _AMP_PATH.sub("", _SESSION.sub("", path))
    path = _ESCAPE.sub(lambda hit: _plain(hit[0]), path)
    return quote(path, safe=_KEPT).rstrip("/") or "/"


def _plain(escape: str) -> str:
    """Decode an escaped unreserved character, else return the escape in capitals (RFC 3986, section 6.2.2)."""
    char = chr(int(escape[1:], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else escape.upper()


def _query(query: str) -> str:
    kept = (part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0]))
    return "&".join(kept)
