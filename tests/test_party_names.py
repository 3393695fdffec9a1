"""Is a party known by its long and short names, in both languages, and told from others of its kind?"""

from __future__ import annotations

import pytest

from parsers.model import Mention, MentionKind
from parsers.party_names import entities, names, party_name

SAME = [
    ("Bệnh viện Đa khoa Sơn Hà", "Son Ha General Hospital"),
    ("Bệnh viện Đa khoa tỉnh Sơn Hà", "BV đa khoa Sơn Hà"),
    ("Trường Đại học Y Dược Hải Vân", "Hai Van University of Medicine and Pharmacy"),
    ("Bệnh viện Việt Đức", "Bệnh viện Hữu nghị Việt Đức"),
    ("Bệnh viện Nhi Thanh Bình", "Thanh Bình Children's Hospital"),
    ("Sở Y tế Long Giang", "Long Giang Department of Health"),
    ("Quỹ Norrvik (Thụy Điển)", "Norrvik Fund"),
]
OTHERS = [
    ("Bệnh viện Đa khoa Sơn Hà", "Bệnh viện Nhi Sơn Hà"),
    ("Bệnh viện Đa khoa Sơn Hà", "Sở Y tế Sơn Hà"),
    ("Bệnh viện K", "Bệnh viện Quân y 175"),
    ("Bộ Y tế", "Ministry of Health"),  # no party in particular: that both say it proves little
    ("Đại học Kitahama", "Đại học Saebyeok"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_body_are_the_same(one: str, other: str) -> None:
    assert party_name(one).is_same(party_name(other))
    assert party_name(other).is_same(party_name(one))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_two_bodies_are_not(one: str, other: str) -> None:
    assert not party_name(one).is_same(party_name(other))


def test_a_province_and_its_hospital_are_related() -> None:
    assert party_name("tỉnh Sơn Hà").is_related(party_name("Bệnh viện Đa khoa Sơn Hà"))
    assert not party_name("Bộ Y tế").is_related(party_name("Sở Y tế"))


def test_brackets_are_left_out_unless_there_is_nothing_else() -> None:
    assert party_name("Cơ quan Hợp tác (KOICA)").own == ("hop", "tac")
    assert party_name("(KOICA)").own == ("koica",)


def test_each_name_has_its_key() -> None:
    def named(surface: str, kind: MentionKind, entity_id: str | None, label: str = "") -> Mention:
        return Mention(
            kind=kind, entity_id=entity_id, label=label or surface, surface=surface, start=0, end=len(surface)
        )

    mentions = (
        named("WHO", MentionKind.ORGANISATION, "who", "Tổ chức Y tế Thế giới"),
        named("Nhật Bản", MentionKind.COUNTRY, "JP"),
        named("Bệnh viện Norrvik", MentionKind.HOSPITAL, None),
    )
    party = "Tổ chức Y tế thế giới; Chính phủ Nhật Bản; Bệnh viện Norrvik; Đại học Nhật Bản Sakura"
    assert entities(party, mentions) == ("who", "JP", None, None)
    assert entities("Bộ Y tế; Hải Phú", mentions, "VN") == ("VN", None)
    assert entities(None, mentions) == ()
    assert names(" A ;; B;") == ("A", "B")
