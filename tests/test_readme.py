"""Is what the README shows true?"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from typer.main import get_command

from flows.__main__ import app
from flows.settings import SettingsError, from_environment
from parsers.sites import load_sites
from parsers.topic_rules import load_rules
from tests.homes import copied_home

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_command_is_shown_and_every_shown_command_is_there() -> None:
    shown = {word for block in blocks("sh") for word in re.findall(r"^hoptac ([\w-]+)", block, re.MULTILINE)}
    assert shown | {"demo"} == set(get_command(app).commands)  # type: ignore[attr-defined]  # a group


def test_every_setting_is_shown_and_every_shown_setting_is_there() -> None:
    shown = set(re.findall(r"`(HOPTAC_[A-Z_]+)`", README))
    with pytest.raises(SettingsError, match="settings are") as caught:
        from_environment({"HOPTAC_NONE": ""})
    assert shown == set(re.findall(r"HOPTAC_[A-Z_]+", str(caught.value))) - {"HOPTAC_NONE"}


def test_the_sample_site_file_is_valid(tmp_path: Path) -> None:
    (sample,) = blocks("toml")
    (tmp_path / "baosuckhoe.example.toml").write_text(sample, encoding="utf-8")
    site = load_sites(tmp_path).by_name("baosuckhoe")
    assert site is not None
    assert site.title == "Báo Sức Khỏe"


def test_the_sample_words_are_valid(tmp_path: Path) -> None:
    (sample,) = blocks("tsv")
    own = tmp_path / "topics.tsv"
    own.write_text(sample, encoding="utf-8")
    assert "viện sông hồng" in load_rules(own).entries


def test_the_sql_samples_run(tmp_path: Path) -> None:
    settings = copied_home(tmp_path)
    questions = [question for block in blocks("sql") for question in block.split(";") if question.strip()]
    assert len(questions) >= 3
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        for question in questions:
            assert con.execute(question).fetchall(), question


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!http|#)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
