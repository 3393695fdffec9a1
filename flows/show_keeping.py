"""What upkeep and export did -> a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape

from flows import console


def upkeep(values: Mapping[str, Any], as_json: bool) -> None:
    """What was done, or would be: a line for each kind."""
    if as_json:
        console.as_json(values)
        return
    would = "would be " if values["dry_run"] else ""
    expired, compacted = values["expired"], values["compacted"]
    for reason, count in expired["pages"].items():
        console.say(f"{count:,} pages {would}taken out of the archive: {reason}")
    if expired["pages"]:
        console.say(f"  {_size(expired['bytes'])} of bodies; every one {would}recorded in expired_pages")
    for name, size in values["removed"].items():
        console.say(f"{would}removed: {escape(name)} ({_size(size)})")
    if compacted:
        told = f"from {_size(compacted['before'])} to {_size(compacted['after'])} in {compacted['seconds']:.1f} s"
        console.say(f"compacted: the writer's file, {told}")
    else:
        console.say(f"the writer's file: {_size(values['size'])}, of which {_size(values['unused'])} unused")
    if values["index_sorted"]:
        console.say(f"{would}sorted: the search index, so that a search reads a word in one place")
    for problem in expired["problems"].values():
        console.complain(problem)


def handover(folder: Path, manifest: Mapping[str, Any], changed: bool, as_json: bool) -> None:
    """What stands in the folder: rows, files and bytes of each table."""
    if as_json:
        console.as_json({"folder": str(folder), "changed": changed, **manifest})
        return
    rows = [
        (name, table["rows"], len(table["files"]), _size(sum(file["bytes"] for file in table["files"])))
        for name, table in manifest["tables"].items()
    ]
    console.show_table(("table", "rows", "files", "size"), rows)
    state = "written" if changed else "was up to date, nothing was written"
    console.say(f"{escape(str(folder))} {state}; manifest.json says what each table and column is")


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
