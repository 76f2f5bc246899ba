import pytest
import torch
from transformers import RobertaConfig, RobertaModel

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
