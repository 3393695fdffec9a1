"""Is an article about cooperation in health, and can it say why? One test per rule of the score."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import parse_text
from parsers.foreign import foreign_names
from parsers.lexicon import Facets, Lexicon, LexiconError, read_lexicon
from parsers.model import Article
from parsers.topic_rules import load_rules
from parsers.topics import measure, score
from tests.bench.topics import labelled, precision_recall_f1, read_cases, score_cases
from tests.corpus import WHY_NOT, corpus_dir

SIGNED = "Bệnh viện Bạch Mai và Đại học Nagoya của Nhật Bản ký kết biên bản ghi nhớ về đào tạo bác sĩ."
PLAIN = "Sáng nay trời nhiều mây và có gió nhẹ, người dân trong vùng vẫn đi chợ như thường lệ."


def article(title: str | None, *paragraphs: str, dek: str | None = None) -> Article:
    return Article(title=title, paragraphs=paragraphs, dek=dek)


def relevance(title: str | None, *paragraphs: str) -> float:
    return score(article(title, *paragraphs)).relevance


RELEVANT = [
    article(
        "Bộ Y tế và JICA ký thỏa thuận đào tạo điều dưỡng",
        "Chiều 4/3 tại Hà Nội, Bộ Y tế và Cơ quan Hợp tác Quốc tế Nhật Bản ký thỏa thuận đào tạo điều dưỡng.",
        "Phía Nhật sẽ cử chuyên gia sang các bệnh viện trong ba năm.",
    ),
    article(
        "Đoàn bác sĩ Pháp phẫu thuật tim miễn phí cho trẻ em Huế",
        "Đoàn bác sĩ Pháp vừa phẫu thuật cho 12 trẻ em tại Bệnh viện Trung ương Huế.",
    ),
    article(
        "Bệnh viện tỉnh Yên Bái nhận chuyển giao kỹ thuật từ tuyến trên",
        "Bệnh viện Việt Đức chuyển giao kỹ thuật mổ nội soi cho bệnh viện vệ tinh tại Yên Bái.",
    ),
    article(
        "Vietnam and Korea sign pact on nurse training",
        "The Ministry of Health and KOICA signed a memorandum of understanding in Hanoi on training nurses.",
        "Korean experts will visit three Vietnamese hospitals.",
    ),
    article(
        "WHO hands over ventilators to Da Nang hospital",
        "The World Health Organization handed over 20 ventilators to a hospital in Da Nang, Vietnam.",
    ),
]

OFF_TOPIC = [
    article("Giá xăng giảm từ chiều nay", "Giá xăng trong nước giảm 300 đồng một lít.", PLAIN),
    article(
        "Bệnh viện tỉnh cứu sống người bị rắn cắn",
        "Các bác sĩ cấp cứu cho bệnh nhân suốt đêm.",
        "Bệnh nhân đã tỉnh và được theo dõi tại khoa hồi sức.",
    ),
    article(
        "Thủ tướng hội đàm với Tổng thống Pháp",
        "Hai bên bàn về thương mại, quốc phòng và biển Đông.",
        "Doanh nghiệp hai nước ký nhiều hợp đồng xuất khẩu.",
        "Kim ngạch thương mại năm qua tăng mạnh.",
    ),
    article(
        "Hanoi team wins the cup",
        "The football club beat its Thai guests in Hanoi on Sunday.",
        "Fans cheered.",
    ),
    article("New phone goes on sale", "The company opened its shop on Monday.", "Shares rose."),
]


NEAR_MISSES = [
    article(
        "Thủ tướng thăm chính thức Thụy Điển",
        "Thủ tướng hội đàm với người đồng cấp Thụy Điển về thương mại, quốc phòng và biển Đông.",
        "Hai bên chứng kiến lễ ký nhiều thỏa thuận giữa các doanh nghiệp, trong đó có văn kiện về y tế.",
        "Kim ngạch thương mại hai nước năm qua tăng 12%.",
    ),
    article(
        "Thanh tra kết luận giá thuốc nhập khẩu bị đẩy lên gấp ba",
        "Thanh tra cho biết công ty nhập khẩu thuốc từ Ấn Độ đã nâng giá thuốc bán cho các bệnh viện.",
        "Ba bị can bị khởi tố, tòa án sẽ xét xử trong quý tới.",
    ),
    article(
        "Khai mạc triển lãm quốc tế về thiết bị y tế",
        "Triển lãm có 300 doanh nghiệp từ Đức, Nhật Bản và Hàn Quốc với nhiều sản phẩm mới.",
        "Ban tổ chức cho biết doanh thu của hội chợ năm ngoái tăng mạnh, khách hàng ký nhiều đơn hàng.",
    ),
    article(
        "Thêm 120 ca sốt xuất huyết trong tuần",
        "Sở Y tế cho biết trong tuần có thêm 120 bệnh nhân sốt xuất huyết, không có ca tử vong.",
        "Ngành y tế khuyến cáo người dân diệt bọ gậy và đi khám sớm khi sốt cao.",
    ),
    article(
        "Nạn nhân dioxin kháng cáo ở tòa án Mỹ",
        "Luật sư của các nạn nhân chất độc da cam cho biết vụ kiện các công ty hóa chất Mỹ sẽ được xét xử lại.",
        "Họ khởi kiện từ năm ngoái và đòi công lý cho những người mắc bệnh.",
    ),
    article(
        "Hãng dược nội mua 30% cổ phần của đối tác Hàn Quốc",
        "Công ty cổ phần dược phẩm công bố mua cổ phần của một tập đoàn Hàn Quốc.",
        "Cổ phiếu của công ty tăng trần sau khi cổ đông thông qua, lợi nhuận dự kiến tăng.",
    ),
    article(
        "Bảo hiểm xã hội ký hợp đồng khám chữa bệnh với 40 bệnh viện",
        "Bảo hiểm xã hội tỉnh vừa ký hợp đồng khám chữa bệnh bảo hiểm y tế năm tới với 40 bệnh viện.",
        "Người có thẻ được đăng ký nơi khám ban đầu tại phường, xã.",
    ),
]


@pytest.mark.parametrize("news", NEAR_MISSES, ids=lambda news: news.title)
def test_near_misses_are_not_relevant(news: Article) -> None:
    assert score(replace(news, language="vi")).topic != "relevant"


OUR_KINDS = [
    ("Việt Nam giúp Campuchia", "Đoàn bác sĩ Việt Nam khám bệnh miễn phí và tặng thuốc cho người dân Campuchia."),
    ("Bệnh viện tuyến trên về xã", "Bệnh viện Chợ Rẫy chuyển giao kỹ thuật can thiệp tim mạch cho bệnh viện huyện."),
    ("Tin viện trợ", "USAID viện trợ không hoàn lại 5 triệu USD cho Bộ Y tế phòng chống lao."),
    ("Tin quân y", "Bệnh viện Quân y 175 và quân y Australia tập huấn cấp cứu đường không tại TP HCM."),
    ("Dân số", "UNFPA và Bộ Y tế ký kết chương trình chăm sóc sức khỏe sinh sản giai đoạn mới."),
]


@pytest.mark.parametrize(("title", "lead"), OUR_KINDS)
def test_every_kind_of_cooperation_is_relevant(title: str, lead: str) -> None:
    assert score(Article(title=title, paragraphs=(lead,), language="vi")).topic == "relevant"


@pytest.mark.parametrize("news", RELEVANT, ids=lambda news: news.title)
def test_news_of_health_cooperation_is_relevant(news: Article) -> None:
    assert score(news).topic == "relevant"


@pytest.mark.parametrize("news", OFF_TOPIC, ids=lambda news: news.title)
def test_other_news_is_off_topic(news: Article) -> None:
    assert score(news).topic == "off_topic"


def test_between_the_two_a_person_must_look() -> None:
    talk = "Các bác sĩ trao đổi kinh nghiệm điều trị cùng chuyên gia quốc tế."
    assert score(article("Hội thảo về bệnh tim tại Hà Nội", talk, *[PLAIN] * 4)).topic == "review"


@pytest.mark.parametrize(
    ("lost", "left"),
    [("Bệnh viện Bạch Mai", 0.0), ("Nhật Bản", 0.0), ("ký kết biên bản ghi nhớ về đào tạo", 0.2)],  # acts: many unknown
)
def test_health_act_and_partner_are_all_needed(lost: str, left: float) -> None:
    sentence = "Bệnh viện Bạch Mai và đối tác Nhật Bản ký kết biên bản ghi nhớ về đào tạo."
    replaced = sentence.replace("đối tác ", "").replace(lost, "một bên")
    assert measure(article(None, sentence)).passages == 1.0
    assert measure(article(None, replaced)).passages == left


def test_they_count_where_they_stand_together() -> None:
    together = "Bệnh viện tỉnh hợp tác với Nhật Bản. Trời nhiều mây. Chợ đông người."
    apart = "Bệnh viện tỉnh mới sơn lại. Hai xã hợp tác làm đường. Hoa anh đào nở ở Nhật Bản."
    assert measure(article(None, together)).passages > measure(article(None, apart)).passages == 0.0


def test_the_title_outweighs_the_tail() -> None:
    assert relevance(SIGNED, *[PLAIN] * 9) > relevance(PLAIN, *[PLAIN] * 8, SIGNED) + 0.3


def test_the_lead_outweighs_the_tail() -> None:
    assert relevance("Tin sáng", SIGNED, *[PLAIN] * 8) > relevance("Tin sáng", *[PLAIN] * 8, SIGNED) + 0.1


def test_the_dek_is_part_of_the_lead() -> None:
    news = article("Tin sáng", *[PLAIN] * 8, dek=SIGNED)
    assert measure(news).lead == 1.0
    assert measure(article("Tin sáng", *[PLAIN] * 8, SIGNED)).lead == 0.0


def test_length_alone_changes_nothing() -> None:
    body = [PLAIN, SIGNED, PLAIN, PLAIN, PLAIN]
    assert relevance(None, *body * 6) == pytest.approx(relevance(None, *body), abs=0.001)


def test_a_passing_mention_in_a_long_text_is_less_than_a_short_note() -> None:
    assert relevance("Tin sáng", SIGNED, *[PLAIN] * 30) < relevance("Tin sáng", SIGNED)


def test_a_text_about_health_throughout_counts_for_more() -> None:
    ward = "Ở khoa tim mạch, các bác sĩ khám và điều trị cho bệnh nhân từ sáng tới chiều."
    assert relevance("Tin sáng", SIGNED, *[ward] * 4) > relevance("Tin sáng", SIGNED, *[PLAIN] * 4) + 0.03


def test_another_story_takes_away() -> None:
    trade = "Doanh nghiệp hai bên còn bàn về thương mại, cổ phiếu và xuất khẩu trong năm tới."
    assert relevance("Tin sáng", SIGNED, *[trade] * 4) < relevance("Tin sáng", SIGNED, *[PLAIN] * 4) - 0.1


def test_a_story_that_never_names_vietnam_is_at_most_for_review() -> None:
    abroad = "Bệnh viện trung tâm ở Paris và Đại học Nagoya của Nhật Bản ký kết hợp tác về ung thư."
    assert score(article(abroad, abroad)).topic == "review"
    assert score(article(abroad, abroad, "Đoàn sẽ tới Việt Nam.")).topic == "relevant"


def test_english_is_read_with_the_same_rules() -> None:
    news = article(
        "Laos and Vietnam hospitals sign cooperation agreement",
        "Doctors from Laos will train in Hue, Vietnam.",
    )
    assert score(news).topic == "relevant"
    assert {"hospital", "laos", "cooperation", "agreement"} <= set(score(news).matched)


@pytest.mark.parametrize(
    ("sentence", "names_a_country"),
    [
        ("Bệnh viện được Anh tài trợ.", True),
        ("Bệnh viện được anh tài trợ.", False),
        ("Bệnh viện được Tuấn Anh tài trợ.", False),
        ("Anh Vũ tài trợ cho bệnh viện.", False),
        ("Anh tài trợ cho bệnh viện.", True),
        ("Phía Mỹ tài trợ cho bệnh viện.", True),
        ("Bệnh viện ở Huế, Pháp hợp tác với nhau.", True),
        ("Bệnh viện được vương quốc Anh tài trợ.", True),
        ("Bệnh viện hợp tác phòng bệnh viêm não Nhật Bản.", False),
        ("Pháp luật cho bệnh viện hợp tác.", False),
    ],
)
def test_what_names_a_partner(sentence: str, names_a_country: bool) -> None:
    assert (measure(article(None, sentence)).passages > 0) is names_a_country


def test_an_abbreviation_matches_only_in_capitals() -> None:
    assert measure(article(None, "The hospital signed with the US.")).passages == 1.0
    assert measure(article(None, "The hospital signed with us.")).passages == 0.0


@pytest.mark.parametrize(
    ("listed", "printed"),
    [
        ("mù lòa", "mù loà"),
        ("thụy điển", "Thuỵ Điển"),
        ("kế hoạch hóa gia đình", "kế hoạch hoá gia đình"),
        ("bác sĩ", "bác sỹ"),
        ("chuyển giao kỹ thuật", "chuyển giao kĩ thuật"),
        ("quỹ toàn cầu", "Quĩ Toàn cầu"),
    ],
)
def test_both_spellings_are_one_word(listed: str, printed: str) -> None:
    assert score(article(None, f"Tin về {printed} hôm nay.")).matched == (listed,)


def test_only_names_match_without_accents() -> None:
    assert score(article(None, "benh vien hop tac")).matched == ()
    assert score(article(None, "Doctors in Da Nang")).matched == ("doctor", "đà nẵng")


def test_words_match_as_wholes() -> None:
    assert score(article(None, "Unhealthy hospitality aided nobody.")).matched == ()


def test_the_longest_word_wins() -> None:
    assert score(article(None, "Một bệnh viện vệ tinh mới.")).matched == ("bệnh viện vệ tinh",)


def test_a_word_counts_once_in_a_sentence() -> None:
    once, twice = "Bác sĩ giúp người Nhật.", "Bác sĩ, bác sĩ giúp, giúp người Nhật."
    assert measure(article(None, twice)).lead == measure(article(None, once)).lead < 1.0


def test_matched_words_stand_once_in_the_order_of_the_text() -> None:
    news = article("Viện trợ cho bệnh viện", "Bệnh viện nhận viện trợ của Cuba.")
    assert score(news).matched == ("viện trợ", "bệnh viện", "cuba")


def test_the_five_strongest_sentences_are_kept_in_the_order_of_the_text() -> None:
    weak = "Bác sĩ đi thăm nước ngoài."
    strong = [f"Bệnh viện số {number} hợp tác với Cuba." for number in range(5)]
    assert score(article(weak, *strong, PLAIN)).sentences == tuple(strong)
    assert score(article(weak, PLAIN, strong[0])).sentences == (weak, strong[0])


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("Bệnh viện hợp tác với Cuba. Bệnh viện giúp Lào.", 2),
        ("Bệnh viện hợp tác với Cuba.Bệnh viện giúp Lào.", 2),
        ("“Bệnh viện hợp tác với Cuba.” Bệnh viện giúp Lào.", 2),
        ("Bệnh viện hợp tác với Cuba! 12 bệnh viện giúp Lào.", 2),
        ("Bệnh viện hợp tác với Cuba\nBệnh viện giúp Lào", 2),
        ("Bệnh viện ở TP. Huế hợp tác với GS. Lan của Cuba.", 1),
        ("Bệnh viện nhận 1.200 máy thở do Cuba viện trợ.", 1),
    ],
)
def test_sentences_end_where_a_reader_stops(body: str, sentences: int) -> None:
    found = score(article(None, body)).sentences
    assert len(found) == sentences
    assert "".join(found).replace(" ", "") == body.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("empty", [Article(), article(""), article(None, ""), article(None, " ", "\n"), article("...")])
def test_nothing_in_nothing_out(empty: Article) -> None:
    found = score(empty)
    assert (found.topic, found.matched, found.passages) == ("off_topic", (), ())
    assert found.relevance == score(Article()).relevance < 0.01


def test_one_name_thousands_of_times_is_read_in_one_go() -> None:
    assert score(article(None, "Lào, " * 20_000)).matched == ("Lào",)  # if read anew for each of them: minutes


@settings(deadline=None)  # the first one reads the lexicon
@given(st.text(alphabet="Bệnh viện hợp tác Mỹ. “Anh”\n", max_size=200), st.text(max_size=100))
def test_any_text_gives_one_answer_between_0_and_1(body: str, title: str) -> None:
    news = article(title, body)
    assert 0.0 <= score(news).relevance <= 1.0
    assert score(news) == score(article(title, body))
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in measure(news))


@settings(deadline=None)  # the first one reads the lexicon
@given(st.lists(st.sampled_from([SIGNED, PLAIN, "Bác sĩ Fred Hollows\ngiúp người nghèo ở Huế."]), max_size=4))
def test_the_explanation_adds_up(paragraphs: list[str]) -> None:
    found = score(Article(title=PLAIN, dek=SIGNED, paragraphs=tuple(paragraphs), language="vi"))
    assert [one.points for one in found.points] == [round(one.weight * one.value, 4) for one in found.points]
    assert found.log_odds == pytest.approx(sum(one.points for one in found.points), abs=1e-4)
    assert found.relevance == pytest.approx(1 / (1 + math.exp(-found.log_odds)), abs=1e-4)


@settings(deadline=None)  # the first one reads the lexicon
@given(st.lists(st.sampled_from([SIGNED, PLAIN, "Nhật Bản giúp bệnh viện. Hai bên hợp tác!"]), max_size=4))
def test_every_passage_is_the_text_at_its_place(paragraphs: list[str]) -> None:
    news = Article(title=SIGNED, dek=f"  {SIGNED}", paragraphs=tuple(paragraphs))
    texts = {"title": news.title or "", "dek": news.dek or "", "body": news.text}
    passages = score(news).passages
    assert passages
    assert all(texts[one.part][one.start : one.end] == one.sentence for one in passages)


def test_a_sentence_beside_another_completes_it() -> None:
    apart = "Bệnh viện tỉnh vừa mở khoa tim mạch. Nhật Bản tài trợ toàn bộ trang thiết bị."
    assert measure(article(None, apart)).passages > 0.9


def test_another_story_in_the_sentence_halves_it() -> None:
    assert Facets(1.0, 1.0, 1.0).together == 1.0
    assert Facets(1.0, 1.0, 1.0, against=1.0).together == 0.5


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Bác sĩ của Fred Hollows Foundation mổ mắt.", ["Fred Hollows Foundation"]),
        ("Ông Nguyễn Văn An và bà Krit Kraichitti đến.", ["Krit Kraichitti"]),
        ("Trường Đại học Lindqvist mở lớp.", ["Lindqvist"]),
        ("Theo GS Lindqvist, lớp đã đầy.", ["Theo GS Lindqvist"]),
        ("Bệnh viện Bạch Mai ở Hà Nội.", []),
        ("Thuốc Tamiflu đã về kho.", []),
        ("Ong Nguyen Van An o Da Nang.", []),
    ],
)
def test_names_from_abroad(sentence: str, names: list[str]) -> None:
    assert list(foreign_names(sentence)) == names


def test_a_name_from_abroad_is_a_partner_in_a_vietnamese_text() -> None:
    news = article(None, "Ngân hàng Lindqvist Chambers tài trợ cho bệnh viện tỉnh.")
    assert score(news).passages == ()
    assert "Lindqvist Chambers" in score(replace(news, language="vi")).matched


def test_words_of_another_language_are_not_looked_for() -> None:
    assert score(Article(title="Mổ tim", language="en")).matched == ()
    assert score(Article(title="Mổ tim", language="vi")).matched == ("mổ tim",)


def test_a_hospital_that_bears_a_countrys_name_is_no_partner() -> None:
    kept = "Bệnh viện Hữu nghị Việt Nam - Cuba Đồng Hới hợp tác với trường học."
    assert measure(article(None, kept)).passages == 0.0
    assert measure(article(None, kept.replace("trường học", "Cuba"))).passages == 1.0


def test_a_ministry_abroad_is_a_partner_and_not_vietnams_side() -> None:
    assert measure(article(None, "Bộ Y tế Lào họp báo.")).home == 0.0
    assert measure(article(None, "Bộ Y tế họp báo.")).home == 1.0


def test_own_words_win_and_are_seen_in_the_version(tmp_path: Path) -> None:
    own = tmp_path / "topics.tsv"
    own.write_text("# ours\nviện sông hồng\tvi\thealth 1\nhợp tác\tvi\t-\n", encoding="utf-8-sig")
    rules = load_rules(own)
    assert score(article("Viện Sông Hồng hợp tác"), rules).matched == ("viện sông hồng",)
    assert rules.version != load_rules().version
    assert rules.version.startswith("topics/")
    assert score(article("Viện Sông Hồng"), rules).version == rules.version


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bệnh viện", "give term, language, weights"),
        ("bệnh viện\tvn\thealth 1", "language 'vn': give one of vi, en, *"),
        ("bệnh viện\tvi\thealt 1", "facet 'healt': give one of health, act, partner, home, against"),
        ("bệnh viện\tvi\thealth 1,5", "weight '1,5'"),
        ("bệnh viện\tvi\thealth 0,5 act 1", "weight '0,5 act 1'"),
        ("bệnh viện\tvi\thealth 2", "weight '2': give a number above 0, at most 1"),
        ("bệnh viện\tvi\thealth", "weight ''"),
        ("bệnh viện\tvi\thealth 1, health 1", "facet 'health' stands twice"),
        ("bệnh viện\tvi\thealth 1\tfuzzy", "match 'fuzzy': give one of verb, unaccented, alone"),
        ("...\tvi\thealth 1", "'...' has no word in it"),
        ("a\tvi\tact 1", "'a' stands in line 2 already"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(f"# ours\na  vi  act 1\n\n{line}\n", encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        load_rules(own)
    assert str(error.value).startswith(f"{own}:4: ")
    assert said in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"missing\.tsv: cannot be read"):
        load_rules(tmp_path / "missing.tsv")


@pytest.mark.parametrize(
    ("term", "printed"), [("hospital", "Hospitals"), ("sign", "signed"), ("donate", "Donating"), ("study", "studies")]
)
def test_english_words_match_in_their_forms(term: str, printed: str) -> None:
    match = "" if term == "hospital" else "\tverb"
    lexicon = Lexicon(read_lexicon(f"{term}\ten\tact 1{match}", "x").values(), "en")
    assert [found.name for found in lexicon.find([f"They {printed} it."])[0][1]] == [term]


SEEDS = {  # the part of a file's name that tells it -> what its strongest sentences must speak of
    "000_": "Hợp tác quốc tế",
    "001_": "đối tác Anh",
    "002_": "ký kết hợp tác",
    "003_": "Thụy Điển",
    "004_": "Japan International Cooperation Agency",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seeds_are_relevant_with_the_right_sentences(seed: str) -> None:
    corpus = corpus_dir()
    if corpus is None:
        pytest.skip(WHY_NOT)
    [path] = (corpus / "vn" / "seeds").glob(f"{seed}*.txt")
    found = score(parse_text(path.read_text(encoding="utf-8")))
    assert found.topic == "relevant"
    assert len(found.passages) == 5
    assert any(SEEDS[seed] in passage.sentence for passage in found.passages)


def test_labelled_news_is_told_apart() -> None:
    folder = labelled()
    if folder is None:
        pytest.skip(WHY_NOT)
    precision, recall, f1 = precision_recall_f1(score_cases(read_cases(folder)))
    assert precision >= 0.90
    assert recall >= 0.95
    assert f1 >= 0.93
