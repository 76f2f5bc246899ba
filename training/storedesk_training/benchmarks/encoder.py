"""Any Hugging Face encoder directory as the base of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, PreTrainedModel

from ..bpe import load_tokenizer
from ..messages import sha256_of

# How RoBERTa and MPNet, and how BERT names its marks.
_STARTS, _ENDS = ("<s>", "[CLS]"), ("</s>", "[SEP]")


@dataclass(frozen=True)
class WordTokenizer:
    """An encoder's own tokenizer with the ids that stand around a text and fill up a batch."""

    tokenizer: Tokenizer
    start: int
    end: int
    pad: int


def load_encoder(directory: Path, dropout: float) -> tuple[PreTrainedModel, WordTokenizer]:
    """The encoder and the tokenizer of `directory` (`config.json`, weights, `tokenizer.json`), without a pooler.

    `dropout` is that of states and of attention, by the names that BERT, RoBERTa and MPNet have for it.

    Raises:
        FileNotFoundError: there is no `tokenizer.json`.
        ValueError: the vocabulary has no mark for the start or the end of a text.

    """
    path = directory / "tokenizer.json"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: words need a fast tokenizer")
    tokenizer = load_tokenizer(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    config = AutoConfig.from_pretrained(
        directory, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout, local_files_only=True
    )
    encoder = AutoModel.from_pretrained(directory, config=config, local_files_only=True)
    if hasattr(encoder, "pooler"):
        encoder.pooler = None  # the heads pool by themselves
    marks = WordTokenizer(tokenizer, _first(tokenizer, _STARTS), _first(tokenizer, _ENDS), config.pad_token_id or 0)
    return encoder, marks


def sha256_of_encoder(directory: Path) -> str:
    """One hash over configuration, tokenizer and weights: a name alone does not say which encoder it was."""
    weights = [*directory.glob("*.safetensors"), *directory.glob("pytorch_model*.bin")]
    return sha256_of([directory / "config.json", directory / "tokenizer.json", *sorted(weights)])


def _first(tokenizer: Tokenizer, names: tuple[str, ...]) -> int:
    found = next((tokenizer.token_to_id(name) for name in names if tokenizer.token_to_id(name) is not None), None)
    if found is None:
        raise ValueError(f"the vocabulary has none of {', '.join(names)}")
    return int(found)
