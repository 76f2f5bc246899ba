"""Changes of a message's text that keep its entity spans exact, and the words that may be changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..messages import Message, Span
from ..words import words


@dataclass(frozen=True)
class Edit:
    """What stands in the text from `start` to `end` becomes `text`."""

    start: int
    end: int
    text: str


def replaced(message: Message, edits: Iterable[Edit]) -> Message:
    """The message with all edits made, its entities moved along; whatever else it says of itself stays.

    An edit lies outside of every entity, or is all of one, which then covers the new text.

    Raises:
        ValueError: an edit is empty, overlaps another, lies outside the text or cuts into an entity.

    """
    order = sorted(edits, key=lambda e: e.start)
    pieces: list[str] = []
    last = 0
    for edit in order:
        if not last <= edit.start < edit.end <= len(message.text) or not edit.text:
            raise ValueError(f"edit {edit} is empty, overlaps another or lies outside the text")
        if any(e.start < edit.end and edit.start < e.end and _range(edit) != _range(e) for e in message.entities):
            raise ValueError(f"edit {edit} cuts into an entity")
        pieces += [message.text[last : edit.start], edit.text]
        last = edit.end
    spans = tuple(Span(e.type, _moved(e.start, order), _moved(e.end, order)) for e in message.entities)
    return replace(message, text="".join([*pieces, message.text[last:]]), entities=spans)


def _range(span: Span | Edit) -> tuple[int, int]:
    return span.start, span.end


def _moved(at: int, edits: Iterable[Edit]) -> int:
    """Where the character position goes with what is edited before it."""
    return at + sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= at)


_LETTERS = re.compile(r"[^\W\d_]+")
_APOSTROPHES = ("'", "’")


def plain_words(message: Message) -> list[tuple[int, int]]:
    """Character ranges of the words that are letters throughout and no part of an entity or a contraction."""
    text = message.text
    return [
        (start, end)
        for start, end in words(text)
        if _LETTERS.fullmatch(text, start, end)
        and text[start - 1 : start] not in _APOSTROPHES
        and text[end : end + 1] not in _APOSTROPHES
        and not any(e.start <= end and start <= e.end for e in message.entities)
    ]


def some_of(count: int, share: float) -> int:
    """How many of `count` words to change: the share of them, at least one where there is one."""
    return min(count, max(1, round(share * count)))
