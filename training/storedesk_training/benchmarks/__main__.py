"""Runs one benchmark on one base: `python -m storedesk_training.benchmarks snips --base DIR --seeds 3`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from .config import WORD_STATES, BenchmarkConfig
from .datasets import SOURCES


def parse(arguments: Sequence[str] | None = None) -> tuple[argparse.Namespace, BenchmarkConfig]:
    """The command line, and the settings that it gives: one option for each, `--seeds` as their number."""
    parser = argparse.ArgumentParser(prog="python -m storedesk_training.benchmarks", description=__doc__)
    parser.add_argument("benchmark", choices=sorted(SOURCES))
    parser.add_argument("--base", required=True, help="directory of a Hugging Face encoder, or minilm, or mpnet")
    parser.add_argument("--name", default="", help="of the base, in records and checkpoints; else its directory's")
    parser.add_argument("--out", type=Path, help="directory of the record, else training/runs/benchmarks")
    settings = parser.add_argument_group("settings")
    for field in fields(BenchmarkConfig):
        options: dict[str, Any] = {"type": type(field.default), "default": field.default}
        if field.name == "seeds":
            options = {"type": int, "default": len(BenchmarkConfig.seeds)}
        elif field.name == "word_state":
            options["choices"] = WORD_STATES
        settings.add_argument(f"--{field.name.replace('_', '-')}", help=f"default {options['default']}", **options)
    given = parser.parse_args(arguments)
    chosen = {field.name: getattr(given, field.name) for field in fields(BenchmarkConfig)}
    try:
        return given, BenchmarkConfig(**{**chosen, "seeds": tuple(range(1, given.seeds + 1))})
    except ValueError as error:
        parser.error(str(error))


def main(arguments: Sequence[str] | None = None) -> None:
    """Parses the command line, runs, prints the scores and writes the record."""
    given, config = parse(arguments)
    # These load heavy libraries.
    from ..locations import CHECKPOINTS, minilm_directory, mpnet_directory
    from ..runs import mean_and_deviation
    from .datasets import read_benchmark
    from .record import RECORDS, write_record
    from .run import run_benchmark

    known = {"minilm": ("all-MiniLM-L6-v2", minilm_directory), "mpnet": ("all-mpnet-base-v2", mpnet_directory)}
    if given.base in known:
        name, directory = known[given.base][0], known[given.base][1]()
    else:
        directory = Path(given.base)
        name = directory.resolve().name
    name = given.name or name
    benchmark = read_benchmark(given.benchmark, config.validation_share, config.most_rows)
    results = run_benchmark(benchmark, directory, config, CHECKPOINTS / "benchmarks" / f"{given.benchmark}-{name}")
    record = write_record(benchmark, name, directory, config, results, given.out or RECORDS)
    for score, value in mean_and_deviation(record.scores).items():
        print(f"{score:18} {100 * value.mean:6.2f} ± {100 * (value.deviation or 0.0):.2f}")


if __name__ == "__main__":
    main()
