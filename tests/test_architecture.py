"""Do the arrows hold? parsers <- warehouse <- flows, with one door each to DuckDB, Prefect and the network.

Each rule is also shown a small source that breaks it: a rule that could not fail would say nothing.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[1]

LAYERS = {
    "parsers": {"parsers"},
    "warehouse": {"parsers", "warehouse"},
    "flows": {"parsers", "warehouse", "flows"},
}
PREFECT_MODULES = {f"flows/{name}.py" for name in ("ingest", "reparse", "backfill", "maintain", "prefect_run")}
HTTPX_MODULES = {"flows/exchange.py"}
# What would let a parser see the world: network, clock, database, processes, chance.
WORLD = {
    "aiohttp", "asyncio", "duckdb", "ftplib", "http.client", "http.server", "httpx", "multiprocessing",
    "prefect", "random", "requests", "secrets", "select", "selectors", "smtplib", "socket", "sqlite3", "ssl",
    "subprocess", "threading", "time", "urllib.error", "urllib.request",
}  # fmt: skip
CLOCK_NAMES = {"now", "utcnow", "today"}
MOST_MODULE_LINES = 300
MOST_FUNCTION_LINES = 60

Rule = Callable[[ast.Module, str, str], Iterator[str]]  # tree, source, path in the repository -> what is wrong


def layer(path: str) -> str:
    return PurePosixPath(path).parts[0]


def imported(tree: ast.Module, path: str) -> Iterator[str]:
    """Every name a module imports, dotted and absolute, also inside functions and for type checking only."""
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def comes_from(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def arrows(tree: ast.Module, source: str, path: str) -> Iterator[str]:
    for name in imported(tree, path):
        if name.split(".")[0] in {*LAYERS, "tests"} - LAYERS[layer(path)]:
            yield f"{layer(path)} may not import {name}"


def pure_parsers(tree: ast.Module, source: str, path: str) -> Iterator[str]:
    if layer(path) != "parsers":
        return
    for name in imported(tree, path):
        if any(comes_from(name, module) for module in WORLD):
            yield f"a parser may not import {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_NAMES:
            yield f"a parser may not read the clock: line {node.lineno}"


def one_door(tree: ast.Module, source: str, path: str) -> Iterator[str]:
    doors = {
        "duckdb": layer(path) == "warehouse",
        "prefect": path in PREFECT_MODULES,
        "httpx": path in HTTPX_MODULES,
    }
    for name in imported(tree, path):
        for module, open_here in doors.items():
            if comes_from(name, module) and not open_here:
                yield f"{name} is not imported here"


def says_its_job(tree: ast.Module, source: str, path: str) -> Iterator[str]:
    first, *_ = (ast.get_docstring(tree) or "").splitlines() or [""]
    if not first.endswith("."):
        yield "the module docstring must open with one sentence on its own line"


def small_modules(tree: ast.Module, source: str, path: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > MOST_MODULE_LINES:
        yield f"{lines} lines are more than {MOST_MODULE_LINES}"


def small_functions(tree: ast.Module, source: str, path: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield f"{node.name}: {lines} lines are more than {MOST_FUNCTION_LINES}"


RULES: list[Rule] = [arrows, pure_parsers, one_door, says_its_job, small_modules, small_functions]


def violations(source: str, path: str) -> list[tuple[Rule, str]]:
    """Every rule that a module breaks, with what is wrong; `path` is relative to the repository."""
    tree = ast.parse(source)
    return [(rule, wrong) for rule in RULES for wrong in rule(tree, source, path)]


def modules() -> list[str]:
    found = (path for name in LAYERS for path in (ROOT / name).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@pytest.mark.parametrize("path", modules())
def test_every_module_keeps_the_rules(path: str) -> None:
    assert [wrong for _, wrong in violations((ROOT / path).read_text(encoding="utf-8"), path)] == []


def test_every_layer_is_seen() -> None:
    assert {layer(path) for path in modules()} == set(LAYERS)


DOC = '"""Bytes -> text."""\n'

BROKEN: list[tuple[Rule, str, str]] = [
    (arrows, "parsers/a.py", "import warehouse"),
    (arrows, "parsers/a.py", "from flows.settings import Settings"),
    (arrows, "parsers/sites/a.py", "from ...warehouse import db"),
    (arrows, "parsers/a.py", "def late():\n    import flows.fetch"),
    (
        arrows,
        "parsers/a.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from flows import fetch",
    ),
    (arrows, "warehouse/a.py", "from flows import settings"),
    (arrows, "warehouse/sql/a.py", "from ...flows import settings"),
    (arrows, "flows/a.py", "from tests.corpus import corpus_dir"),
    (pure_parsers, "parsers/a.py", "import socket"),
    (pure_parsers, "parsers/a.py", "import sqlite3 as db"),
    (pure_parsers, "parsers/a.py", "from urllib import request"),
    (pure_parsers, "parsers/a.py", "from urllib.request import urlopen"),
    (pure_parsers, "parsers/a.py", "from time import monotonic"),
    (pure_parsers, "parsers/a.py", "import datetime\nprint(datetime.datetime.now())"),
    (pure_parsers, "parsers/a.py", "from datetime import date\nprint(date.today())"),
    (one_door, "flows/a.py", "import duckdb"),
    (one_door, "flows/a.py", "from prefect import flow"),
    (one_door, "flows/a.py", "import prefect.runtime"),
    (one_door, "warehouse/a.py", "import prefect"),
    (one_door, "flows/a.py", "def late():\n    from httpx import AsyncClient"),
    (says_its_job, "flows/a.py", ""),
    (says_its_job, "flows/a.py", '"""Bytes -> text"""'),
    (says_its_job, "flows/a.py", '"""Bytes in,\ntext out."""'),
    (small_modules, "flows/a.py", "a = 1\n" * MOST_MODULE_LINES),
    (small_functions, "flows/a.py", "async def a():\n" + "    b = 1\n" * MOST_FUNCTION_LINES),
]


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN)
def test_a_broken_rule_is_seen(rule: Rule, path: str, source: str) -> None:
    text = source if rule is says_its_job else DOC + source
    assert rule in [broken for broken, _ in violations(text, path)]


def test_every_rule_is_shown_a_source_that_breaks_it() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("parsers/a.py", "from urllib.parse import urlsplit\nfrom datetime import date\nimport timezones"),
        ("parsers/sites/a.py", "from ..model import Site\nfrom parsers.model import Article"),
        ("warehouse/a.py", "import duckdb\nfrom parsers.model import Article"),
        ("flows/ingest.py", "import prefect, time\nfrom warehouse.load import load"),
        ("flows/exchange.py", "import httpx\n" + "a = 1\n" * (MOST_MODULE_LINES - 2)),
        ("flows/a.py", "def a():\n" + "    b = 1\n" * (MOST_FUNCTION_LINES - 1)),
    ],
)  # fmt: skip
def test_what_is_allowed_is_not_reported(path: str, source: str) -> None:
    assert violations(DOC + source, path) == []


# Where this was written is nobody's business; spelled in parts, so that this file passes.
ELSEWHERE = (b"/w" + b"ork/", b".lib" + b"rary")


def speaks_of_elsewhere(content: bytes) -> bool:
    return any(word in content.lower() for word in ELSEWHERE)


def repository_files() -> list[Path]:
    """The files under version control and those about to be; skips where git knows none (an sdist)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git checkout here: the list of the repository's files is not to be had")
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_speaks_of_where_it_was_written() -> None:
    spoken = [str(path) for path in repository_files() if speaks_of_elsewhere(path.read_bytes())]
    assert spoken == []


@pytest.mark.parametrize("word", ELSEWHERE)
def test_a_file_that_speaks_of_it_is_seen(word: bytes) -> None:
    assert speaks_of_elsewhere(b"see " + word.upper() + b"main")
    assert not speaks_of_elsewhere(b"a library does the work")
