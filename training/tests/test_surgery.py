"""Projected gradients against the paper's own steps, spelled out."""

import math
import random

import pytest
import torch
from torch import Tensor, nn

from storedesk_training.surgery import pcgrad


def by_the_paper(gradients: list[Tensor], seed: int) -> Tensor:
    rng = random.Random(seed)
    total = torch.zeros_like(gradients[0])
    for row, gradient in enumerate(gradients):
        own, others = gradient.clone(), [i for i in range(len(gradients)) if i != row]
        rng.shuffle(others)
        for other in others:
            dot = own @ gradients[other]
            if dot < 0:
                own = own - dot / gradients[other].square().sum() * gradients[other]
        total += own
    return total


def surgery(gradients: list[Tensor], seed: int = 1) -> Tensor:
    """`.grad` of one shared parameter by losses that have these gradients."""
    parameter = nn.Parameter(torch.zeros_like(gradients[0]))
    pcgrad([(parameter * gradient).sum() for gradient in gradients], [parameter], random.Random(seed))
    assert parameter.grad is not None
    return parameter.grad


def test_conflicting_gradients_no_longer_work_against_each_other() -> None:
    one, two = torch.tensor([1.0, 0.0]), torch.tensor([-4.0, 3.0])
    plain, projected = one + two, surgery([one, two])
    assert float(plain @ one) < 0
    assert float(projected @ one) >= 0
    assert float(projected @ two) >= 0
    # one + 4/25·two, and two with its part along `one` taken off
    torch.testing.assert_close(projected, torch.tensor([1 - 16 / 25, 12 / 25 + 3.0]))


def test_agreeing_gradients_are_untouched() -> None:
    gradients = [torch.tensor([1.0, 0.3, 0.1]), torch.tensor([0.7, 0.1, 0.0]), torch.tensor([0.2, 0.0, 5.0])]
    assert torch.equal(surgery(gradients), gradients[0] + gradients[1] + gradients[2])


@pytest.mark.parametrize("seed", range(5))
def test_many_tasks_are_projected_as_the_paper_says_in_a_seeded_order(seed: int) -> None:
    gradients = list(torch.randn(5, 4, generator=torch.Generator().manual_seed(seed)))
    torch.testing.assert_close(surgery(gradients, seed), by_the_paper(gradients, seed), rtol=1e-4, atol=1e-5)
    assert torch.equal(surgery(gradients, seed), surgery(gradients, seed))
    orders = [surgery(gradients, other) for other in range(20)]
    assert any(not torch.allclose(order, orders[0]) for order in orders), "the order matters, so it has to vary"


class Net(nn.Module):
    """Two shared layers and three heads of which no two agree."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.shared = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 5))
        self.heads = nn.ModuleList(nn.Linear(5, 1) for _ in range(3))
        self.input = torch.randn(8, 4)

    def losses(self) -> list[Tensor]:
        hidden = self.shared(self.input)
        return [head(hidden).square().mean() * sign for head, sign in zip(self.heads, (1.0, -1.0, 1.0), strict=True)]

    def gradient(self, loss: Tensor) -> Tensor:
        found = torch.autograd.grad(loss, list(self.shared.parameters()), retain_graph=True)
        return torch.cat([one.flatten() for one in found])


def test_only_shared_parameters_are_projected_and_all_of_them_together() -> None:
    net = Net()
    losses = net.losses()
    gradients = [net.gradient(loss) for loss in losses]
    own = [torch.autograd.grad(loss, list(head.parameters()), retain_graph=True)
           for loss, head in zip(losses, net.heads, strict=True)]  # fmt: skip
    found = pcgrad(losses, net.shared.parameters(), random.Random(3))
    projected = torch.cat([p.grad.flatten() for p in net.shared.parameters() if p.grad is not None])
    torch.testing.assert_close(projected, by_the_paper(gradients, 3))
    assert not torch.allclose(projected, sum(gradients, torch.zeros(())), atol=1e-3), "nothing conflicted"
    for head, wanted in zip(net.heads, own, strict=True):
        torch.testing.assert_close([p.grad for p in head.parameters()], list(wanted))
    cosine = torch.cosine_similarity(torch.stack(gradients).unsqueeze(0), torch.stack(gradients).unsqueeze(1), dim=2)
    torch.testing.assert_close(found, cosine)


def test_gradients_that_stand_there_are_added_to() -> None:
    net = Net()
    pcgrad(net.losses(), net.shared.parameters(), random.Random(3))
    alone = [p.grad.clone() for p in net.shared.parameters() if p.grad is not None]
    net.zero_grad()
    kept = net.shared(net.input).sum()
    before = torch.autograd.grad(kept, list(net.shared.parameters()), retain_graph=True)
    kept.backward()
    pcgrad(net.losses(), net.shared.parameters(), random.Random(3))
    both = [p.grad for p in net.shared.parameters()]
    torch.testing.assert_close(both, [a + b for a, b in zip(alone, before, strict=True)])


def test_losses_without_labels_and_frozen_layers_change_nothing() -> None:
    net = Net()
    losses = net.losses()
    for parameter in net.shared[0].parameters():
        parameter.requires_grad_(False)
    pcgrad(net.losses()[:2], net.shared.parameters(), random.Random(3))
    wanted = [p.grad for p in net.shared.parameters()]
    assert wanted[0] is None and wanted[2] is not None
    net.zero_grad()
    one, two, other = net.losses()
    found = pcgrad([one, two, other * 0.0, other * math.nan, torch.ones(())], net.shared.parameters(), random.Random(3))
    torch.testing.assert_close([p.grad for p in net.shared.parameters()], wanted)
    assert found.shape == (5, 5)
    assert torch.isfinite(found).all() and float(found[2:].abs().sum()) == 0
    net.zero_grad()
    assert float(pcgrad([loss.detach() for loss in losses], net.shared.parameters(), random.Random(3)).sum()) == 0
    assert all(p.grad is None for p in net.parameters())
