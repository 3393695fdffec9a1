"""Free space of the home and what runs write -> whether it will soon be full."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.condition import AlertKind, Condition, Finding

SOON, FAR = 7.0, 10.0  # days of room: below the one it is an alert, above the other all is well
COPIES = 2.0  # times the warehouse's size that publishing and a compaction need beside it
WIDE = 1.25  # times as much again, for all to be well


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes: free in the home, of the warehouse (a copy is made beside it), and written by runs in a day."""

    free: int
    warehouse: int
    per_day: float


def disk(room: Room) -> Condition:
    """Whether the home has room for the next publishing, and for a week of what its runs write."""
    spare = room.free - COPIES * room.warehouse
    days = spare / room.per_day if room.per_day else FAR if spare > 0 else 0.0
    if spare > 0 and days >= SOON:
        calm = days >= FAR and room.free >= WIDE * COPIES * room.warehouse
        return Condition(AlertKind.DISK, None, Finding.FINE if calm else Finding.UNCLEAR)
    need = f"publishing needs up to {_size(COPIES * room.warehouse)}, runs write {_size(room.per_day)} a day"
    left = f"room for {days:.1f} days" if spare > 0 else "the next publishing may fail"
    figures = {"free_bytes": room.free, "warehouse_bytes": room.warehouse, "bytes_per_day": round(room.per_day)}
    return Condition(AlertKind.DISK, None, Finding.BAD, f"{_size(room.free)} free; {need}: {left}", figures)


def _size(number: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"
