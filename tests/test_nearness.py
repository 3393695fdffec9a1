"""Is every pair of texts that is related still compared, and hardly any other?"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from parsers.fingerprint import key
from parsers.wording import wording
from tests.story_samples import cut, numbers_changed, some_text
from warehouse import nearness
from warehouse.candidates import Pair
from warehouse.compare import RELATED, compare, relate
from warehouse.nearness import near


def reworded(text: str, chance: random.Random, share: float) -> str:
    return " ".join("khác" if chance.random() < share else word for word in text.split())


def test_no_related_pair_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness, "_AT_ONCE", 5)
    chance = random.Random(3)  # noqa: S311
    texts = []
    for _ in range(6):
        text = some_text(chance, 8)
        texts += [text, cut(text, 0.5), numbers_changed(text, chance)]
        texts += [reworded(text, chance, share) for share in (0.03, 0.06, 0.09, 0.12, 0.2, 0.4)]
    bodies = {key("text", str(number)): text for number, text in enumerate(texts)}
    pairs = list(combinations(sorted(bodies), 2))
    found = set(near(bodies, pairs))
    words = {text: wording(body) for text, body in bodies.items()}

    def are_related(pair: Pair) -> bool:
        one, other = words[pair[0]], words[pair[1]]
        return relate(compare(one, other), min(len(one.five), len(other.five)), credited=True) is not None

    related = set(filter(are_related, pairs))
    assert related <= found
    assert len(related) > 100
    assert len(found) < 0.3 * len(pairs)


def test_texts_of_few_words_are_told_by_shingles_of_three() -> None:
    """Of six words there are few triples, which both texts have, and many fives, which they have not."""
    chance = random.Random(4)  # noqa: S311
    six = ("sốt", "ho", "khám", "thuốc", "nghỉ", "uống")
    bodies = {key("text", str(number)): " ".join(chance.choices(six, k=800)) for number in range(2)}
    pair = tuple(sorted(bodies))
    one, other = (wording(bodies[text]) for text in pair)
    found = compare(one, other)
    assert found.containment < RELATED
    assert relate(found, min(len(one.five), len(other.five))) is not None
    assert list(near(bodies, [pair])) == [pair]
