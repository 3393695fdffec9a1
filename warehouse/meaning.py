"""Changes of articles -> the rows of mentions and agreements: those of each article's current text, no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from duckdb import DuckDBPyConnection

from parsers.fingerprint import key
from parsers.model import Agreement
from parsers.party_names import entities, names
from parsers.textnorm import fold
from warehouse.articles import Change
from warehouse.db import statement
from warehouse.ledger import Told, decide_agreements
from warehouse.observation import Observation
from warehouse.tables import append, delete, select
from warehouse.telling import telling_key

MENTION = (
    "article_id", "kind", "entity_id", "label", "surface", "start_offset", "end_offset", "value", "value_high", "unit",
    "rule_version",
)  # fmt: skip
# What an article says of an agreement; which one that is, other articles have a say in.
STATEMENT = (
    "statement_id", "article_id", "type", "stage", "vietnamese_party", "foreign_party", "countries", "signed_on",
    "signed_precision", "amount", "currency", "sentence", "start_offset", "end_offset", "signed_text", "telling_id",
    "vietnamese_entities", "foreign_entities", "rule_version",
)  # fmt: skip


def write_meaning(con: DuckDBPyConnection, changes: Iterable[Change], withdrawn: Collection[UUID]) -> None:
    """Store what the changed articles mean and decide anew which agreements they speak of.

    Only an article whose text, metadata or meaning changed is written; of one that was only seen earlier the
    agreements are decided anew. Part of the caller's transaction.
    """
    matter = [change for change in changes if change.matters]
    told = [Told(*row) for row in select(con, statement("statements_of_articles"), _held(matter, withdrawn))]
    written = {c.article_id: c.after.latest for c in matter if c.after.latest}
    stale = [c.article_id for c in matter if c.before and c.article_id in written] + list(withdrawn)
    for table in ("mentions", "agreements"):
        delete(con, table, "article_id", stale)
    append(con, "mentions", MENTION, [row for pair in written.items() for row in mention_rows(*pair)])
    agreement_of: dict[object, UUID] = {one.statement_id: one.agreement_id for one in told}
    said_now = (row for pair in written.items() for row in statement_rows(*pair))
    rows = [(agreement_of.get(row[0], row[0]), *row) for row in said_now]  # what was said before stays where it was
    append(con, "agreements", ("agreement_id", *STATEMENT), rows)
    said = [Told(*row) for row in select(con, statement("statements_of_articles"), written.keys())]
    new = {one.statement_id for one in said} - agreement_of.keys()
    decide_agreements(con, told, new, {one.telling_id for one in (*told, *said)})


def _held(changes: Sequence[Change], withdrawn: Collection[UUID]) -> set[UUID]:
    return {change.article_id for change in changes if change.before} | set(withdrawn)


def mention_rows(article_id: UUID, seen: Observation) -> Iterator[tuple[object, ...]]:
    """Return the rows of `mentions` of an article, as tuples of MENTION."""
    meaning = seen.row.meaning
    for one in meaning.mentions:
        place = (one.surface, one.start, one.end, one.value, one.value_high, one.unit)
        yield (article_id, one.kind.value, one.entity_id, one.label, *place, meaning.rule_version)


def statement_rows(article_id: UUID, seen: Observation) -> Iterator[tuple[object, ...]]:
    """Return the rows of `agreements` of an article, as tuples of STATEMENT."""
    meaning = seen.row.meaning
    met: Counter[UUID] = Counter()
    for one in meaning.agreements:
        sides = (entities(one.vietnamese_party, meaning.mentions, "VN"), entities(one.foreign_party, meaning.mentions))
        plain = statement_key(article_id, one, 0)
        statement_id = statement_key(article_id, one, met[plain])
        met[plain] += 1
        yield (
            statement_id, article_id, one.type, one.stage, one.vietnamese_party, one.foreign_party,
            list(one.countries), one.signed_on, one.signed_precision, one.amount, one.currency, one.sentence,
            one.start, one.end, one.signed_text, telling_key(one, seen.article.language, *sides),
            *map(list, sides), meaning.rule_version,
        )  # fmt: skip


def statement_key(article_id: UUID, said: Agreement, number: int) -> UUID:
    """Return the key of a statement, the first or a later one of the same type and parties in its article.

    Sum, date and wording are no part of it: a paper that corrects those still makes the same statement.
    """
    sides = (fold(" ; ".join(names(said.vietnamese_party))), fold(" ; ".join(names(said.foreign_party))))
    return key("statement", str(article_id), said.type, *sides, str(number))
