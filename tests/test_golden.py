"""Does every golden page read as written down? golden/<family>/<slug>.html against <slug>.json, field by field."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from dataclasses import fields
from difflib import ndiff
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers import ParseError, golden, parse_html
from parsers.golden import FIELDS
from parsers.model import Read, Reason, Site
from parsers.sites import families, load_sites
from parsers.textnorm import clean

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(GOLDEN.glob("*/*.html"))


def _name(page: Path) -> str:
    return f"{page.parent.name}/{page.stem}"


def _written(page: Path) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    return written


def _read(page: Path, url: str) -> dict[str, Any]:
    """What the reader makes of the page, in the form of the expected file."""
    try:
        article = parse_html(page.read_bytes(), url)
    except ParseError as error:
        return {"url": url, "reject": str(error.reason)}
    return golden.expected(article)


def _lines(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _difference(expected: dict[str, Any], got: dict[str, Any]) -> str:
    """The fields that differ, each with its lines marked - expected and + got."""
    keys = [key for key in (*FIELDS, "reject") if expected.get(key) != got.get(key)]
    parts = [[f"{key}:", *ndiff(_lines(expected.get(key)), _lines(got.get(key)))] for key in keys]
    return "\n".join(line.rstrip() for part in parts for line in part)


def _rewrite(page: Path, expected: dict[str, Any], got: dict[str, Any]) -> None:
    kept = {"absent": expected["absent"]} if "absent" in expected and "reject" not in got else {}
    page.with_suffix(".json").write_text(golden.written(got | kept), encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_page_reads_as_written_down(page: Path, request: pytest.FixtureRequest) -> None:
    expected = _written(page)
    got = _read(page, expected["url"])
    difference = _difference(expected, got)
    if difference and request.config.getoption("--update-golden"):
        _rewrite(page, expected, got)
    assert not difference, f"{_name(page)} (- expected, + got)\n{difference}"
    assert not [cue for cue in expected.get("absent", ()) if cue in "\n".join(got["paragraphs"])]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_expected_file_is_whole(page: Path) -> None:
    """Every field is written down, and what must be absent from the text is really on the page."""
    written = _written(page)
    if "reject" in written:
        assert set(written) == {"url", "reject"}
        Reason(written["reject"])
        return
    assert set(written) == {*FIELDS, "absent"}
    shown = clean(html.unescape(page.read_text(encoding="utf-8")))
    assert written["absent"]
    assert not [cue for cue in written["absent"] if cue not in shown]


def test_pages_and_expected_files_come_in_pairs() -> None:
    pages = {path.with_suffix("") for path in PAGES}
    assert pages == {path.with_suffix("") for path in GOLDEN.glob("*/*.json")}
    assert pages


def test_every_family_has_a_golden_page() -> None:
    shown = {page.parent.name for page in PAGES if "reject" not in _written(page)}
    assert set(families()) <= shown


@pytest.mark.parametrize("family", sorted(families()))
def test_selectors_of_a_family_find_something_on_its_pages(family: str) -> None:
    """The generic reader is good enough to hide a selector that finds nothing any more."""
    trees = [LexborHTMLParser(page.read_bytes()) for page in PAGES if page.parent.name == family]
    for field in fields(Read):
        selectors = getattr(families()[family], field.name)
        found = [selector for selector in selectors for tree in trees if tree.css_first(selector) is not None]
        assert found or not selectors, field.name


@pytest.mark.parametrize("site", tuple(load_sites()), ids=lambda site: site.name)
def test_every_site_is_covered(site: Site) -> None:
    """A site is read by its family's selectors, which have a page, or it has a page of its own."""
    hosts = {urlsplit(_written(page)["url"]).netloc for page in PAGES if "reject" not in _written(page)}
    owners = {owner.name for host in hosts if (owner := load_sites().by_host(host))}
    assert site.family or site.name in owners


def test_update_rewrites_and_still_fails(tmp_path: Path) -> None:
    """Nobody regenerates without reading the difference: a run that may rewrite is red, even with nothing to do."""
    folder = tmp_path / "golden" / PAGES[0].parent.name
    folder.mkdir(parents=True)
    for source in (Path(__file__), Path(__file__).with_name("conftest.py"), PAGES[0]):
        copy(source, folder / source.name if source.suffix == ".html" else tmp_path / source.name)
    page = folder / PAGES[0].name
    wrong = _written(PAGES[0]) | {"title": "Một tựa đề khác"}
    page.with_suffix(".json").write_text(json.dumps(wrong), encoding="utf-8")
    run = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-k",
        "as_written",
        "--update-golden",
        str(tmp_path),
    ]
    lean = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    for said in ("1 failed", "1 passed"):
        done = subprocess.run(run, env=lean, capture_output=True, text=True, check=False)
        assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr
    assert _written(page) == _read(PAGES[0], wrong["url"]) | {"absent": wrong["absent"]}
