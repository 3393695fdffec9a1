"""A name -> the response as it was received, out of the archive: the proof of an article."""

from __future__ import annotations

from flows.errors import HoptacError
from flows.settings import Settings
from flows.warc import read
from parsers import Page
from warehouse.db import reader
from warehouse.named_page import named_page
from warehouse.rows import PageRow
from warehouse.version import require_current


class NotTheProof(HoptacError):
    """The archive holds something else than was recorded; the message names file and offset."""


def give_back(settings: Settings, name: str, revision: int | None = None) -> tuple[PageRow, Page]:
    """Return the page that a name means, and its row: `named_page` says what a name may be and what is raised.

    Raises ArchiveError when the record cannot be read, NotTheProof when its bytes are not those that were recorded.
    """
    with reader(settings.warehouse_file) as con:
        require_current(con, settings.warehouse_file)
        row = named_page(con, name, revision)
    path = settings.archive / row.warc_file
    page = read(path, row.warc_offset)
    if page.sha256 != row.sha256:
        raise NotTheProof(
            f"{path}: the record at {row.warc_offset} is not the page that was stored (SHA-256 {page.sha256}, "
            f"recorded {row.sha256}): put back a copy of the file; `hoptac verify` shows what else differs"
        )
    return row, page
