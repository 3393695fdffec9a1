"""Do the public tables arrive whole in a target of one's own? `python -m tests.bench.elsewhere TARGET ...`.

The demo's warehouse is sent to each target, which is what HOPTAC_WAREHOUSE takes and should be empty, and each table is
compared row by row with what is there. The extension that a target needs must be installed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tests.homes import copied_home
from warehouse.db import reader
from warehouse.elsewhere import OFFLINE, as_stored, attach, copy_to
from warehouse.export import public_tables


def differing(published: Path, target: str) -> list[str]:
    """The tables of which a row here is none there, or the other way round."""
    with reader(published) as con:
        tables = public_tables(con)
    with duckdb.connect(config=dict(OFFLINE)) as con:
        kind = attach(con, published, target)
        wrong = []
        for table in tables:
            columns = ", ".join(as_stored(column, kind) for column in table.columns)
            here = f'SELECT {columns} FROM main."{table.name}"'  # noqa: S608  # names of ours
            there = f'FROM elsewhere."{table.name}"'
            both = f"(({here}) EXCEPT ALL ({there})) UNION ALL (({there}) EXCEPT ALL ({here}))"
            if con.execute(both).fetchall():
                wrong.append(table.name)
    return wrong


def main(targets: list[str]) -> int:
    """Print what became of each target; returns how many tables differ."""
    count = 0
    with TemporaryDirectory() as folder:
        published = copied_home(Path(folder)).warehouse_file
        for target in targets:
            done, wrong = copy_to(published, target), differing(published, target)
            told = f"{done.tables} tables, {done.rows} rows in {done.seconds:.1f} s"
            print(f"{target}: {told}; differing: {', '.join(wrong) or 'none'}")
            count += len(wrong)
    return count


if __name__ == "__main__":
    raise SystemExit(1 if main(sys.argv[1:]) else 0)
