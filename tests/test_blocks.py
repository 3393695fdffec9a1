"""Is a container cut into its blocks as a reader sees them, whatever stands in its tags and comments?"""

from __future__ import annotations

import pytest

from parsers.blocks import Block, blocks_of
from parsers.tree import parse


def blocks(html: str) -> list[Block]:
    container = parse(f"<main>{html}</main>").css_first("main")
    assert container is not None
    return blocks_of(container)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Một</p><h2>Hai</h2><ul><li>Ba</ul>", [("p", "Một"), ("h", "Hai"), ("l", "Ba")]),
        ("<p class=x title='a > b < c'>Một</p>", [("p", "Một")]),
        ("<p>Một<!-- a -- b > c --> đoạn<!----></p>", [("p", "Một đoạn")]),
        ("<p>A &amp;amp; B &lt;p&gt; C&nbsp;D &amp;nbsp;</p>", [("p", "A &amp; B <p> C D &nbsp;")]),
        ('<p a"b=x <c =d>Một</p>', [("p", "Một")]),
        ("<pre>Một</pre><picture>Hai</picture>", [("p", "Một"), ("p", "Hai")]),
        ("<p>Câu một.<br>Câu hai", [("p", "Câu một."), ("p", "Câu hai")]),
        ("<p>Một dòng<br>bị ngắt", [("p", "Một dòng bị ngắt")]),
        ("<p style='text-align: right'>Minh Anh</p><p class=bright>Hai", [("a", "Minh Anh"), ("p", "Hai")]),
        ("<p title='text-align: right'>Một", [("p", "Một")]),
    ],
)
def test_blocks_and_their_kinds(html: str, expected: list[tuple[str, str]]) -> None:
    assert [(block.kind, block.text) for block in blocks(html)] == expected


def test_a_link_counts_where_it_stands_and_over_the_borders_of_blocks() -> None:
    assert [block.linked for block in blocks("<p>Xem <a href=/x>bài này</a> nhé</p>")] == [len("bài này")]
    assert [block.density for block in blocks("<a href=/x><div>Một</div><div>Hai</div></a><p>Ba")] == [1, 1, 0]


def test_the_boxes_in_a_data_table_are_no_borders() -> None:
    cell = "<td><p>Số</p><p></p><ul><li>một</li></ul></td>"
    assert [block.text for block in blocks(f"<table><tr>{cell * 2}<tr>{cell * 2}</table>")] == ["Sốmột | Sốmột"] * 2


def test_what_is_written_verbatim_is_no_markup() -> None:
    tree = parse("<main><p>Một</p><xmp><!-- <b>x</b> > y</xmp><p>Hai</p></main>")
    tree.strip_machine()
    container = tree.css_first("main")
    assert container is not None
    assert [block.text for block in blocks_of(container)] == ["Một", "<!-- <b>x</b> > y", "Hai"]
