"""Turns messages and texts into padded tensors with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from .bpe import PAD_ID, Encoded, encode, special_ids
from .messages import ENTITY_TAGS, INTENTS, Message
from .words import word_of_token, words

IGNORE = -100


@dataclass(frozen=True)
class Inputs:
    """`input_ids`, `attention_mask` int64 `[batch, tokens]`."""

    input_ids: Tensor
    attention_mask: Tensor

    def to(self, device: torch.device) -> Inputs:
        """The same on `device`."""
        return Inputs(self.input_ids.to(device), self.attention_mask.to(device))


@dataclass(frozen=True)
class Labelled:
    """A batch with its labels; a task that a row does not carry is `IGNORE` (scope: NaN)."""

    inputs: Inputs
    intent: Tensor
    scope: Tensor
    entity: Tensor
    template: Tensor

    def to(self, device: torch.device) -> Labelled:
        """The same on `device`."""
        labels = (one.to(device) for one in (self.intent, self.scope, self.entity, self.template))
        return Labelled(self.inputs.to(device), *labels)


def pad(encoded: Sequence[Encoded], pad_id: int = PAD_ID) -> Inputs:
    """Pads to the longest of the batch, rounded up to a multiple of 8: few distinct shapes run faster."""
    width = -(-max(len(e.ids) for e in encoded) // 8) * 8
    ids = torch.full((len(encoded), width), pad_id)
    mask = torch.zeros((len(encoded), width), dtype=torch.long)
    for row, one in enumerate(encoded):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        mask[row, : len(one.ids)] = 1
    return Inputs(ids, mask)


def entity_labels(encoded: Encoded, message: Message) -> list[int]:
    """A tag index per token; `IGNORE` where no word of the message stands."""
    ranges = words(message.text)
    own = [o if s == 1 else (0, 0) for o, s in zip(encoded.offsets, encoded.segment, strict=True)]
    labels, last = [], -1
    for word in word_of_token(own, ranges):
        if word < 0:
            labels.append(IGNORE)
            continue
        start, end = ranges[word]
        span = next((s for s in message.entities if s.start < end and start < s.end), None)
        if span is None:
            labels.append(0)
        else:
            begins = start <= span.start and word != last
            labels.append(ENTITY_TAGS.index(f"{'B' if begins else 'I'}-{span.type}"))
        last = word
    return labels


def label(tokenizer: Tokenizer, messages: Sequence[Message], template_ids: Sequence[str], max_tokens: int) -> Labelled:
    """Encodes and labels a batch; `template_ids` gives the order of the template task's classes."""
    encoded = [encode(tokenizer, m.text, m.context, max_tokens) for m in messages]
    inputs = pad(encoded, special_ids(tokenizer).pad)
    entity = torch.full(inputs.input_ids.shape, IGNORE)
    for row, (one, message) in enumerate(zip(encoded, messages, strict=True)):
        if "entities" in message.labelled:
            entity[row, : len(one.ids)] = torch.tensor(entity_labels(one, message))
    number = {name: i for i, name in enumerate(template_ids)}
    intent = [INTENTS.index(m.intent) if "intent" in m.labelled and m.intent else IGNORE for m in messages]
    scope = [float(m.in_scope) if m.in_scope is not None else float("nan") for m in messages]
    template = [number.get(m.template or "", IGNORE) if "template" in m.labelled else IGNORE for m in messages]
    return Labelled(inputs, torch.tensor(intent), torch.tensor(scope), entity, torch.tensor(template))
