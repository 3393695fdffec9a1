"""Do names of elements say what they claim, as a plain list of patterns would read them?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import roles
from parsers.roles import Role, role_of

_PLAIN = [
    (role, re.compile(pattern.replace("{L}", roles._L).replace("{R}", roles._R))) for role, pattern in roles._PATTERNS
]


def plain(name: str) -> Role | None:
    return next((role for role, rule in _PLAIN if rule.search(name)), None)


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("box-tin-lien-quan", Role.ALIEN),
        ("detail__author", Role.AUTHOR),
        ("breadcrumb", Role.CRUMBS),
        ("breadcrumb-date", Role.DATE),
        ("article-body widget", Role.BODY),
        ("description", Role.DEK),
        ("meta-description", Role.FURNITURE),
        ("speakable-summary", None),
        ("3ad", None),
        ("flex md:w-1/2", None),
        ("", None),
    ],
)
def test_names_say_their_role(named: str, role: Role | None) -> None:
    assert role_of(named) is role


_PIECES = st.sampled_from(
    [piece for _, pattern in roles._PATTERNS for piece in re.findall("[a-z_-]{2,}", pattern)] + list("-_ 3x7")
)


@given(st.lists(_PIECES, min_size=1, max_size=4).map("".join).filter(lambda name: " " not in name))
def test_sorting_the_patterns_changes_no_answer(name: str) -> None:
    assert role_of(name) is plain(name)


def test_a_full_memory_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "_MOST_NAMES", len(roles._CLAIMS) + 2)
    names = [f"{name} no-{number}" for number in range(3) for name in ("related-news", "article-body", "x-author", "y")]
    expected = [Role.ALIEN, Role.BODY, Role.AUTHOR, None] * 3
    assert [role_of(name) for name in names] == [role_of(name) for name in names] == expected
    assert len(roles._CLAIMS) < len(names)
