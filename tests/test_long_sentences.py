"""Does the meaning of a sentence cost no more than its length, whatever a page pastes into it?"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import pytest

from parsers.agreements import find_agreements
from parsers.mentions import find_mentions
from parsers.model import Article
from parsers.topics import score

SHORT, TIMES = 4_000, 16  # characters of a sentence, and how many times longer the other one is
ROOM = 2  # ... and for what a machine does beside it: reading in squares takes 16 times as long as reading in step
LEADS = {
    "foreign": "Bệnh viện Bạch Mai ký bản ghi nhớ với Hàn Quốc.",
    "inland": "Bệnh viện Bạch Mai họp ở tỉnh Cà Mau.",
}
# What a table without a single stop is made of, and the pairs in it that nobody may ask about one by one.
TABLES = {
    "sums and gifts": ("foreign", "5 USD trao "),
    "sums and countries": ("foreign", "5 USD Lào "),
    "sums and figures": ("foreign", "5 USD 4 ca 7 % "),
    "sums of a currency that many have": ("foreign", "5 triệu franc , "),
    "sums of currencies that many have": ("foreign", "5 triệu franc , 5 triệu curon , "),
    "gifts and countries": ("foreign", "bệnh viện ý tài trợ Lào ý ý ý "),
    "parties that are known and strangers": ("foreign", "Bệnh viện Bạch Mai , Bệnh viện Rạng Đông , WHO , "),
    "districts and countries": ("foreign", "huyện Mường Khà , tỉnh Hà Giang , Lào , "),
    "people and countries": ("foreign", "bác sĩ Edward Kondrot , Mỹ , "),
    "strange names": ("foreign", "y tế Edward , Kondrot , "),
    "places where somebody signs": ("inland", "ký tại Sở Y tế Cần Thơ , "),
}


@pytest.fixture(autouse=True)
def no_garbage_is_collected() -> Iterator[None]:
    """That would go through all that the tests before have left."""
    gc.disable()
    yield
    gc.enable()


def seconds(lead: str, words: str, length: int) -> float:
    """CPU seconds of everything that is read out of the sentences of an article."""
    table = (words * (length // len(words) + 1))[:length].rstrip() + " cùng bên."
    article = Article(language="vi", title="Hai bệnh viện ký bản ghi nhớ", paragraphs=(lead, table))
    started = time.process_time()
    score(article)
    find_agreements(article, find_mentions(article))
    return time.process_time() - started


@pytest.mark.parametrize("table", TABLES)
def test_a_table_pasted_as_one_sentence_costs_in_step_with_its_length(table: str) -> None:
    lead, words = TABLES[table]
    short = max(min(seconds(LEADS[lead], words, SHORT) for _ in range(3)), 0.004)
    assert seconds(LEADS[lead], words, SHORT * TIMES) < short * TIMES * ROOM
