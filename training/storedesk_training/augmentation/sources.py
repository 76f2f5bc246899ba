"""Everything that the kinds which are switched on draw from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..messages import Message, TemplateTexts
from .augment import Sources
from .config import Augmentation
from .ids import ids_of
from .paraphrase import BackTranslation
from .replies import OwnReplies
from .synonyms import Synonyms, common_words, label_words


def sources_for(
    config: Augmentation,
    messages: Sequence[Message],
    templates: Sequence[TemplateTexts],
    translators: tuple[Path, Path] | None,
    cache: Path,
) -> Sources:
    """What `config` needs, and no more: reading synonyms and translating take their time. `translators` are the
    directories of the models that translate there and back; their work is kept in the directory `cache`.

    Raises:
        ValueError: paraphrases are switched on without models for them.

    """
    paraphrases = None
    if config.paraphrases:
        if translators is None:
            raise ValueError("paraphrases are switched on, but no models that translate are given")
        from .translators import LocalTranslator

        there, back = (LocalTranslator(directory) for directory in translators)
        paraphrases = BackTranslation(there, back, cache).paraphrases(messages)
    synonyms = None
    if config.synonyms:
        synonyms = Synonyms.read(label_words(messages, templates), common_words())
    return Sources(
        paraphrases=paraphrases,
        context=OwnReplies.read() if config.context else None,
        synonyms=synonyms,
        swaps=ids_of(messages) if config.swaps else None,
    )
