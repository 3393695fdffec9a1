"""Paths -> segments: WARC files, folders and lists of them, on this machine or wherever fsspec reaches."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flows.errors import HoptacError
from flows.segment import Segment
from flows.selection import Selection

CRAWL = "https://data.commoncrawl.org/"  # what the lines of its warc.paths.gz are relative to
LISTS = (".paths", ".paths.gz")
ARCHIVES = (".warc", ".warc.gz")


class SegmentsProblem(HoptacError):
    """A path that is no segment; the message names it and says what to do."""


def find(paths: Sequence[str], selection: Selection) -> Iterator[Segment]:
    """Every segment under the paths, by name, each once. Raises SegmentsProblem for a path that is none."""
    addresses = sorted({address for path in paths for address in _below(path)})
    names = [address.rpartition("/")[2] for address in addresses]
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise SegmentsProblem(f"{twice[0]}: two segments have this name, which they are known by; rename one")
    for address in addresses:
        yield Segment(address, _size(address), selection)


def _below(path: str) -> list[str]:
    if path.endswith(LISTS):
        base = path.partition("crawl-data/")[0] if "crawl-data/" in path else CRAWL
        lines = _bytes(path).decode().split()
        return [line if "://" in line or line.startswith("/") else base + line for line in lines]
    if path.endswith(ARCHIVES):
        return [path]
    if "://" in path:
        system, root = _system(path)
        found = [system.unstrip_protocol(one) for one in system.find(root)]
    else:
        if not Path(path).is_dir():
            raise SegmentsProblem(f"{path}: no folder, no WARC file and no list (.paths, .paths.gz); check the path")
        found = [str(one) for one in Path(path).rglob("*") if one.is_file()]
    return [one for one in found if one.endswith(ARCHIVES) and not one.rpartition("/")[2].startswith(".")]


def _bytes(path: str) -> bytes:
    try:
        if "://" in path:
            system, root = _system(path)
            raw: bytes = system.cat_file(root)
        else:
            raw = Path(path).read_bytes()
        return gzip.decompress(raw) if path.endswith(".gz") else raw
    except (OSError, EOFError) as error:
        raise SegmentsProblem(f"{path}: cannot be read ({error}); check the path") from error


def _size(address: str) -> int:
    try:
        if "://" not in address:
            return Path(address).stat().st_size
        system, root = _system(address)
        return int(system.size(root) or 0)
    except OSError as error:
        raise SegmentsProblem(f"{address}: cannot be read ({error}); check the path") from error


def _system(address: str) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415  # only for what is not on this machine

    try:
        system, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise SegmentsProblem(f"{address}: {error}; pip install 'hoptac[remote]' brings s3:// and https://") from error
    return system, str(root)
