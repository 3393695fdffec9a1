"""Articles that say something, for the tests of the ledger: a text, and what was agreed in one of its sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from parsers.model import Agreement, Meaning, Mention, MentionKind
from tests.warehouse_samples import article_row, published
from warehouse.rows import ArticleRow

OPENING = "Sáng nay tại Hải Phú, nhiều đại biểu đã dự một buổi lễ trang trọng."


def said(
    url: str,
    sentence: str,
    *,
    type: str = "mou",  # noqa: A002  # the name of the column
    stage: str = "signed",
    vietnamese: str | None = "Bệnh viện Đa khoa Sơn Hà",
    foreign: str | None = "Bệnh viện Đại học Saebyeok",
    countries: tuple[str, ...] = ("KR",),
    amount: float | None = None,
    currency: str | None = "USD",
    signed_on: date | None = None,
    **fields: object,
) -> ArticleRow:
    """An article of which one sentence says that something was agreed."""
    start = len(OPENING) + 2
    one = Agreement(
        type=type, stage=stage, vietnamese_party=vietnamese, foreign_party=foreign, countries=countries,
        signed_on=signed_on, signed_precision="day" if signed_on else None, amount=amount,
        currency=currency if amount else None, sentence=sentence, start=start, end=start + len(sentence),
    )  # fmt: skip
    return saying(url, (OPENING, sentence), (one,), **fields)


def saying(url: str, paragraphs: tuple[str, ...], agreements: tuple[Agreement, ...], **fields: object) -> ArticleRow:
    """An article with these statements; every organisation that its text names is a mention of nobody known."""
    row = article_row(url, title=f"Tin {url[-12:]}", paragraphs=paragraphs, **fields)  # type: ignore[arg-type]
    named = mention(row.article.text, "Hải Phú", MentionKind.ORGANISATION)
    return replace(row, meaning=Meaning(mentions=(named,), agreements=agreements, rule_version=1))


def mention(text: str, surface: str, kind: MentionKind, entity_id: str | None = None, **more: object) -> Mention:
    """The first place where a text has these words, as a mention."""
    start = text.index(surface)
    place = {"surface": surface, "start": start, "end": start + len(surface), **more}
    return Mention(kind=kind, entity_id=entity_id, label=surface, **place)  # type: ignore[arg-type]


__all__ = ["mention", "published", "said", "saying"]
