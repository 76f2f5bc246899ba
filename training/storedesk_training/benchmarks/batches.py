"""Rows of a benchmark as padded tensors with their labels, words beside tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..batches import IGNORE
from ..messages import Message
from ..words import word_of_token
from .datasets import Benchmark
from .encoder import WordTokenizer
from .spans import word_ranges, word_tags


@dataclass(frozen=True)
class Batch:
    """`input_ids`, `attention_mask` int64 `[batch, tokens]`; labels `intent` `[batch]`, `tags` `[batch, words]`.

    `pieces` `[batch, words, tokens]` says of which tokens a word's state is the mean; a word that has no token (cut
    off, or not known to the tokenizer) has a row of zeros and the label `IGNORE`.
    """

    input_ids: Tensor
    attention_mask: Tensor
    pieces: Tensor
    intent: Tensor
    tags: Tensor

    def to(self, device: torch.device) -> Batch:
        """The batch on `device`."""
        return replace(self, **{name: getattr(self, name).to(device) for name in self.__dataclass_fields__})


def _up(length: int, step: int) -> int:
    return -(-length // step) * step


def collate(
    marks: WordTokenizer, rows: Sequence[Message], benchmark: Benchmark, max_tokens: int, word_state: str = "mean"
) -> Batch:
    """A batch of `rows`; texts longer than `max_tokens` lose their end. Labels unknown in training are `IGNORE`.

    `word_state` is `mean` (over all of a word's pieces) or `first`.
    """
    encodings = marks.tokenizer.encode_batch([row.text for row in rows], add_special_tokens=False)
    kept = [(e.ids[: max_tokens - 2], e.offsets[: max_tokens - 2]) for e in encodings]
    ranges = [word_ranges(row.text) for row in rows]
    # Few distinct shapes run faster.
    width, most_words = _up(max(len(ids) for ids, _ in kept) + 2, 8), max(1, max(map(len, ranges)))
    input_ids = torch.full((len(rows), width), marks.pad)
    attention_mask = torch.zeros((len(rows), width), dtype=torch.long)
    pieces = torch.zeros((len(rows), most_words, width))
    tags = torch.full((len(rows), most_words), IGNORE)
    number = {tag: i for i, tag in enumerate(benchmark.tags)}
    for at, (row, (ids, offsets), own) in enumerate(zip(rows, kept, ranges, strict=True)):
        input_ids[at, : len(ids) + 2] = torch.tensor([marks.start, *ids, marks.end])
        attention_mask[at, : len(ids) + 2] = 1
        of_word: dict[int, list[int]] = {}
        for token, word in enumerate(word_of_token(offsets, own), 1):
            of_word.setdefault(word, []).append(token)
        names = word_tags(own, row.entities)
        for word, tokens in of_word.items():
            if word >= 0:
                chosen = tokens[:1] if word_state == "first" else tokens
                pieces[at, word, chosen] = 1 / len(chosen)
                tags[at, word] = number.get(names[word], IGNORE)
    known = {intent: i for i, intent in enumerate(benchmark.intents)}
    intent = torch.tensor([known.get(row.intent or "", IGNORE) for row in rows])
    return Batch(input_ids, attention_mask, pieces, intent, tags)
