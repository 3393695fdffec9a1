"""Does the README list every sample question, as its file asks it?"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_questions_are_those_of_the_folder() -> None:
    files = sorted((ROOT / "warehouse" / "queries").glob("*.sql"))
    asked = {path.name: path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("-- ") for path in files}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(.+\?)\]\(warehouse/queries/(\w+\.sql)\)$", readme, re.MULTILINE)
    lines = "\n".join(f"- [{question}](warehouse/queries/{name})" for name, question in asked.items())
    assert {name: question for question, name in listed} == asked, f"the README's list should be:\n{lines}"
