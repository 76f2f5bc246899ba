"""Synonyms from WordNet for words that no label hangs on.

No part of speech is known of a word in a message, nor which of its senses is meant. So a word is replaced only

- by a word that shares at least half of all senses that either has, and one in every part of speech that the first has:
  sofa and couch, grey and gray, not serial and series; words of many senses hardly ever have such a synonym;
- in its base form: "worn" or "leaves" may be a form of another word;
- by a word that is common in plain text;

and never where a label may hang on it, neither the word that goes nor the one that comes:

- words of a shipped template's id or description say what the template is for (refund, exchange, late, parcel);
- words that are frequent in the training messages and half of the time of one label tell that label;
- function words, negations among them, make the sentence what it is; so do "instead" (of) and "today", which WordNet
  takes for "alternatively" and "nowadays".

With these rules about one training message in fourteen has a word that may be replaced.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from ..locations import PUBLIC_DATA
from ..messages import Message, TemplateTexts
from ..sampling import template_class
from .edits import Edit, plain_words, replaced, some_of

_OVERLAP = 0.5
_SHORTEST = 4
_COMMON = 20
# A word in so many messages, so many of them of one label, tells the label.
_FREQUENT = 10
_TELLING = 0.5

_WORD = re.compile(r"[^\W\d_]+")
_LEMMA = re.compile(rf"[a-z]{{{_SHORTEST},}}")
_VOWELS = "aeiou"
_FUNCTION_WORDS = ENGLISH_STOP_WORDS | {"instead", "today"}


def common_words(path: Path = PUBLIC_DATA / "text.txt.gz", least: int = _COMMON) -> frozenset[str]:
    """Words that occur at least `least` times in lines of plain text, in lower case."""
    found = Counter[str]()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            found.update(_WORD.findall(line.lower()))
    return frozenset(word for word, times in found.items() if times >= least)


def label_words(messages: Iterable[Message], templates: Iterable[TemplateTexts]) -> frozenset[str]:
    """Words that a label may hang on, in lower case; the module says which."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for message in messages:
        for word in set(_WORD.findall(message.text.lower())):
            seen[word][template_class(message)] += 1
    telling = {
        word
        for word, labels in seen.items()
        if labels.total() >= _FREQUENT and max(labels.values()) >= _TELLING * labels.total()
    }
    own = _WORD.findall(" ".join(f"{t.id.replace('_', ' ')} {t.texts[0]}" for t in templates).lower())
    return frozenset({*telling, *own, *(form for word in own for form in _base_forms(word))})


class Synonyms:
    """Word → synonyms, both in lower case."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self.table = table

    @classmethod
    def read(
        cls, guarded: frozenset[str], common: Container[str], path: Path = PUBLIC_DATA / "wordnet_synsets.jsonl.gz"
    ) -> Synonyms:
        """The synonyms that the module's rules leave of WordNet's, none that is `guarded` and all of them `common`.

        The file holds the senses that more than one lemma shares, a row `{pos, lemmas}` each.
        """
        senses: dict[str, set[int]] = defaultdict(set)
        rows: list[tuple[str, list[str]]] = []
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                row = json.loads(line)
                rows.append((row["pos"], row["lemmas"]))
                for lemma in row["lemmas"]:
                    senses[lemma].add(number)

        def is_free(word: str) -> bool:
            return (
                _LEMMA.fullmatch(word) is not None
                and word not in _FUNCTION_WORDS
                and not any(form in guarded for form in (word, *_base_forms(word)))
                and not any(form in senses for form in _base_forms(word))
            )

        def parts_of_speech(numbers: set[int]) -> set[str]:
            return {rows[number][0] for number in numbers}

        def is_synonym(word: str, other: str) -> bool:
            own, others = senses[word], senses[other]
            shared = own & others
            return len(shared) >= _OVERLAP * len(own | others) and parts_of_speech(shared) == parts_of_speech(own)

        free = {word for word in list(senses) if is_free(word)}
        table: dict[str, list[str]] = {}
        for word in sorted(free):
            near = {other for number in senses[word] for other in rows[number][1] if other in free}
            known = sorted(o for o in near - {word} if o in common and is_synonym(word, o))
            if known:
                table[word] = known
        return cls(table)

    def fitting(self, word: str, before: str) -> list[str]:
        """Synonyms in the word's case that can stand after the text `before`; none for a word of mixed case."""
        others = self.table.get(word.lower(), ())
        article = re.search(r"\b(an?)\s+$", before, re.IGNORECASE)
        if article:
            others = [o for o in others if (o[0] in _VOWELS) == (article[1].lower() == "an")]
        if word.islower():
            return list(others)
        if word.isupper():
            return [o.upper() for o in others]
        return [o.capitalize() for o in others] if word == word.capitalize() else []


def with_synonyms(message: Message, rng: random.Random, synonyms: Synonyms, share: float) -> Message:
    """The message with synonyms for a share of the words that have one, at least for one; entities stay as they are."""
    found = [
        (start, end, others)
        for start, end in plain_words(message)
        if (others := synonyms.fitting(message.text[start:end], message.text[:start]))
    ]
    chosen = rng.sample(found, some_of(len(found), share))
    return replaced(message, [Edit(start, end, rng.choice(others)) for start, end, others in chosen])


def _base_forms(word: str) -> Iterator[str]:
    """What the word may be a form of."""
    for ending, instead in (
        ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"),
    ):  # fmt: skip
        if word.endswith(ending):
            yield word[: -len(ending)] + instead
    # cancelled, shipping: the last letter is doubled before the ending
    if doubled := re.fullmatch(r"(.+)(.)\2(?:ed|ing)", word):
        yield doubled[1] + doubled[2]
