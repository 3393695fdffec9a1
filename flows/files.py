"""Paths -> Pages: what `hoptac import` reads from disk instead of the network."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from flows.errors import HoptacError
from flows.reading import UNADDRESSED
from flows.warc import pages as read_warc
from parsers import Page

TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".md": "text/markdown"}
ARCHIVES = (".warc", ".warc.gz")
ABOUT_THE_FOLDER = ("readme", "license", "licence", "changelog", "contributing", "notice")


class ImportProblem(HoptacError):
    """A path that cannot be imported; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a set of paths holds: files to read, addresses to fetch, and what was left alone."""

    files: tuple[Path, ...]
    addresses: tuple[str, ...]
    left_alone: tuple[Path, ...]


def find(paths: Iterable[Path]) -> Found:
    """Every importable file under the paths, in order of name.

    A folder is searched to the bottom; hidden files, a folder's own README or LICENSE, `.json` notes and files of
    other kinds are left alone there. Raises ImportProblem for a path that does not exist, or is named by hand and of
    a kind that cannot be read.
    """
    files: list[Path] = []
    left_alone: list[Path] = []
    addresses: list[str] = []
    for path in paths:
        if not path.exists():
            raise ImportProblem(f"{path}: no such file or folder; check the path")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            files += (p for p in inside if _is_page(p))
            left_alone += (p for p in inside if not _is_page(p))
        elif not _kind(path):
            raise ImportProblem(
                f"{path}: cannot be read; give {', '.join((*TYPES, *ARCHIVES))}, .gz of these, or a folder"
            )
        elif listed := _address_list(path):
            addresses += listed
        else:
            files.append(path)
    return Found(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(addresses)), tuple(left_alone))


def read(path: Path) -> Iterator[Page]:
    """The pages of one file: one for a document, all for a WARC.

    Raises ImportProblem naming the file when it cannot be opened, unpacked, or its note is not understood.
    """
    if is_archive(path):
        yield from (page for _, page in read_warc(path))
        return
    try:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise ImportProblem(f"{path}: cannot be read ({error}); check the file") from error
    note = _note(path)
    yield Page(
        url=note.get("url") or f"{UNADDRESSED}{sha256(body).hexdigest()}",
        body=body,
        fetched_at=_time(path, note),
        headers={"content-type": TYPES[_kind(path)]},
    )


def is_archive(path: Path) -> bool:
    """Is it a WARC file, which holds many pages?"""
    return _kind(path) in ARCHIVES


def _kind(path: Path) -> str:
    """The kind by the name's ending, without `.gz` for documents; empty when it is none of ours."""
    name = path.name.lower()
    for ending in ARCHIVES:
        if name.endswith(ending):
            return ending
    suffix = Path(name.removesuffix(".gz")).suffix
    return suffix if suffix in TYPES else ""


def _is_page(path: Path) -> bool:
    about_the_folder = path.name.lower().split(".")[0] in ABOUT_THE_FOLDER
    return bool(_kind(path)) and not path.name.startswith(".") and not about_the_folder


def _address_list(path: Path) -> list[str]:
    """The addresses of a text file that holds nothing else, one to a line (`#` begins a remark)."""
    if _kind(path) != ".txt" or path.suffix == ".gz":
        return []
    with path.open("rb") as file:
        head = file.read(2000).decode("utf-8", "replace").lstrip("\ufeff \r\n")
    if not head.startswith(("http://", "https://", "#")):
        return []
    lines = [line.strip() for line in path.read_text("utf-8", "replace").lstrip("\ufeff").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return lines if all(line.startswith(("http://", "https://")) and " " not in line for line in lines) else []


def _note(path: Path) -> dict[str, str]:
    """The JSON note beside a file (`page.html.json` or `page.json`): its `url` and `fetched_at`, if any."""
    for beside in (path.with_name(path.name + ".json"), path.with_suffix(".json")):
        if beside.is_file():
            return _checked_note(beside)
    return {}


def _checked_note(beside: Path) -> dict[str, str]:
    try:
        note = json.loads(beside.read_text("utf-8"))
        return {name: str(note[name]) for name in ("url", "fetched_at") if note.get(name)}
    except (ValueError, AttributeError, OSError) as error:
        raise ImportProblem(f'{beside}: not a note ({error}); give {{"url": ..., "fetched_at": ...}}') from error


def _time(path: Path, note: dict[str, str]) -> datetime:
    """When the page was fetched: as the note says, else the file's own time. Aware."""
    if "fetched_at" not in note:
        return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    try:
        moment = datetime.fromisoformat(note["fetched_at"])
    except ValueError as error:
        raise ImportProblem(f"{path}: its note's fetched_at is not an ISO 8601 time ({error})") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
