"""Public sentences of any subject, to learn the teacher's vectors on.

No label is read. The base half has to place what nobody wrote for this project, and the written messages are all about
shops: beside these sentences it stays as general as the encoder that it comes from.
"""

from __future__ import annotations

import gzip
import random
from pathlib import Path

from .locations import PUBLIC_DATA
from .public_intents import read_public_intents

_SHORTEST, _LONGEST = 20, 140


def read_public_text(most: int, directory: Path = PUBLIC_DATA, seed: int = 7) -> list[str]:
    """At most `most` distinct sentences, the same for the same seed: three fifths lines of `text.txt.gz`, the others of
    public intents.
    """
    with gzip.open(directory / "text.txt.gz", "rt", encoding="utf-8") as file:
        lines = {line.strip() for line in file if _SHORTEST <= len(line) <= _LONGEST and "<unk>" not in line}
    intents = {text for own in read_public_intents(directory).values() for text in own}
    chance = random.Random(seed)
    some = chance.sample(sorted(lines), min(3 * most // 5, len(lines)))
    others = sorted(intents - set(some))
    return some + chance.sample(others, min(most - len(some), len(others)))
