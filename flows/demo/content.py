"""Folder of article files -> Pieces: what each newsroom wrote, checked, with copies and second versions.

A file is `articles/<site>/<slug>.md`: a TOML front matter between two lines `+++`, then blocks separated by
blank lines. `## text` is a sub-heading, `!! text` a picture with that caption, `>> slug` a box that links related
articles of the same site, anything else a paragraph.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

ARTICLES = Path(__file__).parent / "articles"
FENCE = "+++\n"


class ContentError(ValueError):
    """An article file cannot be used; the message names the file and the key."""


class Mark(StrEnum):
    """What a block of an article file is: the value is the sign that opens its line."""

    PARAGRAPH = ""
    HEADING = "## "
    PICTURE = "!! "
    RELATED = ">> "


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article: its text, for a picture the caption, for a related box the slug."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as its newsroom wrote it. `visit` is the first visit on which readers see it."""

    site: str
    slug: str
    title: str
    published: datetime
    section: str
    blocks: tuple[Block, ...]
    dek: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    visit: int = 1
    modified: datetime | None = None
    second: Piece | None = None  # the text from the second visit on

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body a reader of the page should find: paragraphs and sub-headings, in order."""
        return tuple(b.text for b in self.blocks if b.mark in {Mark.PARAGRAPH, Mark.HEADING})

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions under its pictures."""
        return tuple(b.text for b in self.blocks if b.mark is Mark.PICTURE)

    @property
    def changed(self) -> datetime:
        """When its text was last touched."""
        return self.modified or self.published

    def on(self, visit: int) -> Piece:
        """The article as it stands on that visit."""
        return self.second if self.second and visit > 1 else self


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Text = Annotated[str, Field(min_length=1)]


class _Revision(_Form):
    replace: list[Annotated[list[Text], Field(min_length=2, max_length=2)]] = Field(min_length=1)
    published_modified: AwareDatetime


class _Front(_Form):
    title: Text
    dek: str = ""
    author: str = ""
    published: AwareDatetime
    section: Text
    tags: list[Text] = []
    source_name: str = ""
    source_url: str = ""
    copy_of: str = ""
    first: str = ""
    last: str = ""
    drop_last: bool = False
    visit: int = Field(default=1, ge=1)
    revision: _Revision | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    piece: Piece
    front: _Front
    file: Path


def read_pieces(folder: Path = ARTICLES) -> Mapping[str, tuple[Piece, ...]]:
    """The articles of every site, by site name, in the order of the files.

    Raises ContentError for a file that cannot be read, an unknown key, a copy of nothing, a related slug or
    replaced text that is not there.
    """
    drafts = [_read(file) for file in sorted(folder.glob("*/*.md"))]
    written = {f"{d.piece.site}/{d.piece.slug}": d for d in drafts}
    pieces = [_with_second(d, _copied(d, written)) for d in drafts]
    _check_related(pieces)
    sites = sorted({p.site for p in pieces})
    return {site: tuple(p for p in pieces if p.site == site) for site in sites}


def _read(file: Path) -> _Draft:
    text = file.read_text("utf-8")
    opening, head, body = [*text.split(FENCE, 2), "", ""][:3]
    if opening or not head:
        raise ContentError(f"{file}: must begin with a TOML front matter between two lines +++")
    front = _front(file, head)
    blocks = tuple(_blocks(body))
    if bool(blocks) == bool(front.copy_of):
        raise ContentError(f"{file}: copy_of: give either a body or copy_of")
    piece = Piece(
        site=file.parent.name,
        slug=file.stem,
        title=front.title,
        dek=front.dek,
        author=front.author,
        published=front.published,
        section=front.section,
        tags=tuple(front.tags),
        source_name=front.source_name,
        source_url=front.source_url,
        visit=front.visit,
        blocks=blocks,
    )
    return _Draft(piece, front, file)


def _front(file: Path, head: str) -> _Front:
    try:
        return _Front.model_validate(tomllib.loads(head))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{file}: {error}") from None
    except ValidationError as error:
        first = max(error.errors(), key=lambda e: e["type"] == "extra_forbidden")  # a mistyped key explains the rest
        raise ContentError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _blocks(body: str) -> Iterable[Block]:
    for chunk in re.split(r"\n\s*\n|\n(?=## |!! |>> )", body):
        text = " ".join(chunk.split())
        if text:
            mark = next((m for m in Mark if m and text.startswith(m)), Mark.PARAGRAPH)
            yield Block(mark, text.removeprefix(mark).strip())


def _copied(draft: _Draft, written: Mapping[str, _Draft]) -> Piece:
    front, piece = draft.front, draft.piece
    if not front.copy_of:
        return piece
    origin = written.get(front.copy_of)
    if origin is None or not origin.piece.blocks:
        raise ContentError(f"{draft.file}: copy_of: no article {front.copy_of!r} with a body of its own")
    body = [b for b in origin.piece.blocks if b.mark is not Mark.RELATED]
    own = [Block(Mark.PARAGRAPH, text) if text else None for text in (front.first, front.last)]
    kept = body[:-1] if front.drop_last else [*body[:-1], replace(body[-1], text=_unsigned(body[-1].text))]
    return replace(piece, blocks=tuple(b for b in (own[0], *kept, own[1]) if b))


def _unsigned(text: str) -> str:
    """A wire agency's end mark `./.` stays with the agency: a reprint closes with its own full stop."""
    return text.removesuffix("/.")


def _with_second(draft: _Draft, piece: Piece) -> Piece:
    revision = draft.front.revision
    if revision is None:
        return piece
    title, dek, texts = piece.title, piece.dek, [b.text for b in piece.blocks]
    for old, new in revision.replace:
        if not any(old in text for text in (title, dek, *texts)):
            raise ContentError(f"{draft.file}: revision.replace: {old!r} is not in the article")
        title, dek, *texts = (text.replace(old, new) for text in (title, dek, *texts))
    blocks = tuple(Block(b.mark, text) for b, text in zip(piece.blocks, texts, strict=True))
    second = replace(piece, title=title, dek=dek, blocks=blocks, modified=revision.published_modified)
    return replace(piece, second=second)


def _check_related(pieces: Sequence[Piece]) -> None:
    known = {(p.site, p.slug) for p in pieces}
    for piece in pieces:
        for block in piece.blocks:
            if block.mark is Mark.RELATED and (piece.site, block.text) not in known:
                raise ContentError(f"{piece.site}/{piece.slug}.md: >> {block.text}: no such article on this site")
