"""Invented news, judged by a reader -> how many of its agreements the rules find, and with which fields.

python -m tests.bench.told [FILE ...] [--faults]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.told import lines_of, read_told, tally

FILES = sorted(Path(__file__).resolve().parents[1].glob("told_*.txt"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    parser.add_argument("--faults", action="store_true", help="print what is missed, wrong or invented")
    given = parser.parse_args()
    for path in given.files:
        counts = tally(read_told(path))
        print(path.name, *lines_of(counts), *(counts.faults if given.faults else ()), sep="\n  ")


if __name__ == "__main__":
    main()
