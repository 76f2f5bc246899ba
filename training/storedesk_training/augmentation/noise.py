"""Slips of the finger in a message's words."""

from __future__ import annotations

import random

from ..messages import Message
from .edits import Edit, plain_words, replaced, some_of

_ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
_SHORTEST = 4


def _neighbours() -> dict[str, str]:
    """For each letter the keys that touch its own on a QWERTY keyboard, whose rows stand half a key to the right."""
    places = {letter: (row, column + row / 2) for row, keys in enumerate(_ROWS) for column, letter in enumerate(keys)}
    return {
        letter: "".join(
            other
            for other, (r, c) in places.items()
            if other != letter and abs(r - row) <= 1 and abs(c - column) <= (1 if r == row else 0.5)
        )
        for letter, (row, column) in places.items()
    }


NEIGHBOURS = _neighbours()


def slipped(word: str, rng: random.Random) -> str:
    """A word of four letters or more with one slip behind its first letter: one left out, doubled, swapped with the
    next (as in `mistyped`) or struck on a neighbouring key, in the case of the letter that was meant.
    """
    at = rng.randrange(1, len(word) - 1)
    head, one, two, tail = word[:at], word[at], word[at + 1], word[at + 2 :]
    forms = [two, one + one + two, two + one]
    if keys := NEIGHBOURS.get(one.lower()):
        key = rng.choice(keys)
        forms.append((key.upper() if one.isupper() else key) + two)
    # Two alike, swapped, are no slip.
    return head + rng.choice([form for form in forms if form != one + two]) + tail


def with_slips(message: Message, rng: random.Random, share: float) -> Message:
    """The message with a slip in a share of its longer words, at least in one; entities stay as they are."""
    ranges = [(start, end) for start, end in plain_words(message) if end - start >= _SHORTEST]
    chosen = rng.sample(ranges, some_of(len(ranges), share))
    return replaced(message, [Edit(start, end, slipped(message.text[start:end], rng)) for start, end in chosen])
