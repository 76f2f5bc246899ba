"""What each way of sharing promises: who reads what, what moves with whom, and that one graph still has it all."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import RobertaConfig, RobertaModel

from storedesk_training.bpe import EOS_ID, PAD_ID
from storedesk_training.config import ConfigError, checked
from storedesk_training.export import OUTPUTS, OnnxPass, export_onnx, to_half
from storedesk_training.model import HeadSizes, ServiceModel
from storedesk_training.restore import restored_weights, sharing_of
from storedesk_training.sharing import READERS, Sharing

BASE_APART = Sharing("branches", (("intent", "scope", "entities", "template"), ("base",)), shared_layers=2)
EACH_ITS_OWN = Sharing("soft", tuple((reader,) for reader in READERS), tie=0.1)


def model_with(sharing: Sharing) -> ServiceModel:
    torch.manual_seed(5)
    config = RobertaConfig(
        vocab_size=60, hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=40, pad_token_id=PAD_ID, attn_implementation="eager",
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    sizes = HeadSizes(hidden=8, trained=8, dropout=0.0)
    return ServiceModel(RobertaModel(config, add_pooling_layer=False), sizes, sharing)


def inputs() -> tuple[Tensor, Tensor]:
    ids = torch.tensor([[0, 7, 8, 9, EOS_ID, PAD_ID], [0, 10, EOS_ID, EOS_ID, 11, EOS_ID]])
    return ids, (ids != PAD_ID).long()


def outputs(model: ServiceModel) -> dict[str, Tensor]:
    ids, mask = inputs()
    vectors = torch.randn(3, model.dim, generator=torch.Generator().manual_seed(1))
    return model(ids, mask, vectors)._asdict()


def test_hard_sharing_is_one_encoder_for_all() -> None:
    model = model_with(Sharing())
    states = model.states(*inputs())
    assert len({id(own) for own in states.values()}) == 1
    assert not list(model.shared.parameters())


@pytest.mark.parametrize("sharing", [BASE_APART, EACH_ITS_OWN], ids=["branches", "soft"])
def test_every_way_begins_as_hard_sharing(sharing: Sharing) -> None:
    hard, other = model_with(Sharing()), model_with(sharing)
    other.load_state_dict(hard.state_dict(), strict=False)
    for name, value in outputs(hard).items():
        torch.testing.assert_close(outputs(other)[name], value, msg=name)


def test_a_branch_s_own_layers_move_its_readers_alone() -> None:
    model = model_with(BASE_APART)
    before = outputs(model)
    with torch.no_grad():
        for parameter in model.shared.parameters():
            parameter.mul_(1.5)
    after = outputs(model)
    assert not torch.allclose(after["message_vector"][:, 8:], before["message_vector"][:, 8:])
    for name in ("intent_logits", "entity_logits"):
        torch.testing.assert_close(after[name], before[name])


def test_a_branch_s_loss_reaches_the_shared_layers_and_not_the_others_own() -> None:
    model = model_with(BASE_APART)
    ids, mask = inputs()
    states = model.states(ids, mask, ("base",))
    model.base_half_of(model.features(states["base"], ids, mask)).sum().backward()
    layers = model.encoder.encoder.layer
    assert all(p.grad is None for p in layers[2].parameters())
    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in layers[1].parameters())


def test_the_tie_draws_copies_together_and_is_their_squared_distance() -> None:
    model = model_with(EACH_ITS_OWN)
    assert float(model.shared.distance(model.encoder)) == 0.0
    with torch.no_grad():
        next(model.shared.own["scope"].parameters()).add_(0.5)
    moved = next(model.shared.own["scope"].parameters())
    # One of five copies lies apart from the four others.
    assert float(model.shared.distance(model.encoder)) == pytest.approx(4 * 0.25 * moved.numel(), rel=1e-4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    start = float(model.shared.distance(model.encoder))
    for _ in range(20):
        optimizer.zero_grad()
        model.shared.distance(model.encoder).backward()
        optimizer.step()
    assert float(model.shared.distance(model.encoder)) < 0.01 * start


def test_a_gate_of_zero_cuts_a_task_off() -> None:
    model = model_with(Sharing(gates=True))
    gate = model.task_gates["intent"]
    with torch.no_grad():
        gate.openness.bias.fill_(-1e4)
    before = outputs(model)
    with torch.no_grad():
        for layer in model.encoder.encoder.layer:
            for parameter in layer.parameters():
                parameter.mul_(1.3)
    after = outputs(model)
    torch.testing.assert_close(after["intent_logits"], before["intent_logits"])
    assert not torch.allclose(after["entity_logits"], before["entity_logits"])
    model.zero_grad()
    outputs(model)["intent_logits"].sum().backward()
    grads = [p.grad for p in model.encoder.parameters() if p.grad is not None]
    assert sum(float(g.abs().sum()) for g in grads) == 0.0


@pytest.mark.parametrize("sharing", [BASE_APART, Sharing(gates=True)], ids=["branches", "gates"])
def test_one_graph_has_every_output_and_gives_its_weights_back(sharing: Sharing, tmp_path: Path) -> None:
    model = model_with(sharing).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.01)
    export_onnx(model, tmp_path / "model.onnx")
    ids, mask = inputs()
    vectors = torch.randn(3, model.dim)
    with torch.no_grad():
        wanted = model(ids, mask, vectors)
    for name, a, b in zip(OUTPUTS, wanted, OnnxPass(tmp_path / "model.onnx")(ids, mask, vectors), strict=True):
        if name == "entity_logits":
            a, b = a * mask.unsqueeze(2), b * mask.unsqueeze(2)
        torch.testing.assert_close(b, a, atol=1e-4, rtol=1e-4, msg=name)
    to_half(tmp_path / "model.onnx", tmp_path / "half.onnx")
    weights = restored_weights(tmp_path / "half.onnx")
    assert sharing_of(weights, 3) == sharing
    assert set(model.state_dict()) - set(weights) == {"scope_witness"}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"kind": "hard", "groups": [["intent"], ["base"]]}, "hard sharing"),
        ({"kind": "soft"}, "at least two groups"),
        ({"kind": "branches", "groups": [["intent"], ["colour"]]}, "unknown readers"),
        ({"kind": "soft", "groups": [["intent"], ["intent"]]}, "twice"),
        ({"kind": "none"}, "kind"),
        ({"colour": 1}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(given: dict[str, object], fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        checked(Sharing, given, "test.toml")
