"""Texts made up of Vietnamese syllables and the edits that reprints make to them, driven by the chance passed in."""

from __future__ import annotations

import re
from random import Random

_SYLLABLES = """
bệnh viện bác sĩ y tế hợp tác đào tạo chương trình thỏa thuận ký kết tỉnh thành phố quốc gia nước ngoài đoàn chuyên
nghiên cứu vắc xin phòng chống dịch điều trị khám chữa người dân trẻ em phụ nữ cao tuổi miền núi trạm xá thiết bị máy
thở mổ kỹ thuật mới chuyển giao hỗ trợ tài dự án giai đoạn năm tháng tuần ngày hôm nay sáng chiều lễ bàn đại sứ bộ
trưởng giám đốc sở hội nghị phát biểu nhấn mạnh cho biết theo đó bên cạnh đồng thời tiếp tục triển khai mở rộng nâng
chất lượng cơ vùng sâu biên giới hải đảo
""".split()  # noqa: SIM905


def sentence(chance: Random) -> str:
    """Return about twenty syllables with a figure among them."""
    words = [chance.choice(_SYLLABLES) for _ in range(chance.randint(16, 24))]
    words[chance.randint(4, 12)] = str(chance.randint(11, 990))
    return " ".join(words).capitalize()


def some_text(chance: Random, sentences: int = 16) -> str:
    """Return a text that shares no run of five syllables with another one, but by chance."""
    return ". ".join(sentence(chance) for _ in range(sentences)) + "."


def cut(text: str, share: float) -> str:
    """Return the beginning of a text."""
    sentences = text.split(". ")
    return ". ".join(sentences[: max(1, round(len(sentences) * share))])


def reworded(text: str, share: float, chance: Random) -> str:
    """Return the text with a share of its words replaced, its figures kept."""
    return " ".join(
        chance.choice(_SYLLABLES) if chance.random() < share and not word[0].isdigit() else word
        for word in text.split()
    )


def with_passages(text: str, share: float, chance: Random) -> str:
    """Return the text with a share of its sentences replaced by others."""
    sentences = text.split(". ")
    for place in chance.sample(range(len(sentences)), round(len(sentences) * share)):
        sentences[place] = sentence(chance)
    return ". ".join(sentences)


def numbers_changed(text: str, chance: Random) -> str:
    """Return the same words with other figures: next week's bulletin."""
    return re.sub(r"\d+", lambda _: str(chance.randint(1000, 9000)), text)
