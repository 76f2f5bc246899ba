"""One shared RoBERTa encoder and four heads; one forward pass gives everything the dialog needs.

`forward` is the contract of docs/architecture.md: the same function is trained, exported and tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import RobertaModel

from .bpe import EOS_ID
from .messages import ENTITY_TAGS, INTENTS

# Similarities lie within 1 of each other; scaled, they weigh like logits from the start of training.
WITNESS_SCALE = 4.0


class Outputs(NamedTuple):
    """The output tensors of the contract, by name."""

    intent_logits: Tensor
    scope_logit: Tensor
    entity_logits: Tensor
    message_vector: Tensor
    template_scores: Tensor


@dataclass(frozen=True)
class HeadSizes:
    """Widths of the heads; `trained` is the learned half of a message vector, beside the base half."""

    hidden: int = 256
    trained: int = 256
    base_share: float = 0.7
    dropout: float = 0.1


def head(width: int, hidden: int, out: int, dropout: float) -> nn.Sequential:
    """Two layers with GELU between."""
    return nn.Sequential(nn.Dropout(dropout), nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, out))


class EntityHead(nn.Module):
    """Tag logits of each token by its own states and by what the whole message is about: whether `7731` is an order's
    number or a product's, often only the sense of the sentence tells.
    """

    def __init__(self, words: int, message: int, hidden: int, tags: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Linear(words, hidden)
        self.message = nn.Linear(message, hidden, bias=False)
        self.tags = nn.Linear(hidden, tags)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: Tensor, features: Tensor) -> Tensor:
        """`words` `[batch, tokens, words]` and `features` `[batch, message]` to `[batch, tokens, tags]`."""
        hidden: Tensor = self.words(self.dropout(words)) + self.message(self.dropout(features)).unsqueeze(1)
        tags: Tensor = self.tags(F.gelu(hidden))
        return tags


class ServiceModel(nn.Module):
    """Intent, scope, entities and template choice on one shared encoder.

    A message vector of unit length has two halves. The trained half tells the shipped templates apart; a gate g makes
    it short in what is about none of them, where it would only mislead. The base half is kept near the sentence vector
    of a far larger encoder (see teacher.py) and has the rest of the length: it finds templates that training never
    saw. So a dot product is (1 - b)·cos(trained) + b·cos(base) where both are about shipped templates, and cos(base)
    where neither is.
    """

    def __init__(self, encoder: RobertaModel, sizes: HeadSizes | None = None) -> None:
        super().__init__()
        sizes = sizes or HeadSizes()
        width = encoder.config.hidden_size
        self.encoder, self.sizes = encoder, sizes
        self.intent_head = head(2 * width, sizes.hidden, len(INTENTS), sizes.dropout)
        self.scope_head = head(2 * width, sizes.hidden, 1, sizes.dropout)
        layers = int(encoder.config.num_hidden_layers)
        self.word_layers = sorted({max(1, layers // 3), max(1, 2 * layers // 3), layers})
        self.entity_head = EntityHead(
            len(self.word_layers) * width, 2 * width, sizes.hidden, len(ENTITY_TAGS), sizes.dropout
        )
        self.trained_projection = nn.Sequential(
            nn.Dropout(sizes.dropout), nn.Linear(2 * width, 2 * sizes.hidden), nn.GELU(),
            nn.Linear(2 * sizes.hidden, sizes.trained),
        )  # fmt: skip
        self.gate = head(2 * width, sizes.hidden, 1, sizes.dropout)
        self.base_projection = nn.Linear(width, width)
        with torch.no_grad():
            self.base_projection.weight.copy_(torch.eye(width))
            self.base_projection.bias.zero_()
        # The nearest template is a second witness of scope: what a shop has a template for is its business.
        self.scope_witness = nn.Parameter(torch.tensor(1.0))

    @property
    def dim(self) -> int:
        """Length of a message vector."""
        return self.sizes.trained + int(self.encoder.config.hidden_size)

    def states(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Last hidden states `[batch, tokens, hidden]`, and those of several layers side by side
        `[batch, tokens, layers·hidden]`: a sentence encoder's last layer has forgotten much of what each word was.
        """
        out = self.encoder(input_ids, attention_mask=attention_mask, output_hidden_states=True)
        return out.last_hidden_state, torch.cat([out.hidden_states[layer] for layer in self.word_layers], dim=2)

    def vectors(self, states: Tensor, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(features `[batch, 2·hidden]`, trained half of length g, base half of length 1)."""
        mean = mean_state(states, input_ids, attention_mask)
        features = torch.cat([mean, states[:, 0]], dim=1)
        trained = F.normalize(self.trained_projection(features), dim=1) * self.gate(features).sigmoid()
        base = F.normalize(self.base_projection(mean), dim=1)
        return features, trained, base

    def joined(self, trained: Tensor, base: Tensor) -> Tensor:
        """The message vector `[batch, dim]` of two halves."""
        own = trained * (1 - self.sizes.base_share) ** 0.5
        rest = (1 - (own * own).sum(dim=1, keepdim=True)).sqrt()
        return torch.cat([own, base * rest], dim=1)

    def base_half(self, vectors: Tensor) -> Tensor:
        """The base half of joined vectors, or of their means, of unit length."""
        return F.normalize(vectors[:, self.sizes.trained :], dim=1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, template_vectors: Tensor) -> Outputs:
        """One pass. `input_ids`, `attention_mask` int64 `[batch, tokens]`; `template_vectors` `[vectors, dim]`."""
        states, words = self.states(input_ids, attention_mask)
        features, trained, base = self.vectors(states, input_ids, attention_mask)
        vector = self.joined(trained, base)
        scores = vector @ template_vectors.t()
        scope = self.scope_head(features).squeeze(1) + self.scope_witness * WITNESS_SCALE * scores.amax(dim=1)
        return Outputs(self.intent_head(features), scope, self.entity_head(words, features), vector, scores)


def mean_state(states: Tensor, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    """Mean of the states `[batch, tokens, hidden]` over the message's tokens `[batch, hidden]`."""
    message = message_mask(input_ids, attention_mask).unsqueeze(2).to(states.dtype)
    return (states * message).sum(1) / message.sum(1).clamp(min=1.0)


def message_mask(input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    """1 for the message's tokens `[batch, tokens]`: all but the context and the end marks.

    In a pair three end marks stand, two of them before the message; alone there is one. `</s>` is never
    made from a customer's text, so counting them is exact.
    """
    ends = (input_ids == EOS_ID).long() * attention_mask
    seen = ends.cumsum(dim=1)
    pair = (seen[:, -1:] == 3).long()
    return ((seen == 2 * pair) & (ends == 0)).long() * attention_mask
