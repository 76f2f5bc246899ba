"""Affinity of tasks: what is planted is found, and what is not there is not."""

from itertools import pairwise

import pytest
import torch
from torch import Tensor, nn

from storedesk_training.affinity import (
    cca,
    cca_by_chance,
    cca_matrix,
    gradient_cosines,
    groups,
    mean_cosines,
)
from storedesk_training.model import ServiceModel
from storedesk_training.shared_layers import shared_layers


def random(rows: int, width: int, seed: int) -> Tensor:
    return torch.randn(rows, width, generator=torch.Generator().manual_seed(seed))


def test_the_same_representation_correlates_fully_however_it_is_turned_and_scaled() -> None:
    a = random(200, 12, 1)
    rotation, _ = torch.linalg.qr(random(12, 12, 2))
    assert cca(a, a) == pytest.approx(1.0, abs=1e-9)
    assert cca(a, 40 * a @ rotation + 3) == pytest.approx(1.0, abs=1e-5)
    assert cca(a, 1e-14 * a) == pytest.approx(1.0, abs=1e-5)


def test_directions_that_hold_almost_nothing_are_not_counted() -> None:
    a = random(300, 4, 1)
    noise = 1e-3 * random(300, 30, 2)
    assert cca(torch.cat([a, noise], 1), torch.cat([a, noise.roll(1, 0)], 1)) > 0.999


def test_independent_representations_are_near_the_level_by_chance() -> None:
    a, b = random(600, 10, 3), random(600, 10, 4)
    chance = cca_by_chance(a, b)
    # The mean square of correlations by chance is width / (rows - 1); their mean is a little below its root.
    assert 0.05 < chance < (10 / 599) ** 0.5
    assert cca(a, b) == pytest.approx(chance, abs=0.03)


def test_a_share_of_common_directions_gives_about_that_share() -> None:
    common = random(2000, 6, 5)
    a, b = torch.cat([common, random(2000, 6, 6)], 1), torch.cat([common, random(2000, 6, 7)], 1)
    # Cut off at 0.99 of the variance, all twelve equally strong directions stay.
    assert cca(a, b) == pytest.approx(0.5, abs=0.05)
    matrix = cca_matrix({"intent": a, "scope": b, "entities": a})
    torch.testing.assert_close(matrix, matrix.T)
    assert float(matrix[0, 1]) == pytest.approx(cca(a, b))
    assert matrix.diagonal().tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (torch.zeros(9, 3), random(9, 3, 1), "the same in all rows"),
        (random(9, 3, 1), random(1, 3, 1).expand(9, 3), "the same in all rows"),
        (random(9, 3, 1), random(8, 3, 1), "same 3 or more rows"),
        (random(2, 3, 1), random(2, 3, 2), "same 3 or more rows"),
        (random(9, 3, 1) / 0, random(9, 3, 1), "not finite"),
    ],
)
def test_what_has_no_correlation_is_refused(a: Tensor, b: Tensor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cca(a, b)


def planted() -> tuple[dict[str, Tensor], dict[str, list[nn.Parameter]]]:
    """Gradients (1, 0), (-1, 1) and (0, 3) at one layer; only the last two reach the other."""
    low, high = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(1))
    losses = {
        "intent": low @ torch.tensor([1.0, 0.0]),
        "scope": low @ torch.tensor([-1.0, 1.0]) + high.sum(),
        "entities": low @ torch.tensor([0.0, 3.0]) - 2 * high.sum(),
    }
    return losses, {"low": [low], "high": [high]}


def test_planted_gradients_are_found_layer_by_layer_and_as_a_whole() -> None:
    losses, layers = planted()
    found = gradient_cosines(losses, layers)
    half = 0.5**0.5
    assert found.tasks == ("intent", "scope", "entities")
    expected = torch.tensor([[1, -half, 0], [-half, 1, half], [0, half, 1]], dtype=torch.float64)
    torch.testing.assert_close(found.layers["low"], expected)
    nan = torch.nan
    expected = torch.tensor([[nan, nan, nan], [nan, 1, -1], [nan, -1, 1]], dtype=torch.float64)
    torch.testing.assert_close(found.layers["high"], expected, equal_nan=True)
    # (-1, 1, 1) and (0, 3, -2): 1 / √(3·13)
    assert float(found.whole[1, 2]) == pytest.approx(1 / 39**0.5)


def test_cosines_leave_the_graph_and_the_gradients_as_they_were() -> None:
    losses, layers = planted()
    gradient_cosines(losses, layers)
    assert layers["low"][0].grad is None
    torch.stack(list(losses.values())).sum().backward()
    assert layers["low"][0].grad is not None


def test_a_task_without_a_gradient_is_unknown_and_the_mean_over_batches_goes_on_without_it() -> None:
    losses, layers = planted()
    first = gradient_cosines(losses, layers)
    second = gradient_cosines({**losses, "scope": torch.tensor(0.0)}, layers)
    assert second.whole[1].isnan().all()
    mean = mean_cosines([first, second])
    torch.testing.assert_close(mean.whole, first.whole)
    with pytest.raises(ValueError, match="same tasks and layers"):
        mean_cosines([])


def test_layers_of_the_service_model_are_named_from_the_bottom_up_and_frozen_ones_left_out(
    model: ServiceModel,
) -> None:
    layers = shared_layers(model)
    assert list(layers) == ["embeddings", "layer 1", "layer 2"]
    assert {id(p) for own in layers.values() for p in own} == {id(p) for p in model.encoder.parameters()}
    ids = torch.randint(5, 300, (4, 9), generator=torch.Generator().manual_seed(1))
    states = model.states(ids, torch.ones_like(ids))["intent"].last
    # Not the mean square: the last layer's normalisation holds that at 1.
    loss = (states * random(9, 32, 8)).mean()
    losses = {"one": loss, "opposite": -3 * loss}
    found = gradient_cosines(losses, layers)
    assert [float(one[0, 1]) for one in found.layers.values()] == pytest.approx([-1.0] * 3, abs=1e-5)
    for parameter in layers["embeddings"]:
        parameter.requires_grad_(False)
    try:
        assert list(gradient_cosines(losses, layers).layers) == ["layer 1", "layer 2"]
    finally:
        for parameter in layers["embeddings"]:
            parameter.requires_grad_(True)


TASKS = ("intent", "scope", "entities", "template", "act")


def affinity_of(pairs: dict[tuple[str, str], float], otherwise: float) -> Tensor:
    matrix = torch.full((len(TASKS), len(TASKS)), otherwise)
    for (one, other), value in pairs.items():
        i, j = TASKS.index(one), TASKS.index(other)
        matrix[i, j] = matrix[j, i] = value
    return matrix


def test_planted_groups_are_found_with_their_score() -> None:
    matrix = affinity_of(
        {("intent", "template"): 0.8, ("intent", "act"): 0.6, ("template", "act"): 0.7, ("scope", "entities"): 0.4},
        otherwise=-0.3,
    )
    found = groups(matrix, TASKS, most=3)
    assert found.groups == (("intent", "template", "act"), ("scope", "entities"))
    assert found.score == pytest.approx((0.7 + 0.65 + 0.75 + 0.4 + 0.4) / 5)
    assert found.ties == ()


def test_a_task_that_all_others_hurt_stands_alone_if_there_may_be_a_group_more() -> None:
    matrix = affinity_of({(a, b): 0.5 for a, b in pairwise(TASKS[:4])}, otherwise=0.5)
    matrix[4, :4] = matrix[:4, 4] = -0.5
    assert groups(matrix, TASKS, most=2).groups == (TASKS[:4], ("act",))
    assert groups(matrix, TASKS, most=1).groups == (TASKS,)
    # Where being alone is worth more than any company, all stand alone.
    assert groups(matrix, TASKS, most=5, alone=0.9).groups == tuple((task,) for task in TASKS)


def test_ties_are_told_and_the_fewest_groups_come_first() -> None:
    found = groups(torch.zeros(3, 3), TASKS[:3], most=3)
    assert found.groups == (TASKS[:3],)
    assert set(found.ties) == {
        (("intent",), ("scope", "entities")),
        (("intent", "scope"), ("entities",)),
        (("intent", "entities"), ("scope",)),
        (("intent",), ("scope",), ("entities",)),
    }
    assert found.score == 0


def test_an_affinity_of_one_direction_counts_half() -> None:
    matrix = torch.zeros(2, 2)
    matrix[0, 1] = 0.6
    assert groups(matrix, TASKS[:2], most=2).score == pytest.approx(0.3)


def test_groups_refuse_what_they_cannot_answer() -> None:
    with pytest.raises(ValueError, match="intent and scope"):
        groups(torch.full((2, 2), torch.nan), TASKS[:2], most=2)
    with pytest.raises(ValueError, match="1 to 10 tasks"):
        groups(torch.zeros(11, 11), [str(i) for i in range(11)], most=2)
    with pytest.raises(ValueError, match="as many rows and columns"):
        groups(torch.zeros(3, 3), TASKS[:2], most=2)
