"""What Prefect adds to a run, and how long small commands take. `python -m tests.bench.orchestration [ARTICLES ...]`.

The same sites on loopback are ingested plainly and through Prefect with a server of its own, each in a fresh process
and home: seconds, client CPU, tasks. Then the whole process of `hoptac ingest` with nothing new, without a server and
with one, and `--help` of every command.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.bench.answering import NOT_FOUND, Answer, answering, path_of, response

SITES = 20
WORDS = "bệnh viện hợp tác đào tạo bác sĩ quốc tế ký kết bản ghi nhớ dự án viện trợ y tế cộng đồng"
RUN = """
import asyncio, json, resource, sys, time
sys.path.insert(0, {root!r})
from flows.settings import from_environment
from flows.prefect_env import prepare
prepare(from_environment())
{imports}
from flows.request import Request
from flows.foreground import ingest_in_prefect
from flows import pipeline
start, cpu = time.perf_counter(), time.process_time()
{work}
print(json.dumps([time.perf_counter() - start, time.process_time() - cpu, counts.get("new", 0)]))
"""
PLAIN = "counts = asyncio.run(pipeline.ingest(from_environment(), Request(sites={sites!r}))).counts"
PREFECT = "counts = ingest_in_prefect(from_environment(), Request(sites={sites!r}))['counts']"


def article(site: int, number: int) -> bytes:
    """A page with a title and a body of its own."""
    words = WORDS.split()
    turn = [words[(site * 7 + number * 3 + n * (number % 11 + 1)) % len(words)] for n in range(400)]
    body = "".join(f"<p>{' '.join(turn[n : n + 50]).capitalize()} {site}-{number}-{n}.</p>" for n in range(0, 400, 50))
    title = f"Bệnh viện số {site} ký kết hợp tác lần thứ {number}"
    head = f'<title>{title}</title><meta property="article:published_time" content="2026-11-01T08:00:00+07:00">'
    return f"<html lang=vi><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def feed(site: int, each: int) -> bytes:
    """The feed of a site: all its articles."""
    items = "".join(
        f"<item><title>Tin {n}</title><link>http://bao{site}.test/tin-{n}.html</link></item>" for n in range(each)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Báo {site}</title>{items}</channel></rss>'.encode()


def answers(each: int) -> Answer:
    """What all the sites answer: their feeds and articles."""

    def answer(address: str, head: bytes) -> bytes:
        host = re.search(rb"bao(\d+)\.test", head)
        site, path = int(host[1]) if host else 0, path_of(head)
        if path == "/feed.xml":
            return response(feed(site, each), "application/rss+xml")
        number = re.search(r"tin-(\d+)", path)
        return response(article(site, int(number[1]))) if number else NOT_FOUND

    return answer


def settle(folder: Path, port: int) -> dict[str, str]:
    """Site files in `folder`, and the environment in which they are reached."""
    folder.mkdir()
    for site in range(SITES):
        text = f'name = "bao{site}"\ntitle = "Báo {site}"\nhosts = ["bao{site}.test"]\n'
        text += f'[discover]\nfeeds = ["http://bao{site}.test/feed.xml"]\n'
        (folder / f"bao{site}.test.toml").write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOPTAC_", "PREFECT_"))}
    routes = ",".join(f"bao{site}.test=127.0.0.1:{port}" for site in range(SITES))
    more = {"HOPTAC_SITES": str(folder), "HOPTAC_ROUTES": routes, "HOPTAC_ALLOW_PRIVATE": "1", "HOPTAC_DELAY": "0"}
    return kept | more | {"PYTHONPATH": os.getcwd()}  # noqa: PTH109


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """The address of a Prefect server of our own."""
    port = 4267
    environment = os.environ | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/api"
    try:
        while True:
            try:
                urlopen(f"{url}/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


def timed(work: str, imports: str, environment: dict[str, str], number: int = SITES) -> tuple[float, float, int]:
    """Seconds, CPU seconds and new articles of one run of so many sites in a process of its own, without imports."""
    sites = [f"bao{site}" for site in range(number)]
    program = RUN.format(root=os.getcwd(), imports=imports, work=work.format(sites=sites))  # noqa: PTH109
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, cpu, new = json.loads(done.stdout.splitlines()[-1])
    return seconds, cpu, new


def compare(articles: int, url: str, folder: Path) -> None:
    """Print what Prefect adds to a run of so many articles."""
    with answering(answers, articles // SITES) as port:
        environment = settle(folder / f"sites{articles}", port)
        plain = timed(PLAIN, "", environment | {"HOPTAC_HOME": str(folder / f"plain{articles}")})
        through = timed(
            PREFECT,
            "import flows.ingest",
            environment | {"HOPTAC_HOME": str(folder / f"prefect{articles}"), "PREFECT_API_URL": url},
        )
    assert plain[2] == through[2], (plain, through)
    added = through[0] - plain[0]
    print(
        f"{articles:6} articles: plain {plain[0]:6.2f} s ({plain[1]:.2f} CPU), through Prefect {through[0]:6.2f} s "
        f"({through[1]:.2f} CPU): adds {added:5.2f} s, {added / plain[0]:.1%} with no delay between requests, "
        f"{added / (articles / SITES * 2.0):.1%} of the {articles / SITES * 2.0:.0f} s that a delay of 2 s asks for"
    )


def whole(words: list[str], environment: dict[str, str]) -> float:
    """The least seconds of three whole processes of the command."""
    return least([sys.executable, "-m", "flows", *words], environment)


def least(command: list[str], environment: dict[str, str]) -> float:
    """The least seconds of three whole processes."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, env=environment, check=False, capture_output=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def small(url: str, folder: Path) -> None:
    """Print how long the small commands take."""
    with answering(answers, 5) as port:
        environment = settle(folder / "sites", port) | {"HOPTAC_HOME": str(folder / "home")}
        whole(["ingest", "bao0"], environment)
        alone = whole(["ingest", "bao0"], environment)
        through = environment | {"PREFECT_API_URL": url}
        with_server = whole(["ingest", "bao0"], through)
        imports = least([sys.executable, "-c", "import flows.ingest"], through)
        run = min(timed(PREFECT, "import flows.ingest", through, 1)[0] for _ in range(3))
        ours = min(timed(PLAIN, "", environment, 1)[0] for _ in range(3))
    print(f"hoptac ingest, nothing new: {alone:.2f} s without a server, {with_server:.2f} s with one")
    print(
        f"  with one: {imports:.2f} s to start Python and import Prefect, {ours:.2f} s our work, {run - ours:.2f} s "
        f"for Prefect's run, tasks and states, {with_server - imports - run:.2f} s to end and send what is left"
    )
    listed = subprocess.run(
        [sys.executable, "-m", "flows", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = re.findall(r"^│ ([a-z-]+) ", listed, re.MULTILINE)
    helps = {command: whole([command, "--help"], environment) for command in commands}
    slowest = max(helps, key=lambda command: helps[command])
    print(f"--help of {len(helps)} commands: at most {helps[slowest]:.2f} s ({slowest})")


def main(sizes: list[int]) -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as name, prefect_server(Path(name) / "prefect") as url:
        small(url, Path(name))
        for articles in sizes:
            compare(articles, url, Path(name))
    print(f"most memory of a child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 2000])
