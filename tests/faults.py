"""What servers do -> what becomes of it: the table of `tests/test_faults.py` and, shorter, of the README.

Each row has a host of its own. `becomes` is the outcome, after a slash why the page is no article; `says` is part of
the reason. `python -m tests.faults` prints the table as Markdown.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.server import Behaviour, Raw, Reply, moved

TEXT = "Sáng nay, Bệnh viện Đa khoa Sơn Hà và một bệnh viện Nhật Bản ký bản ghi nhớ về đào tạo điều dưỡng. " * 4
ARTICLE = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Hai bệnh viện ký kết hợp tác</title></head>
<body><article><h1>Hai bệnh viện ký kết hợp tác</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"""
BYTES = ARTICLE.encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
SIZED = HEAD + b"Content-Length: %d\r\n" % len(BYTES)
BOMB = gzip.compress(bytes(30_000_000))


@dataclass(frozen=True)
class Fault:
    """One thing a server does at /a, and the expected end."""

    name: str
    does: Behaviour
    becomes: str
    says: str = ""
    pages: Mapping[str, Behaviour] = field(default_factory=dict)  # what else the host serves


def packed(body: bytes, coding: str) -> Reply:
    return Reply(body, headers={"Content-Encoding": coding})


def page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def _raw_deflate(body: bytes) -> bytes:
    pack = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return pack.compress(body) + pack.flush()


FAULTS = (
    # the connection
    Fault("resets at once", Raw(reset=True), "failed", "Error"),
    Fault("closes at once", Raw(), "failed", "Error"),
    Fault("hangs before the head", Reply(ARTICLE, wait=4.0), "failed", "no whole answer within"),
    Fault("hangs in the head", Raw((HEAD, 4.0)), "failed", "no whole answer within"),
    Fault("hangs in the body", Raw((SIZED + b"\r\n", BYTES[:99], 4.0)), "failed", "no whole answer within"),
    Fault("drips its head", Raw(tuple(p for n in range(40) for p in (b"HTTP/1.1 200 OK\r\n" if not n else b"X: 1\r\n", 0.1))), "failed", "no whole answer within"),
    Fault("drips its body", Raw((SIZED + b"\r\n", *(p for n in range(40) for p in (BYTES[n : n + 1], 0.1)))), "failed", "no whole answer within"),
    Fault("resets in the body", Raw((SIZED + b"\r\n", BYTES[:99]), reset=True), "failed", "Error"),
    Fault("closes before Content-Length", Raw((SIZED + b"\r\n", BYTES[:99])), "failed", "RemoteProtocolError"),
    Fault("sends more than Content-Length", Raw((SIZED + b"\r\n", BYTES, b"and more")), "fetched"),
    Fault("no Content-Length, closes at the end", Raw((HEAD + b"\r\n", BYTES)), "fetched"),
    Fault("cut chunk", Raw((HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\nabc",)), "failed", "RemoteProtocolError"),
    Fault("chunk of no size", Raw((HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc",)), "failed", "RemoteProtocolError"),
    Fault("endless body", Raw((HEAD + b"\r\n", *(b"x" * 200_000 for _ in range(30)))), "too_large", "more than"),
    Fault("HTTP/0.9: a body without a head", Raw((BYTES,)), "failed", "RemoteProtocolError"),
    Fault("another protocol", Raw((b"SSH-2.0-OpenSSH_9\r\n",)), "failed", "RemoteProtocolError"),
    # the head
    Fault("header flood", Raw((HEAD, b"X-A: %s\r\n" % (b"a" * 1000) * 200, b"Content-Length: 0\r\n\r\n")), "failed", "RemoteProtocolError"),
    Fault("head of 80 kB", Raw((SIZED, b"X-A: %s\r\n" % (b"a" * 1000) * 80, b"\r\n", BYTES)), "failed", "head is longer"),
    Fault("invalid bytes in a header", Raw((HEAD + b"Bad Header\x00: \x01\r\n\r\n",)), "failed", "RemoteProtocolError"),
    Fault("8-bit bytes in a header", Raw((SIZED + "X-Ten: Tin tức\r\n\r\n".encode(), BYTES)), "fetched"),
    Fault("cookie of 30 kB", Reply(ARTICLE, headers={"Set-Cookie": f"a={'b' * 30_000}"}), "fetched"),
    Fault("the same header twice", Raw((SIZED + b"Content-Type: text/html\r\nX: 1\r\nX: 2\r\n\r\n", BYTES)), "fetched"),
    Fault("two different lengths", Raw((SIZED + b"Content-Length: 5\r\n\r\n", BYTES)), "failed", "RemoteProtocolError"),
    Fault("early hints before the answer", Raw((b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + SIZED + b"\r\n", BYTES)), "fetched"),
    # the coding
    Fault("gzip bomb", packed(BOMB, "gzip"), "too_large", "packed too tightly"),
    Fault("deflate bomb", packed(zlib.compress(bytes(30_000_000)), "deflate"), "too_large"),
    Fault("gzip in gzip", packed(gzip.compress(BOMB), "gzip, gzip"), "failed", "was not asked for"),
    Fault("brotli, which we did not ask for", packed(b"\x0b\x02\x80", "br"), "failed", "br was not asked for"),
    Fault("zstd, which we did not ask for", packed(b"\x28\xb5\x2f\xfd", "zstd"), "failed", "zstd was not asked for"),
    Fault("cut gzip with the right length", packed(gzip.compress(BYTES)[:-40], "gzip"), "failed", "ended early"),
    Fault("gzip that is none", packed(BYTES, "gzip"), "failed", "not gzip"),
    Fault("gzip with rubbish after it", packed(gzip.compress(BYTES) + b"\0" * 40, "gzip"), "fetched"),
    Fault("gzip in two members", packed(gzip.compress(BYTES[:500]) + gzip.compress(BYTES[500:]), "gzip"), "fetched"),
    Fault("deflate without its frame", packed(_raw_deflate(BYTES), "deflate"), "fetched"),
    # the status
    Fault("204", Reply(status=204), "fetched/empty"),
    Fault("206 nobody asked for", Reply(ARTICLE, status=206), "http_error", "206"),
    Fault("304 nobody asked for", Reply(status=304), "http_error", "304"),
    Fault("401", Reply("?", status=401), "blocked", "401"),
    Fault("403", Reply("?", status=403), "blocked", "403"),
    Fault("404", Reply(ARTICLE, status=404), "gone", "404"),
    Fault("410", Reply("?", status=410), "gone", "410"),
    Fault("429 with Retry-After", Reply("?", status=429, headers={"Retry-After": "120"}), "blocked", "429"),
    Fault("451", Reply("?", status=451), "blocked", "451"),
    Fault("500", Reply("?", status=500), "http_error", "500"),
    Fault("503 with a date", Reply("?", status=503, headers={"Retry-After": "Wed, 01 Jan 2031 00:00:00 GMT"}), "http_error", "503"),
    Fault("999", Reply("?", status=999), "http_error", "999"),
    # redirects
    Fault("endless redirect", lambda seen: moved(f"{seen.path}x"), "http_error", "more than 8 redirects",
          {f"/a{'x' * n}": moved(f"/a{'x' * (n + 1)}") for n in range(1, 20)}),
    Fault("redirect in a circle", moved("/b"), "http_error", "circle", {"/b": moved("/a")}),
    Fault("redirect without an address", Reply("?", status=302), "http_error", "302"),
    Fault("redirect to another scheme", moved("file:///etc/passwd"), "failed", "not an http(s) address"),
    Fault("redirect to a private address", moved("http://127.0.0.1:9/a"), "failed", "private address"),
    Fault("redirect to the metadata service", moved("http://169.254.169.254/latest"), "failed", "private address"),
    Fault("redirect to what robots.txt keeps", moved("/kin"), "robots", "disallowed",
          {"/robots.txt": Reply("User-agent: *\nDisallow: /kin"), "/kin": Reply(ARTICLE)}),
    Fault("redirect to a login page", moved("/login"), "fetched/login_wall",
          pages={"/login": Reply(page("Đăng nhập", "<form><input type=password></form>"))}),
    Fault("meta refresh", Reply('<meta http-equiv="refresh" content="0; url=/b">'), "fetched", pages={"/b": Reply(ARTICLE)}),
    Fault("meta refresh in a circle", Reply('<meta http-equiv="refresh" content="0;url=/b">'), "http_error", "circle",
          {"/b": Reply('<meta http-equiv=refresh content="0;url=/a">')}),
    Fault("page that reloads itself", Reply(ARTICLE.replace("<title>", '<meta http-equiv="refresh" content="5;url=/a"><title>')), "fetched"),
    # robots.txt
    Fault("robots.txt answers 503", Reply(ARTICLE), "robots", "could not be read: HTTP 503", {"/robots.txt": Reply(status=503)}),
    Fault("robots.txt resets", Reply(ARTICLE), "failed", "robots.txt: ", {"/robots.txt": Raw(reset=True)}),
    Fault("robots.txt is a page", Reply(ARTICLE), "fetched", pages={"/robots.txt": Reply(ARTICLE)}),
    Fault("robots.txt moves in a circle", Reply(ARTICLE), "fetched", pages={"/robots.txt": moved("/robots.txt")}),
    Fault("robots.txt of a login", Reply(ARTICLE), "fetched", pages={"/robots.txt": Reply("?", status=403)}),
    # the page
    Fault("error page with 200", Reply(page("500 Internal Server Error", "<h1>500</h1><p>Xin thử lại sau.</p>")), "fetched/error_page"),
    Fault("error page of a proxy with 200", Reply("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>"), "fetched/error_page"),
    Fault("error page with 200, told only in its text", Reply(page("Báo Sơn Hà", "<h1>Service Temporarily Unavailable</h1><p>HTTP Error 503.</p>")), "fetched/error_page"),
    Fault("error page in Vietnamese with 200", Reply(page("Lỗi 500", "<h1>Lỗi 500</h1><p>Máy chủ đang bận, vui lòng thử lại sau.</p>")), "fetched/error_page"),
    Fault("soft 404", Reply(page("Không tìm thấy trang", "<h1>Không tìm thấy trang</h1><p>Trang bạn tìm không tồn tại.</p>")), "fetched/error_page"),
    Fault("login wall", Reply(page("Tin dành cho hội viên", "<h1>Tin dành cho hội viên</h1><p>Vui lòng đăng nhập để đọc tiếp.</p><form><input type=password></form>")), "fetched/login_wall"),
    Fault("captcha", Reply(page("Just a moment...", "<h1>Are you a robot?</h1><div id=captcha></div>")), "fetched/error_page"),
    Fault("page of script only", Reply(page("Tin", '<div id="app"></div><script>render()</script>')), "fetched/no_body"),
    Fault("empty page", Reply(""), "fetched/empty"),
    Fault("blanks only", Reply(" \n" * 500), "fetched/empty"),
    Fault("PDF as a page", Reply(b"%PDF-1.7\n" + bytes(500)), "fetched/binary"),
    Fault("picture as a page", Reply(b"\x89PNG\r\n\x1a\n" + bytes(500), headers={"Content-Type": "image/png"}), "fetched/binary"),
    Fault("feed as a page", Reply("<rss><channel><item><title>T</title></item></channel></rss>"), "fetched/not_html"),
    Fault("JSON as a page", Reply('{"error": "no"}', headers={"Content-Type": "application/json"}), "fetched/not_html"),
    Fault("charset lie: says ISO-8859-1, is UTF-8", Reply(ARTICLE, headers={"Content-Type": "text/html; charset=iso-8859-1"}), "fetched"),
    Fault("charset lie: says UTF-8, is windows-1258", Reply(ARTICLE.replace("ệ", "e").encode("cp1258", "ignore")), "fetched"),
    Fault("charset that does not exist", Reply(ARTICLE, headers={"Content-Type": "text/html; charset=tcvn-x"}), "fetched"),
    Fault("UTF-16 with its mark", Reply(ARTICLE.replace('<meta charset="utf-8">', "").encode("utf-16"), headers={"Content-Type": "text/html"}), "fetched"),
    Fault("page named as a download", Reply(ARTICLE, headers={"Content-Type": "application/octet-stream"}), "fetched"),
    Fault("thousands of open elements", Reply("<div>" * 60_000 + TEXT), "fetched/too_large"),
)  # fmt: skip


def rss(*links: str) -> str:
    return f"<rss><channel>{''.join(f'<item><link>{link}</link></item>' for link in links)}</channel></rss>"


LAUGHS = '<!DOCTYPE r [<!ENTITY a "' + "ha" * 99 + '">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 99}">' for a, b in zip("abcd", "bcde", strict=True)
) + "]>"  # fmt: skip
INDEX = "<sitemapindex>{}</sitemapindex>"


@dataclass(frozen=True)
class ListFault:
    """One thing a list at /a does; `becomes` is the outcome and the number of its entries."""

    name: str
    kind: str  # feed, sitemap, listing
    does: Behaviour
    becomes: str
    says: str = ""
    pages: Mapping[str, Behaviour] = field(default_factory=dict)
    requests: int = 1  # without robots.txt


LIST_FAULTS = (
    ListFault("feed that is a page", "feed", Reply(ARTICLE), "fetched 0", "not a feed"),
    ListFault("empty feed", "feed", Reply(""), "fetched 0", "not a feed"),
    ListFault("feed of 60,000 items", "feed", Reply(rss(*(f"/tin-{n}.html" for n in range(60_000)))), "fetched 5000", "only its first 5000 items"),
    ListFault("feed cut in an item", "feed", Reply(rss("/tin-1.html", "/tin-2.html")[:-45]), "fetched 1", "cut off"),
    ListFault("feed with a bad byte", "feed", Reply(rss("/tin-1.html").encode() + b"<!-- \x92 -->"), "fetched 1"),
    ListFault("feed with an undefined entity", "feed", Reply(rss("/tin-1.html").replace("<item>", "<item><title>A&nbsp;B&foo;</title>")), "fetched 1"),
    ListFault("feed that lies about its encoding", "feed", Reply('<?xml version="1.0" encoding="utf-16"?>' + rss("/tin-1.html")), "fetched 1"),
    ListFault("feed with an entity bomb", "feed", Reply(LAUGHS + rss("/tin-1.html").replace("<item>", "<item><title>&e;</title>")), "fetched 1"),
    ListFault("feed that names a file", "feed", Reply('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("/tin-1.html").replace("<item>", "<item><title>&x;</title>")), "fetched 1"),
    ListFault("feed of a login", "feed", Reply(status=401), "blocked 0", "401"),
    ListFault("gzip bomb as a sitemap", "sitemap", Reply(BOMB), "fetched 0", "packed data"),
    ListFault("sitemap that names itself", "sitemap", Reply(INDEX.format("<sitemap><loc>/a</loc></sitemap>")), "fetched 0"),
    ListFault("sitemaps in a loop", "sitemap", Reply(INDEX.format("<sitemap><loc>/b</loc></sitemap>")), "fetched 0", "",
              {"/b": Reply(INDEX.format("<sitemap><loc>/a</loc></sitemap>"))}, 2),
    ListFault("index of 500 sitemaps", "sitemap", Reply(INDEX.format("".join(f"<sitemap><loc>/s{n}</loc></sitemap>" for n in range(500)))), "fetched 0", "", {}, 20),
    ListFault("sitemap that is a page", "sitemap", Reply(ARTICLE), "fetched 0", "no address in it"),
    ListFault("listing whose next page is itself", "listing", Reply('<a href="/tin-1.html">Tin</a><a class="sau" href="/a">Sau</a>'), "fetched 1"),
    ListFault("listing without end", "listing", lambda seen: Reply(f'<a href="/tin-1.html">T</a><a class="sau" href="{seen.path}x">Sau</a>'), "fetched 1", "",
              {f"/a{'x' * n}": Reply(f'<a class="sau" href="/a{"x" * (n + 1)}">Sau</a>') for n in range(1, 9)}, 3),
)  # fmt: skip


def table() -> str:
    """The rows as Markdown, one line for each end."""
    ends: dict[str, list[str]] = {}
    for fault in FAULTS:
        outcome, _, reject = fault.becomes.partition("/")
        ends.setdefault(f"`{outcome}`" + (f", then the reject `{reject}`" if reject else ""), []).append(fault.name)
    for fault in LIST_FAULTS:
        ends.setdefault(f"a list: `{fault.becomes.split()[0]}`, what can be read is read", []).append(fault.name)
    lines = [f"| {end} | {'; '.join(names)} |" for end, names in ends.items()]
    return "\n".join(["| becomes | what the server does |", "|---|---|", *lines]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
