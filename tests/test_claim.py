"""Does the text a page claims in JSON-LD protect its own boxes, and nothing else?"""

from __future__ import annotations

import json

from parsers import parse_html
from tests.test_article import PROSE, URL

SIDE = "Đọc thêm tin sức khỏe mỗi sáng trong bản tin gửi qua thư điện tử của tòa soạn"
LEAD = "Biên bản được ký trước khi hai bên bàn kế hoạch đào tạo năm tới"


def page(claimed: list[str], *boxes: str) -> str:
    claim = json.dumps({"@type": "NewsArticle", "headline": "Ký hợp tác", "articleBody": "\n".join(claimed)})
    body = "".join(f"<p>{line}</p>" for line in PROSE * 2)
    return (
        f"<html lang=vi><script type='application/ld+json'>{claim}</script><body><h1>Ký hợp tác</h1>"
        f"<div>{''.join(boxes)}{body}</div></body></html>"
    )


def box(text: str, name: str = "widget-info") -> str:
    return f"<div class='{name}'>{text}</div>"


def test_a_box_that_is_claimed_stays() -> None:
    claimed = [LEAD, *PROSE, *PROSE]
    assert LEAD in parse_html(page(claimed, box(LEAD), box(SIDE)), URL).paragraphs
    assert SIDE not in parse_html(page(claimed, box(LEAD), box(SIDE)), URL).text


def test_without_a_claim_it_goes() -> None:
    assert LEAD not in parse_html(page([], box(LEAD)), URL).text


def test_a_claim_saves_no_list_of_other_articles() -> None:
    claimed = [SIDE, *PROSE, *PROSE]
    assert SIDE not in parse_html(page(claimed, box(SIDE, "related-news")), URL).text


def test_words_of_a_summary_are_no_claim() -> None:
    assert LEAD not in parse_html(page([LEAD], box(LEAD)), URL).text


def test_it_is_the_last_resort_of_an_empty_page() -> None:
    page_without_text = page([*PROSE]).partition("<div>")[0] + "<div id=root></div></body></html>"
    assert parse_html(page_without_text, URL).paragraphs == PROSE
