"""How the tasks share the encoder: all of it, all but its upper layers, or each a copy of its own.

- hard sharing (Caruana 1997): one encoder, every task reads its states;
- branches: embeddings and lower layers shared, and upper layers of its own for each group of tasks;
- soft sharing (Duong et al. 2015): a whole encoder for each group of tasks, drawn together by γ‖θ₁ − θ₂‖²;
- gates, with any of these: each task reads the shared features through a sigmoid gate of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from itertools import combinations
from typing import Literal, NamedTuple

import torch
from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.masking_utils import create_bidirectional_mask

from .shared_layers import encoder_layers

# What reads the encoder's states: four tasks, and the half of a message's vector that is kept near a teacher's.
READERS = ("intent", "scope", "entities", "template", "base")


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Sharing:
    """Who shares what. The first group reads the encoder itself; each further group has a branch (`branches`: layers
    above the lowest `shared_layers`) or a copy (`soft`). Readers that no group names belong to the first.
    """

    kind: Literal["hard", "branches", "soft"] = "hard"
    groups: tuple[tuple[str, ...], ...] = ()
    shared_layers: int = Field(default=0, ge=0)
    # γ: how strongly the groups' own weights are drawn together.
    tie: float = Field(default=0.0, ge=0)
    gates: bool = False

    @model_validator(mode="after")
    def _is_consistent(self) -> Sharing:
        named = [reader for group in self.groups for reader in group]
        unknown = sorted(set(named) - set(READERS))
        if unknown:
            raise ValueError(f"groups name unknown readers {unknown}; known are {list(READERS)}")
        if len(set(named)) < len(named):
            raise ValueError("groups name a reader twice")
        if self.kind == "hard" and (self.groups or self.shared_layers or self.tie):
            raise ValueError("hard sharing has neither groups, shared_layers nor tie")
        if self.kind != "hard" and len(self.groups) < 2:
            raise ValueError(f"{self.kind} needs at least two groups")
        return self

    @property
    def further_groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups that have weights of their own beside the encoder."""
        return self.groups[1:]


class States(NamedTuple):
    """What a group of tasks reads: last states `[batch, tokens, hidden]`, and those of several layers side by side
    `[batch, tokens, layers·hidden]`."""

    last: Tensor
    words: Tensor


class Branch(nn.Module):
    """Upper layers of a group's own, begun as copies of the encoder's."""

    def __init__(self, encoder: PreTrainedModel, shared_layers: int) -> None:
        super().__init__()
        layers = encoder_layers(encoder)
        if not 0 < shared_layers < len(layers):
            raise ValueError(f"shared_layers has to lie between 1 and {len(layers) - 1}")
        self.shared_layers, self.config = shared_layers, encoder.config
        self.layers = nn.ModuleList(deepcopy(layer) for layer in layers[shared_layers:])

    def forward(self, hidden: Sequence[Tensor], attention_mask: Tensor) -> list[Tensor]:
        """States after the embeddings and after each layer; `hidden` are the encoder's."""
        found = list(hidden[: self.shared_layers + 1])
        mask = create_bidirectional_mask(config=self.config, inputs_embeds=found[-1], attention_mask=attention_mask)
        for layer in self.layers:
            found.append(layer(found[-1], mask))
        return found


class SharedStates(nn.Module):
    """The states that each task reads, beside the encoder that the first group reads."""

    def __init__(self, encoder: PreTrainedModel, sharing: Sharing, word_layers: Sequence[int]) -> None:
        super().__init__()
        self.sharing, self.word_layers = sharing, list(word_layers)
        self.own = nn.ModuleDict()
        self.begin_from(encoder)

    def begin_from(self, encoder: PreTrainedModel) -> None:
        """Makes what each further group has of its own a copy of the encoder's."""
        for group in self.sharing.further_groups:
            branches = self.sharing.kind == "branches"
            own = Branch(encoder, self.sharing.shared_layers) if branches else deepcopy(encoder)
            self.own["-".join(group)] = own

    def needs_encoder(self, readers: Collection[str]) -> bool:
        """Whether the first group's encoder is read, or stands below a branch."""
        apart = {reader for group in self.sharing.further_groups for reader in group}
        return self.sharing.kind == "branches" or bool(set(readers) - apart)

    def forward(
        self, hidden: Sequence[Tensor], input_ids: Tensor, attention_mask: Tensor, readers: Collection[str]
    ) -> dict[str, States]:
        """The states of every one of `readers`, those of one group as the same object. `hidden` are the encoder's
        states, of every layer; none where it is not needed.
        """
        wanted = set(readers)
        found: dict[str, States] = {}
        for group in self.sharing.further_groups:
            if wanted.isdisjoint(group):
                continue
            own = self.own["-".join(group)]
            if self.sharing.kind == "branches":
                states = self._chosen(own(hidden, attention_mask))
            else:
                out = own(input_ids, attention_mask=attention_mask, output_hidden_states=True)
                states = self._chosen(out.hidden_states)
            found |= {reader: states for reader in group if reader in wanted}
        rest = wanted - found.keys()
        if rest:
            first = self._chosen(hidden)
            found |= {reader: first for reader in rest}
        return found

    def _chosen(self, hidden: Sequence[Tensor]) -> States:
        return States(hidden[-1], torch.cat([hidden[layer] for layer in self.word_layers], dim=2))

    def distance(self, encoder: PreTrainedModel) -> Tensor:
        """Σ‖θ₁ − θ₂‖² over every pair of groups, of the weights that each has of its own."""
        first: nn.Module = encoder
        if self.sharing.kind == "branches":
            first = nn.ModuleList(encoder_layers(encoder)[self.sharing.shared_layers :])
        own = [branch.layers if isinstance(branch, Branch) else branch for branch in self.own.values()]
        total = next(encoder.parameters()).new_zeros(())
        for one, other in combinations([first, *own], 2):
            for a, b in zip(one.parameters(), other.parameters(), strict=True):
                total = total + (a - b).square().sum()
        return total


class TaskGate(nn.Module):
    """A task's own sigmoid gate on shared features: what it does not need, it shuts out. Begins nearly open."""

    OPEN = 3.0

    def __init__(self, by: int, width: int) -> None:
        super().__init__()
        self.openness = nn.Linear(by, width)
        nn.init.zeros_(self.openness.weight)
        nn.init.constant_(self.openness.bias, self.OPEN)

    def forward(self, features: Tensor, by: Tensor) -> Tensor:
        """`features` `[batch, …, width]`, each between shut (0) and open (1) by the message's `by` `[batch, by]`."""
        gate = self.openness(by).sigmoid()
        while gate.dim() < features.dim():
            gate = gate.unsqueeze(1)
        gated: Tensor = features * gate
        return gated
