"""The record of a benchmark: settings, data, scores of each seed, their mean and standard deviation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch

from ..locations import PROJECT
from .config import BenchmarkConfig
from .datasets import Benchmark
from .encoder import sha256_of_encoder
from .run import SeedResult, default_device, replace_text

RUNS = PROJECT / "training" / "runs"


def mean_and_deviation(scores: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """`{score: {mean, deviation}}` over seeds; the sample's standard deviation, 0 of a single seed."""
    found = {}
    for name in scores[0]:
        values = [one[name] for one in scores]
        deviation = stdev(values) if len(values) > 1 else 0.0
        found[name] = {"mean": round(mean(values), 4), "deviation": round(deviation, 4)}
    return found


def write_record(
    path: Path, benchmark: Benchmark, name: str, base: Path, config: BenchmarkConfig, results: Sequence[SeedResult]
) -> dict[str, Any]:
    """Writes the record to `path` and returns it; `name` is that of the encoder in the directory `base`."""
    device = default_device()
    record = {
        "benchmark": benchmark.name,
        "base": {"name": name, "sha256": sha256_of_encoder(base)},
        "config": asdict(config),
        "data": {
            "sha256": benchmark.sha256,
            "rows": {name: len(getattr(benchmark, name)) for name in ("training", "validation", "test")},
        },
        "facts": {
            "torch": torch.__version__,
            "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
            "parameters": results[0].parameters,
        },
        "seeds": [asdict(result) for result in results],
        "test": mean_and_deviation([result.test for result in results]),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps(record, indent=2) + "\n")
    return record
