"""Readers in a loop through many publishes -> errors and answers that are not whole.

`python -m tests.bench.readers [READERS] [PUBLISHES]`: the readers open the published copy, ask and close it, again and
again, while one writer loads and publishes; half of the time by way of a spare. Each answer must be that of a whole
publish, none older than the one before.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.kill_writer import A_BATCH, COUNTS, rows
from tests.warehouse_samples import batch, run
from warehouse import publish as publishing
from warehouse.db import reader, writer
from warehouse.load import load
from warehouse.publish import publish


def read_on(target: Path, stop: Path) -> None:
    """Ask until the file `stop` is there; print how often, and what was wrong."""
    asked, held, wrong = 0, 0, []
    while not stop.exists():
        try:
            with reader(target) as con:
                counts = con.execute(COUNTS).fetchall()[0]
            if len(set(counts)) > 1 or counts[0] % A_BATCH or counts[0] < held:
                wrong.append(f"{counts} after {held}")
            held = counts[0]
        except Exception as error:  # any error at all is what we look for
            wrong.append(f"{type(error).__name__}: {error}")
        asked += 1
    print(asked, len(wrong), *wrong[:3], sep="\t")


def main(readers: int, publishes: int) -> int:
    """Print what was found; returns how much."""
    start, wrong, asked = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        source, target, stop = (Path(folder) / name for name in ("hoptac.duckdb", "warehouse.duckdb", "stop"))
        with writer(source) as con:
            load(con, batch(*rows(0), run_row=run(0)))
            publish(con, source, target)
            command = [sys.executable, "-m", "tests.bench.readers", "read", str(target), str(stop)]
            children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(readers)]
            for number in range(1, publishes + 1):
                publishing.SPARE_FROM = [1 << 40, 0][number % 20 < 10]
                load(con, batch(*rows(number), run_row=run(number)))
                publish(con, source, target)
            stop.touch()
        for child in children:
            count, errors, *some = child.communicate()[0].rstrip("\n").split("\t")
            asked, wrong = asked + int(count), wrong + int(errors)
            print(*some, sep="\n", end="\n" if some else "")
    print(f"{readers} readers, {publishes} publishes, {asked} answers: {wrong} wrong, {time.monotonic() - start:.0f} s")
    return wrong


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["read", target, stop]:
            read_on(Path(target), Path(stop))
        case given:
            raise SystemExit(1 if main(*([int(word) for word in given] + [8, 200][len(given) :])) else 0)
