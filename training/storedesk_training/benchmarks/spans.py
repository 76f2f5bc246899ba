"""Slots as tags of words and as spans of text.

Words are what stands between white space: the published slots are counted on these. `words.py`, on which the service
decides its entities, also parts at marks around an ID.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ..messages import Span

_WORD = re.compile(r"\S+")


def word_ranges(text: str) -> list[tuple[int, int]]:
    """Character ranges of the words of `text`, in order."""
    return [match.span() for match in _WORD.finditer(text)]


def word_tags(ranges: Sequence[tuple[int, int]], spans: Sequence[Span]) -> list[str]:
    """A tag for each word: `B-` and `I-` of the span that it begins or goes on with, `O` outside."""
    tags = []
    for start, end in ranges:
        span = next((s for s in spans if s.start < end and start < s.end), None)
        tags.append("O" if span is None else f"{'B' if start <= span.start else 'I'}-{span.type}")
    return tags


def spans_of(tags: Sequence[str], ranges: Sequence[tuple[int, int]]) -> list[Span]:
    """The spans of words' tags. An `I-` that goes on with nothing of its type begins a span, as conlleval reads it."""
    spans: list[Span] = []
    before = "O"
    for tag, (start, end) in zip(tags, ranges, strict=True):
        side, _, kind = tag.partition("-")
        if side == "I" and before[2:] == kind:
            spans[-1] = Span(kind, spans[-1].start, end)
        elif kind:
            spans.append(Span(kind, start, end))
        before = tag
    return spans


def span_f1(wanted: Sequence[Collection[Span]], got: Sequence[Collection[Span]]) -> float:
    """Micro F1 over the spans of all texts; only a span with the right type, start and end counts, as in conlleval.

    0 where no span is right, also where there is none at all.
    """
    hit = sum(len(set(w) & set(g)) for w, g in zip(wanted, got, strict=True))
    total = sum(map(len, wanted)) + sum(map(len, got))
    return 2 * hit / max(1, total)
