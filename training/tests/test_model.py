"""What a message vector promises, whatever the weights are."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import RobertaConfig, RobertaModel

from storedesk_training.model import HeadSizes, ServiceModel


@pytest.fixture(scope="module")
def model() -> ServiceModel:
    config = RobertaConfig(vocab_size=60, hidden_size=16, num_hidden_layers=3, num_attention_heads=2,
                           intermediate_size=32, max_position_embeddings=40)  # fmt: skip
    return ServiceModel(RobertaModel(config, add_pooling_layer=False), HeadSizes(hidden=8, trained=8, base_share=0.3))


def unit(rows: int, width: int, seed: int) -> Tensor:
    return F.normalize(torch.randn(rows, width, generator=torch.Generator().manual_seed(seed)), dim=1)


def test_vectors_have_length_one_whatever_the_gate_says(model: ServiceModel) -> None:
    gates = torch.tensor([0.0, 0.2, 0.7, 1.0]).unsqueeze(1)
    vectors = model.joined(unit(4, 8, 1) * gates, unit(4, 16, 2))
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(4))
    torch.testing.assert_close(model.base_half(vectors), unit(4, 16, 2))


def test_the_gate_decides_between_both_halves_and_the_base_half_alone(model: ServiceModel) -> None:
    trained, base = unit(2, 8, 3), unit(2, 16, 4)
    of_trained, of_base = (float(one[0] @ one[1]) for one in (trained, base))
    known = model.joined(trained, base)
    assert float(known[0] @ known[1]) == pytest.approx(0.7 * of_trained + 0.3 * of_base, abs=1e-6)
    unknown = model.joined(trained * 0, base)
    assert float(unknown[0] @ unknown[1]) == pytest.approx(of_base, abs=1e-6)
    # A message about nothing that is shipped, against a shipped template: what the trained half says is left out.
    assert float(unknown[0] @ known[1]) == pytest.approx(0.3**0.5 * of_base, abs=1e-6)
