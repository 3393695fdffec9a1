"""Tuples -> a table, and keys -> the rows that are there: the few ways in which rows move, in bulk."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from duckdb import DuckDBPyConnection

from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


_AS_IT_IS = frozenset((str, int, float, bool, UUID, type(None)))  # nearly all values
OWN_ROWS = 36028797018960000  # DuckDB numbers a transaction's own rows from here (MAX_ROW_ID in its constants.hpp)


def append(con: DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Add rows by DuckDB's appender: 10,000 rows in 0.4 s where executemany takes 7 s (measured on 2.0.0)."""
    if not rows:
        return
    appender = con.appender(table, columns=list(columns))
    try:
        appender.append_rows(list(rows))
        appender.flush()
    except BaseException:
        appender.clear()  # what was not flushed must not be found at garbage collection
        raise


def delete(con: DuckDBPyConnection, table: str, column: str, keys: Collection[UUID] | Collection[str]) -> int:
    """Remove the rows whose key is one of `keys`; return how many there were."""
    if not keys:
        return 0
    # Names come from this package, values are bound.
    done = con.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [list(keys)])  # noqa: S608
    return int(done.fetchall()[0][0])


def select(
    con: DuckDBPyConnection, sql: str, keys: Collection[UUID] | Collection[str] | Collection[int]
) -> list[tuple[Any, ...]]:
    """Return the rows of a statement with one parameter, a list of keys; nothing is asked for no keys."""
    return con.execute(sql, [list(keys)]).fetchall() if keys else []


def select_by_row(
    con: DuckDBPyConnection, sql: str, which: str, keys: Collection[UUID] | Collection[str]
) -> list[tuple[Any, ...]]:
    """Return the rows of `sql`, one for each row number that `which` gives for the keys.

    By row number, because a filter by key unpacks the texts of whole blocks before it looks at the key. Raises
    WarehouseError when rows are missing all the same.
    """
    rows = [row for (row,) in select(con, which, keys)]
    held, own = by_origin(rows)
    found = [*select(con, sql, held), *select(con, sql, own)]
    if len(found) != len(rows):
        raise WarehouseError(
            f"DuckDB gave {len(found)} rows where there are {len(rows)}; nothing was stored: try again"
        )
    return found


def by_origin(rows: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return the row numbers of what was there before this transaction, and those of its own.

    A filter must not hold both: DuckDB 2.0.0 loses rows of it, now and then.
    """
    rows = list(rows)
    return [row for row in rows if row < OWN_ROWS], [row for row in rows if row >= OWN_ROWS]


def names(kind: type[DataclassInstance]) -> list[str]:
    """Return the field names of a row type: they are its table's columns."""
    return [field.name for field in fields(kind)]


def values(row: DataclassInstance) -> tuple[object, ...]:
    """Return a row as DuckDB takes it, in the order of `names`."""
    return tuple(stored(getattr(row, field.name), field.name) for field in fields(row))


def check_times(rows: Iterable[DataclassInstance]) -> None:
    """Raise WarehouseError for a row that holds a time without zone: it could not be compared with others."""
    for row in rows:
        for field in fields(row):
            value = getattr(row, field.name)
            if isinstance(value, datetime):
                stored(value, f"{type(row).__name__}.{field.name}")


def stored(value: object, name: str) -> object:
    """Return one value as DuckDB takes it: mappings as JSON, words as text, tuples as lists.

    Raises WarehouseError for a time without zone: it would silently be taken for UTC.
    """
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise WarehouseError(f"{name}: {value.isoformat()} has no time zone; nothing was stored")
        return value
    if isinstance(value, Mapping):
        return as_json(value)
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def as_json(value: object) -> str:
    """Return `value` as JSON: keys in order, letters as they are, times in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, set | frozenset) else str(value)
