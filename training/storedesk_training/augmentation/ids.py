"""Other IDs and other long numbers in a message."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence

from ..id_shapes import random_id, same_shape
from ..messages import Message
from .edits import Edit, replaced

# Entity type → IDs of that type.
Pool = Mapping[str, Sequence[str]]

_LONG_NUMBER = re.compile(r"\d{4,}")


def ids_of(messages: Iterable[Message]) -> dict[str, list[str]]:
    """The distinct IDs of a batch, or of any messages, by entity type: what swaps draw from."""
    found: dict[str, dict[str, None]] = {}
    for message in messages:
        for span in message.entities:
            found.setdefault(span.type, {})[message.text[span.start : span.end]] = None
    return {kind: list(own) for kind, own in found.items()}


def with_random_ids(message: Message, rng: random.Random) -> Message:
    """The message with every ID replaced by `random_id`, the same one by the same."""
    given = {(kind, old): random_id(kind, old, rng) for kind, old in _own(message)}
    return _with(message, given)


def with_swapped_ids(message: Message, rng: random.Random, pool: Pool) -> Message:
    """The message with every ID replaced by another of its type in `pool`, the same one by the same.

    Bare numbers go for bare numbers and codes with letters for such: a message's words are written for one or the
    other. An ID stays where the pool has no other left, so that two that differed still do.
    """
    taken = {old for _, old in _own(message)}
    given: dict[tuple[str, str], str] = {}
    for kind, old in _own(message):
        others = [one for one in pool.get(kind, ()) if one not in taken and _is_bare(one) == _is_bare(old)]
        given[kind, old] = rng.choice(others) if others else old
        taken.add(given[kind, old])
    return _with(message, given)


def with_other_numbers(message: Message, rng: random.Random) -> Message:
    """The message with other digits in every number of four digits or more that is no part of an entity."""
    edits = [
        Edit(m.start(), m.end(), same_shape(m[0], rng))
        for m in _LONG_NUMBER.finditer(message.text)
        if not any(s.start < m.end() and m.start() < s.end for s in message.entities)
    ]
    return replaced(message, edits)


def _own(message: Message) -> list[tuple[str, str]]:
    """Type and text of each entity, once, in order."""
    return list(dict.fromkeys((span.type, message.text[span.start : span.end]) for span in message.entities))


def _with(message: Message, given: Mapping[tuple[str, str], str]) -> Message:
    """The message with what is given for each type and text of an entity."""
    spans = message.entities
    return replaced(message, [Edit(s.start, s.end, given[s.type, message.text[s.start : s.end]]) for s in spans])


def _is_bare(text: str) -> bool:
    return not any(c.isalpha() for c in text)
