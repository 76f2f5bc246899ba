"""The record of a run: `training/runs/<name>.json`, all that is needed to say what was measured and on what."""

from __future__ import annotations

import json
import math
import platform
import re
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .atomic_write import write_atomically
from .locations import PROJECT

RUNS = PROJECT / "training" / "runs"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")

Scores = Mapping[int, Mapping[str, float]]


class BrokenRunError(ValueError):
    """A file is not the record of a run; the message names it and says why."""


@dataclass(frozen=True)
class Facts:
    """What is true of a run whatever its code: `seconds` are those of all seeds together."""

    torch: str
    device: str
    seconds: float
    parameters: int


@dataclass(frozen=True)
class Run:
    """One configuration trained with one or more seeds; `scores` has each seed's, by seed.

    `data_sha256` is `messages.sha256_of` over the files that the run read.
    """

    name: str
    config: dict[str, Any]
    data_sha256: str
    facts: Facts
    scores: dict[int, dict[str, float]]


@dataclass(frozen=True)
class MeanAndDeviation:
    """Mean and sample standard deviation over seeds; a single seed has no deviation."""

    mean: float
    deviation: float | None
    seeds: int


def facts_of(model: nn.Module, device: torch.device, seconds: float) -> Facts:
    """The facts of a run of `model` on `device`."""
    parameters = sum(p.numel() for p in model.parameters())
    return Facts(torch.__version__, device_name(device), round(seconds, 1), parameters)


def device_name(device: torch.device) -> str:
    """The model of the GPU or CPU, as the system calls it."""
    if device.type == "cuda":
        return str(torch.cuda.get_device_name(device))
    cpus = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*:\s*(.+)$", cpus.read_text(), re.MULTILINE) if cpus.exists() else None
    return named[1].strip() if named else platform.processor() or platform.machine()


def config_of(config: object) -> dict[str, Any]:
    """The fields of a configuration (a dataclass) as JSON values; paths become strings, tuples lists.

    Raises:
        TypeError: it is no dataclass, or a field has a value that JSON cannot hold.

    """
    if not is_dataclass(config) or isinstance(config, type):
        raise TypeError(f"a configuration is a dataclass, not {type(config).__name__}")

    def of_path(value: object) -> str:
        if isinstance(value, Path):
            return str(value)
        raise TypeError(f"a configuration cannot hold a {type(value).__name__}")

    found: dict[str, Any] = json.loads(json.dumps(asdict(config), default=of_path))
    return found


def write_run(run: Run, directory: Path = RUNS) -> Path:
    """Writes the record, in place of an earlier one of that name, whole or not at all.

    Raises:
        ValueError: the name is not of small letters, digits, `.`, `_` and `-`, or a score is not finite.

    """
    if not _NAME.fullmatch(run.name):
        raise ValueError(f"{run.name!r} is not a name of small letters, digits, '.', '_' and '-'")
    path = directory / f"{run.name}.json"
    write_atomically(path, json.dumps(asdict(run), indent=2, allow_nan=False) + "\n")
    return path


def read_run(path: Path) -> Run:
    """The record in one file.

    Raises:
        BrokenRunError: it is not what `write_run` writes.

    """
    try:
        return _run(json.loads(path.read_text(encoding="utf-8")), path.stem)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenRunError(f"{path} is not the record of a run: {error}") from error


def read_runs(directory: Path = RUNS) -> list[Run]:
    """The records of a directory, by name; none if there is no such directory.

    Raises:
        BrokenRunError: one of the files is broken.

    """
    return [read_run(path) for path in sorted(directory.glob("*.json"))]


def mean_and_deviation(scores: Scores) -> dict[str, MeanAndDeviation]:
    """Mean and deviation over seeds of every score.

    Raises:
        ValueError: there is no seed, or the seeds were not scored by the same scores.

    """
    if len({frozenset(own) for own in scores.values()}) != 1:
        raise ValueError("one or more seeds with the same scores are needed")
    found = {}
    for name in next(iter(scores.values())):
        values = [own[name] for own in scores.values()]
        deviation = statistics.stdev(values) if len(values) > 1 else None
        found[name] = MeanAndDeviation(statistics.fmean(values), deviation, len(values))
    return found


def _run(row: Any, name: str) -> Run:
    if set(row) != {field.name for field in fields(Run)}:
        raise ValueError(f"its keys are {', '.join(sorted(row))}")
    if row["name"] != name:
        raise ValueError(f"it is of a run named {row['name']!r}")
    facts = Facts(str(row["facts"]["torch"]), str(row["facts"]["device"]), float(row["facts"]["seconds"]),
                  int(row["facts"]["parameters"]))  # fmt: skip
    scores = {int(seed): {str(k): float(v) for k, v in own.items()} for seed, own in row["scores"].items()}
    if not all(math.isfinite(value) for own in scores.values() for value in own.values()):
        raise ValueError("a score is not finite")
    if not isinstance(row["config"], dict) or not isinstance(row["data_sha256"], str):
        raise ValueError("its config is no object or its data_sha256 no string")
    return Run(name, row["config"], row["data_sha256"], facts, scores)
