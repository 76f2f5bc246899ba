"""Predictions decoded as the service decodes them, and their scores on development messages.

The scores that count are those of `npm run evaluate`, through the service's own code; these steer training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import log_softmax, softmax
from sklearn.metrics import recall_score, roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor, nn

from .batches import pad
from .bpe import Encoded, encode, special_ids
from .messages import ACTS, ENTITY_TYPES, INTENTS, Message, Span, TemplateTexts
from .words import word_of_token, words

LEAST_EVIDENCE = 1e-6
Pass = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, ...]]


def model_pass(model: nn.Module) -> Pass:
    """Forward passes of a model wherever it lies, their outputs on the processor in fp32; it should be in evaluation
    mode."""
    device = next(model.parameters()).device

    @torch.no_grad()
    def run(ids: Tensor, mask: Tensor, vectors: Tensor) -> tuple[Tensor, ...]:
        return tuple(out.float().cpu() for out in model(ids.to(device), mask.to(device), vectors.to(device)))

    return run


@dataclass(frozen=True)
class Outcome:
    """Raw outputs per message: intent `[n, 3]`, scope `[n]`, template similarities `[n, templates]` and spans."""

    intent: np.ndarray
    scope: np.ndarray
    similarity: np.ndarray
    entities: list[list[Span]]
    template_ids: list[str]
    template_intents: list[str | None]

    @property
    def nearest(self) -> np.ndarray:
        """The similarity of each message's nearest template `[n]`."""
        nearest: np.ndarray = self.similarity.max(axis=1)
        return nearest

    def intents(self, rows: Sequence[int], by: IntentWitnesses) -> np.ndarray:
        """Log-probabilities of the intents `[rows, 3]` of some messages."""
        return joint_intents(self.intent[rows], self.similarity[rows], self.template_intents, by)


def template_matrix(pass_of: Pass, tokenizer: Tokenizer, templates: Sequence[TemplateTexts], dim: int) -> Tensor:
    """Vectors `[texts, dim]` of all templates' texts, in order."""
    found = []
    empty = torch.zeros(1, dim)
    for template in templates:
        inputs = pad([encode(tokenizer, text, "", 256) for text in template.texts], special_ids(tokenizer).pad)
        found.append(pass_of(inputs.input_ids, inputs.attention_mask, empty)[3])
    return torch.cat(found)


def centroids(vectors: Tensor, templates: Sequence[TemplateTexts]) -> Tensor:
    """What a message is compared with: the mean of each template's vectors at unit length, `[texts, dim]` of all
    templates' texts, in order → `[templates, dim]`. Not a mean of similarities: a template whose texts say different
    things has a short mean, and would stand behind one whose texts are all alike.
    """
    return F.normalize(_by_template(vectors, templates), dim=1)


def mean_similarity(similarities: Tensor, templates: Sequence[TemplateTexts]) -> Tensor:
    """How models before the centroids score a template: `[batch, texts]` → `[batch, templates]`."""
    return _by_template(similarities.t(), templates).t()


def _by_template(rows: Tensor, templates: Sequence[TemplateTexts]) -> Tensor:
    return torch.stack([own.mean(dim=0) for own in torch.split(rows, [len(t.texts) for t in templates])])


def decode_entities(logits: Tensor, encoded: Encoded, text: str) -> list[Span]:
    """Spans of whole words: a word's type by the mean log-probability of its tokens (see src/nlu)."""
    ranges = words(text)
    own = [o if s == 1 else (0, 0) for o, s in zip(encoded.offsets, encoded.segment, strict=True)]
    owner = word_of_token(own, ranges)
    logp = torch.log_softmax(logits[: len(owner)].float(), dim=1)
    # The better of B and I, not their sum: by the sum, logits that say nothing would make every word an entity.
    types = [logp[:, 1 + 2 * k : 3 + 2 * k].amax(dim=1) for k in range(len(ENTITY_TYPES))]
    kinds = torch.stack([logp[:, 0], *types], dim=1)
    spans: list[Span] = []
    for word, (start, end) in enumerate(ranges):
        tokens = [i for i, w in enumerate(owner) if w == word]
        if not tokens:
            continue
        kind = int(kinds[tokens].mean(0).argmax())
        if kind == 0:
            continue
        name = ENTITY_TYPES[kind - 1]
        first = logp[tokens[0]]
        joins = bool(first[2 * kind] > first[2 * kind - 1])
        last = spans[-1] if spans else None
        if joins and last and last.type == name and not text[last.end : start].strip():
            spans[-1] = Span(name, last.start, end)
        else:
            spans.append(Span(name, start, end))
    return spans


def predict(
    pass_of: Pass, tokenizer: Tokenizer, messages: Sequence[Message], templates: Sequence[TemplateTexts], dim: int
) -> Outcome:
    """Runs every message, a batch of like length at a time."""
    vectors = centroids(template_matrix(pass_of, tokenizer, templates, dim), templates)
    encoded = [encode(tokenizer, m.text, m.context, 256) for m in messages]
    order = sorted(range(len(messages)), key=lambda i: len(encoded[i].ids))
    intent = np.zeros((len(messages), len(INTENTS)))
    scope = np.zeros(len(messages))
    similarity = np.zeros((len(messages), len(templates)))
    entities: list[list[Span]] = [[] for _ in messages]
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        inputs = pad([encoded[i] for i in rows], special_ids(tokenizer).pad)
        a, b, c, _, e = pass_of(inputs.input_ids, inputs.attention_mask, vectors)
        intent[rows], scope[rows], similarity[rows] = a.numpy(), b.numpy(), e.numpy()
        for row, index in enumerate(rows):
            entities[index] = decode_entities(c[row], encoded[index], messages[index].text)
    return Outcome(intent, scope, similarity, entities, [t.id for t in templates], [t.intent for t in templates])


@dataclass(frozen=True)
class IntentWitnesses:
    """How the intent head and the templates' scores are joined; fitted by `calibrate`, these are for training."""

    temperature: float = 2.5
    weight: float = 1.5
    evidence_temperature: float = 0.03


def joint_intents(
    logits: np.ndarray, similarity: np.ndarray, template_intents: Sequence[str | None], by: IntentWitnesses
) -> np.ndarray:
    """Log-probabilities `[n, 3]` by intent logits `[n, 3]` and template similarities `[n, templates]`, as
    src/nlu/decoding/decode-intent.ts joins them.
    """
    head = log_softmax(logits / by.temperature, axis=1)
    scores = softmax(similarity / by.evidence_temperature, axis=1)
    undecided = scores[:, [i is None for i in template_intents]].sum(1, keepdims=True)
    own = [scores[:, [i == intent for i in template_intents]].sum(1) for intent in INTENTS]
    evidence = np.stack(own, axis=1) + undecided * np.exp(head)
    joint: np.ndarray = log_softmax(head + by.weight * np.log(evidence + LEAST_EVIDENCE), axis=1)
    return joint


def score(outcome: Outcome, messages: Sequence[Message], new_templates: Sequence[str] = ()) -> dict[str, float]:
    """The figures of the model card, on raw scores (temperatures do not move them)."""
    found: dict[str, float] = {}
    rows = [i for i, m in enumerate(messages) if m.intent]
    gold = [messages[i].intent for i in rows]
    witnesses = {"": outcome.intents(rows, IntentWitnesses()), "_by_head": outcome.intent[rows]}
    for label, values in witnesses.items():
        got = [INTENTS[j] for j in values.argmax(1)]
        found[f"intent_recall{label}"] = float(recall_score(gold, got, average="macro"))
    scoped = [i for i, m in enumerate(messages) if m.in_scope is not None]
    truth = np.array([messages[i].in_scope for i in scoped])
    values = outcome.scope[scoped]
    found["scope_auroc"] = float(roc_auc_score(truth, values))
    found["scope_caught"] = float((values[~truth] < np.quantile(values[truth], 0.05)).mean())
    known = {name: j for j, name in enumerate(outcome.template_ids)}
    answers = [j for j, name in enumerate(outcome.template_ids) if name not in ACTS]
    for label, wanted in (("", set(known) - set(new_templates)), ("new_", set(new_templates))):
        own = [i for i, m in enumerate(messages) if m.template in wanted and m.intent]
        if own:
            ranked = [[answers[j] for j in np.argsort(-outcome.similarity[i][answers])] for i in own]
            places = [r.index(known[messages[i].template or ""]) for r, i in zip(ranked, own, strict=True)]
            found[f"{label}top1"] = float(np.mean([p == 0 for p in places]))
            found[f"{label}top3"] = float(np.mean([p < 3 for p in places]))
    acts = [i for i, m in enumerate(messages) if m.template in ACTS]
    if acts:
        best = outcome.similarity[acts].argmax(1)
        found["act_top1"] = float(
            np.mean([outcome.template_ids[b] == messages[i].template for b, i in zip(best, acts, strict=True)])
        )
    for kind in ENTITY_TYPES:
        hit = wrong = missed = 0
        for i, message in enumerate(messages):
            if message.in_scope is False or "entities" not in message.labelled:
                continue
            want = {s for s in message.entities if s.type == kind}
            have = {s for s in outcome.entities[i] if s.type == kind}
            hit, wrong, missed = hit + len(want & have), wrong + len(have - want), missed + len(want - have)
        found[f"f1_{kind}"] = 2 * hit / max(1, 2 * hit + wrong + missed)
    return {name: round(value, 4) for name, value in found.items()}


def score_choice(outcome: Outcome, messages: Sequence[Message]) -> dict[str, float]:
    """How often messages for templates that training never saw find theirs, first or among the first three."""
    ranked = [[outcome.template_ids[j] for j in np.argsort(-row)] for row in outcome.similarity]
    places = [order.index(message.template or "") for order, message in zip(ranked, messages, strict=True)]
    return {
        "unseen_top1": round(float(np.mean([p == 0 for p in places])), 4),
        "unseen_top3": round(float(np.mean([p < 3 for p in places])), 4),
    }
