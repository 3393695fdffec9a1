"""Nothing -> pages made to hurt: deep, wide, long, cut, doubly encoded; and what each costs.

Shared with the tests, which read small ones; here they are large, and the target is one second per megabyte.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from parsers import ParseError, parse_html

SENTENCE = "Bộ Y tế và đoàn chuyên gia nước ngoài đã trao đổi về chương trình đào tạo bác sĩ nội trú lần thứ "
_HEAD = "<html><head><title>Đào tạo bác sĩ nội trú</title></head><body><h1>Đào tạo bác sĩ nội trú lần này</h1>"


def _article(body: str) -> str:
    return f"{_HEAD}<div>{body}</div></body></html>"


def _repeat(piece: Callable[[int], str], size: int) -> str:
    """So many pieces as `size` characters hold."""
    return "".join(piece(number) for number in range(size // len(piece(1000)) + 1))


PAGES: dict[str, Callable[[int], str]] = {  # name -> page of about so many characters
    "paragraphs": lambda size: _article(_repeat(lambda n: f"<p>{SENTENCE}{n}.</p>", size)),
    "line breaks": lambda size: _article(_repeat(lambda n: f"{SENTENCE}{n}.<br>", size)),
    "siblings": lambda size: _article(_repeat(lambda n: f"<p>a{n}</p>", size)),
    "named siblings": lambda size: _article(_repeat(lambda n: f"<div class='related-{n} x'>a{n}</div>", size)),
    "links": lambda size: _article(_repeat(lambda n: f"<p><a href='/{n}'>Tin liên quan số {n}</a></p>", size)),
    "headings": lambda size: _article(_repeat(lambda n: f"<h2>Nguyên nhân {n}</h2>", size)),
    "pictures": lambda size: _article(_repeat(lambda n: f"<p><img src=a{n}>Ảnh số {n}</p>", size)),
    "tables": lambda size: _article(_repeat(lambda n: f"<table><tr><td>{SENTENCE}{n}</td></tr></table>", size)),
    "bylines": lambda size: _article(SENTENCE * 9 + _repeat(lambda n: f"<i class=author>Minh Anh {n}</i>", size)),
    "times": lambda size: _article(SENTENCE * 9 + _repeat(lambda n: "<time>1/2/2020</time>", size)),
    "deep, open": lambda size: f"{_HEAD}{'<div>' * (size // 5)}<p>{SENTENCE * 5}",
    "deep, closed": lambda size: f"{_HEAD}{'<div>' * (size // 11)}<p>{SENTENCE * 5}{'</div>' * (size // 11)}",
    "deep lists": lambda size: f"{_HEAD}{'<ul><li>' * (size // 8)}{SENTENCE * 5}",
    "deep emphasis": lambda size: f"{_HEAD}{'<b>' * (size // 3)}<p>{SENTENCE * 5}",
    "one word": lambda size: _article(f"<p>{'a' * size}"),
    "one paragraph": lambda size: _article(f"<p>{SENTENCE * (size // len(SENTENCE))}"),
    "one attribute": lambda size: _article(f"<p class='{'a-b ' * (size // 4)}'>{SENTENCE * 9}"),
    "open script": lambda size: _article(f"<p>{SENTENCE * 9}<script>{'x(1);</p>' * (size // 9)}"),
    "open comment": lambda size: _article(f"<p>{SENTENCE * 9}<!--{'x<p>' * (size // 4)}"),
    "comments first": lambda size: "<!-- -->" * (size // 8) + _article(f"<p>{SENTENCE * 9}"),
    "unwritten comments": lambda size: _article(f"<p>{SENTENCE * 9}<plaintext>{'<!-- >' * (size // 6)}"),
    "entities": lambda size: _article(f"<p>{'&amp;amp;&#7879;' * (size // 16)}"),
    "NULs": lambda size: _article(f"<p>{SENTENCE * 99}{chr(0) * size}"),
    "many meta": lambda size: _repeat(lambda n: "<meta name=author content='An B'>", size) + _article(SENTENCE * 9),
    "deep JSON-LD": lambda size: f"<script type='application/ld+json'>{'[' * size}</script>{_article(SENTENCE * 9)}",
}


def report_hostile(size: int = 1_000_000) -> None:
    """Print what each page costs and what came of it, the dearest per megabyte first."""
    lines = []
    for name, make in PAGES.items():
        html = make(size).encode()
        start = time.process_time()
        try:
            came = f"{len(parse_html(html, 'https://bao.example/bai-viet-1.html').text)} characters"
        except ParseError as error:
            came = f"refused: {error}"
        seconds = time.process_time() - start
        lines.append((seconds / (len(html) / 1e6), f"{name}: {len(html) / 1e6:.2f} MB in {seconds:.2f} s, {came}"))
    for rate, line in sorted(lines, reverse=True):
        print(f"{rate:.2f} s/MB  {line[:110]}")
