"""Words on a command line -> the work they ask for: the `hoptac` command."""

from __future__ import annotations

import sys

from flows import console
from flows.commands import agreeing, asking, looking, working  # noqa: F401  # each adds its commands to the application
from flows.commands.app import app
from flows.errors import HoptacError
from flows.pipeline import RequestError
from flows.warc import ArchiveError
from parsers import ParseError
from parsers.sites import SiteError
from warehouse.db import WarehouseError

EXPECTED = (ArchiveError, HoptacError, OSError, ParseError, SiteError, WarehouseError)

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count


def main() -> None:
    """Run the command line; what can be expected to go wrong is one line on standard error and exit code 1."""
    try:
        app()
    except EXPECTED as error:
        console.complain(str(error))
        sys.exit(2 if isinstance(error, RequestError) else 1)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            console.complain("stopped; nothing is lost, the next run takes up what was archived")
        raise


if __name__ == "__main__":
    main()
