"""Variants of the joint run side by side: the same data, steps and seeds, each at its best epoch by validation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from .config import checked
from .locations import CHECKPOINTS
from .messages import development_files, sha256_of, training_files
from .runs import RUNS, MeanAndDeviation, Run, config_of, facts_of, mean_and_deviation, read_run, write_run
from .task_scores import scores_of
from .train import Trainer
from .train_config import TrainConfig


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class AblateConfig:
    """Variants by name: what each has other than `train`, which all have. `baseline` is what they are measured by."""

    variants: dict[str, dict[str, Any]]
    baseline: str
    train: dict[str, Any] = Field(default_factory=dict)
    seeds: tuple[int, ...] = Field(default=(17, 18, 19), min_length=1)

    @model_validator(mode="after")
    def _is_consistent(self) -> AblateConfig:
        if self.baseline not in self.variants:
            raise ValueError(f"baseline: there is no variant {self.baseline!r}")
        for name in self.variants:
            self.settings(name)
        return self

    def settings(self, variant: str) -> TrainConfig:
        """The whole settings of a variant, best epoch by validation.

        Raises:
            ConfigError: they do not fit; names the variant.

        """
        return checked(TrainConfig, {**self.train, **self.variants[variant], "keep": "best"}, f"variants.{variant}")


def ablate(config: AblateConfig, name: str, records: Path = RUNS) -> list[Run]:
    """Trains every variant with every seed, or goes on where it was broken off; returns the variants' records.

    A variant's record `records/name/<variant>.json` is written after each of its seeds, and a seed that it has is not
    trained again: another machine goes on from the records alone. All variants have their first seed before one has
    its second, so that what is there can be compared at any time.

    Raises:
        ValueError: a record is there that was made with other settings or other data.

    """
    data = sha256_of([*training_files(), *development_files()])
    found = {variant: _recorded(config.settings(variant), records / name / f"{variant}.json", data)
             for variant in config.variants}  # fmt: skip
    for seed, variant in product(config.seeds, config.variants):
        earlier = found[variant]
        if earlier and seed in earlier.scores:
            continue
        run = _trained(config.settings(variant), seed, name, variant, data)
        if earlier:
            facts = replace(run.facts, seconds=round(earlier.facts.seconds + run.facts.seconds, 1))
            run = replace(run, facts=facts, scores=earlier.scores | run.scores)
        write_run(run, records / name)
        found[variant] = run
        print(_line(variant, mean_and_deviation(run.scores)), flush=True)
    return [run for run in found.values() if run]


def _recorded(settings: TrainConfig, path: Path, data: str) -> Run | None:
    """The record of an earlier part of the same ablation, if there is one."""
    if not path.exists():
        return None
    run = read_run(path)
    if (run.config, run.data_sha256) != (config_of(settings), data):
        raise ValueError(f"{path} was made with other settings or other data: its scores cannot stand beside new ones")
    return run


def _trained(settings: TrainConfig, seed: int, name: str, variant: str, data: str) -> Run:
    trainer = Trainer(replace(settings, seed=seed), CHECKPOINTS / name / f"{variant}-{seed}")
    began = time.monotonic()
    scores = scores_of(settings.tasks, trainer.run())
    facts = facts_of(trainer.model, trainer.device, time.monotonic() - began)
    return Run(variant, config_of(settings), data, facts, {seed: scores})


def comparison(runs: list[Run], baseline: str) -> list[str]:
    """For each score a sentence: the baseline, the single task, and what differs from the baseline by more than both
    deviations together; or that nothing does.

    Raises:
        ValueError: the baseline is not among the runs.

    """
    means = {run.name: mean_and_deviation(run.scores) for run in runs}
    if baseline not in means:
        raise ValueError(f"no run is named {baseline!r}")
    found = []
    for score, plain in means[baseline].items():
        singles = [name for name, own in means.items() if name.startswith("single-") and score in own]
        others = [name for name, own in means.items() if score in own and name != baseline and name not in singles]
        text = f"{score}: {baseline} {_value(plain)}"
        text += "".join(f", {name} {_value(means[name][score])}" for name in singles)
        apart = [name for name in others if _is_apart(means[name][score], plain)]
        apart.sort(key=lambda name: -means[name][score].mean)
        told = [f"{name} {_value(means[name][score])}" for name in apart]
        found.append(text + (f"; apart from it: {', '.join(told)}" if told else "; no variant stands apart from it"))
    return found


def _is_apart(one: MeanAndDeviation, other: MeanAndDeviation) -> bool:
    return abs(one.mean - other.mean) > (one.deviation or 0.0) + (other.deviation or 0.0)


def _value(of: MeanAndDeviation) -> str:
    return f"{of.mean:.3f}" + (f" ± {of.deviation:.3f}" if of.deviation is not None else "")


def _line(variant: str, means: Mapping[str, MeanAndDeviation]) -> str:
    return f"{variant:20s} " + "  ".join(f"{name} {_value(value)}" for name, value in means.items())
