"""Paraphrases by back-translation: to another language and back (arXiv 1904.12848).

A paraphrase is kept only if every number and every entity comes back to the letter and as often as before, for they
decide labels and nobody would notice another digit. It must also say something else than the message, at no more than
twice or less than half its length: what a translator repeats or loses shows there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ..messages import Message, Span
from ..words import words

_FEWEST_WORDS = 4
_MOST_TIMES_LONGER = 2.0


class Translator(Protocol):
    """Translates in one direction."""

    # Of the model and everything that its translations depend on.
    name: str

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One translation a text, in the same order, the same one every time."""


class BackTranslation:
    """Texts there and back, each pair of translators' results kept in a file of their own below `cache`."""

    def __init__(self, there: Translator, back: Translator, cache: Path) -> None:
        self.there, self.back = there, back
        key = hashlib.sha256(f"{there.name}\n{back.name}".encode()).hexdigest()[:16]
        self.path = cache / f"back-translations-{key}.jsonl"

    def texts(self, texts: Sequence[str], at_once: int = 256) -> dict[str, str]:
        """Text → what came back; only what no earlier call asked for is translated, `at_once` between two savings."""
        known = self._known()
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), at_once):
            chunk = missing[start : start + at_once]
            made = self.back.translate(self.there.translate(chunk))
            fresh = dict(zip(chunk, made, strict=True))
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(pair) + "\n" for pair in fresh.items())
            known |= fresh
        return {text: known[text] for text in texts}

    def _known(self) -> dict[str, str]:
        if not self.path.exists():
            return {}
        return dict(json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines())

    def paraphrases(self, messages: Iterable[Message]) -> dict[Message, Message]:
        """Message → its paraphrase, for those that have one worth keeping: of four words or more, since a bare answer
        comes back as something else.
        """
        long = [m for m in messages if len(words(m.text)) >= _FEWEST_WORDS]
        made = self.texts([m.text for m in long])
        found = ((m, paraphrased(m, made[m.text])) for m in long)
        return {message: other for message, other in found if other is not None}


def paraphrased(message: Message, text: str) -> Message | None:
    """The message with `text` in place of its own and its entities found there again, or None; the module says when."""
    text = text.strip()
    old, new = _plain(message.text), _plain(text)
    if old == new or not len(old) / _MOST_TIMES_LONGER <= len(new) <= len(old) * _MOST_TIMES_LONGER:
        return None
    if _with_digits(message.text) != _with_digits(text):
        return None
    spans: list[Span] = []
    for name in {message.text[s.start : s.end]: None for s in message.entities}:
        own = [s for s in message.entities if message.text[s.start : s.end] == name]
        before, after = _places(name, message.text), _places(name, text)
        # A name that also stands somewhere as no entity, or as two kinds, could come back in another order.
        if len(before) != len(own) or len(after) != len(own) or len({s.type for s in own}) > 1:
            return None
        spans += [Span(own[0].type, start, start + len(name)) for start in after]
    return replace(message, text=text, entities=tuple(sorted(spans, key=lambda s: s.start)))


def _places(name: str, text: str) -> list[int]:
    """Where `name` begins in `text` as whole words."""
    starts, ends = {a for a, _ in words(text)}, {b for _, b in words(text)}
    found = (match.start() for match in re.finditer(re.escape(name), text))
    return [start for start in found if start in starts and start + len(name) in ends]


def _with_digits(text: str) -> Counter[str]:
    """Words with a digit, each as often as it stands there."""
    return Counter(text[a:b] for a, b in words(text) if any(c.isdigit() for c in text[a:b]))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
