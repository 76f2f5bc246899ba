"""The public benchmarks as messages, in the splits in which they are scored."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..locations import PUBLIC_DATA
from ..messages import Message, Span, sha256_of
from .spans import word_ranges


@dataclass(frozen=True)
class Source:
    """A benchmark's file and its splits. Without a `validation` split, some training rows choose the epoch.

    `out_of_scope` is the label of what belongs to no intent.
    """

    file: str
    test: str
    validation: str | None = None
    out_of_scope: str | None = None


SOURCES = {
    "snips": Source("snips", test="test", validation="dev"),
    # Its test split is not among the public data: the validation split is scored, so it must not choose the epoch too.
    "clinc150": Source("clinc150_train_val", test="val", out_of_scope="oos"),
    "banking77": Source("banking77", test="test"),
}


@dataclass(frozen=True)
class Benchmark:
    """Rows of each split; `intents` and `slot_types` are those of the training rows, sorted."""

    name: str
    training: list[Message]
    validation: list[Message]
    test: list[Message]
    intents: list[str]
    slot_types: list[str]
    out_of_scope: str | None = None
    sha256: str = ""

    @property
    def tags(self) -> list[str]:
        """`O`, then `B-` and `I-` of each slot type."""
        return ["O", *(f"{side}-{kind}" for kind in self.slot_types for side in "BI")]


def read_rows(path: Path) -> list[Message]:
    """Rows of a gzip JSON Lines file `{text, label, split, entities?}`; a message's `origin` is its split.

    Raises:
        ValueError: a slot does not begin and end with a word; says where.

    """
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            spans = tuple(Span(e["type"], e["start"], e["end"]) for e in row.get("entities", []))
            ranges = word_ranges(row["text"])
            starts, ends = {start for start, _ in ranges}, {end for _, end in ranges}
            if any(s.start not in starts or s.end not in ends for s in spans):
                raise ValueError(f"{path.name}:{number}: a slot does not begin and end with a word")
            found.append(
                Message(row["text"], intent=row["label"], entities=spans,
                        labelled=frozenset({"intent", "entities"}), origin=row["split"])
            )  # fmt: skip
    return found


def held_out(rows: Sequence[Message], share: float) -> tuple[list[Message], list[Message]]:
    """(Kept rows, held-out rows): about `share` of the rows of every intent, the same ones in every call."""
    of_intent: dict[str, list[Message]] = {}
    for row in rows:
        of_intent.setdefault(row.intent or "", []).append(row)
    kept, held = [], []
    for intent, own in sorted(of_intent.items()):
        order = random.Random(intent).sample(own, len(own))
        cut = round(share * len(own))
        held += order[:cut]
        kept += order[cut:]
    return kept, held


def read_benchmark(
    name: str, validation_share: float = 0.1, most_rows: int = 0, directory: Path = PUBLIC_DATA
) -> Benchmark:
    """The benchmark `name`; `most_rows` above 0 draws that many rows of each split, for trials.

    Raises:
        KeyError: there is no such benchmark.
        FileNotFoundError: its file is not in `directory`.

    """
    source = SOURCES[name]
    path = directory / f"{source.file}.jsonl.gz"
    rows = read_rows(path)
    training = [row for row in rows if row.origin == "train"]
    intents = sorted({row.intent for row in training if row.intent})
    slot_types = sorted({span.type for row in training for span in row.entities})
    if source.validation:
        validation = [row for row in rows if row.origin == source.validation]
    else:
        training, validation = held_out(training, validation_share)
    test = [row for row in rows if row.origin == source.test]
    if most_rows:
        training, validation, test = (
            random.Random(0).sample(split, min(most_rows, len(split))) for split in (training, validation, test)
        )
    return Benchmark(name, training, validation, test, intents, slot_types, source.out_of_scope, sha256_of([path]))
