from pathlib import Path

import made_up
import pytest
import torch
from transformers import RobertaConfig, RobertaModel

from storedesk_training import base_encoder, train, training_data
from storedesk_training.bpe import PAD_ID
from storedesk_training.model import HeadSizes, ServiceModel


@pytest.fixture(scope="session")
def model() -> ServiceModel:
    torch.manual_seed(3)
    config = RobertaConfig(
        vocab_size=300, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=66, type_vocab_size=1, pad_token_id=PAD_ID, attn_implementation="eager",
    )  # fmt: skip
    return ServiceModel(RobertaModel(config, add_pooling_layer=False), HeadSizes(hidden=16, trained=8)).eval()


@pytest.fixture
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny encoder among fresh checkpoints, and made-up data in place of the project's."""
    made_up.tiny_encoder(tmp_path / "encoder")
    for module in (train, base_encoder):
        monkeypatch.setattr(module, "CHECKPOINTS", tmp_path)
    public = {f"made:{i}": [f"text {i} {j}" for j in range(8)] for i in range(4)}
    for name, value in {
        "read_catalogue": lambda: made_up.TEMPLATES,
        "read_training": lambda: made_up.MESSAGES,
        "read_development": lambda: made_up.MESSAGES,
        "read_new_templates": lambda _: [made_up.INVENTED],
        "read_public_intents": lambda **_: public,
        "read_public_messages": lambda: {},
        "teacher_vectors": made_up.random_teacher,
    }.items():
        monkeypatch.setattr(training_data, name, value)
    monkeypatch.setattr(train, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(train, "read_new_templates", lambda _: [made_up.INVENTED])
    return tmp_path
