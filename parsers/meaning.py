"""Article -> Meaning: whom and what its body names, and what it says was agreed."""

from __future__ import annotations

from parsers.agreements import find_agreements
from parsers.mentions import MEANING_VERSION, find_mentions
from parsers.model import Article, Meaning


def read_meaning(article: Article) -> Meaning:
    """Return the mentions and agreements of the body; every place is one in `Article.text`."""
    mentions = find_mentions(article)
    agreements = find_agreements(article, mentions)
    return Meaning(mentions=mentions, agreements=agreements, rule_version=int(MEANING_VERSION))
