"""Pages a second from WARC segments to spool files: bare parse, one process, a pool, Dask.

`python -m tests.bench.segments [FOLDER] [--pages N] [--segments N] [--workers N]`: writes segments out of the folder's
pages (`tests/bench/web.py`), then reads them by each way; at the end one writer loads them, and one Dask worker is
killed in mid-run, after which the rows must be those of the pool. Prints ratios and bytes a page.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":  # worker processes import this file anew: then it costs nothing, as `hoptac` does
    from tests.bench.segment_ways import main

    main(sys.argv[1:])
