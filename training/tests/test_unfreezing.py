"""Which parts move over optimizer steps at each stage, and the learning rate of each layer."""

import copy

import pytest
import torch
from torch import nn
from transformers import (
    AlbertConfig,
    AlbertModel,
    BertConfig,
    BertModel,
    DistilBertConfig,
    DistilBertModel,
    PreTrainedModel,
)

from storedesk_training.model import ServiceModel
from storedesk_training.unfreezing import Unfreezing, UnfreezingConfig, layer_rates, model_parts

PARTS = ["embeddings", "layer_0", "layer_1", "heads"]
HEADS_FIRST = {0.0: ["heads"], 0.2: PARTS[2:], 0.4: PARTS[1:], 0.6: PARTS}
SHARED_FIRST = {0.0: PARTS[:3], 0.59: PARTS[:3], 0.6: PARTS}


@pytest.fixture
def own(model: ServiceModel) -> ServiceModel:
    """A copy: other tests share the model."""
    return copy.deepcopy(model)


def step(model: ServiceModel, optimizer: torch.optim.Optimizer, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(5, 300, (4, 9), generator=generator)
    vectors = torch.randn(3, model.dim, generator=generator)
    optimizer.zero_grad()
    sum(output.square().sum() for output in model(ids, torch.ones_like(ids), vectors)).backward()
    optimizer.step()


def moved(model: ServiceModel, before: dict[str, torch.Tensor]) -> list[str]:
    names = {id(p): name for name, p in model.named_parameters()}
    return [
        part for part, parameters in model_parts(model).items()
        if any(not torch.equal(before[names[id(p)]], p) for p in parameters)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "stages"),
    [("heads_first", HEADS_FIRST), ("shared_first", SHARED_FIRST), ("none", {0.0: PARTS, 0.6: PARTS})],
)
def test_a_stage_trains_what_it_says_and_nothing_else_moves(
    own: ServiceModel, order: str, stages: dict[float, list[str]]
) -> None:
    optimizer = torch.optim.AdamW(own.parameters(), lr=1e-3, weight_decay=0.1)
    schedule = Unfreezing(own, UnfreezingConfig(order, until=0.6))
    for share, parts in stages.items():
        before = {name: p.detach().clone() for name, p in own.named_parameters()}
        for number in range(3):
            assert schedule.apply(share + number / 1000) == parts
            step(own, optimizer, number)
            if share == 0.59:
                break
        assert moved(own, before) == parts


def test_what_an_optimizer_remembers_does_not_move_a_layer_frozen_again(own: ServiceModel) -> None:
    optimizer = torch.optim.AdamW(own.parameters(), lr=1e-3, weight_decay=0.1)
    step(own, optimizer, 1)
    Unfreezing(own, UnfreezingConfig("heads_first")).apply(0.0)
    before = {name: p.detach().clone() for name, p in own.named_parameters()}
    # A gradient left from before freezing would still count here.
    optimizer.step()
    assert moved(own, before) == ["heads"]


def test_none_leaves_what_others_froze(own: ServiceModel) -> None:
    own.gate.requires_grad_(False)
    Unfreezing(own, UnfreezingConfig()).apply(0.3)
    assert {p.requires_grad for p in own.gate.parameters()} == {False}


def test_everything_trains_at_once_where_unfreezing_takes_no_share_of_the_run(own: ServiceModel) -> None:
    for order in ("heads_first", "shared_first"):
        assert Unfreezing(own, UnfreezingConfig(order, until=0.0)).apply(0.0) == PARTS


@pytest.mark.parametrize("kind", ["bert", "distilbert"])
def test_parts_cover_every_parameter_once_in_other_encoders(kind: str) -> None:
    encoder: PreTrainedModel
    if kind == "bert":
        encoder = BertModel(BertConfig(vocab_size=20, hidden_size=8, num_hidden_layers=3, num_attention_heads=2,
                                       intermediate_size=8))  # fmt: skip
    else:
        encoder = DistilBertModel(DistilBertConfig(vocab_size=20, dim=8, n_layers=3, n_heads=2, hidden_dim=8))
    model = nn.ModuleDict({"encoder": encoder, "head": nn.Linear(8, 2)})
    parts = model_parts(model)
    assert list(parts) == ["embeddings", "layer_0", "layer_1", "layer_2", "heads"]
    counted = [id(p) for own in parts.values() for p in own]
    assert len(counted) == len(set(counted))
    assert set(counted) == {id(p) for p in model.parameters()}
    if kind == "bert":
        assert any(p is encoder.pooler.dense.weight for p in parts["layer_2"])


def test_without_decay_there_are_word_embeddings_encoder_and_heads(own: ServiceModel) -> None:
    words = own.encoder.embeddings.word_embeddings.weight
    inside = {id(p) for p in own.encoder.parameters()}
    wanted = [
        ([words], 2.5e-4),
        ([p for p in own.encoder.parameters() if p is not words], 1.2e-4),
        ([p for p in own.parameters() if id(p) not in inside], 1e-3),
    ]
    groups = layer_rates(own, 2.5e-4, 1.2e-4, 1e-3)
    # In this order too: the state of an optimizer is saved by it.
    assert [[id(p) for p in group["params"]] for group in groups] == [[id(p) for p in own_] for own_, _ in wanted]
    assert [(group["lr"], group["peak"]) for group in groups] == [(lr, lr) for _, lr in wanted]


def test_with_decay_each_lower_layer_learns_more_slowly(own: ServiceModel) -> None:
    groups = layer_rates(own, 2.5e-4, 1e-4, 1e-3, decay=0.5)
    rates = {id(p): group["lr"] for group in groups for p in group["params"]}
    assert sum(len(group["params"]) for group in groups) == len(rates) == len(list(own.parameters()))
    of_parts = {part: {rates[id(p)] for p in parameters} for part, parameters in model_parts(own).items()}
    assert of_parts == {
        "embeddings": {2.5e-4, 2.5e-5}, "layer_0": {5e-5}, "layer_1": {1e-4}, "heads": {1e-3},
    }  # fmt: skip
    assert rates[id(own.encoder.embeddings.word_embeddings.weight)] == 2.5e-4


def test_settings_that_do_not_fit_are_refused(own: ServiceModel) -> None:
    with pytest.raises(ValueError, match="'none', 'heads_first' or 'shared_first'"):
        Unfreezing(own, UnfreezingConfig("sideways"))
    with pytest.raises(ValueError, match="less than or equal to 1"):
        Unfreezing(own, UnfreezingConfig("heads_first", until=1.5))
    with pytest.raises(ValueError, match="decay"):
        layer_rates(own, 1e-4, 1e-4, 1e-3, decay=0.0)
    shared_weights = AlbertModel(AlbertConfig(vocab_size=20, embedding_size=8, hidden_size=8, num_hidden_layers=3,
                                              num_attention_heads=2, intermediate_size=8))  # fmt: skip
    with pytest.raises(ValueError, match="AlbertModel has no list of 3 layers"):
        model_parts(nn.ModuleDict({"encoder": shared_weights}))
