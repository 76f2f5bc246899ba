"""A training that is not good enough to ship yet, kept with the project, so that another machine can go on from it."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from .architecture import read_architecture, write_architecture
from .locations import CANDIDATE, CHECKPOINTS

_WEIGHTS = "model.safetensors"


def keep_candidate(name: str, target: Path = CANDIDATE) -> None:
    """Writes the finished training `name` to the project, in half precision."""
    weights: dict[str, Tensor] = torch.load(CHECKPOINTS / name / "model.pt", weights_only=True, map_location="cpu")
    target.mkdir(parents=True, exist_ok=True)
    halves = {key: (w.half() if w.is_floating_point() else w).contiguous() for key, w in weights.items()}
    save_file(halves, target / _WEIGHTS)
    write_architecture(read_architecture(CHECKPOINTS / name), target)


def weights_to_start_from(name: str, checkpoints: Path, candidate: Path = CANDIDATE) -> dict[str, Tensor]:
    """The weights, in fp32, of a finished training among the checkpoints, or of the candidate of the project.

    Raises:
        FileNotFoundError: there is neither.

    """
    path = checkpoints / name / "model.pt"
    if path.exists() or name != candidate.name:
        found: dict[str, Tensor] = torch.load(path, weights_only=True, map_location="cpu")
        return found
    return {key: w.float() if w.is_floating_point() else w for key, w in load_file(candidate / _WEIGHTS).items()}
