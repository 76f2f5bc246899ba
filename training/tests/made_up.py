"""A few templates and messages, and settings for runs of seconds, in place of the project's data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import RobertaConfig, RobertaModel

from storedesk_training.bpe import PAD_ID, train_tokenizer
from storedesk_training.config import checked
from storedesk_training.messages import Message, NewTemplate, Span, TemplateTexts
from storedesk_training.train_config import TrainConfig

TEMPLATES = [
    TemplateTexts("order_status", "inquiry", ("where an order is", "where is my order", "has it shipped")),
    TemplateTexts("return_start", "return", ("wants to send goods back", "i want to return this", "send it back")),
    TemplateTexts("wrong_item", "complaint", ("another thing came", "you sent the wrong one", "not what i ordered")),
]
INVENTED = NewTemplate(
    TemplateTexts("engraving", "inquiry", ("engraving of a name", "can you engrave it", "put a name on the ring")),
    (Message("please engrave my name", template="engraving", labelled=frozenset({"template"})),),
)
ALL = frozenset({"intent", "scope", "entities", "template"})


def told(text: str, intent: str, template: str) -> Message:
    at = text.find("W7")
    spans = (Span("ORDER_NUMBER", at, at + 4),) if at >= 0 else ()
    return Message(text, "", intent, True, template, spans, ALL, "made-up")


MESSAGES = [
    told("where is order W771", "inquiry", "order_status"),
    told("has W772 been sent yet", "inquiry", "order_status"),
    told("my parcel is where", "inquiry", "order_status"),
    told("i want to send this back", "return", "return_start"),
    told("return for W773 please", "return", "return_start"),
    told("can i give it back", "return", "return_start"),
    told("you sent me the wrong kettle", "complaint", "wrong_item"),
    told("W774 was not what i ordered", "complaint", "wrong_item"),
    told("this is another thing than mine", "complaint", "wrong_item"),
    *(
        Message(text, "", None, False, None, (), frozenset({"scope", "entities"}), "made-up")
        for text in ("write me a poem", "what is the weather", "who won the match")
    ),
]


def random_teacher(texts: Iterable[str], _: Path) -> dict[str, Tensor]:
    own = sorted(set(texts))
    vectors = F.normalize(torch.randn(len(own), 48, generator=torch.Generator().manual_seed(2)), dim=1)
    return dict(zip(own, vectors, strict=True))


def tiny_encoder(directory: Path, layers: int = 2, width: int = 32) -> None:
    """A random RoBERTa and a tokenizer for the made-up texts."""
    torch.manual_seed(3)
    texts = [m.text for m in MESSAGES] + [text for t in TEMPLATES for text in t.texts]
    directory.mkdir(parents=True)
    train_tokenizer(texts * 3, 320).save(str(directory / "tokenizer.json"))
    config = RobertaConfig(vocab_size=320, hidden_size=width, num_hidden_layers=layers, num_attention_heads=4,
                           intermediate_size=2 * width, max_position_embeddings=120, pad_token_id=PAD_ID)  # fmt: skip
    RobertaModel(config, add_pooling_layer=False).save_pretrained(directory)


def settings(**given: Any) -> TrainConfig:
    small = {"batch": 6, "epochs": 2, "training_tokens": 24, "invented_texts": 2, "head_lr": 5e-3, "encoder_lr": 2e-3,
             "embedding_lr": 2e-3, "evaluate_every": 100, "alignment_texts": 20}  # fmt: skip
    return checked(TrainConfig, {**small, **given}, "test")


def logged(directory: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (directory / "log.jsonl").read_text().splitlines()]
