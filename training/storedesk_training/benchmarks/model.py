"""Intent and slots on one encoder, by the heads of the project's own model."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import PreTrainedModel

from ..batches import IGNORE
from ..model import EntityHead, head
from ..precision import mixed_precision
from .batches import Batch


class JointOutputs(NamedTuple):
    """`intent_logits` `[batch, intents]`, `tag_logits` `[batch, words, tags]`."""

    intent_logits: Tensor
    tag_logits: Tensor


class JointModel(nn.Module):
    """An intent by the mean and the first state of a text; a tag for each whole word by its states in three layers
    and by what the text is about, as `ServiceModel` does both.

    A word's tag is decided once, on the mean of its pieces, so no word is ever half a slot.
    """

    def __init__(self, encoder: PreTrainedModel, intents: int, tags: int, hidden: int, dropout: float) -> None:
        super().__init__()
        width, layers = int(encoder.config.hidden_size), int(encoder.config.num_hidden_layers)
        self.encoder = encoder
        self.word_layers = sorted({max(1, layers // 3), max(1, 2 * layers // 3), layers})
        self.intent_head = head(2 * width, hidden, intents, dropout)
        self.tag_head = EntityHead(len(self.word_layers) * width, 2 * width, hidden, tags, dropout)

    def forward(self, batch: Batch) -> JointOutputs:
        """One pass. Only the encoder computes in bf16."""
        with mixed_precision(batch.input_ids.device):
            out = self.encoder(batch.input_ids, attention_mask=batch.attention_mask, output_hidden_states=True)
        last = out.last_hidden_state.float()
        seen = batch.attention_mask.unsqueeze(2).float()
        features = torch.cat([(last * seen).sum(1) / seen.sum(1), last[:, 0]], dim=1)
        states = torch.cat([out.hidden_states[layer] for layer in self.word_layers], dim=2).float()
        return JointOutputs(self.intent_head(features), self.tag_head(batch.pieces @ states, features))


def joint_loss(outputs: JointOutputs, batch: Batch, label_smoothing: float, slot_weight: float) -> Tensor:
    """Cross-entropy of the intents plus `slot_weight` times that of the words' tags, the latter a mean over words."""
    intent = F.cross_entropy(outputs.intent_logits, batch.intent, ignore_index=IGNORE, label_smoothing=label_smoothing)
    if outputs.tag_logits.shape[2] == 1:
        return intent  # O is the only tag of a benchmark without slots
    tags = batch.tags.flatten()
    slots = F.cross_entropy(outputs.tag_logits.flatten(0, 1), tags, ignore_index=IGNORE, reduction="sum")
    # A batch may have no word at all; asking whether it has would make a GPU wait.
    return intent + slot_weight * slots / (tags != IGNORE).sum().clamp(min=1)
