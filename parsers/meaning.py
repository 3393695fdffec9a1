"""Article -> Meaning: whom and what its body names, and what it says was agreed."""

from __future__ import annotations

from parsers.agreements import find_agreements
from parsers.mentions import MEANING_VERSION, find_mentions
from parsers.model import Article, Meaning
from parsers.topics import Relevance

# Relevance from which a text is read for the names and figures in it: one in thirty of general news articles has as
# much (3,000 of them measured), and most that cooperate in health beside their topic. What was agreed is read only
# on topic: agreements of other fields look the same.
WORTH_READING = 0.03


def read_meaning(article: Article, relevance: Relevance) -> Meaning:
    """Return the mentions and agreements of the body, by places in `Article.text`; none for what is far off topic."""
    if relevance.relevance < WORTH_READING:
        return Meaning()
    mentions = find_mentions(article)
    agreements = find_agreements(article, mentions) if relevance.topic != "off_topic" else ()
    return Meaning(mentions=mentions, agreements=agreements, rule_version=int(MEANING_VERSION))
