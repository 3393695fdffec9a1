"""An open file -> the same file with today's schema: numbered forward-only steps, each recorded once."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError, first_line

_FOLDER = Path(__file__).parent / "sql" / "migrations"
_LEDGER = Path(__file__).parent / "sql" / "ledger.sql"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: `sql/migrations/<version as four digits>_<words>.sql`."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Hex digest of the step, kept in the ledger."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@cache
def known(folder: Path = _FOLDER) -> tuple[Migration, ...]:
    """Return the steps in `folder`, in order. Raises WarehouseError when their numbers have a gap."""
    files = sorted(folder.glob("[0-9]*_*.sql"))
    steps = tuple(Migration(int(f.stem[:4]), f.stem, f.read_text(encoding="utf-8")) for f in files)
    if [step.version for step in steps] != list(range(1, len(steps) + 1)):
        raise WarehouseError(f"{folder}: migrations must be numbered 0001, 0002, ... without gaps")
    return steps


def is_ours(con: DuckDBPyConnection) -> bool:
    """Whether the open file is a warehouse of ours: it has a ledger of migrations."""
    try:  # the list of all tables costs 10 ms of CPU in a file just opened, which is a third of opening it
        con.execute("SELECT version, name, sha256 FROM internal.migrations LIMIT 0").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):  # no such table, or one of somebody else
        return False
    return True


def migrate(con: DuckDBPyConnection, path: Path, steps: tuple[Migration, ...] | None = None) -> int:
    """Apply the steps the file has not seen, all in one transaction; return how many.

    Raises WarehouseError when the file is somebody else's, was made by a newer hoptac, or a step was changed
    after it had been applied.
    """
    steps = known() if steps is None else steps
    applied = _applied(con, path)
    _compare(applied, steps, path)
    todo = steps[len(applied) :]
    if todo:
        _apply(con, todo, path)
    return len(todo)


def _applied(con: DuckDBPyConnection, path: Path) -> list[tuple[int, str, str]]:
    if is_ours(con):
        return con.execute("SELECT version, name, sha256 FROM internal.migrations ORDER BY version").fetchall()
    things = "SELECT 1 FROM duckdb_tables() UNION ALL SELECT 1 FROM duckdb_views() WHERE NOT internal"
    if con.execute(things).fetchall():
        raise WarehouseError(
            f"{path}: a DuckDB file with tables of somebody else; nothing was touched: "
            "move it away or use another --home"
        )
    return []


def _compare(applied: list[tuple[int, str, str]], steps: tuple[Migration, ...], path: Path) -> None:
    if len(applied) > len(steps):
        version, name, _ = applied[len(steps)]
        raise WarehouseError(f"{path}: made by a newer hoptac (migration {name}, number {version}): update hoptac")
    for (_, name, sha256), step in zip(applied, steps, strict=False):
        if (name, sha256) != (step.name, step.sha256):
            raise WarehouseError(
                f"{path}: migration {name} was changed after it had been applied; use the hoptac that made this file"
            )


def _apply(con: DuckDBPyConnection, steps: tuple[Migration, ...], path: Path) -> None:
    con.begin()
    try:
        con.execute(_LEDGER.read_text(encoding="utf-8"))
        for step in steps:
            con.execute(step.sql)
            con.execute(
                "INSERT INTO internal.migrations VALUES (?, ?, ?, now())",
                [step.version, step.name, step.sha256],
            )
        con.commit()
    except duckdb.Error as error:
        with suppress(duckdb.Error):  # a failed commit has already rolled back
            con.rollback()
        raise WarehouseError(f"{path}: migration failed, nothing was changed: {first_line(error)}") from error
