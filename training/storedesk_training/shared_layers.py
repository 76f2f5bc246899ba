"""The layers that all tasks share, and what each task's loss pulls them towards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

Layers = Mapping[str, Sequence[nn.Parameter]]


def encoder_layers(encoder: PreTrainedModel) -> list[nn.Module]:
    """The layers of a Hugging Face encoder, from the bottom.

    Raises:
        ValueError: there are none that stand in a list of their own (as in ALBERT, where they share weights).

    """
    count = encoder.config.num_hidden_layers
    for module in encoder.modules():
        if isinstance(module, nn.ModuleList) and len(module) == count:
            return list(module)
    raise ValueError(f"{type(encoder).__name__} has no list of {count} layers")


def shared_layers(model: nn.Module) -> dict[str, list[nn.Parameter]]:
    """The parameters of `embeddings` and of `layer 1` to `layer n` of a model whose `.encoder` is a Hugging Face
    encoder, from the bottom up.
    """
    encoder: nn.Module = model.get_submodule("encoder")
    found = {"embeddings": list(encoder.get_submodule("embeddings").parameters())}
    layers = encoder_layers(cast(PreTrainedModel, encoder))
    return found | {f"layer {i}": list(layer.parameters()) for i, layer in enumerate(layers, start=1)}


def task_gradients(losses: Mapping[str, Tensor], layers: Layers) -> Iterator[tuple[str, dict[str, Tensor]]]:
    """Each task with its gradient, a flat fp32 vector `[parameters]` per layer; one backward pass a task.

    Keeps the graph and touches no `.grad`, so training can go on with the same losses. Frozen parameters are left out,
    and a layer that is wholly frozen too. A loss that does not reach a layer has a gradient of zeros there.
    """
    trained = {name: [p for p in own if p.requires_grad] for name, own in layers.items()}
    trained = {name: own for name, own in trained.items() if own}
    flat = [p for own in trained.values() for p in own]
    for task, loss in losses.items():
        given: Sequence[Tensor | None] = [None] * len(flat)
        if loss.requires_grad and flat:
            given = torch.autograd.grad(loss, flat, retain_graph=True, allow_unused=True)
        found, first = {}, 0
        for name, own in trained.items():
            pairs = zip(own, given[first : first + len(own)], strict=True)
            pieces = [torch.zeros_like(p) if g is None else g for p, g in pairs]
            found[name] = torch.cat([piece.flatten().float() for piece in pieces])
            first += len(own)
        yield task, found
