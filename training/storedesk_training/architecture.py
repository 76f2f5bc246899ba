"""What a finished training's weights belong to: the base they began with and how its tasks share it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass
from tokenizers import Tokenizer

from .base_encoder import base_source, base_tokenizer, untrained_base
from .bpe import special_ids
from .config import checked
from .model import HeadSizes, ServiceModel
from .sharing import Sharing

_FILE = "architecture.json"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Architecture:
    """The shape of a `ServiceModel`."""

    base: str = "encoder"
    sharing: Sharing = Sharing()


def write_architecture(architecture: Architecture, directory: Path) -> None:
    """Writes it beside the weights."""
    (directory / _FILE).write_text(json.dumps(asdict(architecture), indent=2) + "\n")


def read_architecture(directory: Path) -> Architecture:
    """That of the training in `directory`.

    Raises:
        FileNotFoundError: the training is not finished.
        ConfigError: the file is damaged.

    """
    path = directory / _FILE
    return checked(Architecture, json.loads(path.read_text()), str(path))


def load_trained(directory: Path) -> tuple[ServiceModel, Tokenizer]:
    """The trained model of `directory` in evaluation mode, on the processor, and its tokenizer."""
    architecture = read_architecture(directory)
    tokenizer = base_tokenizer(base_source(architecture.base))
    encoder = untrained_base(architecture.base)
    model = ServiceModel(encoder, HeadSizes(), architecture.sharing, special_ids(tokenizer).eos)
    model.load_state_dict(torch.load(directory / "model.pt", weights_only=True, map_location="cpu"))
    return model.eval(), tokenizer
