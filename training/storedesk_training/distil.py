"""Distillation of a large multi-task model into a small one on the messages of the joint run.

The teacher is a finished training of any base (all-mpnet-base-v2, say) on the same tasks. The student learns its soft
labels (Hinton et al., arXiv 1503.02531), its message vectors and its states of every word (as TinyBERT, arXiv
1909.10351). Both tokenize for themselves, so what is compared of tokens is the mean over each whole word.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from .architecture import load_trained
from .batches import pad
from .bpe import Encoded, encode, special_ids
from .messages import Message, TemplateTexts
from .model import ServiceModel
from .precision import mixed_precision
from .task_losses import Reading
from .train_config import DistilConfig, TrainConfig
from .word_means import word_means
from .words import word_of_token, words


def word_numbers(encoded: Sequence[Encoded], texts: Sequence[str], width: int) -> tuple[Tensor, int]:
    """For each token `[batch, width]` the number of its word, counted through the batch, -1 for none; and how many
    words there are. The same texts have the same words under every tokenizer.
    """
    numbers, first = torch.full((len(texts), width), -1), 0
    for row, (one, text) in enumerate(zip(encoded, texts, strict=True)):
        ranges = words(text)
        own = [o if s == 1 else (0, 0) for o, s in zip(one.offsets, one.segment, strict=True)]
        of_token = [word + first if word >= 0 else -1 for word in word_of_token(own, ranges)]
        numbers[row, : len(of_token)] = torch.tensor(of_token)
        first += len(ranges)
    return numbers, first


def softened(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """Divergence of the student's choice from the teacher's, both softened; `[…, classes]` to a scalar. Scaled by T²,
    so that its gradient is as large at every temperature (arXiv 1503.02531, section 2)."""
    wanted = F.log_softmax(teacher.flatten(0, -2) / temperature, dim=1)
    own = F.log_softmax(student.flatten(0, -2) / temperature, dim=1)
    return F.kl_div(own, wanted, reduction="batchmean", log_target=True) * temperature**2


def binary(logit: Tensor) -> Tensor:
    """The two logits `[batch, 2]` of a yes-or-no decision."""
    return torch.stack([torch.zeros_like(logit), logit], dim=1)


class Distillation(nn.Module):
    """A frozen teacher, and the maps from the student's width to its own."""

    def __init__(
        self,
        config: TrainConfig,
        student: ServiceModel,
        tokenizer: Tokenizer,
        teacher: Path,
        templates: Sequence[TemplateTexts],
    ) -> None:
        super().__init__()
        if config.distil is None:
            raise ValueError("the run has no settings for distillation")
        self.settings: DistilConfig = config.distil
        self.tasks, self.scale, self.most_tokens = config.tasks, config.template_scale, config.training_tokens
        device = next(student.parameters()).device
        model, self.teacher_tokenizer = load_trained(teacher)
        model.requires_grad_(False).to(device)
        # Out of the module's own parts: it is neither trained, nor saved with a checkpoint, nor ever in training mode.
        self._teacher = [model]
        self.tokenizer = tokenizer
        narrow, wide = int(student.encoder.config.hidden_size), int(model.encoder.config.hidden_size)
        self.state_map = nn.Linear(narrow, wide).to(device)
        self.vector_map = nn.Linear(student.dim, model.dim, bias=False).to(device)
        self.prototypes = self._prototypes(templates, device)

    @property
    def teacher(self) -> ServiceModel:
        """The frozen teacher."""
        return self._teacher[0]

    @property
    def own_parameters(self) -> list[nn.Parameter]:
        """The maps' parameters, which are learned beside the student."""
        return list(self.parameters())

    @torch.no_grad()
    def _prototypes(self, templates: Sequence[TemplateTexts], device: torch.device) -> Tensor:
        """The teacher's mean vector of every template at unit length `[templates, dim]`."""
        found = []
        for template in templates:
            encoded = [encode(self.teacher_tokenizer, text, "", self.most_tokens) for text in template.texts]
            inputs = pad(encoded, special_ids(self.teacher_tokenizer).pad).to(device)
            empty = torch.zeros(1, self.teacher.dim, device=device)
            with mixed_precision():
                vectors = self.teacher(inputs.input_ids, inputs.attention_mask, empty).message_vector
            found.append(vectors.float().mean(0))
        return F.normalize(torch.stack(found), dim=1)

    def loss(self, messages: Sequence[Message], reading: Reading) -> Tensor:
        """How far the student's `reading` of `messages` is from the teacher's, weighted and summed."""
        settings, teacher, texts = self.settings, self.teacher, [m.text for m in messages]
        ours = [encode(self.tokenizer, m.text, m.context, self.most_tokens) for m in messages]
        theirs = [encode(self.teacher_tokenizer, m.text, m.context, self.most_tokens) for m in messages]
        inputs = pad(theirs, special_ids(self.teacher_tokenizer).pad).to(self.prototypes.device)
        with torch.no_grad(), mixed_precision():
            states = teacher.states(inputs.input_ids, inputs.attention_mask)
            outputs = teacher(inputs.input_ids, inputs.attention_mask, self.prototypes)
        total = self.prototypes.new_zeros(())
        last = reading.states[next(iter(reading.states))].last
        own_numbers, count = word_numbers(ours, texts, last.shape[1])
        their_numbers, _ = word_numbers(theirs, texts, inputs.input_ids.shape[1])
        if settings.logits_weight:
            total = total + settings.logits_weight * self._soft_labels(
                reading, outputs, (own_numbers, their_numbers), count
            )
        if settings.vectors_weight and reading.vectors is not None:
            mapped = F.normalize(self.vector_map(reading.vectors), dim=1)
            similarity = (mapped * outputs.message_vector.float()).sum(1)
            total = total + settings.vectors_weight * (1 - similarity).mean()
        if settings.states_weight:
            own, own_any = word_means(last, own_numbers, count)
            wanted, any_wanted = word_means(states[next(iter(reading.states))].last, their_numbers, count)
            both = own_any & any_wanted
            if bool(both.any()):
                cosine = F.cosine_similarity(self.state_map(own[both]), wanted[both])
                total = total + settings.states_weight * (1 - cosine).mean()
        return total

    def _soft_labels(
        self, reading: Reading, outputs: tuple[Tensor, ...], numbers: tuple[Tensor, Tensor], count: int
    ) -> Tensor:
        intent, scope, entities, _, similarities = (one.float() for one in outputs)
        temperature, total = self.settings.temperature, self.prototypes.new_zeros(())
        if reading.intent_logits is not None:
            total = total + softened(reading.intent_logits, intent, temperature)
        if reading.scope_logit is not None:
            total = total + softened(binary(reading.scope_logit), binary(scope), temperature)
        if reading.similarities is not None:
            total = total + softened(self.scale * reading.similarities, self.scale * similarities, temperature)
        if reading.entity_logits is not None:
            own, own_any = word_means(reading.entity_logits, numbers[0], count)
            wanted, any_wanted = word_means(entities, numbers[1], count)
            both = own_any & any_wanted
            if bool(both.any()):
                total = total + softened(own[both], wanted[both], temperature)
        return total
