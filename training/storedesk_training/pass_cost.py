"""What one pass for all tasks costs beside a pass for each task: the same file, and that file cut down to one task."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from onnx.utils import extract_model

from .bpe import BOS_ID, EOS_ID

_WARM_UP = 10
# What each task's graph reads beside the message, and what it tells.
_TASKS = {
    "intent": ([], ["intent_logits"]),
    "scope": (["template_vectors"], ["scope_logit"]),
    "entities": ([], ["entity_logits"]),
    "template": (["template_vectors"], ["template_scores"]),
}
_MESSAGE = ["input_ids", "attention_mask"]


@dataclass(frozen=True)
class PassCost:
    """Median milliseconds of one message: in one pass, and by task in a pass of its own; `ratio` is the four together
    by the one, the median over rounds in which all were timed in turn."""

    together: float
    alone: Mapping[str, float]
    ratio: float


def pass_cost(model: Path, dim: int, tokens: int = 24, vectors: int = 200, rounds: int = 200) -> PassCost:
    """Times an exported file on one thread of the processor, as the service runs it."""
    ids = np.full((1, tokens), 40, dtype=np.int64)
    ids[0, 0], ids[0, -1] = BOS_ID, EOS_ID
    feeds: dict[str, np.ndarray] = {
        "input_ids": ids,
        "attention_mask": np.ones_like(ids),
        "template_vectors": np.full((vectors, dim), dim**-0.5, dtype=np.float32),
    }
    with tempfile.TemporaryDirectory() as directory:
        runs = {"together": _run(model, feeds)}
        for task, (own, outputs) in _TASKS.items():
            part = Path(directory) / f"{task}.onnx"
            extract_model(str(model), str(part), [*_MESSAGE, *own], outputs)
            runs[task] = _run(part, {name: feeds[name] for name in [*_MESSAGE, *own]})
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for count in range(_WARM_UP + rounds):
            for name, run in runs.items():
                began = time.perf_counter()
                run()
                if count >= _WARM_UP:
                    taken[name].append(1000 * (time.perf_counter() - began))
    ratios = [sum(row[1:]) / row[0] for row in zip(*taken.values(), strict=True)]
    medians = {name: statistics.median(own) for name, own in taken.items()}
    return PassCost(medians.pop("together"), medians, statistics.median(ratios))


def _run(model: Path, feeds: Mapping[str, np.ndarray]) -> Callable[[], object]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, dict(feeds))


def print_pass_cost(model: Path, dim: int) -> None:
    """Prints what `pass_cost` finds."""
    cost = pass_cost(model, dim)
    print(f"one pass for all tasks   {cost.together:6.2f} ms")
    for task, own in cost.alone.items():
        print(f"{task:10s} alone         {own:6.2f} ms")
    print(f"four passes cost {cost.ratio:.2f} times as much as one")
