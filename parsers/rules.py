"""The files that say how pages are read -> one short version of all of them, for the record of what read an article."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from parsers import plaintext, reader
from parsers.topic_rules import load_rules

_FOLDER = Path(__file__).parent


def rules_version(sites: Path | None = None, topics: Path | None = None) -> str:
    """Return a digest, 12 hex digits, of the readers' versions and of every rule file: cues, topics, families, sites.

    `sites` is a folder of the user's own site files, `topics` a file of their own words. The version is another one
    whenever a rule was changed; whether that changes what any page gives, only reading it again can tell.
    """
    digest = blake2b(f"{reader.READER} {plaintext.READER} {load_rules(topics).version}".encode(), digest_size=6)
    for folder in (_FOLDER, *([sites] if sites else [])):
        for path in sorted(folder.rglob("*.toml"), key=lambda path: path.relative_to(folder).as_posix()):
            digest.update(f"\x1f{path.relative_to(folder).as_posix()}\x1f".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
