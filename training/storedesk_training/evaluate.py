"""Scores of a finished training on labelled messages, with intervals; contrast pairs as pairs.

The scores that are reported are those of `npm run evaluate`, on the shipped file through the service's code; these are
for comparing trainings before one is shipped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .architecture import load_trained
from .messages import Message, read_catalogue, read_messages
from .precision import device
from .score import Outcome, model_pass, predict, score


@dataclass(frozen=True)
class Interval:
    """A score and its 95 % interval, by resampling the messages."""

    value: float
    low: float
    high: float


def evaluate(training: Path, messages: Sequence[Message], draws: int = 200, seed: int = 17) -> dict[str, Interval]:
    """Every score of the training in that directory on `messages` (percentile bootstrap)."""
    return intervals(outcome_of(training, messages), messages, draws, seed)


def intervals(outcome: Outcome, messages: Sequence[Message], draws: int = 200, seed: int = 17) -> dict[str, Interval]:
    """Every score of what a model made of `messages` (percentile bootstrap)."""
    plain = score(outcome, messages)
    rng = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in plain}
    for _ in range(draws):
        rows = rng.integers(0, len(messages), len(messages))
        drawn = score(_rows(outcome, rows), [messages[i] for i in rows])
        for name, values in found.items():
            if name in drawn:
                values.append(drawn[name])
    # A draw without a message out of scope has no AUROC.
    bounds = {name: np.nanquantile(values, [0.025, 0.975]).tolist() for name, values in found.items()}
    return {name: Interval(value, *bounds[name]) for name, value in plain.items()}


def outcome_of(training: Path, messages: Sequence[Message]) -> Outcome:
    """What the training's model makes of the messages, against the shipped templates."""
    model, tokenizer = load_trained(training)
    return predict(model_pass(model.to(device())), tokenizer, messages, read_catalogue(), model.dim)


def _rows(outcome: Outcome, rows: Sequence[int] | np.ndarray) -> Outcome:
    return Outcome(
        outcome.intent[rows], outcome.scope[rows], outcome.similarity[rows], [outcome.entities[i] for i in rows],
        outcome.template_ids, outcome.template_intents,
    )  # fmt: skip


def read_pairs(path: Path) -> dict[str, list[int]]:
    """Rows of each contrast pair of a file (`"pair"`): messages nearly alike whose labels differ.

    Raises:
        ValueError: a pair has not two rows.

    """
    found: dict[str, list[int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        name = json.loads(line).get("pair")
        if name:
            found.setdefault(name, []).append(number)
    odd = [name for name, rows in found.items() if len(rows) != 2]
    if odd:
        raise ValueError(f"{path.name}: {', '.join(odd)} have not two rows each")
    return found


def pairs_right(outcome: Outcome, messages: Sequence[Message], pairs: dict[str, list[int]]) -> float:
    """Share of contrast pairs of which both messages have the right template (where they have one) and the right
    entities: what tells the two apart is then understood, not guessed.
    """

    def is_right(row: int) -> bool:
        message = messages[row]
        best = outcome.template_ids[int(outcome.similarity[row].argmax())]
        has_template = message.template is None or best == message.template
        return has_template and set(outcome.entities[row]) == set(message.entities)

    return float(np.mean([all(map(is_right, rows)) for rows in pairs.values()])) if pairs else float("nan")


def print_evaluation(training: Path, path: Path) -> None:
    """Prints the scores of a training on a file of messages."""
    messages, pairs = read_messages(path), read_pairs(path)
    outcome = outcome_of(training, messages)
    for name, own in intervals(outcome, messages).items():
        print(f"{name:24s} {own.value:.4f}  [{own.low:.4f}, {own.high:.4f}]")
    if pairs:
        print(f"{'pairs':24s} {pairs_right(outcome, messages, pairs):.4f}  of {len(pairs)}")
