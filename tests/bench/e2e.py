"""Pages a second from the wire to the published warehouse, against bare httpx, lexbor and Scrapy + trafilatura.

`python -m tests.bench.e2e [FOLDER] [--pages N] [--hosts N] [--peer N] [--again] [--steps]`: makes a static web out of
the folder's pages (`tests/bench/web.py`), and in one run has each way crawl it in a process of its own. The peer, many
times slower, gets the first `--peer` pages. `--again` has Hoptac visit the same web a second time, `--steps` tells what
each step costs, one after the other in one process. `pip install --group bench` brings the peer.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":  # worker processes import this file anew: then it costs nothing, as `hoptac` does
    from tests.bench.ways import main

    main(sys.argv[1:])
