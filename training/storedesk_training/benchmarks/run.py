"""Training on a benchmark: one resumable run for each seed, the epoch chosen by validation, the test scored once."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from ..atomic_write import write_atomically
from ..messages import Message
from ..precision import device as training_device
from ..training_data import by_length
from .batches import collate
from .config import BenchmarkConfig
from .datasets import Benchmark
from .encoder import load_encoder, sha256_of_encoder
from .model import JointModel, joint_loss
from .score import choice_value, predict, score

_LONGEST_GRADIENT = 1.0


@dataclass(frozen=True)
class SeedResult:
    """What one seed came to: scores on the test, those on validation after the chosen epoch, and the time it took."""

    seed: int
    epoch: int
    validation: dict[str, float]
    test: dict[str, float]
    seconds: float
    parameters: int


def rate_share(step: int, total: int, warmup_share: float) -> float:
    """The share of the full rate at `step`: linear warm-up, then linear decay to nothing."""
    warmup = warmup_share * total
    return min((step + 1) / warmup if warmup else 1.0, 1.0) * (1 - step / total)


class SeedRun:
    """One seed's training in a directory of its own; what is begun there goes on after its last whole epoch.

    The same settings give the same result, in one go or resumed: each epoch draws from generators of its own. (To the
    bit on a CPU; CUDA adds in an order of its own.)
    """

    def __init__(
        self, benchmark: Benchmark, base: Path, config: BenchmarkConfig, seed: int, directory: Path,
        device: torch.device | None = None,
    ) -> None:  # fmt: skip
        self.benchmark, self.config, self.seed, self.directory = benchmark, config, seed, directory
        self.device = device or training_device()
        directory.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(seed)
        encoder, self.marks = load_encoder(base, config.dropout)
        self.model = JointModel(
            encoder, len(benchmark.intents), len(benchmark.tags), config.head_hidden, config.dropout
        ).to(self.device)
        inside = {id(p) for p in self.model.encoder.parameters()}
        heads = [p for p in self.model.parameters() if id(p) not in inside]
        groups: list[dict[str, Any]] = [
            {"params": list(self.model.encoder.parameters()), "peak": config.encoder_lr},
            {"params": heads, "peak": config.head_lr},
        ]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=config.weight_decay, fused=True)
        settings = {name: value for name, value in asdict(config).items() if name != "seeds"}
        self.settings = {
            "benchmark": benchmark.name, "data": benchmark.sha256, "base": sha256_of_encoder(base), "seed": seed,
            **settings,
        }  # fmt: skip

    def run(self) -> SeedResult:
        """Trains, or goes on, and scores the test with the weights of the best epoch (the later one of equals).

        Raises:
            ValueError: the directory holds a run with other settings.

        """
        finished = self.directory / "result.json"
        if finished.exists():
            found = json.loads(finished.read_text(encoding="utf-8"))
            self._check(found["settings"])
            return SeedResult(**found["result"])
        resume, best = self.directory / "resume.pt", self.directory / "model.pt"
        state = self._resumed(resume)
        per_epoch = -(-len(self.benchmark.training) // self.config.batch)
        total = per_epoch * self.config.epochs
        with tqdm(total=total, initial=state["epoch"] * per_epoch, unit="step", disable=None,
                  desc=f"{self.benchmark.name} seed {self.seed}") as bar:  # fmt: skip
            for epoch in range(state["epoch"], self.config.epochs):
                began = time.monotonic()
                loss = self._epoch(epoch, total, bar)
                scores = self._scores(self.benchmark.validation)
                value = choice_value(scores)
                if value >= state["value"]:
                    state |= {"value": value, "best": epoch + 1, "validation": scores}
                    _save(self.model.state_dict(), best)
                state |= {"epoch": epoch + 1, "seconds": state["seconds"] + time.monotonic() - began}
                _save({"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
                       "state": state, "settings": self.settings}, resume)  # fmt: skip
                bar.set_postfix({"loss": f"{loss:.3f}", "best": f"{state['value']:.4f}"})
                self._log({"epoch": epoch + 1, "loss": round(loss, 4), **scores})
        self.model.load_state_dict(torch.load(best, map_location=self.device, weights_only=True))
        result = SeedResult(
            self.seed, state["best"], state["validation"], self._scores(self.benchmark.test),
            round(state["seconds"], 1), sum(p.numel() for p in self.model.parameters()),
        )  # fmt: skip
        write_atomically(finished, json.dumps({"settings": self.settings, "result": asdict(result)}, indent=2) + "\n")
        resume.unlink(missing_ok=True)  # thrice the size of the model, and of no more use
        return result

    def _resumed(self, path: Path) -> dict[str, Any]:
        """Where the run stands: `epoch` and `seconds` done; of the best epoch its number, its value, its scores."""
        if not path.exists():
            return {"epoch": 0, "seconds": 0.0, "value": -1.0, "best": 0, "validation": {}}
        saved = torch.load(path, map_location=self.device, weights_only=True)
        self._check(saved["settings"])
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        state: dict[str, Any] = saved["state"]
        return state

    def _epoch(self, epoch: int, total: int, bar: tqdm[Any]) -> float:
        """One pass over the training rows; returns the mean loss."""
        config = self.config
        torch.manual_seed(1_000_003 * self.seed + epoch)
        order = by_length(self.benchmark.training, config.batch, random.Random(f"{self.seed}-{epoch}"))
        step = epoch * -(-len(order) // config.batch)
        losses: list[Tensor] = []
        self.model.train()
        for start in range(0, len(order), config.batch):
            rows = order[start : start + config.batch]
            batch = collate(self.marks, rows, self.benchmark, config.max_tokens, config.word_state).to(self.device)
            share = rate_share(step, total, config.warmup_share)
            for group in self.optimizer.param_groups:
                group["lr"] = group["peak"] * share
            loss = joint_loss(self.model(batch), batch, config.label_smoothing, config.slot_weight)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), _LONGEST_GRADIENT)
            self.optimizer.step()
            losses.append(loss.detach())
            step += 1
            bar.update()
        return float(torch.stack(losses).mean())

    def _scores(self, rows: Sequence[Message]) -> dict[str, float]:
        return score(predict(self.model, self.marks, rows, self.benchmark, self.config), rows, self.benchmark)

    def _check(self, settings: dict[str, Any]) -> None:
        other = sorted(name for name, value in self.settings.items() if settings.get(name) != value)
        if other:
            raise ValueError(f"{self.directory} holds a run with other settings ({', '.join(other)})")

    def _log(self, row: dict[str, float]) -> None:
        tqdm.write(json.dumps({"seed": self.seed, **row}))
        with (self.directory / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def _save(what: Any, path: Path) -> None:
    """Writes beside `path` first, so that a run that is cut off leaves the old file whole."""
    torch.save(what, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def run_benchmark(
    benchmark: Benchmark, base: Path, config: BenchmarkConfig, directory: Path, device: torch.device | None = None
) -> list[SeedResult]:
    """Runs every seed of `config`, each in `directory/seed-<n>`; seeds that are done are read, not run again."""
    return [SeedRun(benchmark, base, config, seed, directory / f"seed-{seed}", device).run() for seed in config.seeds]
