"""Augmentation of messages, kind by kind; spans stay exact, labels as they were.

`augmented` makes all kinds that an `Augmentation` switches on from what `Sources` gives. What may be changed, each
kind's own module says: `paraphrase`, `synonyms`, `ids` (random, swapped, long numbers), `noise`, `context`.
`translators` has the models that paraphrases are made with; it alone loads PyTorch.
"""

from .augment import Sources, augmented
from .config import Augmentation
from .ids import ids_of
from .paraphrase import BackTranslation
from .replies import OwnReplies
from .sources import sources_for
from .synonyms import Synonyms, common_words, label_words

__all__ = [
    "Augmentation", "BackTranslation", "OwnReplies", "Sources", "Synonyms", "augmented",
    "common_words", "ids_of", "label_words", "sources_for",
]  # fmt: skip
