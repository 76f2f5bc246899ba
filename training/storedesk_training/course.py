"""How far a run has come, on disk: a checkpoint after each epoch, and the weights that it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

import torch
from torch import Tensor


class Stateful(Protocol):
    """What a checkpoint saves: modules and optimizers."""

    def state_dict(self) -> dict[str, Any]:
        """All that it has to know to go on."""

    def load_state_dict(self, state_dict: dict[str, Any]) -> Any:
        """Takes it up again."""


class Course:
    """A run's checkpoint `resume.pt`, and `model.pt` at its end: of the last epoch scored, or of the best."""

    def __init__(self, directory: Path, keep: Literal["last", "best"]) -> None:
        self.directory, self.keep = directory, keep
        self.scores: dict[str, float] = {}
        self._value = float("-inf")

    def resume(self, parts: Mapping[str, Stateful], device: torch.device) -> int:
        """Restores all parts from the checkpoint, if there is one; the number of epochs that are done."""
        path = self.directory / "resume.pt"
        if not path.exists():
            return 0
        saved = torch.load(path, map_location=device)
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        self.scores, self._value = saved["scores"], saved["value"]
        return int(saved["epoch"])

    def scored(self, scores: Mapping[str, float], value: float, weights: Mapping[str, Tensor]) -> None:
        """Notes an evaluation: `value` is what epochs are compared by, the higher the better."""
        if self.keep == "last" or value > self._value:
            self.scores, self._value = dict(scores), value
            _save(weights, self.directory / "kept.pt")

    def save(self, parts: Mapping[str, Stateful], epoch: int) -> None:
        """Writes the checkpoint after `epoch` epochs."""
        state = {name: part.state_dict() for name, part in parts.items()}
        _save({**state, "epoch": epoch, "scores": self.scores, "value": self._value}, self.directory / "resume.pt")

    def finish(self) -> None:
        """Makes the kept weights those of the finished training."""
        kept = self.directory / "kept.pt"
        if kept.exists():
            kept.replace(self.directory / "model.pt")


def _save(state: Mapping[str, Any], path: Path) -> None:
    """Writes all of it or nothing."""
    torch.save(dict(state), path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
