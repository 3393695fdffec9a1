"""Pages with gold -> printed figures of the HTML reader and of installed peers: body, fields, cost, memory.

    python -m tests.bench.extract [FOLDER ...] [--worst N] [--no-speed] [--peers] [--hostile]
    python -m tests.bench.extract [FOLDER ...] --set-floor [--lower]

A folder holds `gold.jsonl` and the gzipped pages it names; without one, our own golden pages are measured. Figures
under the floor (extract_floor.toml) are printed and make the exit code 1. `--hostile` times pages made to hurt.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench.extract_cost import cost, memory
from tests.bench.extract_floor import LowerFloor, fallen, write_floor
from tests.bench.extract_hostile import report_hostile
from tests.bench.extract_peers import extractors, ours
from tests.bench.extract_scores import GOLDEN, Scores, load, score


def main() -> int:
    """Print what was asked for; return 1 if a figure lies under its floor."""
    options = _options()
    if options.hostile:
        report_hostile()
        return 0
    low: list[str] = []
    for folder in options.folders:
        pages = load(folder)
        for name, extract in (extractors() if options.peers else {"hoptac": ours}).items():
            scores = score(pages, extract)
            _report(folder.name, name, scores, options.worst)
            if not options.no_speed:
                spent = cost(pages, extract)
                print(
                    f"  {spent.whole:.2f} ms CPU a page, {spent.ratio:.1f} times the bare parse ({spent.bare:.2f} ms)"
                    f", peak memory {memory(pages, extract):+.0f} MB"
                )
            if extract is ours:
                low += _held(folder.name, scores, options)
    print("\n".join(low), end="\n" if low else "")
    return bool(low)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[GOLDEN])
    parser.add_argument("--worst", type=int, default=0, help="print the N pages with the lowest F1")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--peers", action="store_true", help="measure installed peers too")
    parser.add_argument("--hostile", action="store_true", help="time pages that are made to hurt")
    parser.add_argument("--set-floor", action="store_true", help="make these figures the floor")
    parser.add_argument("--lower", action="store_true", help="even where they fell")
    return parser.parse_args()


def _held(name: str, scores: Scores, options: argparse.Namespace) -> list[str]:
    figures = scores.figures()
    if not options.set_floor:
        return fallen(name, figures)
    try:
        write_floor(name, figures, lower=options.lower)
    except LowerFloor as error:
        return [str(error)]
    return []


def _report(folder: str, name: str, scores: Scores, worst: int) -> None:
    figures = " ".join(f"{key} {value:g}" for key, value in scores.figures().items())
    print(f"{folder} {name}: {max(len(scores.recall), len(scores.title))} pages, {figures}")
    if scores.refused:
        print(f"  refused {dict(scores.refused)}")
    for f1, page, note in sorted(scores.worst)[:worst]:
        print(f"    {f1:.3f} {page} {note}")


if __name__ == "__main__":
    sys.exit(main())
