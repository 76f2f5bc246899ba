"""The vectors that a training's messages are compared with, and the losses on them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from .batches import IGNORE
from .messages import TemplateTexts


class TemplateBank:
    """The vectors of every catalogue text, and of invented templates' after them; each step renews some, with gradient.

    Stale vectors are a few steps old: with all texts renewed each step the run would cost many times as much.
    """

    def __init__(
        self, templates: Sequence[TemplateTexts], invented: Sequence[TemplateTexts], dim: int, device: torch.device
    ) -> None:
        self.every = [*templates, *invented]
        self.ids = [t.id for t in self.every]
        self.texts = [text for t in self.every for text in t.texts]
        self.owner = torch.tensor([row for row, t in enumerate(self.every) for _ in t.texts], device=device)
        self.shipped = sum(len(t.texts) for t in templates)
        self.vectors = torch.zeros(len(self.texts), dim, device=device)

    def draw(self, per_template: int, of_invented: int, rng: random.Random) -> list[int]:
        """Rows of texts to renew: `per_template` of every shipped template, `of_invented` of all the others."""
        rows: dict[int, list[int]] = {}
        for index, owner in enumerate(self.owner[: self.shipped].tolist()):
            rows.setdefault(owner, []).append(index)
        invented = range(self.shipped, len(self.texts))
        return [i for own in rows.values() for i in rng.sample(own, min(per_template, len(own)))] + rng.sample(
            invented, min(of_invented, len(invented))
        )

    def renewed(self, rows: list[int], fresh: Tensor) -> Tensor:
        """All vectors `[texts, dim]`, those of `rows` with gradient; remembers them."""
        self.vectors[rows] = fresh.detach()
        # index_copy on a copy: the bank itself must stay out of the graph
        return self.vectors.clone().index_copy(0, torch.tensor(rows, device=fresh.device), fresh)

    def prototypes(self, vectors: Tensor) -> Tensor:
        """Mean vector of each template at unit length `[templates, dim]`."""
        return F.normalize(class_means(vectors, self.owner, len(self.ids)), dim=1)


def class_means(vectors: Tensor, owner: Tensor, classes: int) -> Tensor:
    """Mean of the vectors of each class `[classes, dim]`; zero for a class without any."""
    sums = vectors.new_zeros(classes, vectors.shape[1]).index_add(0, owner, vectors)
    counts = torch.bincount(owner, minlength=classes).clamp(min=1).unsqueeze(1)
    return sums / counts


def in_batch_loss(vectors: Tensor, template: Tensor, scale: float) -> Tensor:
    """Each message against the means of the *other* messages of the batch, template by template."""
    known = template != IGNORE
    own, classes = vectors[known], template[known]
    names, index = classes.unique(return_inverse=True)
    counts = torch.bincount(index)
    usable = counts[index] > 1
    if int(usable.sum()) == 0 or len(names) < 2:
        return vectors.sum() * 0.0
    sums = own.new_zeros(len(names), own.shape[1]).index_add(0, index, own)
    logits = own @ (sums / counts.unsqueeze(1)).t()
    rows = torch.arange(len(own), device=own.device)
    without = (own * (sums[index] - own)).sum(1) / (counts[index] - 1).clamp(min=1)
    logits = logits.index_put((rows, index), without)
    return F.cross_entropy(scale * logits[usable], index[usable])
