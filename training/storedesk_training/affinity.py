"""How much tasks have in common: by what their representations hold, and by where their gradients pull."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .shared_layers import Layers, task_gradients


def _leading_directions(rows: Tensor, kept: float) -> Tensor:
    """Orthonormal scores `[rows, directions]` on the principal directions that hold a share `kept` of the variance."""
    given = rows.detach().double()
    centred = given - given.mean(dim=0)
    if not bool(centred.isfinite().all()):
        raise ValueError("a representation holds a value that is not finite")
    scores, singular, _ = torch.linalg.svd(centred, full_matrices=False)
    variance = singular.square()
    # Rows that are all alike differ by rounding errors, never by more than this share of their size.
    if float(variance.sum()) <= 1e-24 * float(given.square().sum()):
        raise ValueError("a representation is the same in all rows: it correlates with nothing")
    share = variance.cumsum(0) / variance.sum()
    # Directions of rounding errors alone would count as much as any other once they are scaled to unit variance.
    count = min(int((share < kept).sum()) + 1, int((singular > 1e-10 * singular[0]).sum()))
    leading: Tensor = scores[:, :count]
    return leading


def cca(a: Tensor, b: Tensor, kept: float = 0.99) -> float:
    """Mean canonical correlation (0 to 1) of two tasks' representations `[rows, width]` of the same messages.

    As SVCCA (arXiv 1706.05806): both are first cut down to the directions that hold a share `kept` of their variance,
    which is the regularisation, then the mean goes over as many correlations as the smaller one has directions. It is
    blind to rotation and scale. Few rows correlate by chance: read it beside `cca_by_chance`, and give at least ten
    times as many rows as directions.

    Raises:
        ValueError: the rows differ in number, are fewer than 3, are all alike, or hold a value that is not finite.

    """
    if a.dim() != 2 or b.dim() != 2 or len(a) != len(b) or len(a) < 3:
        raise ValueError(f"two matrices of the same 3 or more rows are needed, not {list(a.shape)} and {list(b.shape)}")
    left, right = _leading_directions(a, kept), _leading_directions(b, kept)
    correlations: Tensor = torch.linalg.svdvals(left.T @ right).clamp(0.0, 1.0)
    return float(correlations.mean())


def cca_by_chance(a: Tensor, b: Tensor, kept: float = 0.99, draws: int = 5, seed: int = 17) -> float:
    """What `cca` gives where nothing is shared: the mean over `draws` of it after shuffling the rows of `b`."""
    generator = torch.Generator().manual_seed(seed)
    shuffled = [b[torch.randperm(len(b), generator=generator).to(b.device)] for _ in range(draws)]
    return sum(cca(a, one, kept) for one in shuffled) / draws


def cca_matrix(representations: Mapping[str, Tensor], kept: float = 0.99) -> Tensor:
    """`cca` of every pair of tasks `[tasks, tasks]`, in the order of the mapping; 1 on the diagonal."""
    own = list(representations.values())
    matrix = torch.eye(len(own))
    for i in range(len(own)):
        for j in range(i):
            matrix[i, j] = matrix[j, i] = cca(own[i], own[j], kept)
    return matrix


@dataclass(frozen=True)
class GradientCosines:
    """Cosines between the gradients of tasks `[tasks, tasks]`: over all shared parameters, and layer by layer.

    NaN in the row and column of a task that has no gradient there (no row of the batch is labelled for it).
    """

    tasks: tuple[str, ...]
    whole: Tensor
    layers: dict[str, Tensor]


def _cosines(products: Tensor) -> Tensor:
    norms = products.diagonal().sqrt()
    cosines = (products / (norms.unsqueeze(0) * norms.unsqueeze(1))).clamp(-1.0, 1.0)
    return cosines.masked_fill((norms == 0).unsqueeze(0) | (norms == 0).unsqueeze(1), torch.nan)


def gradient_cosines(losses: Mapping[str, Tensor], layers: Layers) -> GradientCosines:
    """Cosines between the gradients of every pair of tasks on shared layers (see `shared_layers`).

    Below 0 two tasks pull against each other (arXiv 2001.06782). One batch is noisy: take the mean of several
    (`mean_cosines`). Unweighted losses and weighted ones give the same. Touches no `.grad` and keeps the graph.
    """
    found = list(task_gradients(losses, layers))
    products = {}
    for layer in found[0][1] if found else ():
        gradients = [own[layer] for _, own in found]
        # Pair by pair: side by side in one matrix, the embeddings' gradients would be in memory twice.
        products[layer] = torch.tensor([[float(a @ b) for b in gradients] for a in gradients], dtype=torch.float64)
    whole = sum(products.values(), torch.zeros(len(found), len(found), dtype=torch.float64))
    return GradientCosines(
        tuple(task for task, _ in found), _cosines(whole), {layer: _cosines(own) for layer, own in products.items()}
    )


def mean_cosines(batches: Sequence[GradientCosines]) -> GradientCosines:
    """The mean over batches, of each pair over those where it is known.

    Raises:
        ValueError: no batch is given, or they are not of the same tasks and layers.

    """
    if len({(one.tasks, tuple(one.layers)) for one in batches}) != 1:
        raise ValueError("cosines of one or more batches of the same tasks and layers are needed")
    return GradientCosines(
        batches[0].tasks,
        torch.stack([one.whole for one in batches]).nanmean(dim=0),
        {layer: torch.stack([one.layers[layer] for one in batches]).nanmean(dim=0) for layer in batches[0].layers},
    )


Partition = tuple[tuple[str, ...], ...]
# Ten tasks have 115,975 partitions, eleven 678,570.
MOST_TASKS = 10
_SAME_SCORE = 1e-9


@dataclass(frozen=True)
class Grouping:
    """The best partition of the tasks, its score, and the other partitions that score the same."""

    groups: Partition
    score: float
    ties: tuple[Partition, ...]


def _partitions(tasks: int, most: int) -> Iterator[list[list[int]]]:
    """Every partition of `tasks` numbers into at most `most` groups, once each."""
    if tasks == 0:
        yield []
        return
    for rest in _partitions(tasks - 1, most):
        for i in range(len(rest)):
            yield [*rest[:i], [*rest[i], tasks - 1], *rest[i + 1 :]]
        if len(rest) < most:
            yield [*rest, [tasks - 1]]


def groups(matrix: Tensor, tasks: Sequence[str], most: int, alone: float = 0.0) -> Grouping:
    """The partition of `tasks` into at most `most` groups with the highest mean affinity within groups.

    All partitions are tried, so it is exact. The score is the mean over tasks of a task's mean affinity
    (`matrix` `[tasks, tasks]`, made symmetric) to the others of its group; a task by itself counts `alone`: 0 suits
    gradient cosines, the level by chance suits correlations. Of partitions that score the same, the one with the
    fewest groups is chosen, then the first in the order of the tasks; the others are its `ties`.

    Raises:
        ValueError: the matrix does not fit the tasks or is not finite, a task is named twice, there is no task or
            more than 10, or `most` is below 1.

    """
    count = len(tasks)
    if not 1 <= count <= MOST_TASKS or len(set(tasks)) != count or most < 1:
        raise ValueError(f"1 to {MOST_TASKS} tasks of different names and at least one group are needed")
    if tuple(matrix.shape) != (count, count):
        raise ValueError(f"{count} tasks need a matrix of as many rows and columns, not {list(matrix.shape)}")
    symmetric = ((matrix + matrix.T) / 2).double()
    unknown = [f"{tasks[j]} and {tasks[i]}" for i in range(count) for j in range(i) if not symmetric[i, j].isfinite()]
    if unknown:
        raise ValueError(f"no affinity is known of {', '.join(unknown)}")
    affinity = symmetric.tolist()

    def of_group(group: list[int]) -> float:
        if len(group) == 1:
            return alone
        return float(sum(affinity[i][j] for i in group for j in group if i != j)) / (len(group) - 1)

    scored = [(sum(map(of_group, found)) / count, found) for found in _partitions(count, most)]
    score = max(value for value, _ in scored)
    best = sorted((found for value, found in scored if score - value <= _SAME_SCORE), key=lambda f: (len(f), f))
    named = [tuple(tuple(tasks[i] for i in group) for group in found) for found in best]
    return Grouping(named[0], score, tuple(named[1:]))
