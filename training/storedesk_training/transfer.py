"""Vocabulary transfer: all-MiniLM-L6-v2 (BERT, WordPiece) becomes a `RobertaModel` with a new vocabulary.

The encoder's weights go over unchanged. RoBERTa's positions start at 2 (`padding_idx + 1`) and it has
one token type; BERT's segment 0 is added in its place. Given the same embeddings in, both compute the
same states to the bit (a test asserts it).
"""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from transformers import BertModel, RobertaConfig, RobertaModel

from .bpe import BOS, EOS, MASK, PAD, PAD_ID, UNK

POSITION_OFFSET = PAD_ID + 1
_BERT_SPECIAL = {BOS: "[CLS]", PAD: "[PAD]", EOS: "[SEP]", UNK: "[UNK]", MASK: "[MASK]"}


def roberta_from_bert(bert: BertModel, vocabulary: int) -> RobertaModel:
    """A RoBERTa with the encoder of `bert`; its word embeddings are still to be filled."""
    source = bert.config
    config = RobertaConfig(
        vocab_size=vocabulary,
        hidden_size=source.hidden_size,
        num_hidden_layers=source.num_hidden_layers,
        num_attention_heads=source.num_attention_heads,
        intermediate_size=source.intermediate_size,
        hidden_act=source.hidden_act,
        layer_norm_eps=source.layer_norm_eps,
        hidden_dropout_prob=source.hidden_dropout_prob,
        attention_probs_dropout_prob=source.attention_probs_dropout_prob,
        max_position_embeddings=source.max_position_embeddings + POSITION_OFFSET,
        type_vocab_size=1,
        pad_token_id=PAD_ID,
        bos_token_id=0,
        eos_token_id=2,
    )
    # On a CPU the fused attention's backward pass takes longer than the plain one's, by a third of a whole step.
    config._attn_implementation = "eager"
    roberta = RobertaModel(config, add_pooling_layer=False)
    roberta.encoder.load_state_dict(bert.encoder.state_dict())
    old, new = bert.embeddings, roberta.embeddings
    with torch.no_grad():
        new.position_embeddings.weight[POSITION_OFFSET:] = old.position_embeddings.weight
        new.token_type_embeddings.weight[0] = old.token_type_embeddings.weight[0]
    new.LayerNorm.load_state_dict(old.LayerNorm.state_dict())
    return roberta


def transferred_embeddings(bpe: Tokenizer, wordpiece: Tokenizer, old: torch.Tensor) -> torch.Tensor:
    """Word embeddings `[vocabulary, hidden]`: each BPE token the mean of its WordPiece pieces.

    A token that starts no word (no leading space) is the mean over its reading as a word, which it is
    at the start of a text, and as the continuation of one, where WordPiece knows that continuation.
    """
    mean = old.mean(dim=0)
    rows = torch.empty(bpe.get_vocab_size(), old.shape[1])
    known = wordpiece.get_vocab()
    for token, row in bpe.get_vocab().items():
        if token in _BERT_SPECIAL:
            rows[row] = old[known[_BERT_SPECIAL[token]]]
            continue
        text = bpe.decoder.decode([token])
        pieces = wordpiece.encode(text, add_special_tokens=False).ids
        readings = [old[pieces].mean(dim=0)] if pieces and known["[UNK]"] not in pieces else []
        continuation = known.get("##" + text.lower()) if text.isalnum() else None
        if continuation is not None:
            readings.append(old[continuation])
        rows[row] = torch.stack(readings).mean(dim=0) if readings else mean
    return rows
