"""A home and a folder -> the public tables in it, for others: the whole folder is there, or it is as it was before."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.errors import HoptacError
from flows.settings import Settings
from warehouse.db import reader
from warehouse.export import Order, export

MANIFEST = "manifest.json"
MADE_BY = "hoptac export"


class FolderTaken(HoptacError):
    """The folder holds something else; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What stands in the folder now; `changed` is False when it was all there already."""

    manifest: dict[str, Any]
    changed: bool


def hand_over(settings: Settings, folder: Path, order: Order) -> Handover:
    """Export the published tables into `folder`, which is new, empty, or of an earlier export; that one is replaced.

    When neither the warehouse nor the order has changed since, nothing is done. Raises FolderTaken for a folder with
    other things in it, WarehouseMissing without a warehouse, WarehouseError when it cannot be written.
    """
    earlier = _earlier(folder)
    with reader(settings.warehouse_file) as con:
        made = settings.warehouse_file.stat()
        source = {"bytes": made.st_size, "modified_ns": made.st_mtime_ns}
        wanted = {"made_by": MADE_BY, "warehouse": source, "order": _plain(order)}
        if earlier and all(earlier.get(name) == value for name, value in wanted.items()) and _is_whole(folder, earlier):
            return Handover(earlier, changed=False)
        staged = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
        _make_anew(staged)
        try:
            tables = export(con, staged, order)
            manifest = wanted | {"exported_at": datetime.now(UTC).isoformat(timespec="seconds"), "tables": tables}
            (staged / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            _swap_in(staged, folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return Handover(manifest, changed=True)


def _earlier(folder: Path) -> dict[str, Any] | None:
    """The manifest of an earlier export; None for a folder that is new or empty."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    with suppress(OSError, ValueError, AttributeError):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest.get("made_by") == MADE_BY:
            return dict(manifest)
    raise FolderTaken(f"{folder}: holds something that `hoptac export` did not write; give a new or empty folder")


def _plain(order: Order) -> dict[str, Any]:
    return {**asdict(order), "tables": sorted(order.tables), "since": order.since.isoformat() if order.since else None}


def _is_whole(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether every file that the manifest names is there in its length; what else lies there is not ours to judge."""
    files = [file for table in manifest["tables"].values() for file in table["files"]]
    paths = [(folder / file["path"], file["bytes"]) for file in files]
    return all(path.is_file() and path.stat().st_size == size for path, size in paths)


def _make_anew(staged: Path) -> None:
    """An empty folder beside the one that is wanted; what killed exports left there goes."""
    try:
        for left in staged.parent.glob(f"{staged.stem.rpartition('.')[0]}.*"):
            if _is_left_over(left):
                shutil.rmtree(left)
        staged.mkdir(parents=True)
    except OSError as error:
        raise FolderTaken(f"{staged.parent}: cannot be written ({error.strerror}); give another folder") from error


def _is_left_over(path: Path) -> bool:
    """Whether a process that is no more made it, half written or put aside."""
    if not path.is_dir() or path.suffix not in (".tmp", ".old") or not path.stem.rpartition(".")[2].isdigit():
        return False
    try:
        os.kill(int(path.stem.rpartition(".")[2]), 0)  # asks only
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return path.stem.endswith(f".{os.getpid()}")


def _swap_in(staged: Path, folder: Path) -> None:
    """The old folder steps aside for the moment of two renames, and comes back if the second one fails."""
    aside = staged.with_suffix(".old")
    if folder.exists():
        folder.rename(aside)
    try:
        staged.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
