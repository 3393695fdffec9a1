"""Words on a command line -> the work they ask for: the `hoptac` command."""

from __future__ import annotations

import sys

from flows.commands import (  # noqa: F401  # each adds its commands to the application
    agreeing,
    asking,
    keeping,
    looking,
    meaning,
    proof,
    searching,
    segmenting,
    working,
)
from flows.commands.app import app
from flows.leaving import INTERRUPTED, leave


def main() -> None:
    """Run the command line; what can be expected to go wrong is one line on standard error and exit code 1."""
    try:
        app()
    except SystemExit as end:
        from flows import console  # noqa: PLC0415  # as below

        if end.code == INTERRUPTED:
            console.complain("stopped; nothing is lost, the next run takes up what was archived")
        leave(end.code if isinstance(end.code, int) else 0)
        raise
    except Exception as error:
        from flows import console  # noqa: PLC0415  # --help needs none of these
        from flows.request import RequestError  # noqa: PLC0415

        if not isinstance(error, _expected()):
            raise
        console.complain(str(error))
        sys.exit(2 if isinstance(error, RequestError) else 1)


def _expected() -> tuple[type[Exception], ...]:
    """What can go wrong without a fault of ours."""
    from flows.errors import HoptacError  # noqa: PLC0415  # --help needs none of these
    from flows.warc import ArchiveError  # noqa: PLC0415
    from parsers import ParseError  # noqa: PLC0415
    from parsers.lexicon import LexiconError  # noqa: PLC0415
    from parsers.sites import SiteError  # noqa: PLC0415
    from warehouse.db import WarehouseError  # noqa: PLC0415

    return (ArchiveError, HoptacError, LexiconError, OSError, ParseError, SiteError, WarehouseError)


if __name__ == "__main__":
    main()
