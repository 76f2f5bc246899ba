"""Whole words: the units on which entity spans are decided. `src/nlu/text/words.ts` has the same definition."""

from __future__ import annotations

import re

# What ends a word, as the inside of a character class: white space, marks around an ID, symbols.
_SEPARATORS = (
    r"\s\x1c-\x1f\x85\ufeff"
    r",;:()\[\]{}\"'?!<>=|*~#\x60\xa1\xab\xb4\xb7\xbb\xbf"
    r"\u200b-\u200f\u2014-\u206f\u20d0-\u20ff\u2116\u2190-\u2bff\u3000-\u303f\ufe00-\ufe0f"
    r"\uff01-\uff03\uff07-\uff0a\uff0c\uff1a-\uff1f\uff3b\uff3d\uff5b-\uff65"
    "\U0001f000-\U0001faff"
)
# Inside an ID these join (`NL/48812/25`, `A7K-22910`); at its edge they are punctuation.
_JOINERS = r".\-/_\u2010-\u2013"
WORD = re.compile(f"[^{_SEPARATORS}{_JOINERS}]+(?:[{_JOINERS}]+[^{_SEPARATORS}{_JOINERS}]+)*")


def words(text: str) -> list[tuple[int, int]]:
    """Character ranges of the words of `text`, in order."""
    return [match.span() for match in WORD.finditer(text)]


def word_of_token(offsets: list[tuple[int, int]], ranges: list[tuple[int, int]]) -> list[int]:
    """For each token the index of the word it lies in, -1 for none; a token touching a word belongs to it."""
    owner, word = [], 0
    for start, end in offsets:
        while word < len(ranges) and ranges[word][1] <= start:
            word += 1
        inside = word < len(ranges) and end > ranges[word][0] and end > start
        owner.append(word if inside else -1)
    return owner
