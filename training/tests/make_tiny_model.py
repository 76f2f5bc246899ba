"""Writes the small model and the tokenizer cases that the service's specs run on (`src/nlu/fixtures`).

The model has random weights, the real contract's tensors and one thing that it knows: ASCII digits are
tagged `B-ORDER_NUMBER`. Run once, from the project: `python training/tests/make_tiny_model.py`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import RobertaConfig, RobertaModel

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "training"))

from storedesk_training.bpe import BOS_ID, EOS_ID, PAD_ID, encode, load_tokenizer, train_tokenizer  # noqa: E402

FIXTURES = PROJECT / "src" / "nlu" / "fixtures"
MODEL = FIXTURES / "tiny-model"
INTENTS = ["inquiry", "return", "complaint"]
ENTITY_TAGS = ["O", "B-ORDER_NUMBER", "I-ORDER_NUMBER", "B-PRODUCT_ID", "I-PRODUCT_ID"]
VOCABULARY, DIM, MAX_TOKENS = 600, 24, 64

TEXTS = [
    "where is my order W1001",
    "Where is my order #W7730192? It was due yesterday.",
    "I want to return the blue kettle, it doesn't fit my kitchen",
    "can I exchange SKU-10442 for a larger one",
    "the parcel arrived damaged and two mugs are missing",
    "I was charged twice for order 88412077",
    "how long does delivery to Austria take",
    "do you have the running shoes in size 42",
    "please cancel my order, I'll order again later",
    "my voucher isn't accepted at the checkout",
    "what's the status of order number 5512 0098",
    "change the delivery address of my order please",
    "thank you very much, goodbye",
    "hello, I have a question about my order",
    "the search page isn't working",
    "I'd like to talk to a person",
    "when will the money for my return arrive",
    "is the desk lamp back in stock soon",
    "Which shipping options do you offer and what do they cost?",
    "I don't need it any more, can I send it back and have a refund",
]

CASES: list[tuple[str, str]] = [
    ("where is my order W1001", ""),
    ("yes, 88412077", "What is the number of your order?"),
    ("", ""),
    (" ", ""),
    ("  two  spaces \t and\ttabs  ", ""),
    ("first line\r\nsecond line\n\n  third", "a prompt\r\nof two lines"),
    ("I love it 😍👍🏽 order W1001 👨‍👩‍👧 5️⃣", "🙂 hi"),
    ("我的订单W1001在哪里？", ""),
    ("cafe\u0301 nai\u0308ve Z\u0351\u036b\u0343a\u0310lgo", ""),
    ("a </s> b <s>W1001</s></s> <pad><mask> <unk>", "</s>"),
    ("SKU-10442, ORD-2024-8891; (2025/09/5517)", ""),
    ("طلبي رقم ١٢٣٤٥ وليس 12345", ""),
    ("½ ² Ⅷ ① ٣ ३", ""),
    ("nel\x85line\ufefffeff\u00a0nbsp\u3000wide\u2028ls\x1csep", ""),
    ("I'm you're we'll DON'T can't 'quoted'", ""),
    ("ß ŉ ﬁ İstanbul", ""),
    ("null \x00 byte \x07 bell", ""),
    ("x" * 2000, ""),
    ("where is it 😍 " * 150, "Which order do you mean? " * 30),
    ("1234567890" * 200, ""),
    ("word " * 60, "a context that hardly fits any more"),
    ("a" * 30 + " " + "7" * 20, "context " * 40),
]


class TinyModel(nn.Module):
    """A RoBERTa with the contract's outputs."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        config = RobertaConfig(
            vocab_size=vocabulary,
            hidden_size=DIM,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=2 * DIM,
            max_position_embeddings=MAX_TOKENS + 2,
            type_vocab_size=1,
            pad_token_id=PAD_ID,
            bos_token_id=BOS_ID,
            eos_token_id=EOS_ID,
            initializer_range=0.2,
            attn_implementation="eager",
        )
        self.encoder = RobertaModel(config, add_pooling_layer=False)
        self.intent = nn.Linear(DIM, len(INTENTS))
        self.scope = nn.Linear(DIM, 1)
        self.entity = nn.Linear(DIM, len(ENTITY_TAGS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, template_vectors: Tensor) -> tuple[Tensor, ...]:
        """`[batch, tokens]` twice and `[vectors, dim]` to the five outputs of the contract, in its order."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        vector = nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)
        return (
            self.intent(states[:, 0]),
            self.scope(states[:, 0]).squeeze(-1),
            self.entity(states),
            vector,
            vector @ template_vectors.T,
        )


@torch.no_grad()
def teach_digits(model: TinyModel, tokenizer: Tokenizer) -> None:
    """Marks digits in the embeddings and fits the entity head, by least squares, to tag them `B-ORDER_NUMBER`."""
    states, targets = [], []
    digits = [tokenizer.token_to_id(digit) for digit in "0123456789"]
    embeddings = model.encoder.embeddings.word_embeddings.weight
    embeddings[:, 0] = 0
    embeddings[digits, 0] = 3
    for text in TEXTS + [f"order W{n} please" for n in range(1000, 3000, 37)]:
        ids = torch.tensor([encode(tokenizer, text, "", MAX_TOKENS).ids])
        states.append(model.encoder(input_ids=ids).last_hidden_state[0])
        targets.append(
            torch.tensor([[-8.0, 8, 0, 0, 0] if i in digits else [8.0, -8, -8, -8, -8] for i in ids[0].tolist()])
        )
    x = torch.cat(states)
    solution = torch.linalg.lstsq(torch.cat([x, torch.ones(len(x), 1)], 1), torch.cat(targets)).solution
    model.entity.weight.copy_(solution[:-1].T)
    model.entity.bias.copy_(solution[-1])


def export(model: TinyModel, path: Path) -> None:
    """Writes the float model; batch, tokens and vectors are free."""
    ids = torch.randint(5, 200, (2, 7))
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids), torch.randn(3, DIM)),
        str(path),
        dynamo=False,
        opset_version=17,
        input_names=["input_ids", "attention_mask", "template_vectors"],
        output_names=["intent_logits", "scope_logit", "entity_logits", "message_vector", "template_scores"],
        dynamic_axes={
            "input_ids": {0: "batch", 1: "tokens"},
            "attention_mask": {0: "batch", 1: "tokens"},
            "template_vectors": {0: "vectors"},
            "intent_logits": {0: "batch"},
            "scope_logit": {0: "batch"},
            "entity_logits": {0: "batch", 1: "tokens"},
            "message_vector": {0: "batch"},
            "template_scores": {0: "batch", 1: "vectors"},
        },
    )


def write_manifest(vocabulary: int) -> None:
    """The manifest that the service checks when it loads the model."""

    def file(name: str, **more: str) -> dict[str, str]:
        return {"path": name, "sha256": hashlib.sha256((MODEL / name).read_bytes()).hexdigest(), **more}

    inputs = ["input_ids", "attention_mask", "template_vectors"]
    outputs = ["intent_logits", "scope_logit", "entity_logits", "message_vector", "template_scores"]
    manifest = {
        "name": "tiny",
        "version": "1",
        "formatVersion": 1,
        "maxTokens": MAX_TOKENS,
        "dim": DIM,
        "vocabulary": vocabulary,
        "tokens": {"bos": BOS_ID, "pad": PAD_ID, "eos": EOS_ID},
        "tensors": {"inputs": {name: name for name in inputs}, "outputs": {name: name for name in outputs}},
        "intents": INTENTS,
        "entityTags": ENTITY_TAGS,
        "templatePooling": {"kind": "logmeanexp", "beta": 10},
        "calibration": {
            "intentTemperature": 1.2,
            "scopeTemperature": 2,
            "scopeBias": 4,
            "templateTemperature": 0.05,
            "entityTemperature": 1,
        },
        "thresholds": {"scope": 0.5, "lowScore": 0.3, "nearTie": 0.1},
        "files": {
            "cpu": file("model.int8.onnx", precision="int8"),
            "cuda": file("model.fp32.onnx", precision="fp32"),
            "tokenizer": file("tokenizer.json"),
        },
        "data": {"trainSha256": "0" * 64, "testSha256": "0" * 64},
        "scores": {},
    }
    (MODEL / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def write_tokenizer_cases(tokenizer: Tokenizer) -> None:
    """What `encode` gives for texts that are hard to cut the same way twice. Offsets are code points."""
    cases = []
    for text, context in CASES:
        for max_tokens in (32, 128):
            encoded = encode(tokenizer, text, context, max_tokens, max_context=10_000)
            cases.append(
                {
                    "text": text,
                    "context": context,
                    "maxTokens": max_tokens,
                    "ids": encoded.ids,
                    "offsets": encoded.offsets,
                    "segment": encoded.segment,
                }
            )
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FIXTURES / "tokenizer-cases.json").write_text(f"[\n{lines}\n]\n")


def main() -> None:
    """Writes every file of `src/nlu/fixtures`."""
    MODEL.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    train_tokenizer(TEXTS * 2, VOCABULARY).save(str(MODEL / "tokenizer.json"), pretty=False)
    tokenizer = load_tokenizer(MODEL / "tokenizer.json")
    model = TinyModel(tokenizer.get_vocab_size()).eval()
    teach_digits(model, tokenizer)
    export(model, MODEL / "model.fp32.onnx")
    quantize_dynamic(
        MODEL / "model.fp32.onnx", MODEL / "model.int8.onnx", per_channel=True, weight_type=QuantType.QInt8
    )
    write_manifest(tokenizer.get_vocab_size())
    write_tokenizer_cases(tokenizer)


if __name__ == "__main__":
    main()
