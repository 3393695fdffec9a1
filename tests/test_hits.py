"""Is a form that is tried at some places only found as often as one that is tried everywhere?"""

from __future__ import annotations

import re

from parsers.hits import hits_at

TEXT = "Bệnh viện Bạch Mai và Bệnh viện Chợ Rẫy ký với Samsung Medical Center"
CAPITALS = [place for place, letter in enumerate(TEXT) if letter.isupper()]


def test_all_is_found_that_starts_at_one_of_the_places() -> None:
    form = re.compile(r"[A-ZĐ]\w+(?: [A-ZĐ]\w+)*")
    assert [hit.span() for hit in hits_at(CAPITALS, form, TEXT)] == [hit.span() for hit in form.finditer(TEXT)]


def test_what_lies_in_a_hit_is_no_other_hit() -> None:
    assert [hit.group() for hit in hits_at(range(6), re.compile("aa"), "aaaaab")] == ["aa", "aa"]


def test_what_stands_before_a_place_is_seen() -> None:
    assert [hit.start() for hit in hits_at([0, 3], re.compile(r"\bviện"), "họcviện viện")] == []
    assert [hit.start() for hit in hits_at([3, 8], re.compile(r"\bviện"), "họcviện viện")] == [8]
