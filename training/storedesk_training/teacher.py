"""What the base half of a message vector is kept near: sentence vectors of all-mpnet-base-v2.

It finds the templates of a shop's own making far more often than the encoder's own origin does (all-MiniLM-L6-v2), but
is twenty times as slow: so it teaches, and the model answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from .locations import mpnet_directory
from .precision import mixed_precision

_BATCH = 32
_LONGEST = 128


def _embed(texts: list[str]) -> Tensor:
    """Unit vectors `[texts, 768]`: the mean over a text's tokens, as the teacher was trained."""
    from transformers import AutoTokenizer, MPNetModel

    source = mpnet_directory()
    tokenizer = AutoTokenizer.from_pretrained(source)
    model = MPNetModel.from_pretrained(source, add_pooling_layer=False).eval()
    found = []
    for start in range(0, len(texts), _BATCH):
        given = tokenizer(
            texts[start : start + _BATCH], padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt"
        )
        with torch.no_grad(), mixed_precision():
            states = model(**given).last_hidden_state.float()
        mask = given["attention_mask"].unsqueeze(2)
        found.append(F.normalize((states * mask).sum(1) / mask.sum(1), dim=1))
    return torch.cat(found)


def teacher_vectors(texts: Iterable[str], directory: Path) -> dict[str, Tensor]:
    """The teacher's vector of every text; those already known are kept in a file of `directory`."""
    path = directory / "teacher-vectors.pt"
    wanted = set(texts)
    known: dict[str, Tensor] = torch.load(path) if path.exists() else {}
    missing = sorted(wanted - known.keys(), key=lambda text: (len(text), text))
    # In parts, so that little is lost when the long first time is broken off.
    for start in range(0, len(missing), 50 * _BATCH):
        part = missing[start : start + 50 * _BATCH]
        known |= dict(zip(part, _embed(part).half(), strict=True))
        torch.save(known, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
    return {text: known[text].float() for text in wanted}


def narrowed(vectors: Tensor, width: int, steady: Tensor | None = None) -> Tensor:
    """Unit vectors `[texts, width]` whose dot products are as near as can be to those of `vectors`.

    The axes are those of `steady`, where it is given: texts that stay the same keep them the same, and with them what
    a model has learned of the vectors.
    """
    source = vectors if steady is None else steady
    _, _, axes = torch.linalg.svd(source.T @ source)
    return F.normalize(vectors @ axes[:width].T, dim=1)
