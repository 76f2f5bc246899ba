"""The written data keeps its promises: format, labels, distinctness, distance of the test."""

import random
import re
from collections import Counter, defaultdict

import pytest

from storedesk_training.evaluate import read_pairs
from storedesk_training.id_shapes import ORDER_SHAPES, PRODUCT_SHAPES, from_shape
from storedesk_training.locations import WRITTEN_DATA
from storedesk_training.messages import (
    ACTS,
    FALLBACK,
    INTENTS,
    Message,
    data_files,
    read_catalogue,
    read_development,
    read_dialog_acts,
    read_messages,
    read_training,
    varied,
)
from storedesk_training.words import words

DEVELOPMENT = WRITTEN_DATA / "development"
MESSAGES = [
    m for directory in (WRITTEN_DATA, DEVELOPMENT) for path in data_files(directory)[:-1] for m in read_messages(path)
]
ACT_ROWS = [m for d in (WRITTEN_DATA, DEVELOPMENT) for m in read_dialog_acts(d / "dialog-acts.jsonl")]
HELD_OUT = read_messages(WRITTEN_DATA / "held-out.jsonl")
HELD_OUT_2 = read_messages(WRITTEN_DATA / "held-out-2.jsonl")
WAITING = [m for path in sorted((WRITTEN_DATA / "waiting").rglob("*.jsonl")) for m in read_messages(path)]
WRITTEN_HERE = [m for m in MESSAGES if not m.origin.startswith("service-")]


def masked(message: Message) -> str:
    text = message.text
    for span in sorted(message.entities, key=lambda s: -s.start):
        text = text[: span.start] + "ID" + text[span.end :]
    return re.sub(r"\d", "0", text.lower())


def tokens(message: Message) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", message.text.lower()))


def test_labels_are_those_of_the_catalogue() -> None:
    known = {t.id for t in read_catalogue()}
    assert {m.template for m in MESSAGES + WAITING + HELD_OUT + HELD_OUT_2 if m.in_scope and m.template} == known - set(
        ACTS
    )
    assert {m.intent for m in MESSAGES if m.in_scope} == set(INTENTS)
    assert all(m.intent is None and not m.entities for m in MESSAGES if not m.in_scope)
    assert FALLBACK not in known


def test_there_are_enough_of_every_kind() -> None:
    counts = Counter(m.template for m in MESSAGES if m.in_scope and m.template)
    assert min(counts.values()) >= 120
    assert len(WRITTEN_HERE) >= 2000
    assert sum(not m.in_scope for m in MESSAGES) >= 900
    distractors = [m for m in MESSAGES if m.in_scope and not m.entities and re.search(r"\d", m.text)]
    assert len(distractors) >= 300
    assert len(HELD_OUT) >= 400
    assert len(HELD_OUT_2) >= 800
    assert sum(bool(m.context) for m in HELD_OUT_2) >= len(HELD_OUT_2) / 3
    assert len(read_pairs(WRITTEN_DATA / "held-out-2.jsonl")) >= 40


def test_new_messages_are_distinct_and_begin_differently() -> None:
    # Answers of a few words are what they are by what was asked.
    seen = Counter((own, m.context.lower() if len(own.split()) < 5 else "") for m in WRITTEN_HERE if (own := masked(m)))
    assert max(seen.values()) == 1
    openings = Counter(tuple(w[:4]) for m in WRITTEN_HERE if len(w := re.findall(r"\w+", masked(m))) >= 4)
    assert max(openings.values()) <= 3


def test_no_development_message_is_trained_on() -> None:
    seen = {(m.text, m.context) for m in read_training()}
    assert not [m.text for m in read_development() if (m.text, m.context) in seen]


def test_the_held_out_test_is_far_from_training() -> None:
    rows = [tokens(m) for m in MESSAGES + ACT_ROWS + WAITING]
    holders: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        for word in row:
            holders[word].append(i)
    for message in HELD_OUT + HELD_OUT_2:
        own = tokens(message)
        shared = Counter(i for word in own for i in holders[word])
        near = max((n / len(own | rows[i]) for i, n in shared.items()), default=0.0)
        assert near <= 0.6, message.text


def test_spans_are_whole_words() -> None:
    total = bad = 0
    for message in MESSAGES + WAITING + HELD_OUT + HELD_OUT_2:
        ranges = words(message.text)
        starts, ends = {a for a, _ in ranges}, {b for _, b in ranges}
        for span in message.entities:
            total += 1
            bad += span.start not in starts or span.end not in ends
    assert bad <= 0.005 * total


def test_shapes_are_many_and_some_look_alike() -> None:
    assert len(set(ORDER_SHAPES)) >= 25 and len(set(PRODUCT_SHAPES)) >= 25
    assert set(ORDER_SHAPES) & set(PRODUCT_SHAPES)
    rng = random.Random(1)
    assert re.fullmatch(r"SKU-\d{5}", from_shape(r"\S\K\U-99999", rng))


@pytest.mark.parametrize("seed", range(5))
def test_a_varied_message_keeps_its_spans_on_its_ids(seed: int) -> None:
    rng = random.Random(seed)
    for message in rng.sample([m for m in read_training() if m.entities], 300):
        other = varied(message, rng)
        assert [s.type for s in other.entities] == [s.type for s in sorted(message.entities, key=lambda s: s.start)]
        for span in other.entities:
            piece = other.text[span.start : span.end]
            assert piece and piece == piece.strip()
