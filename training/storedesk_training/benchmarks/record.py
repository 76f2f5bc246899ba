"""The record of a benchmark, among those of the other runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from ..precision import device
from ..runs import RUNS, Facts, Run, device_name, write_run
from .config import BenchmarkConfig
from .datasets import Benchmark
from .encoder import sha256_of_encoder
from .run import SeedResult

RECORDS = RUNS / "benchmarks"


def write_record(
    benchmark: Benchmark,
    name: str,
    base: Path,
    config: BenchmarkConfig,
    results: Sequence[SeedResult],
    directory: Path = RECORDS,
) -> Run:
    """Writes the record `<benchmark>-<name>` and returns it; `name` is that of the encoder in the directory `base`.

    Its scores are those of each seed's test; what chose the epoch stands in its config.
    """
    rows = {part: len(getattr(benchmark, part)) for part in ("training", "validation", "test")}
    chosen = {str(one.seed): {"epoch": one.epoch, "validation": one.validation} for one in results}
    seconds = round(sum(one.seconds for one in results), 1)
    facts = Facts(torch.__version__, device_name(device()), seconds, results[0].parameters)
    run = Run(
        name=f"{benchmark.name}-{name}".lower(),
        config={
            **asdict(config), "seeds": list(config.seeds), "benchmark": benchmark.name, "rows": rows, "chosen": chosen,
            "base": {"name": name, "sha256": sha256_of_encoder(base)},
        },
        data_sha256=benchmark.sha256,
        facts=facts,
        scores={one.seed: one.test for one in results},
    )  # fmt: skip
    write_run(run, directory)
    return run
