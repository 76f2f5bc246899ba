"""Imbalance of classes: which rows an epoch draws, and how much a class weighs in a loss."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import accumulate
from typing import TypeVar

from .messages import FALLBACK, Message

Row = TypeVar("Row")
Label = TypeVar("Label", bound=Hashable)

# Classes of rows without a label of their own: in scope, but no template fits; not labelled for the task.
NO_TEMPLATE, UNLABELLED = "no template", "unlabelled"


def template_class(message: Message) -> str:
    """The message's template or act; what is out of scope and what has none are a class each."""
    if message.in_scope is False:
        return FALLBACK
    if "template" not in message.labelled:
        return UNLABELLED
    return message.template or NO_TEMPLATE


def intent_class(message: Message) -> str:
    """The message's intent; what is out of scope and what is not labelled for intents are a class each."""
    if message.in_scope is False:
        return FALLBACK
    return message.intent or UNLABELLED


def drawn(rows: Sequence[Row], classes: Sequence[Hashable], size: int, rng: random.Random) -> list[Row]:
    """`size` rows in random order, each with a chance of 1/√(rows of its class): a class of N rows is seen in
    proportion √N (square-root sampling, arXiv 1805.00932).

    Drawn systematically: evenly along the rows' chances, from a random start. A row comes as often as expected, rounded
    up or down, so that an epoch neither leaves out rows by bad luck nor repeats some much more than others.

    Raises:
        ValueError: there are no rows, or not as many classes as rows.

    """
    if not rows or len(rows) != len(classes):
        raise ValueError(f"{len(rows)} rows and {len(classes)} classes")
    sizes = Counter(classes)
    order = list(range(len(rows)))
    # So that which rows of a class come once more than others is chance.
    rng.shuffle(order)
    reached = list(accumulate(1 / math.sqrt(sizes[classes[i]]) for i in order))
    start, step = rng.random(), reached[-1] / size if size else 0.0
    # The last row, too, where rounding puts a place at the very end.
    places = (min(bisect_right(reached, (start + k) * step), len(order) - 1) for k in range(size))
    found = [rows[order[place]] for place in places]
    rng.shuffle(found)
    return found


def class_weights(labels: Sequence[Label]) -> dict[Label, float]:
    """1/√N per class, N its rows, scaled to a mean of 1 over the classes: for a weighted cross-entropy.

    Raises:
        ValueError: there are no labels.

    """
    if not labels:
        raise ValueError("no labels to weigh")
    raw = {label: 1 / math.sqrt(rows) for label, rows in Counter(labels).items()}
    mean = sum(raw.values()) / len(raw)
    return {label: weight / mean for label, weight in raw.items()}
