"""Which parts of a model train when, and how fast: progressive unfreezing and layer-wise learning rates.

A model has parts, from the bottom: `embeddings`, `layer_0` … of its `.encoder`, a Hugging Face encoder, and `heads`,
which is all outside the encoder. What groups of tasks have of their own (`.shared`, see sharing.py) belongs to the
parts that it was copied from.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn
from transformers import PreTrainedModel

from .shared_layers import encoder_layers
from .sharing import Branch


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class UnfreezingConfig:
    """Order of unfreezing, and the share of the run from which on everything trains; the stages before that are
    equally long.
    """

    order: Literal["none", "heads_first", "shared_first"] = "none"
    until: float = Field(default=0.5, ge=0, le=1)


def model_parts(model: nn.Module) -> dict[str, list[nn.Parameter]]:
    """Every parameter of `model` by its part, from the bottom to the top.

    What an encoder has outside its embeddings and layers (a pooler, a last norm) is with the top layer.

    Raises:
        ValueError: the encoder has no layers, or no `embeddings`.

    """
    parts = _encoder_parts(cast(PreTrainedModel, model.encoder))
    for own in getattr(getattr(model, "shared", None), "own", {}).values():
        copied = _branch_parts(own) if isinstance(own, Branch) else _encoder_parts(own)
        for name, parameters in copied.items():
            parts[name] += parameters
    inside = {id(parameter) for own in parts.values() for parameter in own}
    parts["heads"] = [p for p in model.parameters() if id(p) not in inside]
    return parts


def _encoder_parts(encoder: PreTrainedModel) -> dict[str, list[nn.Parameter]]:
    embeddings = getattr(encoder, "embeddings", None)
    if embeddings is None:
        raise ValueError(f"{type(encoder).__name__} has no embeddings")
    layers = encoder_layers(encoder)
    parts = {"embeddings": list(embeddings.parameters())}
    parts |= {f"layer_{number}": list(layer.parameters()) for number, layer in enumerate(layers)}
    known = {id(parameter) for own in parts.values() for parameter in own}
    parts[f"layer_{len(layers) - 1}"] += [p for p in encoder.parameters() if id(p) not in known]
    return parts


def _branch_parts(branch: Branch) -> dict[str, list[nn.Parameter]]:
    return {f"layer_{branch.shared_layers + i}": list(layer.parameters()) for i, layer in enumerate(branch.layers)}


class Unfreezing:
    """A schedule over the share of a run that is done.

    `heads_first`: the heads alone, then one more encoder layer in each stage from the top down, at last the embeddings
    (gradual unfreezing, Howard and Ruder, arXiv 1801.06146). `shared_first`: embeddings and encoder under fixed heads,
    then everything. `none` leaves `requires_grad` as it is.

    An optimizer may hold all parameters from the start: it passes over frozen ones, which have no gradient.
    """

    def __init__(self, model: nn.Module, config: UnfreezingConfig) -> None:
        """Changes nothing yet.

        Raises:
            ValueError: the encoder has no known parts.

        """
        self.config, self.parts = config, model_parts(model)
        names = list(self.parts)
        self.stages = [names]
        if config.order == "heads_first":
            self.stages = [names[start:] for start in reversed(range(len(names)))]
        elif config.order == "shared_first":
            self.stages = [names[:-1], names]

    def trained_at(self, share: float) -> list[str]:
        """Names of the parts that train when `share` of the run is done, from the bottom."""
        last, until = len(self.stages) - 1, self.config.until
        return self.stages[last if share >= until else int(share / until * last)]

    def apply(self, share: float) -> list[str]:
        """Sets `requires_grad` of every parameter for this share of the run; returns the parts that train.

        Frozen parameters also lose their gradient, by which an optimizer would still move them. Call it before the
        forward pass.
        """
        trained = self.trained_at(share)
        if self.config.order != "none":
            for name, parameters in self.parts.items():
                for parameter in parameters:
                    parameter.requires_grad_(name in trained)
                    if name not in trained:
                        parameter.grad = None
        return trained


def layer_rates(
    model: nn.Module, embedding_lr: float, encoder_lr: float, head_lr: float, decay: float = 1.0
) -> list[dict[str, Any]]:
    """Parameter groups for an optimizer, each with `lr` and the same as `peak`: word embeddings, the rest of the
    encoder from the bottom, the heads.

    The encoder's top layer has `encoder_lr`, each lower one `decay` times the rate of the one above it, and so have the
    positions and the norm below the lowest (discriminative fine-tuning, arXiv 1801.06146). Word embeddings keep
    `embedding_lr`, which is given for them alone. Parts of one rate are one group: with a decay of 1 there are three.

    Raises:
        ValueError: `decay` is not above 0 and at most 1, or the encoder has no known parts.

    """
    if not 0 < decay <= 1:
        raise ValueError(f"decay is above 0 and at most 1, not {decay}")
    *shared, heads = model_parts(model).values()
    of_words = {id(table) for table in _word_tables(model)}
    rates = {id(p): encoder_lr * decay**depth for depth, own in enumerate(reversed(shared)) for p in own}
    of_rate: dict[float, list[nn.Parameter]] = {}
    for parameter in model.parameters():
        if id(parameter) in rates and id(parameter) not in of_words:
            of_rate.setdefault(rates[id(parameter)], []).append(parameter)
    groups = [(embedding_lr, _word_tables(model)), *of_rate.items(), (head_lr, heads)]
    return [{"params": own, "lr": rate, "peak": rate} for rate, own in groups]


def _word_tables(model: nn.Module) -> list[nn.Parameter]:
    """The word embeddings of the encoder, and of every copy of it that a group of tasks has."""
    copies = [own for own in getattr(getattr(model, "shared", None), "own", {}).values() if not isinstance(own, Branch)]
    return [encoder.get_input_embeddings().weight for encoder in [model.encoder, *copies]]
