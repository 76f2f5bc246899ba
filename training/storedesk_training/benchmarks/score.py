"""Predictions of a benchmark's rows, and its published kinds of scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from ..messages import Message, Span
from .batches import collate
from .config import BenchmarkConfig
from .datasets import Benchmark
from .encoder import WordTokenizer
from .model import JointModel
from .spans import span_f1, spans_of, word_ranges

_BATCH = 64


@dataclass(frozen=True)
class Predictions:
    """Probabilities of the intents `[rows, intents]` and the slots of each row."""

    intents: np.ndarray
    slots: list[list[Span]]


@torch.no_grad()
def predict(
    model: JointModel, marks: WordTokenizer, rows: Sequence[Message], benchmark: Benchmark, config: BenchmarkConfig
) -> Predictions:
    """Runs every row, a batch of like length at a time. Words without a token are outside of slots."""
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].text))
    intents = np.zeros((len(rows), len(benchmark.intents)))
    slots: list[list[Span]] = [[] for _ in rows]
    for start in range(0, len(order), _BATCH):
        chosen = order[start : start + _BATCH]
        batch = collate(marks, [rows[i] for i in chosen], benchmark, config.max_tokens, config.word_state)
        outputs = model(batch.to(device))
        intents[chosen] = outputs.intent_logits.softmax(1).cpu().numpy()
        best = outputs.tag_logits.argmax(2).cpu() * (batch.pieces.sum(2) > 0)
        for at, index in enumerate(chosen):
            ranges = word_ranges(rows[index].text)
            slots[index] = spans_of([benchmark.tags[tag] for tag in best[at, : len(ranges)].tolist()], ranges)
    model.train(was_training)
    return Predictions(intents, slots)


def score(predictions: Predictions, rows: Sequence[Message], benchmark: Benchmark) -> dict[str, float]:
    """Scores from 0 to 1; which ones, depends on what the benchmark has.

    `intent_accuracy` always. With slots (SNIPS, as arXiv 1902.10909 reports it) `slot_f1`, and `sentence_accuracy`:
    intent and all spans right. With a label for what is out of scope (CLINC150, as arXiv 1909.02027 reports it, that
    label a class beside the intents) `in_scope_accuracy` of the rows that have an intent, `oos_recall` of the others,
    and `oos_auroc` of telling both apart by the largest probability of an intent (arXiv 1610.02136).
    """
    if not rows:
        return {}
    got = predictions.intents.argmax(1)
    right = np.array([benchmark.intents[j] == row.intent for j, row in zip(got, rows, strict=True)])
    found = {"intent_accuracy": float(right.mean())}
    if benchmark.slot_types:
        found["slot_f1"] = span_f1([row.entities for row in rows], predictions.slots)
        whole = np.array([set(row.entities) == set(s) for row, s in zip(rows, predictions.slots, strict=True)])
        found["sentence_accuracy"] = float((right & whole).mean())
    if benchmark.out_of_scope:
        outside = np.array([row.intent == benchmark.out_of_scope for row in rows])
        inside = [j for j, intent in enumerate(benchmark.intents) if intent != benchmark.out_of_scope]
        if not outside.all():
            found["in_scope_accuracy"] = float(right[~outside].mean())
        if outside.any():
            found["oos_recall"] = float(right[outside].mean())
        if outside.any() and not outside.all():
            found["oos_auroc"] = float(roc_auc_score(outside, -predictions.intents[:, inside].max(1)))
    return {name: round(value, 4) for name, value in found.items()}


def choice_value(scores: dict[str, float]) -> float:
    """What chooses the epoch: the mean of slot F1 and sentence accuracy, or the accuracy where there are no slots."""
    if not scores:
        return 0.0
    if "slot_f1" in scores:
        return (scores["slot_f1"] + scores["sentence_accuracy"]) / 2
    return scores["intent_accuracy"]
