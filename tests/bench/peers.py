"""Texts -> pairs that are duplicates by the documented settings of other tools, for those that are installed.

They are not dependencies: `pip install rensa datasketch` beside hoptac to see their figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Pairs = set[tuple[int, int]]


def rensa_readme(texts: Sequence[str]) -> Pairs:
    """rensa's README: words, 128 permutations, 16 bands, similarity of the signatures from 0.8."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415  # optional

    index = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16)
    signatures = []
    found: Pairs = set()
    for number, text in enumerate(texts):
        signature = RMinHash(num_perm=128, seed=42)
        signature.update(re.findall(r"\w+", text.lower()))
        found |= {(other, number) for other in index.query(signature) if signature.jaccard(signatures[other]) >= 0.8}
        signatures.append(signature)
        index.insert(number, signature)
    return found


def datasketch_default(texts: Sequence[str]) -> Pairs:
    """datasketch's defaults: words, 128 permutations, threshold 0.9, whatever the index offers."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415  # optional

    index = MinHashLSH()
    found: Pairs = set()
    for number, text in enumerate(texts):
        signature = MinHash()
        signature.update_batch([word.encode() for word in re.findall(r"\w+", text.lower())])
        found |= {(other, number) for other in index.query(signature)}
        index.insert(number, signature)
    return found


def _installed() -> dict[str, Callable[[Sequence[str]], Pairs]]:
    ways = {
        "rensa": ("rensa README, J >= 0.8", rensa_readme),
        "datasketch": ("datasketch defaults", datasketch_default),
    }
    found = {}
    for module, (name, way) in ways.items():
        try:
            __import__(module)
        except ImportError:
            print(f"{module} is not installed: its figures are left out")
        else:
            found[name] = way
    return found


PEERS = _installed()
