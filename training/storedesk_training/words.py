"""Whole words: the units on which entity spans are decided. `src/nlu/words.ts` has the same definition."""

from __future__ import annotations

import re

# A run without white space, split at the marks that stand around an ID but never inside one.
WORD = re.compile(r"[^\s,;:()\[\]{}\"“”„'’‘?!<>=|*~…#]+")
# Inside an ID these join (`NL/48812/25`, `A7K-22910`); at its edge they are punctuation.
EDGES = "./-_"


def words(text: str) -> list[tuple[int, int]]:
    """Character ranges of the words of `text`, in order."""
    found = []
    for match in WORD.finditer(text):
        start, end = match.span()
        while start < end and text[start] in EDGES:
            start += 1
        while end > start and text[end - 1] in EDGES:
            end -= 1
        if start < end:
            found.append((start, end))
    return found


def word_of_token(offsets: list[tuple[int, int]], ranges: list[tuple[int, int]]) -> list[int]:
    """For each token the index of the word it lies in, -1 for none; a token touching a word belongs to it."""
    owner, word = [], 0
    for start, end in offsets:
        while word < len(ranges) and ranges[word][1] <= start:
            word += 1
        inside = word < len(ranges) and end > ranges[word][0] and end > start
        owner.append(word if inside else -1)
    return owner
