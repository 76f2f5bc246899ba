"""Gradient surgery: where tasks pull a shared parameter in opposite directions, each gives up what works against the
others (PCGrad, Yu et al., arXiv 2001.06782).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


def pcgrad(losses: Sequence[Tensor], shared: Iterable[nn.Parameter], rng: random.Random) -> Tensor:
    """Runs `backward` once for each weighted loss; shared parameters get the sum of the projected gradients.

    A task's gradient by all `shared` parameters together is projected, in an order drawn by `rng`, onto the normal
    plane of every other task's gradient that it conflicts with (dot product below 0). All other parameters get the
    plain sum. As `backward` does, it adds to what already stands in `.grad`. The graph of the losses is freed. A loss
    that is not finite or has no graph is passed over.

    Returns the cosines between the tasks' gradients before projection `[losses, losses]`, 0 beside a task without any.
    """
    trained = [parameter for parameter in shared if parameter.requires_grad]
    usable = [row for row, loss in enumerate(losses) if loss.requires_grad and math.isfinite(float(loss.detach()))]
    earlier = [parameter.grad for parameter in trained]
    gradients: list[list[Tensor | None]] = []
    for row in usable:
        # With no gradient there, backward hands over its own buffer: nothing is copied or added up.
        for parameter in trained:
            parameter.grad = None
        losses[row].backward(retain_graph=row != usable[-1])
        gradients.append([parameter.grad for parameter in trained])
    products = dot_products(gradients)
    factors = projected_sum(products, rng)
    for place, (parameter, before) in enumerate(zip(trained, earlier, strict=True)):
        parameter.grad = weighted_sum([own[place] for own in gradients], factors)
        if parameter.grad is None:
            parameter.grad = before
        elif before is not None:
            parameter.grad += before
    return cosines(products, usable, len(losses))


def dot_products(gradients: Sequence[Sequence[Tensor | None]]) -> list[list[float]]:
    """Dot products of every two tasks' gradients, each a list of tensors; None counts as 0."""
    products = [[0.0] * len(gradients) for _ in gradients]
    for row, one in enumerate(gradients):
        for column in range(row + 1):
            pairs = zip(one, gradients[column], strict=True)
            value = sum(float(torch.dot(a.flatten(), b.flatten())) for a, b in pairs if a is not None and b is not None)
            products[row][column] = products[column][row] = value
    return products


def projected_sum(products: Sequence[Sequence[float]], rng: random.Random) -> list[float]:
    """The sum of the projected gradients as factors of the original ones.

    A projected gradient is a sum of original ones, so its dot products follow from theirs: the projections need no
    tensor at all.
    """
    tasks = range(len(products))
    total = [0.0 for _ in tasks]
    for task in tasks:
        factors = [float(other == task) for other in tasks]
        others = [other for other in tasks if other != task]
        rng.shuffle(others)
        for other in others:
            dot = sum(factor * row[other] for factor, row in zip(factors, products, strict=True))
            if dot < 0 < products[other][other]:
                factors[other] -= dot / products[other][other]
        total = [a + b for a, b in zip(total, factors, strict=True)]
    return total


def weighted_sum(gradients: Sequence[Tensor | None], factors: Sequence[float]) -> Tensor | None:
    """Σ factor·gradient, in the place of the first gradient that there is; None without any."""
    total: Tensor | None = None
    for gradient, factor in zip(gradients, factors, strict=True):
        if gradient is not None:
            total = gradient.mul_(factor) if total is None else total.add_(gradient, alpha=factor)
    return total


def cosines(products: Sequence[Sequence[float]], rows: Sequence[int], size: int) -> Tensor:
    """Cosines `[size, size]` by dot products that are those of `rows`; 0 elsewhere and beside a gradient of 0."""
    found = torch.zeros(size, size)
    if rows:
        norms = torch.tensor(products).diagonal().sqrt()
        scale = torch.outer(norms, norms)
        found[torch.tensor(rows).unsqueeze(1), torch.tensor(rows)] = torch.where(
            scale > 0, torch.tensor(products) / scale, 0.0
        )
    return found
