"""How the losses of several tasks become one loss: fixed weights, or weights that are learned beside the model.

In each step a trainer calls `observe`, which only GradNorm heeds, and then `total(...).backward()`. A task without a
labelled row in a batch is left out there: its loss is not given, or 0, or NaN (PyTorch's mean over no rows).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

BalanceName = Literal["fixed", "inverse_sqrt", "uncertainty", "gradnorm"]
BALANCES: tuple[BalanceName, ...] = get_args(BalanceName)


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class BalanceConfig:
    """Which balance, and its settings."""

    name: BalanceName = "inverse_sqrt"
    # One for each task; only "fixed" has them.
    weights: dict[str, float] = Field(default_factory=dict)
    # Only "gradnorm": how strongly tasks that learn more slowly than the others are favoured; 0: not at all.
    alpha: float = Field(default=1.5, ge=0)
    # Only "gradnorm": relative change of a weight in one step, before all are scaled to their sum.
    rate: float = Field(default=0.025, gt=0, lt=1)


class Balance(nn.Module, ABC):
    """The weights of tasks in one loss.

    A module, so that `state_dict` saves what it learned. `parameters()` are for the trainer's optimizer, in a group
    without weight decay; most balances have none.
    """

    def __init__(self, tasks: Sequence[str]) -> None:
        super().__init__()
        self.tasks = tuple(tasks)

    @abstractmethod
    def weights(self) -> dict[str, float]:
        """The present factor of each task's loss."""

    @abstractmethod
    def weigh(self, task: str, loss: Tensor) -> Tensor:
        """What one task adds to the total."""

    def observe(self, losses: Mapping[str, Tensor], shared: Sequence[nn.Parameter]) -> None:
        """Takes in the unweighted losses of a step, before `backward` frees their graph.

        `shared` are the parameters of the last layer that all tasks share.
        """

    def present(self, losses: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The losses of tasks with a labelled row in the batch: finite and not 0, in the order of the tasks.

        Raises:
            ValueError: a loss is of none of the tasks.

        """
        if unknown := sorted(set(losses) - set(self.tasks)):
            raise ValueError(f"no weight for {', '.join(unknown)}; tasks: {', '.join(self.tasks)}")
        values = {task: float(losses[task].detach()) for task in self.tasks if task in losses}
        return {task: losses[task] for task, value in values.items() if math.isfinite(value) and value != 0}

    def weighted(self, losses: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What each task that is present adds to the total: for methods that need a gradient for each task.

        Raises:
            ValueError: a loss is of none of the tasks.

        """
        return {task: self.weigh(task, loss) for task, loss in self.present(losses).items()}

    def total(self, losses: Mapping[str, Tensor], kept: Tensor | None = None) -> Tensor:
        """The loss to minimise: `kept`, which no weight touches, and then what each task adds.

        Without `kept` and any task it is a 0 whose `backward` reaches nothing.

        Raises:
            ValueError: a loss is of none of the tasks.

        """
        start = torch.zeros((), requires_grad=True) if kept is None else kept
        return sum(self.weighted(losses).values(), start)


class Fixed(Balance):
    """Given weights, the same from the first step to the last."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__(tuple(weights))
        self._weights = dict(weights)

    def weights(self) -> dict[str, float]:
        """The given weights."""
        return dict(self._weights)

    def weigh(self, task: str, loss: Tensor) -> Tensor:
        """The loss times its weight."""
        return self._weights[task] * loss


class InverseSqrt(Fixed):
    """1/√N for each task, N the rows labelled for it, scaled to a mean of 1."""

    def __init__(self, tasks: Sequence[str], rows: Mapping[str, int]) -> None:
        raw = {task: 1 / math.sqrt(max(1, rows.get(task, 0))) for task in tasks}
        mean = sum(raw.values()) / len(raw)
        super().__init__({task: weight / mean for task, weight in raw.items()})


class Uncertainty(Balance):
    """Homoscedastic uncertainty (Kendall et al., arXiv 1705.07115), in the form for classification.

    A task adds exp(-s)·L + s/2, s = log σ² learned; at rest its weight is 1/(2L). It starts at 1. A task that is absent
    must add nothing at all: s/2 alone would let its weight grow without end.
    """

    def __init__(self, tasks: Sequence[str]) -> None:
        super().__init__(tasks)
        # One parameter for each task: an optimizer passes over those without a gradient, momentum and all.
        self.log_variances = nn.ParameterDict({task: nn.Parameter(torch.zeros(())) for task in tasks})

    def weights(self) -> dict[str, float]:
        """exp(-s) of each task."""
        return {task: math.exp(-float(self.log_variances[task].detach())) for task in self.tasks}

    def weigh(self, task: str, loss: Tensor) -> Tensor:
        """exp(-s)·L + s/2."""
        log_variance: Tensor = self.log_variances[task]
        return torch.exp(-log_variance) * loss + log_variance / 2


class GradNorm(Balance):
    """Weights w by which the norms of the weighted gradients are drawn together (Chen et al., arXiv 1711.02257).

    With G the norm of w·L's gradient at the last shared layer and r the task's L/L(0) over the mean of these, `observe`
    goes one step down the distances from G to its target, mean(G)·r^α, and scales the weights to a sum of the number
    of tasks. L(0) is the first loss of the task that was observed. A loss below 0 counts as absent.

    Two things differ from the paper. Distances are of logarithms, and so are the learned weights: none becomes
    negative, and a step changes a weight by `rate` however large gradients are, without an optimizer. And r^α is scaled
    to a mean of 1: targets that add up to more than the norms would here press quick tasks' weights down without end.
    """

    first_losses: Tensor
    log_weights: Tensor

    def __init__(self, tasks: Sequence[str], alpha: float = 1.5, rate: float = 0.025) -> None:
        super().__init__(tasks)
        self.alpha, self.rate = alpha, rate
        self.register_buffer("log_weights", torch.zeros(len(self.tasks), dtype=torch.float64))
        # NaN: not seen yet. In fp64 no ratio of two fp32 losses overflows.
        self.register_buffer("first_losses", torch.full((len(self.tasks),), math.nan, dtype=torch.float64))

    def weights(self) -> dict[str, float]:
        """The weights of the last step."""
        return dict(zip(self.tasks, self.log_weights.exp().tolist(), strict=True))

    def weigh(self, task: str, loss: Tensor) -> Tensor:
        """The loss times its weight."""
        return float(self.log_weights[self.tasks.index(task)].exp()) * loss

    def observe(self, losses: Mapping[str, Tensor], shared: Sequence[nn.Parameter]) -> None:
        """Moves the weights of the tasks that are present; keeps the graph.

        Moves none where fewer than two tasks have a gradient at `shared`, as while that layer is frozen.

        Raises:
            ValueError: a loss is of none of the tasks.

        """
        present = {task: loss for task, loss in self.present(losses).items() if float(loss.detach()) > 0}
        for row, task in enumerate(self.tasks):
            if task in present and self.first_losses[row].isnan():
                self.first_losses[row] = present[task].detach()
        norms = {task: gradient_norm(loss, shared) for task, loss in present.items()}
        rows = [row for row, task in enumerate(self.tasks) if 0 < norms.get(task, 0.0) < math.inf]
        if len(rows) < 2:
            return
        tasks = [self.tasks[row] for row in rows]
        before = self.log_weights[rows]
        norm = before.exp() * before.new_tensor([norms[task] for task in tasks])
        ratio = before.new_tensor([float(present[task].detach()) for task in tasks]) / self.first_losses[rows]
        pull = (ratio / ratio.mean()) ** self.alpha
        target = norm.mean() * pull / pull.mean()
        # The derivative of |log(w·g) - log(target)| by log w is a sign.
        after = before - self.rate * (norm - target).sign()
        # The sum that the tasks of this batch had: the weights of absent ones stand.
        self.log_weights[rows] = after + before.logsumexp(0) - after.logsumexp(0)


def gradient_norm(loss: Tensor, parameters: Sequence[nn.Parameter]) -> float:
    """Euclidean norm of the gradient of `loss` by all `parameters`; 0 where it does not depend on them."""
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    if not trained or not loss.requires_grad:
        return 0.0
    gradients = torch.autograd.grad(loss, trained, retain_graph=True, allow_unused=True)
    return math.hypot(*(float(gradient.norm()) for gradient in gradients if gradient is not None))


def make_balance(config: BalanceConfig, tasks: Sequence[str], rows: Mapping[str, int]) -> Balance:
    """The balance that `config` names; `rows` says how many training rows are labelled for each task.

    Raises:
        ValueError: the fixed weights are not one for each task.

    """
    if config.name == "fixed":
        if set(config.weights) != set(tasks):
            raise ValueError(f"fixed weights are for {sorted(config.weights)}, tasks are {sorted(tasks)}")
        return Fixed({task: config.weights[task] for task in tasks})
    if config.name == "inverse_sqrt":
        return InverseSqrt(tasks, rows)
    if config.name == "uncertainty":
        return Uncertainty(tasks)
    return GradNorm(tasks, config.alpha, config.rate)
