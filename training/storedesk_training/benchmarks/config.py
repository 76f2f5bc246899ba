"""Settings of a benchmark's training."""

from __future__ import annotations

from dataclasses import dataclass

WORD_STATES = ("mean", "first")


@dataclass(frozen=True)
class BenchmarkConfig:
    """Settings of one benchmark on one base, for all its seeds.

    The defaults are for encoders 768 wide; one of 384 learns at twice `encoder_lr`. JointBERT (arXiv 1902.10909) has
    its SNIPS figures from a rate of 5e-5, dropout 0.1 and up to 40 epochs in batches of 128, and gains nothing by a
    CRF, so there is none. Batches of 32 make as many steps in ten epochs as those of 128 in forty.

    Raises:
        ValueError: a setting lies outside its range; says which.

    """

    epochs: int = 10
    batch: int = 32
    max_tokens: int = 128
    encoder_lr: float = 5e-5
    # Heads begin at random, so they have further to go.
    head_lr: float = 5e-4
    warmup_share: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    # Of the intents' loss alone.
    label_smoothing: float = 0.1
    # Intents are soon learnt; slots are what a sentence fails by.
    slot_weight: float = 2.0
    # What stands for a word: the mean of its pieces' states, or the first piece's, as JointBERT has it.
    word_state: str = "mean"
    head_hidden: int = 256
    # Where a benchmark has no validation split of its own: the share of its training rows that chooses the epoch.
    # 0 trains on all rows and keeps the last epoch.
    validation_share: float = 0.1
    # For a trial: this many rows of each split. 0 is all.
    most_rows: int = 0
    seeds: tuple[int, ...] = (1, 2, 3)

    def __post_init__(self) -> None:
        if self.word_state not in WORD_STATES:
            raise ValueError(f"word_state is {self.word_state!r}, not one of {', '.join(WORD_STATES)}")
        if not self.seeds:
            raise ValueError("seeds is empty")
        for name in ("epochs", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is below 1")
        if not 0 <= self.validation_share < 1:
            raise ValueError("validation_share lies outside 0 to 1")
