"""An open read copy -> whether it was published by this hoptac, or an older one whose tables are others."""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError
from warehouse.migrate import known


def require_current(con: DuckDBPyConnection, path: Path) -> None:
    """Raise WarehouseError, which says what to do, when the copy lacks what this hoptac expects of it."""
    [(applied,)] = con.execute("SELECT count(*) FROM internal.migrations").fetchall()
    if applied < len(known()):
        raise WarehouseError(f"{path}: published by an older hoptac; run `hoptac maintain`, which brings it up to date")
