"""One shared RoBERTa encoder and four heads; one forward pass gives everything the dialog needs.

`forward` is the contract of docs/architecture.md: the same function is trained, exported and tested.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import PreTrainedModel

from .bpe import EOS_ID
from .messages import ENTITY_TAGS, INTENTS
from .sharing import READERS, SharedStates, Sharing, States, TaskGate

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
    base_share: float = 0.8
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

    def __init__(
        self,
        encoder: PreTrainedModel,
        sizes: HeadSizes | None = None,
        sharing: Sharing | None = None,
        eos_id: int = EOS_ID,
    ) -> None:
        super().__init__()
        sizes, sharing = sizes or HeadSizes(), sharing or Sharing()
        self.eos_id = eos_id
        width = encoder.config.hidden_size
        self.encoder, self.sizes = encoder, sizes
        self.intent_head = head(2 * width, sizes.hidden, len(INTENTS), sizes.dropout)
        self.scope_head = head(2 * width, sizes.hidden, 1, sizes.dropout)
        layers = int(encoder.config.num_hidden_layers)
        # A sentence encoder's last layer has forgotten much of what each word was.
        word_layers = sorted({max(1, layers // 3), max(1, 2 * layers // 3), layers})
        words = len(word_layers) * width
        self.shared = SharedStates(encoder, sharing, word_layers)
        self.task_gates = nn.ModuleDict()
        if sharing.gates:
            for task in ("intent", "scope", "template"):
                self.task_gates[task] = TaskGate(2 * width, 2 * width)
            self.task_gates["entities"] = TaskGate(2 * width, words)
        self.entity_head = EntityHead(words, 2 * width, sizes.hidden, len(ENTITY_TAGS), sizes.dropout)
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

    def states(
        self, input_ids: Tensor, attention_mask: Tensor, readers: Collection[str] = READERS
    ) -> dict[str, States]:
        """The encoder states that each of `readers` reads."""
        hidden: Sequence[Tensor] = ()
        if self.shared.needs_encoder(readers):
            hidden = self.encoder(input_ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
        found: dict[str, States] = self.shared(hidden, input_ids, attention_mask, readers)
        return found

    def features(self, states: States, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """What a message is about `[batch, 2·hidden]`: the mean of its tokens' states, and that of the first token."""
        return torch.cat([mean_state(states.last, input_ids, attention_mask, self.eos_id), states.last[:, 0]], dim=1)

    def gated(self, task: str, features: Tensor) -> Tensor:
        """The features `[batch, 2·hidden]` as `task` reads them: through its gate, where it has one."""
        return self.task_gates[task](features, features) if task in self.task_gates else features

    def intent_logits(self, features: Tensor) -> Tensor:
        """`[batch, 3]`."""
        logits: Tensor = self.intent_head(self.gated("intent", features))
        return logits

    def scope_logit(self, features: Tensor, nearest: Tensor) -> Tensor:
        """`[batch]`; `nearest` `[batch]` is the similarity of the nearest template vector."""
        own: Tensor = self.scope_head(self.gated("scope", features)).squeeze(1)
        return own + self.scope_witness * WITNESS_SCALE * nearest

    def entity_logits(self, words: Tensor, features: Tensor) -> Tensor:
        """`[batch, tokens, tags]`."""
        if "entities" in self.task_gates:
            words = self.task_gates["entities"](words, features)
        logits: Tensor = self.entity_head(words, features)
        return logits

    def trained_half(self, features: Tensor) -> Tensor:
        """`[batch, trained]`, of length g."""
        own = self.gated("template", features)
        half: Tensor = F.normalize(self.trained_projection(own), dim=1) * self.gate(own).sigmoid()
        return half

    def base_half_of(self, features: Tensor) -> Tensor:
        """`[batch, hidden]`, of length 1."""
        mean = features[:, : int(self.encoder.config.hidden_size)]
        return F.normalize(self.base_projection(mean), dim=1)

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
        states = self.states(input_ids, attention_mask)
        features = self.features_by_reader(states, input_ids, attention_mask)
        vector = self.joined(self.trained_half(features["template"]), self.base_half_of(features["base"]))
        scores = vector @ template_vectors.t()
        return Outputs(
            self.intent_logits(features["intent"]),
            self.scope_logit(features["scope"], scores.amax(dim=1)),
            self.entity_logits(states["entities"].words, features["entities"]),
            vector,
            scores,
        )

    def features_by_reader(
        self, states: Mapping[str, States], input_ids: Tensor, attention_mask: Tensor
    ) -> dict[str, Tensor]:
        """The features that each reader of `states` reads; computed once for a group."""
        found: dict[int, Tensor] = {}
        for own in states.values():
            if id(own) not in found:
                found[id(own)] = self.features(own, input_ids, attention_mask)
        return {reader: found[id(own)] for reader, own in states.items()}


def mean_state(states: Tensor, input_ids: Tensor, attention_mask: Tensor, eos_id: int = EOS_ID) -> Tensor:
    """Mean of the states `[batch, tokens, hidden]` over the message's tokens `[batch, hidden]`."""
    message = message_mask(input_ids, attention_mask, eos_id).unsqueeze(2).to(states.dtype)
    return (states * message).sum(1) / message.sum(1).clamp(min=1.0)


def message_mask(input_ids: Tensor, attention_mask: Tensor, eos_id: int = EOS_ID) -> Tensor:
    """1 for the message's tokens `[batch, tokens]`: all but the context and the end marks.

    In a pair three end marks stand, two of them before the message; alone there is one. `</s>` is never
    made from a customer's text, so counting them is exact.
    """
    ends = (input_ids == eos_id).long() * attention_mask
    seen = ends.cumsum(dim=1)
    pair = (seen[:, -1:] == 3).long()
    return ((seen == 2 * pair) & (ends == 0)).long() * attention_mask
