"""Back-translation keeps a paraphrase only with every entity and number whole, and translates nothing twice."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BartConfig, BartForConditionalGeneration, PreTrainedTokenizerFast

from storedesk_training.augmentation import Augmentation, BackTranslation, Sources, augmented
from storedesk_training.augmentation.paraphrase import paraphrased
from storedesk_training.augmentation.translators import LocalTranslator
from storedesk_training.messages import Message, Span

LATE = Message("my order W7730192 is very late", "", "complaint", True, "delivery_late",
               (Span("ORDER_NUMBER", 9, 17),), frozenset({"entities", "template"}))  # fmt: skip


class Fake:
    """Translates by a function and remembers what it was asked for."""

    def __init__(self, name: str, made: Callable[[str], str]) -> None:
        self.name, self.made = name, made
        self.asked: list[str] = []

    def translate(self, texts: Sequence[str]) -> list[str]:
        self.asked += texts
        return [self.made(text) for text in texts]


def test_an_entity_is_found_again_where_it_comes_back() -> None:
    other = paraphrased(LATE, " The order W7730192 of mine is overdue ")
    assert other is not None
    assert other.text == "The order W7730192 of mine is overdue" and other.entities == (Span("ORDER_NUMBER", 10, 18),)
    assert (other.intent, other.template, other.labelled) == (LATE.intent, LATE.template, LATE.labelled)


@pytest.mark.parametrize(
    "text",
    [
        "the order W773O192 of mine is overdue",
        "the order is overdue",
        "the order w7730192 of mine is overdue",
        "the order W7730192 and W7730192 is overdue",
        "the order W77301921 of mine is overdue",
        "the 2 orders W7730192 are overdue",
        "MY ORDER W7730192 is very late!",
        "W7730192 late",
        "my order W7730192 is very very very very very very very very late, very late",
        "",
    ],
)
def test_what_lost_or_changed_an_entity_or_said_nothing_new_is_dropped(text: str) -> None:
    assert paraphrased(LATE, text) is None


def test_an_entity_said_twice_comes_back_twice() -> None:
    twice = Message("KID-5 or KID-5 in blue", entities=(Span("PRODUCT_ID", 0, 5), Span("PRODUCT_ID", 9, 14)))
    other = paraphrased(twice, "a blue KID-5 or KID-5")
    assert other is not None and [other.text[s.start : s.end] for s in other.entities] == ["KID-5", "KID-5"]
    mixed = Message("8841 or item 8841 in blue", entities=(Span("ORDER_NUMBER", 0, 4), Span("PRODUCT_ID", 13, 17)))
    assert paraphrased(mixed, "item 8841 in blue or 8841") is None
    unmarked = Message("8841 or item 8841 in blue", entities=(Span("PRODUCT_ID", 13, 17),))
    assert paraphrased(unmarked, "item 8841 in blue or 8841") is None


def test_numbers_that_are_no_entities_come_back_too() -> None:
    message = Message("I paid 49.90 for two lamps")
    assert paraphrased(message, "two lamps cost me 49.90") is not None
    assert paraphrased(message, "two lamps cost me 49,90") is None


def test_nothing_is_translated_twice_and_pairs_of_translators_keep_apart(tmp_path: Path) -> None:
    there, back = Fake("en-de", str.upper), Fake("de-en", lambda text: text.lower() + " indeed")
    assert BackTranslation(there, back, tmp_path).texts(["A", "B", "A"]) == {"A": "a indeed", "B": "b indeed"}
    assert there.asked == ["A", "B"] and back.asked == ["A", "B"]
    later = BackTranslation(there, back, tmp_path).texts(["B", "C\u2028"], at_once=1)
    assert later == {"B": "b indeed", "C\u2028": "c\u2028 indeed"} and there.asked == ["A", "B", "C\u2028"]
    other = Fake("en-fr", str.upper)
    BackTranslation(other, back, tmp_path).texts(["A"])
    assert other.asked == ["A"] and len(list(tmp_path.iterdir())) == 2


def test_messages_with_a_kept_paraphrase_are_drawn_and_bare_answers_are_not_asked_for(tmp_path: Path) -> None:
    short, lost = (
        Message("the blue one"),
        Message("order W100 is with my neighbour", entities=(Span("ORDER_NUMBER", 6, 10),)),
    )
    there = Fake("en-de", lambda text: text.replace("W100", "W 100"))
    back = Fake("de-en", lambda text: text.replace("very late", "overdue by far"))
    found = BackTranslation(there, back, tmp_path).paraphrases([LATE, short, lost])
    assert list(found) == [LATE] and short.text not in there.asked
    sources, config = Sources(paraphrases=found), Augmentation(paraphrases=1)
    assert augmented(LATE, random.Random(1), config, sources).text == "my order W7730192 is overdue by far"
    assert augmented(lost, random.Random(1), config, sources) == lost


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A tiny sequence-to-sequence model with random weights."""
    torch.manual_seed(5)
    names = ["<s>", "<pad>", "</s>", "<unk>", "my", "order", "is", "very", "late", "and", "the", "lamp", "blue"]
    tokenizer = Tokenizer(models.WordLevel({name: i for i, name in enumerate(names)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    ).save_pretrained(tmp_path / "model")
    config = BartConfig(
        vocab_size=len(names), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, max_position_embeddings=64, init_std=1.0,
    )  # fmt: skip
    BartForConditionalGeneration(config).save_pretrained(tmp_path / "model")
    return tmp_path / "model"


def test_a_model_on_disk_translates_each_text_alike_in_any_company(directory: Path) -> None:
    translator = LocalTranslator(directory, batch=2, max_tokens=12)
    texts = ["my order is very late", "lamp", " ", "the blue lamp and my order is late"]
    together = translator.translate(texts)
    assert len(set(together)) == 4 and together[2] == "" and not any("<" in text for text in together)
    assert together == [translator.translate([text])[0] for text in texts]
    assert translator.name == LocalTranslator(directory, max_tokens=12).name != LocalTranslator(directory, "to: ").name


def test_two_models_on_disk_give_only_messages_with_whole_entities(directory: Path, tmp_path: Path) -> None:
    translator = LocalTranslator(directory, max_tokens=12)
    back = BackTranslation(translator, translator, tmp_path / "cache")
    assert back.paraphrases([LATE]) == {}
    assert back.path.exists()
    with pytest.raises(OSError, match="nowhere"):
        LocalTranslator(tmp_path / "nowhere")
