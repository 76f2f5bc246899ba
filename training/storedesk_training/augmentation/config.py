"""Which kinds of augmentation a run uses, and how often: every kind can be switched alone."""

from __future__ import annotations

from dataclasses import fields

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Augmentation:
    """The share of messages that each kind is tried on; 0 switches it off, and all are off unless said.

    A kind leaves a message alone where its rule finds nothing that may be changed, so that a share is an upper bound.
    The kinds follow one another in the order of the fields.
    """

    # The message as it comes back from another language (arXiv 1904.12848), entities unchanged.
    paraphrases: float = 0.0
    # A reply of the bot's own before a message that has none. Of the training messages about one in three may get one:
    # at 0.3, a third of all rows have a context, where 23 % were written with one.
    context: float = 0.0
    # Words replaced by synonyms (arXiv 1901.11196).
    synonyms: float = 0.0
    # Every ID replaced by a random one, of another shape as a rule.
    ids: float = 0.0
    # Every ID replaced by another message's of the same type.
    swaps: float = 0.0
    # Other digits in long numbers that are no entities: a phone's, a parcel's.
    numbers: float = 0.0
    # A letter left out, doubled, swapped with the next or struck on a neighbouring key (arXiv 1711.02173).
    noise: float = 0.0
    # The whole text through `same_length_case`, which leaves three in five as they are.
    case: float = 0.0
    # How many of the words that may be replaced, or misspelt, are; at least one in a message that is drawn.
    synonym_words: float = 0.1
    noise_words: float = 0.05

    def __post_init__(self) -> None:
        """Holds every share between 0 and 1.

        Raises:
            ValueError: a share lies outside; names it.

        """
        for one in fields(self):
            if not 0 <= getattr(self, one.name) <= 1:
                raise ValueError(f"{one.name} is a share between 0 and 1")
