"""Which scores each task is judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from .train_config import TASKS, Task

# The intent by its own head: a single task has no templates for a witness.
SCORES: dict[Task, tuple[str, ...]] = {
    "intent": ("intent_recall_by_head",),
    "scope": ("scope_auroc", "scope_caught"),
    "entities": ("f1_ORDER_NUMBER", "f1_PRODUCT_ID"),
    # `unseen`: the invented templates of development; `new`: shipped ones that were left out of the training.
    "template": ("top1", "top3", "unseen_top1", "unseen_top3", "new_top1", "new_top3"),
}


def scores_of(tasks: Sequence[Task], scores: Mapping[str, float]) -> dict[str, float]:
    """Those of `scores` that the given tasks are judged by, in the order of the tasks."""
    return {name: scores[name] for task in TASKS if task in tasks for name in SCORES[task] if name in scores}


def overall(tasks: Sequence[Task], scores: Mapping[str, float]) -> float:
    """One number to choose an epoch by: the mean over tasks of the mean of each task's scores."""
    return fmean(fmean(scores_of([task], scores).values()) for task in tasks)
