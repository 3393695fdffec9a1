"""A folder of pages -> a static web of many hosts on loopback: 127.0.1.1, 127.0.1.2, ... on one port.

Pages are repeated under addresses of their own until there are as many as wanted. Of the copies one in five is the
page as it was, with another host and a dropped paragraph, as a reprint has; in the others the words of every run of
text are in another order, so that dedup has honest work and every page the size and the markup of a real one.
Served by nginx where it is installed, else by a small asyncio server, in either case in a process of its own.
"""

from __future__ import annotations

import gzip
import random
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.answering import NOT_FOUND, Answer, answering, path_of, response
from tests.corpus import corpus_dir

REPRINTS = 5  # one copy of so many has the text as it was
LEAST = 20_000  # bytes of a page worth serving
MOST = 400_000
_CODE = re.compile(r"(<(script|style|textarea)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_TEXT = re.compile(r">([^<>]{30,})<")
_ADDRESS = re.compile(r"""<(?:link[^>]*rel=["']?canonical|meta[^>]*og:url)[^>]*>""", re.IGNORECASE)
_LINK = re.compile(r"""(?:href|content)=["']([^"']+)["']""")
_PARAGRAPH = re.compile(r"<p\b[^>]*>[^<>]{40,}</p>")


@dataclass(frozen=True)
class Web:
    """A web on disk: the folder of each host's pages, and the port it is to be served on."""

    folder: Path
    hosts: tuple[str, ...]
    port: int
    paths: dict[str, tuple[str, ...]]  # host -> paths of its pages

    def root(self, host: str) -> str:
        """Where the host is asked."""
        return f"http://{host}:{self.port}"

    @property
    def addresses(self) -> list[str]:
        """All pages, host by host in turn, as a crawler meets them."""
        longest = max(map(len, self.paths.values()))
        turns = ((host, n) for n in range(longest) for host in self.hosts if n < len(self.paths[host]))
        return [f"{self.root(host)}{self.paths[host][n]}" for host, n in turns]

    @property
    def bytes(self) -> int:
        """Bytes of all pages."""
        return sum((self.folder / h / p.lstrip("/")).stat().st_size for h, paths in self.paths.items() for p in paths)


def pages_of(folder: Path | None) -> list[str]:
    """The pages under a folder; without one the dev pages beside the checkout, else those of the demo newsroom."""
    corpus = corpus_dir()
    if folder is None and corpus is None:
        return _newsroom()
    if folder is None:
        assert corpus is not None
        folder = corpus / "bench" / "extract-dev"
    files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz", ".htm")))
    raw = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files)
    return [page.decode("utf-8", "replace") for page in raw if LEAST <= len(page) <= MOST]


def _newsroom() -> list[str]:
    from flows.demo.desk import desk  # noqa: PLC0415  # only where there is no corpus

    room = desk(1)
    pieces = ((host, edition.path(one)) for host, edition in room.editions.items() for one in edition.pieces)
    replies = (room.reply(host, path) for host, path in pieces)
    return [reply.body.decode() for reply in replies if reply.status == 200]


def build(folder: Path, sources: Sequence[str], pages: int, hosts: int) -> Web:
    """Write that many pages on that many hosts; the same for the same sources, on every machine."""
    names = tuple(f"127.0.1.{n}" for n in range(1, hosts + 1))
    web = Web(folder, names, _free_port(), dict.fromkeys(names, ()))
    for number in range(pages):
        host = names[number % hosts]
        path = f"/tin-tuc/bai-viet-so-{number}-{100000 + number}.html"
        target = folder / host / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = varied(sources[number % len(sources)], web.root(host) + path, number, number // len(sources))
        target.write_bytes(text.encode("utf-8", "replace"))
        web.paths[host] += (path,)
    for host in names:
        links = "".join(f"<url><loc>{web.root(host)}{path}</loc></url>" for path in web.paths[host])
        (folder / host / "sitemap.xml").write_text(f"<?xml version='1.0'?><urlset>{links}</urlset>", "utf-8")
        (folder / host / "robots.txt").write_text("User-agent: *\nDisallow: /quan-tri/\n", "utf-8")
    return web


def varied(page: str, url: str, number: int, turn: int) -> str:
    """A page under another address; in later turns with other wording, or as a reprint."""
    for tag in _ADDRESS.findall(page):
        for old in _LINK.findall(tag):
            if old.startswith("http"):
                page = page.replace(old, url)
    if not turn:
        return page
    if number % REPRINTS == 0:
        return _PARAGRAPH.sub("", page, count=1)
    chance = random.Random(number)  # noqa: S311
    parts = _CODE.split(page)  # text, code, name of its tag, text, ...
    return "".join(
        _TEXT.sub(lambda found: f">{_shuffled(found.group(1), chance)}<", part) if n % 3 == 0 else part
        for n, part in enumerate(parts)
        if n % 3 != 2
    )


def _shuffled(text: str, chance: random.Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(web: Web) -> Iterator[str]:
    """Serve the web while the block works; gives the server's name."""
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    with _nginx(nginx, web) if nginx else answering(_files, web, at=web.hosts, port=web.port):
        _wait(web)
        yield "nginx" if nginx else "asyncio"


@contextmanager
def _nginx(program: str, web: Web) -> Iterator[None]:
    listening = "".join(f"listen {host}:{web.port};" for host in web.hosts)
    config = web.folder / "nginx.conf"
    config.write_text(
        f"daemon off; worker_processes 1; pid {web.folder}/nginx.pid; error_log {web.folder}/nginx.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000; "
        "types { text/html html; application/xml xml; text/plain txt; }\n"
        f"client_body_temp_path {web.folder}/t1; proxy_temp_path {web.folder}/t2; fastcgi_temp_path {web.folder}/t3; "
        f"uwsgi_temp_path {web.folder}/t4; scgi_temp_path {web.folder}/t5;\n"
        f"server {{ {listening} root {web.folder}/$server_addr; charset utf-8; }} }}\n",
        "utf-8",
    )
    web.folder.chmod(0o755)  # a worker that gave up root reads it
    with subprocess.Popen([program, "-c", str(config), "-e", str(web.folder / "nginx.log")]) as running:
        try:
            yield
        finally:
            running.terminate()


def _files(web: Web) -> Answer:
    kinds = {".html": "text/html; charset=utf-8", ".xml": "application/xml"}

    def answer(address: str, head: bytes) -> bytes:
        path = web.folder / address / path_of(head).lstrip("/")
        return response(path.read_bytes(), kinds.get(path.suffix, "text/plain")) if path.is_file() else NOT_FOUND

    return answer


def _wait(web: Web) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((web.hosts[-1], web.port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
