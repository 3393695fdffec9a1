"""Segments behind HTTP, on S3, and read by Dask workers elsewhere: are the rows those of segments on this machine?

`python -m tests.bench.remote_segments [--pages N]`: needs `pip install 'hoptac[dask,remote]' 'moto[server]'`; what is
not installed is left out and said. S3 is moto's server, the Dask scheduler and its two workers are processes of
their own that are reached by address; one of the workers is killed as soon as it has begun.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flows.runner import Runner
from flows.segments import SegmentsRequest, fill
from flows.settings import Settings
from tests.bench.segment_ways import rows_of, write_segments
from tests.bench.web import pages_of


def filled(home: Path, path: str, runner: Runner = Runner.POOL, scheduler: str = "") -> dict[str, list[object]]:
    """The rows of a home that is filled from there."""
    request = SegmentsRequest(paths=(path,), runner=runner, workers=2, scheduler=scheduler)
    report = asyncio.run(fill(Settings(home=home), request))
    assert not report.failed, report.problems
    return dict(rows_of(home))


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program while the block works."""
    with subprocess.Popen(
        [sys.executable, "-m", *command], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as one:
        try:
            yield one
        finally:
            one.kill()


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def over_http(crawl: Path, home: Path) -> dict[str, list[object]]:
    """By the list of a web server, as Common Crawl has it."""
    port = free_port()
    lines = [f"http://127.0.0.1:{port}/{one.name}" for one in sorted(crawl.glob("*.warc.gz"))]
    (crawl / "warc.paths.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    with running("http.server", str(port), "--bind", "127.0.0.1", "--directory", str(crawl)):
        wait_for(port)
        return filled(home, f"http://127.0.0.1:{port}/warc.paths.gz")


def on_s3(crawl: Path, home: Path) -> dict[str, list[object]]:
    """By the folder of a bucket."""
    port = free_port()
    where = f"http://127.0.0.1:{port}"
    os.environ |= {"AWS_ENDPOINT_URL": where, "AWS_ACCESS_KEY_ID": "hoptac", "AWS_SECRET_ACCESS_KEY": "hoptac"}
    import fsspec  # noqa: PLC0415  # not installed everywhere

    with running("moto.server", "-p", str(port)):
        wait_for(port)
        s3 = fsspec.filesystem("s3")
        s3.mkdir("crawl")
        for one in crawl.glob("*.warc.gz"):
            s3.put_file(str(one), f"crawl/news/{one.name}")
        return filled(home, "s3://crawl/news")


def by_scheduler(crawl: Path, home: Path) -> dict[str, list[object]]:
    """By the address of a Dask scheduler, one of whose two workers is killed."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    worker = (
        "distributed.cli.dask_worker",
        address,
        "--no-nanny",
        "--nthreads",
        "1",
        "--no-dashboard",
    )
    with running("distributed.cli.dask_scheduler", "--port", str(port), "--no-dashboard"):
        wait_for(port)
        with running(*worker), running(*worker) as doomed:
            Thread(target=kill, args=(doomed, home / "segments"), daemon=True).start()
            return filled(home, str(crawl), Runner.DASK, address)


def kill(worker: subprocess.Popen[bytes], folder: Path) -> None:
    """Kill it as soon as work has begun in the folder."""
    while not list(folder.glob(".*")):
        time.sleep(0.02)
    worker.kill()


WAYS = {"HTTP": (over_http, "aiohttp"), "S3": (on_s3, "s3fs"), "Dask, one killed": (by_scheduler, "distributed")}


def main(arguments: Sequence[str]) -> None:
    """Print for each way whether its rows are the same."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=120)
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temp:
        crawl = Path(temp) / "crawl"
        write_segments(crawl, pages_of(None), given.pages, 4)
        plain = filled(Path(temp) / "home", str(crawl))
        print(f"{given.pages} pages in 4 segments: {len(plain['articles'])} articles by the pool")
        for name, (way, needed) in WAYS.items():
            if importlib.util.find_spec(needed) is None:
                print(f"{name}: not tested, {needed} is not installed")
                continue
            same = way(crawl, Path(temp) / needed) == plain
            print(f"{name}: {'the same rows' if same else 'OTHER ROWS'}")


if __name__ == "__main__":
    main(sys.argv[1:])
