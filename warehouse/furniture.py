"""The texts of a site -> the blocks that stand in unrelated ones: its furniture, learned after each run."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.furniture import Furniture, block_key
from warehouse.db import frugally, statement, transaction

LEAST = 3  # stories that hold a block; unrelated, that is of different stories
MOST = 0.5  # share of an article's blocks that may stand elsewhere too
LONGEST = 300  # characters of a block that is furniture wherever it stands
SAMPLE = 200  # characters kept for a person to look at


def learn_furniture(con: DuckDBPyConnection, since: datetime) -> int:
    """Learn the furniture of the sites whose pages runs read that began then or later; return how many are new."""
    before = _count(con)
    asked = {"since": since, "least": LEAST, "most": MOST, "longest": LONGEST}
    # All texts of a site: of 100,000 articles 960 MB if nothing bounds it, else 330 for a tenth more time.
    found = frugally(con, lambda: con.execute(statement("repeated_blocks"), asked).fetchall(), 0)
    with transaction(con, "furniture"):
        for site, block, pages in found:
            con.execute(statement("put_furniture"), [site, block_key(block), pages, block[:SAMPLE]])
    return _count(con) - before


def known_furniture(con: DuckDBPyConnection) -> Furniture:
    """Return the furniture of every site."""
    sites: defaultdict[str, set[UUID]] = defaultdict(set)
    for site, block_hash in con.execute("SELECT site, block_hash FROM internal.furniture").fetchall():
        sites[site].add(block_hash)
    return {site: frozenset(blocks) for site, blocks in sites.items()}


def _count(con: DuckDBPyConnection) -> int:
    row = con.execute("SELECT count(*) FROM internal.furniture").fetchone()
    return int(row[0]) if row else 0
