"""The settings of one joint run: `training/configs/train.toml`, or another file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from .augmentation.config import Augmentation
from .balance import BalanceConfig
from .sharing import Sharing
from .unfreezing import UnfreezingConfig

Task = Literal["intent", "scope", "entities", "template"]
TASKS: tuple[Task, ...] = ("intent", "scope", "entities", "template")
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[int, Field(gt=0)]
Factor = Annotated[float, Field(ge=0)]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class DistilConfig:
    """What a student learns of a teacher's, beside the labels; a weight of 0 leaves it out."""

    # A finished training, of any base, on the same tasks.
    teacher: str
    # Soft labels of intent, scope, every word's tag and the choice of a template (arXiv 1503.02531).
    logits_weight: Factor = 1.0
    temperature: float = Field(default=2.0, gt=0)
    # The message's vector, and the state of every word, each through a learned map to the teacher's width
    # (arXiv 1909.10351).
    vectors_weight: Factor = 1.0
    states_weight: Factor = 0.5


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class TrainConfig:
    """Settings of one joint run."""

    # How messages are varied; without it as they always were (`messages.varied`).
    augmentation: Augmentation | None = None
    # Directories of the models that translate there and back, for `augmentation.paraphrases`.
    translators: tuple[Path, Path] | None = None
    # Which rows an epoch sees: all alike, or rare templates more often (1/√N); and whether rare classes weigh more.
    sampling: Literal["uniform", "inverse_sqrt"] = "uniform"
    class_weights: Literal["none", "inverse_sqrt"] = "none"
    # A teacher to learn from, beside the labels.
    distil: DistilConfig | None = None
    # A `pretrain` of that name among the checkpoints, a directory, or the name of a Hugging Face model.
    base: str = "encoder"
    tasks: tuple[Task, ...] = TASKS
    sharing: Sharing = Sharing()
    balance: BalanceConfig = BalanceConfig()
    # Gradients of tasks that contradict each other are projected (PCGrad): a pass backwards for each task.
    surgery: bool = False
    unfreezing: UnfreezingConfig = UnfreezingConfig()
    # Each encoder layer's rate is that of the one above it times this.
    layer_decay: float = Field(default=1.0, gt=0, le=1)
    epochs: Positive = 10
    batch: Positive = 64
    max_tokens: Positive = 256
    training_tokens: Positive = 96
    encoder_lr: Factor = 1.2e-4
    embedding_lr: Factor = 2.5e-4
    head_lr: Factor = 1e-3
    # Factor of all three: what only puts a few things right should move little.
    rate: Factor = 1.0
    warmup_share: Share = 0.06
    weight_decay: Factor = 0.01
    label_smoothing: Share = 0.1
    entity_scale: Factor = 8.0
    template_scale: Factor = 20.0
    base_weight: Factor = 2.0
    ranking_weight: Factor = 0.6
    gate_weight: Factor = 0.5
    ranking_scale: Factor = 20.0
    # Needed once, where the start's base half was kept near another teacher.
    is_base_new: bool = False
    alignment_texts: Positive = 8_000
    alignment_ridge: Factor = 1e-4
    episode_weight: Factor = 0.5
    in_batch_weight: Factor = 0.3
    catalogue_texts: Positive = 1
    # Texts of invented templates renewed in a step: they stand in the catalogue beside the shipped ones, so that
    # choosing is learnt as comparing, not as knowing 33 answers by heart.
    invented_texts: int = Field(default=40, ge=0)
    # Public sentences in a step that only the base half learns, of so many in all: it stays general.
    public_texts: int = Field(default=0, ge=0)
    public_text_pool: Positive = 26_000
    episode_classes: Positive = 8
    episode_supports: Positive = 3
    episode_every: Positive = 2
    # What is shipped is a running mean over about this share of a run's steps.
    averaging_share: Share = 0.125
    # Tokens outside entities that a message is read without, drawn anew each time (cutoff, arXiv 2009.13818).
    cutoff: Share = 0.05
    # Public messages in an epoch, of each Bitext label and of CuCom.
    bitext_rows: int = Field(default=20, ge=0)
    cucom_rows: int = Field(default=200, ge=0)
    # Cutoff does its work; drawing its masks on a CPU takes a sixth of a step.
    encoder_dropout: Share = 0.0
    left_out: tuple[str, ...] = ()
    start_from: str = ""
    # How much of the encoder is taken from `pretrain` again, the rest from the run to go on from (a weighted mean of
    # the two, arXiv 2109.01903): what that run learned by heart fades, what it understood stays.
    fresh_share: Share = 0.0
    # The run to go on from stood on another vocabulary: the words' embeddings are those of `base`.
    new_vocabulary: bool = False
    # A run that goes on from another need not see all of that one's messages again in every epoch.
    seen_share: Share = 1.0
    new_origins: tuple[str, ...] = ()
    # Of the messages for invented templates, in an epoch.
    invented_share: Share = 1.0
    evaluate_every: Positive = 2
    # Losses and task weights are noted at every so many steps, gradient norms (a pass backwards for each task) at
    # twice as many; 0: not at all.
    monitor_every: int = Field(default=50, ge=0)
    # Whose weights a run ends with: those of its last epoch, or of the best that was evaluated.
    keep: Literal["last", "best"] = "last"
    seed: int = 17

    @model_validator(mode="after")
    def _is_consistent(self) -> TrainConfig:
        if not self.tasks:
            raise ValueError("tasks: at least one is needed")
        if len(set(self.tasks)) < len(self.tasks):
            raise ValueError("tasks: one is named twice")
        if self.sharing.kind == "soft" and (self.surgery or self.balance.name == "gradnorm"):
            raise ValueError("surgery and gradnorm compare gradients at shared layers: soft sharing has none")
        return self
