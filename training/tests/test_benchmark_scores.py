import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storedesk_training.benchmarks.config import BenchmarkConfig
from storedesk_training.benchmarks.datasets import Benchmark, held_out, read_benchmark
from storedesk_training.benchmarks.score import Predictions, choice_value, score
from storedesk_training.benchmarks.spans import span_f1, spans_of, word_ranges, word_tags
from storedesk_training.messages import Message, Span

EMPTY = Benchmark("none", [], [], [], [], [])


def tags_to_texts(text: str, tags: str) -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in spans_of(tags.split(), word_ranges(text))]


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("O B-x I-x O O", [("x", "b c")]),
        ("O I-x I-x O O", [("x", "b c")]),
        ("B-x B-x I-x O O", [("x", "a"), ("x", "b c")]),
        ("B-x I-y I-y O O", [("x", "a"), ("y", "b c")]),
        ("I-x O I-x I-x B-x", [("x", "a"), ("x", "c d"), ("x", "e")]),
        ("I-x I-y I-x O I-y", [("x", "a"), ("y", "b"), ("x", "c"), ("y", "e")]),
        ("O O O O O", []),
    ],
)
def test_an_inside_tag_goes_on_only_with_its_own_type(tags: str, spans: list[tuple[str, str]]) -> None:
    assert tags_to_texts("a b c d e", tags) == spans


def test_tags_of_spans_give_the_spans_back() -> None:
    text = "add  step to me, to the 50 clásicos playlist"
    spans = (Span("entity", 5, 16), Span("entity", 17, 19), Span("playlist", 24, 35))
    ranges = word_ranges(text)
    tags = word_tags(ranges, spans)
    assert tags == ["O", "B-entity", "I-entity", "I-entity", "B-entity", "O", "B-playlist", "I-playlist", "O"]
    assert spans_of(tags, ranges) == list(spans)


def test_only_exact_spans_count_for_f1() -> None:
    wanted = [[Span("artist", 0, 5), Span("album", 6, 9)], [Span("city", 0, 4)], []]
    got = [[Span("artist", 0, 5), Span("album", 6, 8)], [Span("state", 0, 4)], [Span("city", 2, 3)]]
    # 1 right of 4 found (precision 1/4) and of 3 wanted (recall 1/3)
    assert span_f1(wanted, got) == pytest.approx(2 * (1 / 4) * (1 / 3) / (1 / 4 + 1 / 3))
    assert span_f1(wanted, wanted) == 1.0
    assert span_f1([[]], [[]]) == 0.0


def test_a_sentence_is_right_by_its_intent_and_all_its_slots() -> None:
    span = Span("artist", 0, 1)
    rows = [Message("a b", intent="play", entities=(span,)) for _ in range(4)]
    benchmark = replace(EMPTY, intents=["play", "rate"], slot_types=["artist"])
    play, rate = [0.9, 0.1], [0.1, 0.9]
    predictions = Predictions(np.array([play, play, rate, play]), [[span], [], [span], [span, Span("artist", 2, 3)]])
    scores = score(predictions, rows, benchmark)
    # spans: 3 right of 4 found and 4 wanted
    assert scores == {"intent_accuracy": 0.75, "slot_f1": 0.75, "sentence_accuracy": 0.25}
    assert choice_value(scores) == 0.5


def test_out_of_scope_rows_are_scored_apart() -> None:
    benchmark = replace(EMPTY, intents=["bill", "oos", "trip"], out_of_scope="oos")
    rows = [Message("", intent=name) for name in ("bill", "trip", "trip", "oos", "oos")]
    intents = np.array([[0.8, 0.1, 0.1], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3], [0.1, 0.8, 0.1], [0.5, 0.1, 0.4]])
    scores = score(Predictions(intents, [[] for _ in rows]), rows, benchmark)
    # the largest probability of an intent: in scope 0.8, 0.7, 0.3; out of scope 0.1, 0.5; 5 of 6 pairs in order
    assert scores == {
        "intent_accuracy": 0.6,
        "in_scope_accuracy": 0.6667,
        "oos_recall": 0.5,
        "oos_auroc": 0.8333,
    }
    assert choice_value(scores) == 0.6


def test_no_validation_rows_have_no_scores_and_choose_nothing() -> None:
    assert score(Predictions(np.zeros((0, 0)), []), [], EMPTY) == {}
    assert choice_value({}) == 0.0


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_benchmark_is_read_in_its_own_splits(tmp_path: Path) -> None:
    slot = {"type": "artist", "start": 5, "end": 8}
    rows = [{"text": "play abc", "label": "Play", "split": s, "entities": [slot]} for s in ("train", "dev", "test")]
    write(tmp_path / "snips.jsonl.gz", [*rows, {"text": "rate it", "label": "Rate", "split": "train", "entities": []}])
    benchmark = read_benchmark("snips", directory=tmp_path)
    assert [m.text for m in benchmark.training] == ["play abc", "rate it"]
    assert [len(benchmark.validation), len(benchmark.test)] == [1, 1]
    assert benchmark.test[0].entities == (Span("artist", 5, 8),)
    assert (benchmark.intents, benchmark.tags) == (["Play", "Rate"], ["O", "B-artist", "I-artist"])


def test_a_slot_inside_a_word_is_refused(tmp_path: Path) -> None:
    row = {"text": "play abc", "label": "Play", "split": "train", "entities": [{"type": "x", "start": 6, "end": 8}]}
    write(tmp_path / "snips.jsonl.gz", [row])
    with pytest.raises(ValueError, match=r"snips.jsonl.gz:1: a slot"):
        read_benchmark("snips", directory=tmp_path)


def test_what_is_scored_never_chooses_the_epoch(tmp_path: Path) -> None:
    rows = [{"text": f"{label} {n}", "label": label, "split": "train"} for label in ("a", "oos") for n in range(20)]
    write(tmp_path / "clinc150_train_val.jsonl.gz", [*rows, {"text": "a val", "label": "a", "split": "val"}])
    benchmark = read_benchmark("clinc150", 0.1, directory=tmp_path)
    assert [m.text for m in benchmark.test] == ["a val"]
    assert [len(benchmark.training), len(benchmark.validation)] == [36, 4]
    assert sorted(m.intent or "" for m in benchmark.validation) == ["a", "a", "oos", "oos"]
    assert not {m.text for m in benchmark.training} & {m.text for m in benchmark.validation}
    assert read_benchmark("clinc150", 0.1, directory=tmp_path) == benchmark
    assert len(read_benchmark("clinc150", 0.0, directory=tmp_path).training) == 40


def test_a_trial_draws_so_many_rows_of_each_split(tmp_path: Path) -> None:
    rows = [{"text": f"{n}", "label": f"{n % 5}", "split": s} for n in range(30) for s in ("train", "test")]
    write(tmp_path / "banking77.jsonl.gz", rows)
    benchmark = read_benchmark("banking77", 0.5, most_rows=8, directory=tmp_path)
    assert [len(s) for s in (benchmark.training, benchmark.validation, benchmark.test)] == [8, 8, 8]
    assert benchmark.intents == ["0", "1", "2", "3", "4"]


def test_held_out_rows_are_a_share_of_every_intent() -> None:
    rows = [Message(f"{intent} {n}", intent=intent) for intent, many in (("a", 50), ("b", 10)) for n in range(many)]
    kept, held = held_out(rows, 0.2)
    assert [sum(m.intent == i for m in held) for i in "ab"] == [10, 2]
    assert sorted(m.text for m in [*kept, *held]) == sorted(m.text for m in rows)


@pytest.mark.parametrize(
    "wrong", [{"word_state": "last"}, {"epochs": 0}, {"validation_share": 1.0}, {"seeds": ()}], ids=str
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        BenchmarkConfig(**wrong)  # type: ignore[arg-type]
