"""The encoder that a training begins with: our own distilled one, or any of Hugging Face."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoTokenizer, PreTrainedModel

from .bpe import load_tokenizer
from .locations import CHECKPOINTS, ENCODER


def base_source(base: str) -> str:
    """Where `base` lies: a `pretrain` of that name among the checkpoints, the project's own encoder, a directory, or a
    name for Hugging Face."""
    own = CHECKPOINTS / base
    if (own / "config.json").exists():
        return str(own)
    return str(ENCODER) if base == ENCODER.name else base


def load_base(base: str, dropout: float = 0.0) -> tuple[PreTrainedModel, Tokenizer]:
    """The encoder, with plain attention, which exports to standard operators, and its tokenizer.

    Raises:
        OSError: there is no such model, or it cannot be had without a network.

    """
    source = base_source(base)
    config = AutoConfig.from_pretrained(source)
    for name in ("hidden_dropout_prob", "attention_probs_dropout_prob"):
        if hasattr(config, name):
            setattr(config, name, dropout)
    model = AutoModel.from_pretrained(
        source, config=config, add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
    )
    return model, base_tokenizer(source)


def keep_encoder(name: str = "encoder", target: Path = ENCODER) -> None:
    """Writes the `pretrain` of that name to the project, in half precision: 4 bytes for two weights, and no loss that
    a score would show.
    """
    model, tokenizer = load_base(name)
    target.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(target)
    tokenizer.save(str(target / "tokenizer.json"))


def untrained_base(base: str) -> PreTrainedModel:
    """An encoder of the same shape with random weights, for weights that are loaded next."""
    config = AutoConfig.from_pretrained(base_source(base))
    model: PreTrainedModel = AutoModel.from_config(
        config, add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
    )
    return model


def base_tokenizer(source: str) -> Tokenizer:
    """The tokenizer of a directory with a `tokenizer.json`, or of a Hugging Face model."""
    path = Path(source) / "tokenizer.json"
    if not path.exists():
        AutoTokenizer.from_pretrained(source).save_pretrained(CHECKPOINTS / "tokenizers" / source.replace("/", "--"))
        path = CHECKPOINTS / "tokenizers" / source.replace("/", "--") / "tokenizer.json"
    return load_tokenizer(path)
