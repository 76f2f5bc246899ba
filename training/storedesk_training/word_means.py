"""What a model holds of whole words: the one unit that all tokenizers have in common."""

from __future__ import annotations

import torch
from torch import Tensor


def word_means(values: Tensor, numbers: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Mean of the tokens' `values` `[batch, tokens, width]` for each word `[count, width]`, and which words have any
    token `[count]` (the middle of a long text is cut).
    """
    flat, index = values.flatten(0, 1).float(), numbers.flatten().to(values.device)
    chosen = index >= 0
    sums = flat.new_zeros(count, flat.shape[1]).index_add(0, index[chosen], flat[chosen])
    tokens = flat.new_zeros(count).index_add(0, index[chosen], torch.ones_like(index[chosen], dtype=flat.dtype))
    return sums / tokens.clamp(min=1).unsqueeze(1), tokens > 0
