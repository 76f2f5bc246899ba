"""What the tasks of a finished training have in common, and what its model knows: figures and one HTML report."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor

from .ablate import comparison
from .affinity import GradientCosines, cca_by_chance, cca_matrix, gradient_cosines, groups, mean_cosines
from .analysis import Analysis, Section, write_analysis
from .architecture import load_trained
from .batches import label, pad
from .bpe import encode, special_ids
from .config import checked
from .locations import CHECKPOINTS, PROJECT
from .messages import Message
from .model import mean_state
from .pictures import affinity_pictures, course_pictures, knowledge_pictures
from .report import write_report
from .runs import RUNS, read_runs
from .shared_layers import shared_layers
from .train import Trainer
from .train_config import TrainConfig

REPORTS = PROJECT / "training" / "reports"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class AnalyseConfig:
    """What is analysed: a finished joint training and the single-task ones beside it, and the ablation it stands in."""

    training: str
    # Single-task trainings by task: what each task's own encoder holds is compared (CCA).
    single: dict[str, str] = Field(default_factory=dict)
    # The directory of an ablation under `training/runs`, and the variant that the others are measured by.
    ablation: str = ""
    baseline: str = "hard"
    title: str = "Tasks on one encoder"
    # What was learned from it: each a sentence or two.
    findings: tuple[str, ...] = ()
    batches: int = Field(default=20, gt=0)
    seed: int = 17


def analyse(config: AnalyseConfig, name: str, reports: Path = REPORTS) -> Path:
    """Writes `reports/name/`: figures, `analysis.json` and `report.html`; returns the path of the last.

    Groups of tasks are proposed by both affinities and stand among the findings.

    Raises:
        FileNotFoundError: the training is not finished, or the ablation has no records.

    """
    directory = reports / name
    directory.mkdir(parents=True, exist_ok=True)
    finished = CHECKPOINTS / config.training / "train.json"
    settings = checked(TrainConfig, json.loads(finished.read_text())["config"], str(finished))
    trainer = Trainer(settings, CHECKPOINTS / f"{name}-analysis")
    trainer.model.load_state_dict(torch.load(CHECKPOINTS / config.training / "model.pt", map_location=trainer.device))
    cosines = gradients_of(trainer, config.batches, config.seed)
    own = representations(config.single, trainer.data.development)
    findings = [*config.findings, *proposals(cosines, own)]
    runs = read_runs(RUNS / config.ablation) if config.ablation else []
    if runs:
        findings += comparison(runs, config.baseline)
    sections = (
        Section("Training", course_pictures(CHECKPOINTS / config.training / "monitors.jsonl", directory)),
        Section("Affinity of tasks", affinity_pictures(cosines, own, directory)),
        Section("What the model knows", knowledge_pictures(trainer, directory)),
    )
    introduction = f"The training {config.training}, on {len(trainer.data.train):,} messages; development messages."
    write_analysis(Analysis(config.title, introduction, tuple(findings), sections), directory)
    return write_report(directory, runs)


def gradients_of(trainer: Trainer, batches: int, seed: int) -> GradientCosines:
    """Cosines between the tasks' gradients on the shared layers, the mean over batches of training messages."""
    rng = random.Random(seed)
    order = trainer.data.epoch(rng)
    if trainer.losses.has_templates:
        trainer.losses.fill_bank()
    found = []
    for number in range(batches):
        start = number * trainer.config.batch % max(1, len(order) - trainer.config.batch + 1)
        originals = order[start : start + trainer.config.batch]
        batch = label(trainer.tokenizer, originals, trainer.losses.bank.ids, trainer.config.training_tokens)
        losses, _ = trainer.losses.of(batch.to(trainer.device), rng, originals, with_episode=False)
        own: dict[str, Tensor] = {task: losses[task] for task in trainer.config.tasks}
        found.append(gradient_cosines(own, shared_layers(trainer.model)))
    return mean_cosines(found)


@torch.no_grad()
def representations(single: Mapping[str, str], messages: Sequence[Message]) -> dict[str, Tensor]:
    """What each single-task training makes of the messages: mean states `[messages, hidden]`, by task."""
    found = {}
    for task, training in single.items():
        model, tokenizer = load_trained(CHECKPOINTS / training)
        special, rows = special_ids(tokenizer), []
        for message in messages:
            inputs = pad([encode(tokenizer, message.text, message.context, 256)], special.pad)
            last = model.states(inputs.input_ids, inputs.attention_mask, (task,))[task].last
            rows.append(mean_state(last, inputs.input_ids, inputs.attention_mask, special.eos))
        found[task] = torch.cat(rows)
    return found


def proposals(cosines: GradientCosines, own: Mapping[str, Tensor], most: int = 3) -> list[str]:
    """Groups of tasks by each affinity, as sentences."""
    by_gradient = groups(cosines.whole, cosines.tasks, most)
    found = [f"By the cosines of their gradients the tasks group as {_named(by_gradient.groups)} "
             f"(score {by_gradient.score:.3f}; above 0 they help each other)."]  # fmt: skip
    if len(own) > 1:
        chance = max(cca_by_chance(a, b) for a in own.values() for b in own.values() if a is not b)
        by_state = groups(cca_matrix(own), tuple(own), most, alone=chance)
        found.append(
            f"By what their own encoders hold (CCA) they group as {_named(by_state.groups)} "
            f"(score {by_state.score:.3f}; {chance:.3f} by chance)."
        )
    return found


def _named(partition: Sequence[Sequence[str]]) -> str:
    return " | ".join(" + ".join(group) for group in partition)
