"""The answer to /robots.txt -> Rules: may an address be fetched, and how slowly (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from protego import Protego

TOKEN = "hoptac"  # noqa: S105  # our product token in robots.txt, RFC 9309 section 2.2.1
MAX_BYTES = 500 * 1024  # RFC 9309 section 2.5: at least this much must be read; the rest is ignored
MAX_REDIRECTS = 5  # RFC 9309 section 2.3.1.2
MAX_AGE = timedelta(hours=24)  # RFC 9309 section 2.4: a copy should not be used for longer

# What Protego reads otherwise than RFC 9309: a line of an unknown key must not end the group before it (2.2), and of
# "hoptac/1.0 news" only the product token counts (2.2.1). Both would let us in where a site means to keep us out.
_STRANGE = re.compile(
    r"^[ \t]*(?!(?:d\w*l+[ao]w|allow|user[ -]?agent|site-?maps?|crawl[ -]delay|request[ -]rate|visit[ -]time|host)\b)"
    r"[a-z][\w-]*[ \t]*:.*$",
    re.IGNORECASE | re.MULTILINE,
)
_AGENT = re.compile(r"^([ \t]*user[ -]?agent[ \t]*:?[ \t]*[a-z_-]+)[^\n#]*", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one authority allows. `closed` is the reason why nothing may be fetched for now, or empty."""

    file: Protego | None = None
    closed: str = ""
    delay: float = 0.0  # seconds between requests that the file asks for

    def refusal(self, url: str) -> str:
        """Why the address must not be fetched; empty when it may."""
        if self.closed:
            return self.closed
        if self.file is None or self.file.can_fetch(url, TOKEN):
            return ""
        return "disallowed by robots.txt"


def user_agent(contact: str) -> str:
    """Who asks: our name, version and where a webmaster reaches us (RFC 9110, section 10.1.5)."""
    try:
        number = version("hoptac")
    except PackageNotFoundError:  # run from a checkout that is not installed
        number = "0"
    return f"{TOKEN}/{number}" + (f" (+{contact})" if contact else "")


def address(url: str) -> str:
    """The robots.txt of an address: same scheme, host and port. Empty when the address cannot be asked."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt" if usable else ""


def read_rules(status: int, body: bytes) -> Rules:
    """The rules in an answer. 4xx: all allowed (RFC 9309, 2.3.1.3); 5xx: all disallowed for now (2.3.1.4).

    429 counts as 5xx, as with Google's crawler: a host that is asked too often has not said "all allowed".
    A redirect that was not followed to its end counts as 4xx (2.3.1.2).
    """
    if status == 429 or status >= 500:
        return Rules(closed=f"robots.txt could not be read: HTTP {status}")
    if not 200 <= status < 300:
        return Rules()
    text = re.sub("\r\n?", "\n", body[:MAX_BYTES].decode("utf-8-sig", "replace"))
    file = Protego.parse(_AGENT.sub(r"\1", _STRANGE.sub("", text)))
    return Rules(file, delay=_delay(file))


def named_sitemaps(body: bytes) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names."""
    return tuple(Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace")).sitemaps)


def _delay(file: Protego) -> float:
    """Seconds between requests: the larger of Crawl-delay and Request-rate."""
    rate = file.request_rate(TOKEN)
    per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(file.crawl_delay(TOKEN) or 0.0, per_request)
