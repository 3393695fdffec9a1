"""What can go wrong with a warehouse: every error says in one line which file and what to do."""

from __future__ import annotations


class WarehouseError(RuntimeError):
    """The warehouse cannot do what was asked; the message is one line for a person."""


class WarehouseLocked(WarehouseError):
    """Another process has the writer's file open; the message names it."""


class WarehouseMissing(WarehouseError):
    """There is no published warehouse yet."""


def first_line(error: BaseException) -> str:
    """Return the error's first line without DuckDB's class prefix ("IO Error: ...")."""
    line = str(error).strip().partition("\n")[0]
    kind, colon, rest = line.partition(" Error: ")
    return rest if colon and kind.replace(" ", "").isalpha() else line
