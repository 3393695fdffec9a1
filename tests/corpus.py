"""The folder of real pages and their gold that lies beside the checkout, for tests that read real input."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

WHY_NOT = "no corpus: set HOPTAC_CORPUS to the folder that holds vn/seeds, or put it beside the checkout as ../shared"


def corpus_dir() -> Path | None:
    """The corpus: the folder named by HOPTAC_CORPUS, else `../shared` beside the checkout; None if it is not there."""
    named = os.environ.get("HOPTAC_CORPUS")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared"
    return folder if (folder / "vn" / "seeds").is_dir() else None


def gold(part: str, mode: str) -> list[dict[str, Any]]:
    """The gold rows of one part ("seeds", "dev") and mode ("text", "html"); empty if there is no corpus."""
    corpus = corpus_dir()
    if corpus is None:
        return []
    rows = (json.loads(line) for line in (corpus / "vn" / part / "gold.jsonl").read_text("utf-8").splitlines())
    return [row for row in rows if row.get("mode") == mode]
