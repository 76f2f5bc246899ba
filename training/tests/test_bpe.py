import pytest
from tokenizers import Tokenizer

from storedesk_training.bpe import BOS_ID, EOS_ID, encode, keep_ends, load_tokenizer, train_tokenizer
from storedesk_training.pretrain import vocabulary_texts

TEXTS = ["where is my order 7731", "I want to send this back", "the kettle leaks", "ORDER NUMBER W1001"] * 5


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    path = tmp_path_factory.mktemp("bpe") / "tokenizer.json"
    train_tokenizer(TEXTS, 400).save(str(path))
    return load_tokenizer(path)


def test_digits_are_single_tokens(tokenizer: Tokenizer) -> None:
    tokens = tokenizer.encode("order 7731", add_special_tokens=False).tokens
    assert tokens[-4:] == ["7", "7", "3", "1"]


@pytest.mark.parametrize(
    "text", ["</s> hi", "<s>", "a  b", "naïve café", "你好 7", "👩‍👩‍👧 ok", "e\u0301e", "tab\tend\r\n"]
)
def test_every_character_is_covered_and_nothing_is_special(tokenizer: Tokenizer, text: str) -> None:
    encoded = encode(tokenizer, text, "", 256)
    assert encoded.ids[0] == BOS_ID and encoded.ids[-1] == EOS_ID
    assert EOS_ID not in encoded.ids[1:-1] and BOS_ID not in encoded.ids[1:-1]
    covered = {i for a, b in encoded.offsets for i in range(a, b)}
    assert covered == set(range(len(text)))


def test_context_is_lost_first_then_the_middle(tokenizer: Tokenizer) -> None:
    short = encode(tokenizer, "kettle leaks", "send this back " * 20, 16)
    assert len(short.ids) == 16
    assert short.segment.count(1) == len(tokenizer.encode("kettle leaks", add_special_tokens=False).ids)
    long = encode(tokenizer, "1234567890" * 10, "context", 12)
    assert 0 not in long.segment
    assert "".join(("1234567890" * 10)[a:b] for a, b in long.offsets) == "1234567890"


@pytest.mark.parametrize(("length", "room", "kept"), [(3, 5, [0, 1, 2]), (6, 3, [0, 1, 5]), (4, 0, [])])
def test_keep_ends(length: int, room: int, kept: list[int]) -> None:
    assert keep_ends(length, room) == kept


def test_the_original_s_words_are_single_tokens_though_the_texts_hardly_have_them() -> None:
    lines = ["where is my order", "my order came broken", "thank you for the order"] * 20
    words = ["embroidery", "towels"]
    without = train_tokenizer(vocabulary_texts(lines, words, 0, 1), 400)
    tokenizer = train_tokenizer(vocabulary_texts(lines, words, 40, 1), 400)
    for word in words:
        assert len(without.encode(f" {word}").ids) > 1
        assert len(tokenizer.encode(f" {word}").ids) == 1
