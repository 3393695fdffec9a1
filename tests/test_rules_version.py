"""Is the version of the rules another one whenever a rule is, and the same otherwise?"""

from __future__ import annotations

from pathlib import Path

from parsers.rules import rules_version


def test_it_follows_every_rule_file(tmp_path: Path) -> None:
    bundled = rules_version()
    assert bundled == rules_version(tmp_path)
    (tmp_path / "bao.example.toml").write_text('name = "bao"\n')
    own = rules_version(tmp_path)
    assert own not in (bundled, "")
    assert own == rules_version(tmp_path)
    (tmp_path / "bao.example.toml").write_text('name = "bao-khac"\n')
    assert rules_version(tmp_path) not in (bundled, own)
    assert len(own) == 12
