"""The written messages: reading, checking, and the variations under which training sees them."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .bpe import same_length_case
from .id_shapes import random_id, same_shape
from .locations import CATALOGUE, WRITTEN_DATA

INTENTS = ["inquiry", "return", "complaint"]
ENTITY_TYPES = ["ORDER_NUMBER", "PRODUCT_ID"]
ENTITY_TAGS = ["O", *(f"{side}-{kind}" for kind in ENTITY_TYPES for side in "BI")]
ACTS = ["affirm", "deny", "never_mind", "start_over"]
FALLBACK = "fallback"


@dataclass(frozen=True)
class Span:
    """An entity as a half-open character range."""

    type: str
    start: int
    end: int


@dataclass(frozen=True)
class Message:
    """One labelled message. A label that is not given (None, or `labelled` without the task) is not trained on.

    `template` is a template or act that the message belongs to; None together with "template" in `labelled`
    means that no template fits.
    """

    text: str
    context: str = ""
    intent: str | None = None
    in_scope: bool | None = None
    template: str | None = None
    entities: tuple[Span, ...] = ()
    labelled: frozenset[str] = field(default_factory=frozenset)
    origin: str = ""


@dataclass(frozen=True)
class TemplateTexts:
    """What a template's vectors are made of, and its intent (None: any)."""

    id: str
    intent: str | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class NewTemplate:
    """A template that is not shipped, and messages that it is for. Whether these are in a shop's scope depends on
    whether the shop has the template, so they are labelled for the choice alone.
    """

    template: TemplateTexts
    messages: tuple[Message, ...]


def read_messages(path: Path) -> list[Message]:
    """Messages of one file in the project's format.

    Raises:
        ValueError: a line breaks the format; says which.

    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        spans = tuple(Span(e["type"], e["start"], e["end"]) for e in row["entities"])
        if any(not 0 <= s.start < s.end <= len(row["text"]) or s.type not in ENTITY_TYPES for s in spans):
            raise ValueError(f"{path.name}:{number}: an entity lies outside the text or has an unknown type")
        tasks = {"scope", "entities"} | ({"intent", "template"} if row["in_scope"] else set())
        template = row["template"] if row["in_scope"] else None
        found.append(
            Message(row["text"], row.get("context", ""), row["intent"], row["in_scope"], template, spans,
                    frozenset(tasks), path.stem)
        )  # fmt: skip
    return found


def read_dialog_acts(path: Path) -> list[Message]:
    """Answers to the bot's questions; an act has neither intent nor entities of its own."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["act"]:
            tasks, template = frozenset({"template", "scope", "entities"}), row["act"]
        elif row["template"] and row["template"] != FALLBACK:
            tasks, template = frozenset({"template", "scope", "entities"}), row["template"]
        else:
            tasks, template = frozenset({"entities"}), None
        spans = tuple(Span(e["type"], e["start"], e["end"]) for e in row.get("entities", []))
        in_scope = True if "scope" in tasks else None
        found.append(Message(row["text"], row["context"], None, in_scope, template, spans, tasks, path.stem))
    return found


def data_files(directory: Path) -> list[Path]:
    """The files of messages under `directory`, in a fixed order, then its answers to the bot's questions."""
    return [*sorted((directory / "messages").glob("*.jsonl")), directory / "dialog-acts.jsonl"]


def training_files() -> list[Path]:
    """Every written file that a model learns from, in a fixed order."""
    return [*data_files(WRITTEN_DATA), WRITTEN_DATA / "new-templates" / "training.jsonl"]


def development_files() -> list[Path]:
    """Every written file that steers training, in a fixed order."""
    return [*data_files(WRITTEN_DATA / "development"), WRITTEN_DATA / "new-templates" / "development.jsonl"]


def held_out_files() -> list[Path]:
    """The tests: no model learns from them, and they choose nothing."""
    return [WRITTEN_DATA / "held-out.jsonl", WRITTEN_DATA / "held-out-2.jsonl"]


def read_training(directory: Path = WRITTEN_DATA) -> list[Message]:
    """All training messages, file by file; never the development messages or the held-out test."""
    *messages, acts = data_files(directory)
    return [m for path in messages for m in read_messages(path)] + read_dialog_acts(acts)


def read_development() -> list[Message]:
    """Messages that steer training and calibrate its result; no model learns from them."""
    return read_training(WRITTEN_DATA / "development")


def read_catalogue(directory: Path = CATALOGUE) -> list[TemplateTexts]:
    """The shipped templates that the model may choose (answers and acts), as texts for their vectors."""
    paths = [*sorted((directory / "answers").glob("*.json")), *sorted((directory / "acts").glob("*.json"))]
    found = []
    for path in paths:
        row = json.loads(path.read_text(encoding="utf-8"))
        found.append(TemplateTexts(row["id"], row["intent"], (row["description"], *row["examples"])))
    return found


def read_new_templates(name: str, directory: Path = WRITTEN_DATA / "new-templates") -> list[NewTemplate]:
    """Templates as shops would add them: `training`, `development` or `held-out`, on different subjects each."""
    rows = [json.loads(line) for line in (directory / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        NewTemplate(
            TemplateTexts(row["id"], row["intent"], (row["description"], *row["examples"])),
            tuple(
                Message(text, template=row["id"], labelled=frozenset({"template"}), origin="new-templates")
                for text in row["messages"]
            ),
        )
        for row in rows
    ]


def sha256_of(paths: Sequence[Path]) -> str:
    """One hash over files in the given order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_SLIP_SHARE = 0.03


def mistyped(text: str, rng: random.Random) -> str:
    """`text` with a letter left out, doubled or swapped with the next in a few of its longer words."""

    def slip(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() >= _SLIP_SHARE:
            return word
        at = rng.randrange(1, len(word) - 1)
        head, one, two, tail = word[:at], word[at], word[at + 1], word[at + 2 :]
        return head + rng.choice([two, one + one + two, two + one]) + tail

    return _LONG_WORD.sub(slip, text)


_LONG_NUMBER = re.compile(r"\d{4,}")


def varied(message: Message, rng: random.Random, ids: float = 0.75, case: bool = True) -> Message:
    """The message with other IDs, other long numbers and a slip of the finger here and there (in a share of `ids` of
    cases), and another case.
    """
    if rng.random() >= ids:
        return message if not case else replace(message, text=same_length_case(message.text, rng))
    pieces: list[str] = []
    spans: list[Span] = []
    position, length, given = 0, 0, dict[str, str]()

    def add(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for span in sorted(message.entities, key=lambda s: s.start):
        add(mistyped(_other_numbers(message.text[position : span.start], rng), rng))
        old = message.text[span.start : span.end]
        new = given.setdefault(old, random_id(span.type, old, rng))
        start = length
        add(new)
        spans.append(Span(span.type, start, length))
        position = span.end
    add(mistyped(_other_numbers(message.text[position:], rng), rng))
    text = "".join(pieces)
    if case:
        text = same_length_case(text, rng)
    return replace(message, text=text, entities=tuple(spans))


def _other_numbers(text: str, rng: random.Random) -> str:
    return _LONG_NUMBER.sub(lambda m: same_shape(m[0], rng) if rng.random() < 0.7 else m[0], text)
