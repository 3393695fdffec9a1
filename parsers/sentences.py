"""Text -> where its sentences end. What counts as an end is decided here and nowhere else."""

from __future__ import annotations

import re

_STOP = re.compile(r"[.!?…:;][\"”’'»)\]]*$|[\"”’»]$")


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence or a quotation does."""
    return bool(_STOP.search(line))
