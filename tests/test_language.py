"""Is the language of a text told from its letters and words?"""

from __future__ import annotations

import pytest

from parsers.language import detect


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bệnh viện ký thỏa thuận hợp tác với đối tác nước ngoài trong lĩnh vực đào tạo.", "vi"),
        ("The hospital signed an agreement with a partner in Japan on the training of nurses.", "en"),
        ("Hanoi hospitals and the Hà Nội Department of Health said that they will cooperate with Đà Nẵng.", "en"),
        ("L'hôpital a signé un accord avec le ministère pour la formation des médecins dans les provinces.", "fr"),
        ("病院は協力協定に署名しました。看護師の研修が始まります。来年も続きます。", "ja"),
        ("병원은 협력 협정에 서명했습니다. 간호사 교육이 시작됩니다. 내년에도 계속됩니다.", "ko"),
        ("医院签署了合作协议，护士培训明年开始，双方将继续在医学领域开展交流与合作。", "zh"),
        ("Больница подписала соглашение о сотрудничестве с партнёром из Вьетнама.", "ru"),
        ("12345 67890", "und"),
        ("Y te", "und"),
        ("Sức khỏe", "vi"),
    ],
)
def test_detect(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_hint_decides_only_what_the_text_leaves_open() -> None:
    assert detect("12345", "en-US") == "en"
    assert detect("Bệnh viện ký thỏa thuận hợp tác với đối tác nước ngoài.", "en") == "vi"
