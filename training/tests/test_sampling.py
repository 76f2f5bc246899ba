"""Rows of an epoch come in proportion to the root of their class's size, and weights are what they say."""

import math
import random
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from storedesk_training.messages import Message, read_catalogue, read_training
from storedesk_training.sampling import class_weights, drawn, intent_class, template_class

CLASSES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=60)


@settings(database=None, deadline=None, max_examples=100)
@given(CLASSES, st.integers(0, 200), st.integers())
def test_every_row_comes_as_often_as_expected_rounded_up_or_down(classes: list[str], size: int, seed: int) -> None:
    rows = list(range(len(classes)))
    found = drawn(rows, classes, size, random.Random(seed))
    assert len(found) == size
    sizes, times = Counter(classes), Counter(found)
    total = sum(math.sqrt(n) for n in sizes.values())
    for row, one in enumerate(classes):
        expected = size / math.sqrt(sizes[one]) / total
        assert math.floor(expected - 1e-9) <= times[row] <= math.ceil(expected + 1e-9)


def test_a_class_is_seen_in_proportion_to_the_root_of_its_size() -> None:
    classes = ["often"] * 900 + ["seldom"] * 100 + ["once"]
    times = Counter[str]()
    for seed in range(40):
        times.update(drawn(classes, classes, 410, random.Random(seed)))
    assert times["often"] / times["seldom"] == pytest.approx(3, rel=0.05)
    assert times["seldom"] / times["once"] == pytest.approx(10, rel=0.05)


def test_rows_of_one_class_have_the_same_chance() -> None:
    rows, times = list(range(30)), Counter[int]()
    for seed in range(600):
        times.update(drawn(rows, ["a"] * 20 + ["b"] * 10, 10, random.Random(seed)))
    for own in (range(20), range(20, 30)):
        mean = sum(times[row] for row in own) / len(own)
        assert all(abs(times[row] - mean) < 5 * math.sqrt(mean) for row in own)


def test_the_same_generator_draws_the_same_rows_and_another_others() -> None:
    rows = list(range(500))
    classes = [str(row % 7) for row in rows]
    assert drawn(rows, classes, 100, random.Random(1)) == drawn(rows, classes, 100, random.Random(1))
    assert drawn(rows, classes, 100, random.Random(1)) != drawn(rows, classes, 100, random.Random(2))


def test_an_epoch_of_the_written_messages_is_less_uneven_than_they_are() -> None:
    messages = read_training()
    classes = [template_class(m) for m in messages]
    before = Counter(classes)
    after = Counter(map(template_class, drawn(messages, classes, len(messages), random.Random(3))))
    assert set(before) >= {t.id for t in read_catalogue()}
    most, least = max(before, key=before.__getitem__), min(before, key=before.__getitem__)
    assert after[most] / after[least] == pytest.approx(math.sqrt(before[most] / before[least]), rel=0.05)


def test_rows_without_a_template_or_an_intent_are_classes_of_their_own() -> None:
    tasks = frozenset({"scope", "intent", "template"})
    rows = [
        Message("a", intent="return", in_scope=True, template="return_start", labelled=tasks),
        Message("b", intent="inquiry", in_scope=True, labelled=tasks),
        Message("c", in_scope=False, labelled=tasks),
        Message("d", in_scope=True, labelled=frozenset({"scope"})),
    ]
    assert [template_class(m) for m in rows] == ["return_start", "no template", "fallback", "unlabelled"]
    assert [intent_class(m) for m in rows] == ["return", "inquiry", "fallback", "unlabelled"]


def test_class_weights_are_one_over_the_root_with_a_mean_of_one() -> None:
    weights = class_weights([0] * 16 + [1] * 4 + [2])
    assert sum(weights.values()) / 3 == pytest.approx(1)
    assert weights[1] / weights[0] == pytest.approx(2) and weights[2] / weights[0] == pytest.approx(4)


def test_weighted_so_a_class_counts_by_the_root_of_its_size() -> None:
    labels = [0] * 16 + [1] * 4
    weights = class_weights(labels)
    target, logits = torch.tensor(labels), torch.zeros(20, 2, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(logits, target, torch.tensor([weights[0], weights[1]]))
    loss.backward()
    assert logits.grad is not None
    pull = logits.grad.abs().sum(1)
    assert float(pull[target == 0].sum() / pull[target == 1].sum()) == pytest.approx(2)


def test_what_cannot_be_drawn_or_weighed_is_refused() -> None:
    with pytest.raises(ValueError, match="0 rows"):
        drawn([], [], 3, random.Random(0))
    with pytest.raises(ValueError, match="2 rows and 1 classes"):
        drawn([1, 2], ["a"], 3, random.Random(0))
    with pytest.raises(ValueError, match="no labels"):
        class_weights([])
