import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel, RobertaConfig, RobertaModel

from storedesk_training.batches import IGNORE
from storedesk_training.benchmarks import __main__ as command
from storedesk_training.benchmarks import datasets, run
from storedesk_training.benchmarks.batches import collate
from storedesk_training.benchmarks.config import BenchmarkConfig
from storedesk_training.benchmarks.datasets import Benchmark
from storedesk_training.benchmarks.encoder import load_encoder
from storedesk_training.benchmarks.run import SeedRun, rate_share, run_benchmark
from storedesk_training.bpe import train_tokenizer
from storedesk_training.messages import Message, Span
from storedesk_training.runs import read_runs

CPU = torch.device("cpu")


def row(marked: str, intent: str) -> Message:
    """A message of words `word/type`; words of one type side by side are one span."""
    text, spans = "", list[Span]()
    for piece in marked.split():
        word, _, kind = piece.partition("/")
        start = len(text) + bool(text)
        text = f"{text} {word}".strip()
        if kind and spans and spans[-1].type == kind and spans[-1].end == start - 1:
            spans[-1] = Span(kind, spans[-1].start, len(text))
        elif kind:
            spans.append(Span(kind, start, len(text)))
    return Message(text, intent=intent, entities=tuple(spans), labelled=frozenset({"intent", "entities"}))


ROWS = [
    row("play westbam/artist on spotify/service", "play"),
    row("play some mozart/artist please", "play"),
    row("listen to the/album wall/album by floyd/artist", "play"),
    row("play thriller/album", "play"),
    row("rate dune/book five/rating stars", "rate"),
    row("give the/book hobbit/book 3/rating", "rate"),
    row("i rate emma/book 6/rating", "rate"),
    row("this book gets two/rating", "rate"),
    row("book a table in paris/city for two/people", "reserve"),
    row("reserve for six/people in new/city york/city", "reserve"),
    row("table for 3/people near oslo/city", "reserve"),
    row("find a café in rome/city", "reserve"),
]
TOY = Benchmark(
    "toy", ROWS, ROWS, ROWS, ["play", "rate", "reserve"],
    ["album", "artist", "book", "city", "people", "rating", "service"], sha256="0",
)  # fmt: skip
CONFIG = BenchmarkConfig(
    epochs=30, batch=4, max_tokens=32, encoder_lr=2e-3, head_lr=8e-3, dropout=0.0, head_hidden=32, seeds=(1,)
)
SIZES: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
    "max_position_embeddings": 66,
}  # fmt: skip


def word_piece(marks: list[str]) -> Tokenizer:
    """Pieces of at most two letters, so that nearly every word has several."""
    letters = sorted({c for m in ROWS for c in m.text.lower().replace("é", "e") if c != " "})
    pieces = [*letters, *(f"##{c}" for c in letters), *(f"##{a}{b}" for a in letters for b in "aeiou")]
    vocabulary = {piece: number for number, piece in enumerate([*marks, *pieces])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # As published files have it; a batch must not be cut or filled up by it.
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=128)
    return tokenizer


def make_base(kind: str, directory: Path) -> Path:
    """BERT and MPNet with WordPiece, RoBERTa with this project's byte-level BPE."""
    torch.manual_seed(5)
    if kind == "roberta":
        tokenizer = train_tokenizer([m.text for m in ROWS], 300)
        config = RobertaConfig(vocab_size=tokenizer.get_vocab_size(), pad_token_id=1, type_vocab_size=1, **SIZES)
        RobertaModel(config).save_pretrained(directory)
    elif kind == "mpnet":
        tokenizer = word_piece(["<s>", "<pad>", "</s>", "[UNK]"])
        MPNetModel(MPNetConfig(vocab_size=tokenizer.get_vocab_size(), **SIZES)).save_pretrained(directory)
    else:
        tokenizer = word_piece(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
        BertModel(BertConfig(vocab_size=tokenizer.get_vocab_size(), **SIZES)).save_pretrained(directory)
    tokenizer.save(str(directory / "tokenizer.json"))
    return directory


@pytest.fixture(scope="module", params=["bert", "mpnet", "roberta"])
def each_base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base("bert", tmp_path_factory.mktemp("bert"))


def test_a_dozen_rows_are_learnt_by_heart(each_base: Path, tmp_path: Path) -> None:
    result = run_benchmark(TOY, each_base, CONFIG, tmp_path, CPU)[0]
    assert result.test == {"intent_accuracy": 1.0, "slot_f1": 1.0, "sentence_accuracy": 1.0}


def test_every_word_owns_its_own_pieces(each_base: Path) -> None:
    _, marks = load_encoder(each_base, 0.0)
    messages = [row("find a café in rome/city", "reserve"), row("play", "play")]
    batch = collate(marks, messages, TOY, 32)
    number = TOY.tags.index("B-city")
    assert batch.tags.tolist() == [[0, 0, 0, 0, number], [0, *[IGNORE] * 4]]
    assert torch.allclose(batch.pieces.sum(2), torch.tensor([[1.0] * 5, [1.0] + [0.0] * 4]))
    # Every token belongs to one word, but the two marks and white space alone to none.
    owners = (batch.pieces > 0).sum(1)
    for one, message in zip(owners.tolist(), messages, strict=True):
        offsets = marks.tokenizer.encode(message.text, add_special_tokens=False).offsets
        within = [int(bool(message.text[a:b].strip())) for a, b in offsets]
        assert one == [0, *within, 0, *[0] * (len(one) - len(within) - 2)]
    rome = batch.pieces[0, 4] > 0
    assert int(rome.sum()) > 1
    text = marks.tokenizer.decode(batch.input_ids[0, rome].tolist()).replace("##", "").replace(" ", "")
    assert text == "rome"
    first = collate(marks, messages, TOY, 32, "first").pieces[0, 4]
    assert first.max() == 1.0 and int((first > 0).sum()) == 1 and int(first.argmax()) == int(rome.long().argmax())


def test_the_encoder_has_the_given_dropout_and_no_pooler(each_base: Path) -> None:
    encoder, _ = load_encoder(each_base, 0.25)
    assert {module.p for module in encoder.modules() if isinstance(module, torch.nn.Dropout)} == {0.25}
    assert not [name for name, _ in encoder.named_parameters() if "pooler" in name]


def test_words_that_were_cut_off_have_no_label(each_base: Path) -> None:
    _, marks = load_encoder(each_base, 0.0)
    message = row("play westbam/artist on spotify/service", "play")
    batch = collate(marks, [message], TOY, 6)
    assert int(batch.attention_mask.sum()) == 6
    assert torch.equal(batch.tags == IGNORE, batch.pieces.sum(2) == 0)
    assert batch.tags[0, 0] == 0 and batch.tags[0, 3] == IGNORE


SHORT = replace(CONFIG, epochs=4, dropout=0.1, encoder_lr=5e-4, head_lr=2e-3)


def test_resuming_gives_what_one_go_gives(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SeedRun(TOY, base, SHORT, 1, tmp_path / "whole", CPU)
    wanted = whole.run()
    predict, calls = run.predict, 0

    def breaking(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return predict(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(run, "predict", breaking)
        with pytest.raises(KeyboardInterrupt):
            SeedRun(TOY, base, SHORT, 1, tmp_path / "broken", CPU).run()
    resumed = SeedRun(TOY, base, SHORT, 1, tmp_path / "broken", CPU)
    got = resumed.run()
    assert replace(got, seconds=0.0) == replace(wanted, seconds=0.0)
    for (name, a), b in zip(whole.model.state_dict().items(), resumed.model.state_dict().values(), strict=True):
        assert torch.equal(a, b), name
    epochs = [json.loads(line)["epoch"] for line in (tmp_path / "broken" / "log.jsonl").read_text().splitlines()]
    assert epochs == [1, 2, 3, 4]


def test_seeds_differ_and_the_same_seed_does_not(base: Path, tmp_path: Path) -> None:
    config = replace(SHORT, epochs=1)
    states = []
    for directory, seed in (("a", 1), ("b", 1), ("c", 2)):
        one = SeedRun(TOY, base, config, seed, tmp_path / directory, CPU)
        one.run()
        states.append(one.model.state_dict()["tag_head.tags.weight"])
    assert torch.equal(states[0], states[1])
    assert not torch.equal(states[0], states[2])


def test_validation_alone_chooses_the_epoch_and_the_test_is_scored_once(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    benchmark = replace(TOY, training=ROWS[:8], validation=ROWS[8:10], test=ROWS[10:])
    predict, seen = run.predict, list[Sequence[Message]]()

    def counting(model: Any, marks: Any, rows: Sequence[Message], *rest: Any) -> Any:
        seen.append(rows)
        return predict(model, marks, rows, *rest)

    values = iter([0.5, 0.7, 0.7, 0.6])
    monkeypatch.setattr(run, "predict", counting)
    monkeypatch.setattr(run, "choice_value", lambda _: next(values))
    saved = list[dict[str, torch.Tensor]]()
    save = run._save

    def saving(what: Any, path: Path) -> None:
        if path.name == "model.pt":
            saved.append({name: value.clone() for name, value in what.items()})
        save(what, path)

    monkeypatch.setattr(run, "_save", saving)
    one = SeedRun(benchmark, base, SHORT, 1, tmp_path, CPU)
    assert one.run().epoch == 3
    assert [len(saved), seen] == [3, [*[benchmark.validation] * 4, benchmark.test]]
    assert all(torch.equal(value, saved[2][name]) for name, value in one.model.state_dict().items())


def test_a_finished_seed_is_read_and_other_settings_are_refused(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(SHORT, epochs=1)
    result = SeedRun(TOY, base, config, 1, tmp_path, CPU).run()
    assert not (tmp_path / "resume.pt").exists()
    monkeypatch.setattr(run, "predict", None)
    assert SeedRun(TOY, base, config, 1, tmp_path, CPU).run() == result
    with pytest.raises(ValueError, match=r"other settings \(batch\)"):
        SeedRun(TOY, base, replace(config, batch=5), 1, tmp_path, CPU).run()


def test_without_validation_rows_the_last_epoch_is_kept(base: Path, tmp_path: Path) -> None:
    result = SeedRun(replace(TOY, validation=[]), base, replace(SHORT, epochs=2), 1, tmp_path, CPU).run()
    assert (result.epoch, result.validation) == (2, {})


def test_a_benchmark_without_slots_has_intents_alone(base: Path, tmp_path: Path) -> None:
    rows = [replace(m, entities=()) for m in ROWS]
    benchmark = replace(TOY, training=rows, validation=rows, test=rows, slot_types=[], out_of_scope="reserve")
    result = SeedRun(benchmark, base, replace(CONFIG, epochs=15), 1, tmp_path, CPU).run()
    assert result.test == {"intent_accuracy": 1.0, "in_scope_accuracy": 1.0, "oos_recall": 1.0, "oos_auroc": 1.0}


def test_the_rate_warms_up_and_decays() -> None:
    shares = [rate_share(step, 100, 0.1) for step in range(100)]
    assert shares[0] == pytest.approx(0.1)
    assert max(shares) == shares[9] == pytest.approx(0.91)
    assert shares[99] == pytest.approx(0.01)
    assert rate_share(0, 100, 0.0) == 1.0


def test_the_command_runs_every_seed_and_writes_a_record(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(datasets, "read_benchmark", lambda *_: TOY)
    monkeypatch.setattr("storedesk_training.locations.CHECKPOINTS", tmp_path)
    monkeypatch.setattr(run, "training_device", lambda: CPU)
    given = ["snips", "--base", str(base), "--name", "tiny", "--seeds", "2", "--epochs", "1", "--batch", "4"]
    command.main([*given, "--out", str(tmp_path / "runs")])
    (written,) = read_runs(tmp_path / "runs")
    assert written.name == "toy-tiny" and set(written.scores) == {1, 2}
    assert [written.config["base"]["name"], written.config["epochs"], written.config["rows"]["test"]] == ["tiny", 1, 12]
    assert set(written.config["chosen"]) == {"1", "2"}
    assert "sentence_accuracy" in capsys.readouterr().out


def test_a_wrong_setting_ends_the_command_with_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.parse(["snips", "--base", "x", "--epochs", "0"])
    assert "epochs is below 1" in capsys.readouterr().err


def test_an_encoder_needs_a_fast_tokenizer_with_marks(base: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"tokenizer.json is missing"):
        load_encoder(tmp_path, 0.0)
    (tmp_path / "config.json").write_text((base / "config.json").read_text())
    (tmp_path / "model.safetensors").write_bytes((base / "model.safetensors").read_bytes())
    Tokenizer(models.WordLevel({"a": 0}, unk_token="a")).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ValueError, match=r"none of <s>"):
        load_encoder(tmp_path, 0.0)
