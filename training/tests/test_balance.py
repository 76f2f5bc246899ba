"""What each balance does to the weights of tasks, also where a batch has no labels for some of them."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from storedesk_training.balance import (
    BALANCES,
    Balance,
    BalanceConfig,
    Fixed,
    GradNorm,
    InverseSqrt,
    Uncertainty,
    gradient_norm,
    make_balance,
)

TASKS = ("intent", "scope", "entities", "template")
ROWS = {"intent": 900, "scope": 1600, "entities": 2500}


def balances() -> list[Balance]:
    return [
        make_balance(BalanceConfig(name, weights=dict.fromkeys(TASKS, 0.5)), TASKS, ROWS | {"template": 400})
        for name in BALANCES
    ]


class TwoTasks(nn.Module):
    """A shared layer and two regressions, the loss of the second `scale²` times as large."""

    def __init__(self, scale: float) -> None:
        super().__init__()
        torch.manual_seed(5)
        self.shared, self.heads = nn.Linear(6, 8), nn.ModuleDict({"small": nn.Linear(8, 3), "large": nn.Linear(8, 3)})
        self.input = torch.randn(64, 6)
        self.target = {"small": torch.randn(64, 3), "large": scale * torch.randn(64, 3)}

    def losses(self) -> dict[str, Tensor]:
        hidden = torch.tanh(self.shared(self.input))
        return {task: F.mse_loss(head(hidden), self.target[task]) for task, head in self.heads.items()}

    def norms(self, balance: Balance) -> dict[str, float]:
        weighted = balance.weighted(self.losses())
        return {task: gradient_norm(loss, list(self.shared.parameters())) for task, loss in weighted.items()}


def test_inverse_sqrt_is_one_over_the_root_of_the_rows_at_a_mean_of_one() -> None:
    raw = {task: 1 / math.sqrt(max(1, ROWS.get(task, 0))) for task in TASKS}
    mean = sum(raw.values()) / 4
    balance = InverseSqrt(TASKS, ROWS)
    # To the bit: a run of old is to be repeatable.
    assert balance.weights() == {task: weight / mean for task, weight in raw.items()}
    assert sum(balance.weights().values()) == pytest.approx(4)
    assert balance.weights()["intent"] / balance.weights()["scope"] == pytest.approx(4 / 3)


def test_fixed_weights_add_up_task_by_task_after_what_is_kept() -> None:
    losses = {task: torch.tensor(0.1 * (row + 1), requires_grad=True) for row, task in enumerate(TASKS)}
    weights = {"intent": 0.3, "scope": 1.7, "entities": 0.9, "template": 1.1}
    kept = torch.tensor(0.77)
    total = Fixed(weights).total(losses, kept)
    assert torch.equal(total, sum((weights[task] * losses[task] for task in TASKS), kept))
    total.backward()
    assert {task: float(loss.grad) for task, loss in losses.items() if loss.grad is not None} == pytest.approx(weights)


def test_gradnorm_draws_the_norms_of_very_different_tasks_together() -> None:
    model, balance = TwoTasks(scale=30.0), GradNorm(["small", "large"], alpha=0.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    before = model.norms(balance)
    assert before["large"] > 20 * before["small"]
    for _ in range(400):
        losses = model.losses()
        balance.observe(losses, list(model.shared.parameters()))
        optimizer.zero_grad()
        balance.total(losses).backward()
        optimizer.step()
    after = model.norms(balance)
    assert after["large"] / after["small"] == pytest.approx(1.0, abs=0.15)
    assert sum(balance.weights().values()) == pytest.approx(2)


def test_gradnorm_favours_the_task_that_learns_more_slowly_by_alpha() -> None:
    balance = GradNorm(["slow", "fast"], alpha=1.5)
    layer = nn.Parameter(torch.ones(()))
    balance.observe({"slow": layer * 1.0, "fast": layer * 4.0}, [layer])
    for _ in range(400):
        # The slow task stands at its first loss, the fast one at a quarter of it; both gradients are 1.
        balance.observe({"slow": layer * 1.0, "fast": layer * 1.0}, [layer])
    weights = balance.weights()
    # (1 : 1/4) ^ 1.5
    assert weights["slow"] / weights["fast"] == pytest.approx(8.0, rel=0.1)


def test_gradnorm_leaves_the_weight_of_an_absent_task_and_rests_while_the_layer_is_frozen() -> None:
    balance, layer = GradNorm(["a", "b", "c"]), nn.Parameter(torch.ones(2))
    balance.observe({"a": layer.sum() * 9, "b": layer.sum() * 1, "c": layer.sum() * math.nan}, [layer])
    weights = balance.weights()
    assert weights["a"] < 1 < weights["b"]
    assert weights["c"] == pytest.approx(1)
    layer.requires_grad_(False)
    own = torch.ones((), requires_grad=True)
    balance.observe({"a": own * 9, "b": own * 1}, [layer])
    assert balance.weights() == weights


def test_uncertainty_gives_the_noisier_task_less_weight() -> None:
    generator = torch.Generator().manual_seed(8)
    inputs = torch.randn(512, 4, generator=generator)
    truth = inputs[:, 0] > 0
    flips = {"clean": 0.02, "noisy": 0.4}
    labels = {task: truth ^ (torch.rand(512, generator=generator) < share) for task, share in flips.items()}
    heads = nn.ModuleDict({task: nn.Linear(4, 1) for task in flips})
    balance = Uncertainty(tuple(flips))
    optimizer = torch.optim.AdamW(
        [{"params": heads.parameters()}, {"params": balance.parameters(), "weight_decay": 0.0}], lr=0.05
    )
    for _ in range(250):
        losses = {
            task: F.binary_cross_entropy_with_logits(head(inputs).squeeze(1), labels[task].float())
            for task, head in heads.items()
        }
        optimizer.zero_grad()
        balance.total(losses).backward()
        optimizer.step()
    weights = balance.weights()
    assert weights["noisy"] < 0.5 * weights["clean"]
    for task, loss in losses.items():
        assert weights[task] == pytest.approx(1 / (2 * float(loss.detach())), rel=0.1)


@pytest.mark.parametrize("balance", balances(), ids=BALANCES)
def test_a_task_without_labels_changes_nothing_and_no_nan_gets_through(balance: Balance) -> None:
    torch.manual_seed(1)
    shared, heads = nn.Linear(3, 3), nn.ModuleDict({task: nn.Linear(3, 2) for task in TASKS})
    parameters = [*shared.parameters(), *heads.parameters(), *balance.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    untouched = [p.clone() for p in heads["entities"].parameters()]
    weight = balance.weights()["entities"]
    absent = torch.full((5,), -100)
    for step in range(6):
        hidden = shared(torch.randn(5, 3))
        losses = {
            "intent": F.cross_entropy(heads["intent"](hidden), torch.tensor([0, 1, 0, 1, 1])),
            "scope": F.cross_entropy(heads["scope"](hidden), torch.tensor([1, 1, 0, 0, 1])),
        }
        # The three ways in which a loss is absent: a mean over no rows, a 0 with a graph, not given.
        if step % 3 == 0:
            losses["entities"] = F.cross_entropy(heads["entities"](hidden), absent)
            assert losses["entities"].isnan()
        elif step % 3 == 1:
            losses["entities"] = heads["entities"](hidden).sum() * 0.0
        optimizer.zero_grad()
        balance.observe(losses, list(shared.parameters()))
        balance.total(losses).backward()
        optimizer.step()
    assert all(torch.isfinite(p).all() for p in parameters)
    assert all(math.isfinite(value) for value in balance.weights().values())
    assert all(torch.equal(a, b) for a, b in zip(untouched, heads["entities"].parameters(), strict=True))
    assert balance.weights()["entities"] == pytest.approx(weight)


@pytest.mark.parametrize("balance", balances(), ids=BALANCES)
def test_a_batch_without_any_label_trains_nothing(balance: Balance) -> None:
    layer = nn.Parameter(torch.ones(2))
    balance.observe({"intent": layer.sum() * math.nan}, [layer])
    total = balance.total({"intent": layer.sum() * math.nan})
    total.backward()
    assert float(total.detach()) == 0
    assert layer.grad is None


@pytest.mark.parametrize("balance", balances(), ids=BALANCES)
def test_a_resumed_run_goes_on_with_what_was_learned(balance: Balance) -> None:
    layer = nn.Parameter(torch.ones(2))
    losses = {"intent": layer.sum() * 3, "scope": layer.sum() * 0.5}
    balance.observe(losses, [layer])
    for parameter in balance.parameters():
        parameter.data += 0.3
    other = next(one for one in balances() if type(one) is type(balance))
    other.load_state_dict(balance.state_dict())
    for one in (balance, other):
        one.observe({task: loss * 0.5 for task, loss in losses.items()}, [layer])
    assert other.weights() == balance.weights()


def test_settings_that_do_not_fit_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'fixed', 'inverse_sqrt', 'uncertainty' or 'gradnorm'"):
        make_balance(BalanceConfig("unheard-of"), TASKS, ROWS)
    with pytest.raises(ValueError, match="intent"):
        make_balance(BalanceConfig("fixed", weights={"intent": 1.0}), TASKS, ROWS)
    with pytest.raises(ValueError, match="ranking"):
        Uncertainty(TASKS).total({"ranking": torch.ones(())})
