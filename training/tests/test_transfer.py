import torch
from transformers import BertConfig, BertModel

from storedesk_training.transfer import POSITION_OFFSET, roberta_from_bert


def test_a_copied_encoder_computes_the_same_to_the_bit() -> None:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=40, layer_norm_eps=1e-12, attn_implementation="eager",
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False).eval()
    roberta = roberta_from_bert(bert, 50).eval()
    roberta.set_attn_implementation("eager")
    with torch.no_grad():
        roberta.embeddings.word_embeddings.weight.copy_(bert.embeddings.word_embeddings.weight)
    ids = torch.randint(5, 50, (3, 17))
    positions = torch.arange(17).expand(3, -1)
    with torch.no_grad():
        a = bert(ids, position_ids=positions).last_hidden_state
        b = roberta(ids, position_ids=positions + POSITION_OFFSET).last_hidden_state
    assert torch.equal(a, b)
    with torch.no_grad():
        assert torch.equal(roberta(ids).last_hidden_state, b), "positions count from the offset by themselves"
