"""How much the new vocabulary loses against the original encoder: linear probes, and the choice of templates that
nobody was trained on, which depends on rare words and so shows far sooner what was lost.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from transformers import BertModel, RobertaModel

from .bpe import BOS_ID, EOS_ID, PAD_ID, load_tokenizer
from .locations import CHECKPOINTS, PUBLIC_DATA, minilm_directory
from .messages import ACTS, read_catalogue, read_new_templates
from .precision import mixed_precision
from .pretrain import sentence_vectors

Embed = Callable[[list[str]], np.ndarray]
_SETS = {"bitext": 6_000, "banking77": 8_000, "clinc150_train_val": 8_000}


def embedder(model: BertModel | RobertaModel, tokenizer: Tokenizer, special: tuple[int, int, int]) -> Embed:
    """Sentence vectors `[texts, hidden]` of bare texts."""
    start, end, pad = special

    @torch.no_grad()
    def embed(texts: list[str]) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
        for at in range(0, len(order), 128):
            chunk = order[at : at + 128]
            own = [[start, *tokenizer.encode(texts[i], add_special_tokens=False).ids[:126], end] for i in chunk]
            width = max(map(len, own))
            ids = torch.tensor([o + [pad] * (width - len(o)) for o in own])
            mask = torch.tensor([[1] * len(o) + [0] * (width - len(o)) for o in own])
            with mixed_precision():
                states = model(ids, attention_mask=mask).last_hidden_state
            rows[chunk] = sentence_vectors(states, mask).numpy()
        return rows

    return embed


def accuracy(embed: Embed, rows: list[tuple[str, str]], seed: int = 3) -> float:
    """Held-out accuracy of logistic regression on frozen vectors, 80 : 20."""
    rows = list(rows)
    random.Random(seed).shuffle(rows)
    x, y = embed([text for text, _ in rows]), np.array([label for _, label in rows])
    cut = int(0.8 * len(rows))
    probe_model = LogisticRegression(C=30, max_iter=300).fit(x[:cut], y[:cut])
    return float(probe_model.score(x[cut:], y[cut:]))


def template_choice(embed: Embed) -> dict[str, float]:
    """How often the messages for invented templates find theirs among all, by the mean of each template's vectors."""
    new = read_new_templates("development")
    templates = [t for t in read_catalogue() if t.id not in ACTS] + [one.template for one in new]
    messages = [message for one in new for message in one.messages]
    vectors = embed([text for t in templates for text in t.texts])
    ends = np.cumsum([len(t.texts) for t in templates])
    prototypes = np.stack([own.mean(0) for own in np.split(vectors, ends[:-1])])
    similarity = embed([m.text for m in messages]) @ prototypes.T
    own = similarity[range(len(messages)), [[t.id for t in templates].index(m.template or "") for m in messages]]
    places = (similarity > own[:, None]).sum(1)
    return {"top1": round(float((places == 0).mean()), 4), "top3": round(float((places < 3).mean()), 4)}


def probe() -> dict[str, dict[str, float]]:
    """Accuracy of original and transferred encoder on each set; written beside the encoder."""
    source, target = minilm_directory(), CHECKPOINTS / "encoder"
    wordpiece = Tokenizer.from_file(str(source / "tokenizer.json"))
    wordpiece.no_padding()
    wordpiece.no_truncation()
    vocabulary = wordpiece.get_vocab()
    bert = BertModel.from_pretrained(source, add_pooling_layer=False).eval()
    roberta = RobertaModel.from_pretrained(target, add_pooling_layer=False).eval()
    encoders = {
        "original": embedder(bert, wordpiece, (vocabulary["[CLS]"], vocabulary["[SEP]"], vocabulary["[PAD]"])),
        "transferred": embedder(roberta, load_tokenizer(target / "tokenizer.json"), (BOS_ID, EOS_ID, PAD_ID)),
    }
    found: dict[str, dict[str, float]] = {}
    for name, most in _SETS.items():
        with gzip.open(PUBLIC_DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = [(row["text"], row["label"]) for row in map(json.loads, file)]
        random.Random(3).shuffle(rows)
        found[name] = {label: round(accuracy(embed, rows[:most]), 4) for label, embed in encoders.items()}
        print(name, found[name], flush=True)
    chosen = {label: template_choice(embed) for label, embed in encoders.items()}
    for place in ("top1", "top3"):
        found[f"new templates {place}"] = {label: scores[place] for label, scores in chosen.items()}
    print(chosen, flush=True)
    (target / "probe.json").write_text(json.dumps(found, indent=2) + "\n")
    return found
