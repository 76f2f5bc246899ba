"""A message as it might also have been written: every kind of augmentation, each by its own switch."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from ..bpe import same_length_case
from ..messages import Message
from .config import Augmentation
from .context import with_reply
from .ids import Pool, with_other_numbers, with_random_ids, with_swapped_ids
from .noise import with_slips
from .replies import OwnReplies
from .synonyms import Synonyms, with_synonyms


@dataclass(frozen=True)
class Sources:
    """What some kinds draw from, under the kind's name; needed only where it is switched on."""

    paraphrases: Mapping[Message, Message] | None = None
    context: OwnReplies | None = None
    synonyms: Synonyms | None = None
    swaps: Pool | None = None


NO_SOURCES = Sources()
_NEEDING_A_SOURCE = tuple(one.name for one in fields(Sources))


def augmented(message: Message, rng: random.Random, config: Augmentation, sources: Sources = NO_SOURCES) -> Message:
    """The message with each kind made of it in its share of cases, spans exact and labels as they were.

    Each kind has a random generator of its own, so that switching one on or off leaves what the others draw: runs that
    differ in one kind can be compared.

    Raises:
        ValueError: a kind is switched on that lacks its source.

    """
    for kind in _NEEDING_A_SOURCE:
        if getattr(config, kind) > 0 and getattr(sources, kind) is None:
            raise ValueError(f"{kind} is switched on but has no source")
    seed = rng.getrandbits(64)

    def draw(kind: str) -> random.Random | None:
        """The kind's generator if it is the kind's turn."""
        own = random.Random(f"{seed} {kind}")
        return own if own.random() < getattr(config, kind) else None

    if sources.paraphrases is not None and draw("paraphrases"):
        message = sources.paraphrases.get(message, message)
    # Before slips of the finger hide a word that the rule looks for.
    if sources.context is not None and (own := draw("context")):
        message = with_reply(message, own, sources.context)
    if sources.synonyms is not None and (own := draw("synonyms")):
        message = with_synonyms(message, own, sources.synonyms, config.synonym_words)
    if own := draw("ids"):
        message = with_random_ids(message, own)
    if sources.swaps is not None and (own := draw("swaps")):
        message = with_swapped_ids(message, own, sources.swaps)
    if own := draw("numbers"):
        message = with_other_numbers(message, own)
    if own := draw("noise"):
        message = with_slips(message, own, config.noise_words)
    if own := draw("case"):
        message = replace(message, text=same_length_case(message.text, own))
    return message
