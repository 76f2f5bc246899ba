"""Public sentences: as many as are asked for, none twice, none of odd length."""

import gzip
import json
from pathlib import Path

import pytest

from storedesk_training.public_text import read_public_text


@pytest.fixture
def public_data(tmp_path: Path) -> Path:
    lines = [f"a plain sentence about the subject {i}" for i in range(40)] * 2
    lines += ["too short", "x" * 200, "a sentence with an <unk> word in it"]
    with gzip.open(tmp_path / "text.txt.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    for name in ("bitext", "banking77", "clinc150_train_val", "hwu64"):
        rows = [{"label": "one", "text": f"{name} asks for the thing {i}"} for i in range(12)]
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_sentences_of_both_kinds_are_drawn_alike_each_time(public_data: Path) -> None:
    found = read_public_text(30, public_data)
    assert len(found) == len(set(found)) == 30
    assert sum(text.startswith("a plain sentence") for text in found) == 18
    assert found == read_public_text(30, public_data)


def test_what_is_there_is_taken_where_there_is_less(public_data: Path) -> None:
    found = read_public_text(10_000, public_data)
    assert len(found) == 40 + 48
    assert not any("<unk>" in text or len(text) < 20 or len(text) > 140 for text in found)
