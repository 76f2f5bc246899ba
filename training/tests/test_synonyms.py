"""Synonyms stand only where no label hangs on the word, in its case."""

import gzip
import json
import random
from pathlib import Path

import pytest

from storedesk_training.augmentation import Synonyms, common_words, label_words
from storedesk_training.augmentation.synonyms import with_synonyms
from storedesk_training.messages import Message, Span, TemplateTexts, read_catalogue, read_training

SYNSETS = [
    ("noun", ["sofa", "couch"]), ("verb", ["couch", "put"]), ("noun", ["bathroom", "john"]), ("noun", ["john", "tom"]),
    ("noun", ["john", "client"]), ("noun", ["serial", "series"]), ("adj", ["serial", "sequential"]),
    ("noun", ["refund", "repayment"]), ("adv", ["really", "truly"]), ("adv", ["never", "ne'er"]),
    ("noun", ["work", "job"]), ("adj", ["worn", "drawn"]), ("verb", ["leave", "depart"]),
    ("noun", ["leaves", "leafage"]),
    ("noun", ["airport", "aerodrome"]), ("noun", ["arbor", "bower"]), ("noun", ["couple", "pair of lovers"]),
    ("noun", ["kettle", "boiler"]),
]  # fmt: skip
COMMON = {"couch", "sofa", "john", "bathroom", "series", "repayment", "truly", "really", "airport", "aerodrome",
          "leafage", "boiler", "kettle", "refund"}  # fmt: skip


@pytest.fixture
def synonyms(tmp_path: Path) -> Synonyms:
    with gzip.open(tmp_path / "synsets.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"pos": pos, "lemmas": lemmas}) + "\n" for pos, lemmas in SYNSETS)
    return Synonyms.read(frozenset({"refund", "boiler"}), COMMON, tmp_path / "synsets.jsonl.gz")


def test_the_rules_leave_close_common_words_of_no_label(synonyms: Synonyms) -> None:
    assert synonyms.table == {
        # Not back: a couch is also a verb, which a sofa is not.
        "sofa": ["couch"],
        "really": ["truly"],
        "truly": ["really"],
        "airport": ["aerodrome"],
        "aerodrome": ["airport"],
    }


def test_a_synonym_takes_the_words_case_and_suits_the_article(synonyms: Synonyms) -> None:
    assert [synonyms.fitting(word, "") for word in ("sofa", "Sofa", "SOFA", "soFa")] == [
        ["couch"],
        ["Couch"],
        ["COUCH"],
        [],
    ]
    table = Synonyms({"lamp": ["appliance", "light"]})
    assert table.fitting("lamp", "a ") == ["light"] and table.fitting("lamp", "An ") == ["appliance"]
    assert table.fitting("lamp", "the ") == ["appliance", "light"]


def test_only_words_outside_of_entities_are_replaced_and_their_spans_move(synonyms: Synonyms) -> None:
    message = Message("Sofa sofa, really", entities=(Span("PRODUCT_ID", 5, 9),))
    other = with_synonyms(message, random.Random(1), synonyms, 1.0)
    assert other.text == "Couch sofa, truly" and other.entities == (Span("PRODUCT_ID", 6, 10),)
    one = {with_synonyms(message, random.Random(seed), synonyms, 0.1).text for seed in range(20)}
    assert one == {"Couch sofa, really", "Sofa sofa, truly"}


def test_words_of_templates_and_words_that_tell_a_label_are_guarded() -> None:
    tasks = frozenset({"template"})
    told = [Message("my zebra leaks", template="item_defective", labelled=tasks)] * 10
    told += [Message(f"a lamp for {i}", template=t, labelled=tasks) for i in range(5) for t in ("a", "b", "c")]
    templates = [TemplateTexts("change_order", None, ("The customer wants other goods.", "swap it"))]
    guarded = label_words(told, templates)
    assert {"zebra", "leaks", "change", "order", "customer", "goods", "good"} <= guarded
    assert guarded.isdisjoint({"lamp", "for", "swap"})


def test_what_shops_words_mean_is_guarded_in_the_written_data() -> None:
    guarded = label_words(read_training(), read_catalogue())
    assert {
        "refund",
        "return",
        "exchange",
        "cancel",
        "late",
        "broken",
        "missing",
        "parcel",
        "order",
        "price",
    } <= guarded
    assert guarded.isdisjoint({"sofa", "kettle", "neighbour", "maybe"})


def test_common_words_are_those_read_often_enough(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "text.txt.gz", "wt", encoding="utf-8") as file:
        file.write("A sofa, a Sofa\nno couch\n")
    assert common_words(tmp_path / "text.txt.gz", least=2) == {"a", "sofa"}
