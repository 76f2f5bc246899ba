"""The figures of an analysis, each with a sentence on how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from scipy.special import softmax
from torch import Tensor

from .affinity import GradientCosines, cca_by_chance, cca_matrix
from .analysis import Picture
from .batches import label
from .feature_maps import feature_maps
from .figures import (
    affinity_matrices,
    confusion_matrix,
    gradient_norms,
    reliability_diagram,
    task_weights,
    training_curves,
)
from .messages import INTENTS, Message
from .monitors import mean_norms, read_rows, series
from .score import Outcome, model_pass, predict
from .train import Trainer


def course_pictures(path: Path, directory: Path) -> tuple[Picture, ...]:
    """Curves of losses and task weights, and gradient norms, of a run's record; none where it has none."""
    rows = read_rows(path) if path.exists() else []
    if not rows:
        return ()
    found = []
    losses, weights = series(rows, "loss"), series(rows, "weight")
    if losses:
        training_curves(directory / "losses.png", losses, is_log=True)
        found.append(Picture("losses.png", "Losses", "Each task's loss over the steps; a flat line has learnt enough."))
    if weights:
        task_weights(directory / "weights.png", weights)
        found.append(Picture("weights.png", "Task weights", "How much each task's loss counts."))
    layers, tasks, norms = mean_norms(rows)
    if layers:
        gradient_norms(directory / "norms.png", norms.numpy(), layers, tasks)
        how = "A task whose row is far brighter than the others' decides alone what the layer becomes."
        found.append(Picture("norms.png", "Gradient norms at the shared layers", how))
    return tuple(found)


def affinity_pictures(cosines: GradientCosines, own: Mapping[str, Tensor], directory: Path) -> tuple[Picture, ...]:
    """Matrices of gradient cosines, over all layers and by layer, and of the correlations of what encoders trained for
    one task each hold (`own`, by task)."""
    matrices = {"all layers": cosines.whole.numpy(), **{k: v.numpy() for k, v in cosines.layers.items()}}
    affinity_matrices(directory / "cosines.png", matrices, cosines.tasks, "cosine of gradients")
    how = "Above 0 two tasks pull the shared layers the same way, below 0 against each other."
    found = [Picture("cosines.png", "Where the tasks' gradients pull", how)]
    if len(own) > 1:
        matrix = {"own encoders": cca_matrix(own).numpy()}
        affinity_matrices(directory / "cca.png", matrix, tuple(own), "mean canonical correlation", is_signed=False)
        first, second, *_ = own.values()
        how = f"What two tasks' own encoders hold in common; by chance it would be {cca_by_chance(first, second):.2f}."
        found.append(Picture("cca.png", "What encoders trained for one task each have in common", how))
    return tuple(found)


def knowledge_pictures(trainer: Trainer, directory: Path) -> tuple[Picture, ...]:
    """t-SNE of every task's features, calibration and confusion on the development messages that have an intent."""
    messages = [m for m in trainer.data.development if m.intent]
    features, names = features_of(trainer, messages), [m.template or "none" for m in messages]
    labels = {
        task: [m.intent or "" for m in messages] if task in ("intent", "scope", "entities") else names
        for task in features
    }
    feature_maps(directory / "features.png", features, labels)
    pass_of = model_pass(trainer.model.eval())
    outcome = predict(pass_of, trainer.tokenizer, messages, trainer.data.every_template, trainer.model.dim)
    gold = np.array([INTENTS.index(m.intent or "") for m in messages])
    probabilities = softmax(outcome.intent, axis=1)
    reliability_diagram(directory / "calibration.png", probabilities.max(1), probabilities.argmax(1) == gold)
    confusion_matrix(directory / "intents.png", counted(gold, probabilities.argmax(1), len(INTENTS)), INTENTS)
    ids, table = chosen_templates(outcome, messages)
    confusion_matrix(directory / "templates.png", table, ids)
    return (
        Picture("features.png", "Features of the tasks (t-SNE)", "Labels that stand apart are told apart."),
        Picture("calibration.png", "Calibration of the intent", "Bars on the diagonal: as right as confident."),
        Picture("intents.png", "Confusion of intents", "What lies beside the diagonal was taken for another intent."),
        Picture("templates.png", "Confusion of templates", "Dark cells beside the diagonal are mixed up most."),
    )


@torch.no_grad()
def features_of(trainer: Trainer, messages: Sequence[Message]) -> dict[str, np.ndarray]:
    """What each task that has a feature of the whole message reads of it `[messages, width]`."""
    model, losses = trainer.model.eval(), trainer.losses
    found: dict[str, list[Tensor]] = {}
    for start in range(0, len(messages), 64):
        chunk = messages[start : start + 64]
        batch = label(trainer.tokenizer, chunk, losses.bank.ids, trainer.config.training_tokens)
        inputs = batch.inputs.to(trainer.device)
        states = losses.states(inputs, losses.readers)
        for task, features in model.features_by_reader(states, inputs.input_ids, inputs.attention_mask).items():
            own = features
            if task == "template":
                own = model.trained_half(features)
            elif task == "base":
                own = model.base_half_of(features)
            found.setdefault(task, []).append(own.cpu())
    return {task: torch.cat(rows).numpy() for task, rows in found.items()}


def counted(gold: np.ndarray, chosen: np.ndarray, classes: int) -> np.ndarray:
    """Counts `[gold, chosen]`."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (gold, chosen), 1)
    return counts


def chosen_templates(outcome: Outcome, messages: Sequence[Message]) -> tuple[list[str], np.ndarray]:
    """The templates that the messages have, and how often each was chosen for each `[own, chosen]`; a choice of
    another one is left out."""
    ids = [name for name in outcome.template_ids if any(m.template == name for m in messages)]
    number = {name: i for i, name in enumerate(ids)}
    pairs = [(m.template or "", outcome.template_ids[int(row.argmax())])
             for m, row in zip(messages, outcome.similarity, strict=True)]  # fmt: skip
    known = [(number[own], number[best]) for own, best in pairs if own in number and best in number]
    gold, chosen = (np.array(column) for column in zip(*known, strict=True))
    return ids, counted(gold, chosen, len(ids))
