"""A whole joint run on a tiny encoder and a few messages: it learns, resumes, and trains what it is told to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from made_up import MESSAGES, logged, settings

from storedesk_training import base_encoder, train, training_data
from storedesk_training.architecture import load_trained
from storedesk_training.config import ConfigError, checked, load_config
from storedesk_training.messages import Message
from storedesk_training.runs import read_run
from storedesk_training.train_config import TrainConfig

pytestmark = pytest.mark.usefixtures("checkpoints")


def test_a_joint_run_learns_every_task_and_its_model_can_be_loaded(checkpoints: Path) -> None:
    scores = train.train(settings(epochs=25, cutoff=0.0), "service")
    first, *_, last = logged(checkpoints / "service")
    for task in ("intent", "scope", "entities", "template", "base"):
        assert last[f"loss_{task}"] < 0.8 * first[f"loss_{task}"], task
    assert scores["intent_recall"] > 0.8 and scores["top1"] > 0.8
    model, tokenizer = load_trained(checkpoints / "service")
    assert not model.training and tokenizer.get_vocab_size() == 320
    record = read_run(checkpoints / "runs" / "service.json")
    assert record.config["epochs"] == 25 and record.scores == {17: scores}


def test_a_run_that_was_broken_off_goes_on_as_if_it_had_not_been(checkpoints: Path, monkeypatch: Any) -> None:
    whole = train.train(settings(epochs=3, cutoff=0.0), "whole")
    trainer = train.Trainer(settings(epochs=3, cutoff=0.0), checkpoints / "broken")
    real = trainer._record

    def record_and_break(report: dict[str, float]) -> None:
        real(report)
        if report["epoch"] == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(trainer, "_record", record_and_break)
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    assert train.train(settings(epochs=3, cutoff=0.0), "broken") == whole


def test_public_sentences_are_learnt_by_the_base_half_alone(checkpoints: Path, monkeypatch: Any) -> None:
    sentences = [f"a sentence of subject {i}" for i in range(6)]
    monkeypatch.setattr(training_data, "read_public_text", lambda _: sentences)
    trainer = train.Trainer(settings(epochs=20, public_texts=6, tasks=("template",)), checkpoints / "general")
    losses = trainer.losses
    before = float(losses.base_loss(losses._encode_base(sentences), sentences))
    trainer.run()
    trainer.model.eval()
    assert float(losses.base_loss(losses._encode_base(sentences), sentences)) < 0.8 * before


@pytest.mark.parametrize("task", ["intent", "scope", "entities", "template"])
def test_a_single_task_is_trained_alone(checkpoints: Path, task: str) -> None:
    trainer = train.Trainer(settings(tasks=(task,)), checkpoints / task)
    before = {name: p.detach().clone() for name, p in trainer.model.named_parameters()}
    trainer.run()
    moved = {name.split(".")[0] for name, p in trainer.model.named_parameters() if not torch.equal(p, before[name])}
    heads = {"intent": {"intent_head"}, "scope": {"scope_head"}, "entities": {"entity_head"},
             "template": {"trained_projection", "gate", "base_projection"}}  # fmt: skip
    # Weight decay touches every head a little; what has no gradient has none to begin with.
    others = set().union(*(own for name, own in heads.items() if name != task))
    assert moved >= {"encoder", *heads[task]}
    assert not moved & others


def test_a_batch_without_a_label_of_some_task_leaves_all_weights_finite(checkpoints: Path, monkeypatch: Any) -> None:
    bare = [Message(m.text, template=m.template, labelled=frozenset({"template"})) for m in MESSAGES if m.template]
    monkeypatch.setattr(training_data, "read_training", lambda: bare)
    trainer = train.Trainer(settings(batch=3), checkpoints / "bare")
    trainer.run()
    assert all(bool(p.isfinite().all()) for p in trainer.model.parameters())


@pytest.mark.parametrize(
    "sharing",
    [
        {"kind": "branches", "groups": [["intent"], ["base"]], "shared_layers": 1},
        {"kind": "soft", "groups": [["intent", "scope"], ["entities"], ["template", "base"]], "tie": 0.01},
        {"gates": True},
    ],
    ids=["branches", "soft", "gates"],
)
def test_every_way_of_sharing_trains_and_is_loaded_again(checkpoints: Path, sharing: dict[str, Any]) -> None:
    config = settings(sharing=sharing)
    train.train(config, "other")
    model, _ = load_trained(checkpoints / "other")
    assert model.shared.sharing == config.sharing
    assert set(model.shared.own) == {"-".join(group) for group in config.sharing.further_groups}


@pytest.mark.parametrize(
    "given",
    [
        {"balance": {"name": "uncertainty"}},
        {"balance": {"name": "gradnorm"}},
        {"surgery": True},
        {
            "surgery": True,
            "balance": {"name": "gradnorm"},
            "sharing": {"kind": "branches", "groups": [["intent"], ["base"]], "shared_layers": 1},
        },
        {"unfreezing": {"order": "heads_first", "until": 0.9}, "layer_decay": 0.7},
        {"sampling": "inverse_sqrt", "class_weights": "inverse_sqrt"},
        {"augmentation": {"ids": 0.5, "swaps": 0.5, "noise": 0.3, "case": 0.5}},
    ],
    ids=["uncertainty", "gradnorm", "surgery", "all in branches", "unfreezing", "imbalance", "augmentation"],
)
def test_every_way_of_weighing_and_freezing_learns_and_resumes(checkpoints: Path, given: dict[str, Any]) -> None:
    config = settings(epochs=2, cutoff=0.0, **given)
    whole = train.train(config, "whole")
    first, last = logged(checkpoints / "whole")
    assert last["loss_template"] < first["loss_template"]
    trainer = train.Trainer(config, checkpoints / "broken")
    trainer.run()
    state = torch.load(checkpoints / "broken" / "resume.pt")
    assert state["epoch"] == 2 and train.train(config, "broken") == whole


def test_frozen_layers_do_not_move_in_a_run(checkpoints: Path) -> None:
    config = settings(epochs=1, unfreezing={"order": "heads_first", "until": 1.0})
    trainer = train.Trainer(config, checkpoints / "frozen")
    words = trainer.model.encoder.embeddings.word_embeddings.weight
    before = words.detach().clone()
    trainer.run()
    assert torch.equal(words, before)


def test_a_run_goes_on_from_another_that_lacked_its_branches(checkpoints: Path) -> None:
    train.train(settings(), "first")
    branched = settings(start_from="first", sharing={"kind": "branches", "groups": [["intent"], ["base"]],
                                                     "shared_layers": 1})  # fmt: skip
    trainer = train.Trainer(branched, checkpoints / "second")
    earlier, _ = load_trained(checkpoints / "first")
    layer = trainer.model.shared.own["base"].layers[0]
    for own, before in zip(layer.parameters(), earlier.encoder.encoder.layer[1].parameters(), strict=True):
        torch.testing.assert_close(own, before)


def test_a_run_goes_on_from_one_with_another_vocabulary_and_keeps_its_base_s_words(checkpoints: Path) -> None:
    train.train(settings(), "first")
    path, name = checkpoints / "first" / "model.pt", "encoder.embeddings.word_embeddings.weight"
    weights: dict[str, torch.Tensor] = torch.load(path)
    torch.save(weights | {name: weights[name][:300]}, path)
    with pytest.raises(ValueError, match="another vocabulary"):
        train.Trainer(settings(start_from="first"), checkpoints / "second")
    going = train.Trainer(settings(start_from="first", new_vocabulary=True), checkpoints / "second").model
    base, _ = base_encoder.load_base("encoder")
    assert torch.equal(going.encoder.embeddings.word_embeddings.weight, base.embeddings.word_embeddings.weight)
    layer, key = going.encoder.encoder.layer[0].output.dense.weight, "encoder.encoder.layer.0.output.dense.weight"
    assert torch.equal(layer, weights[key])


def test_settings_come_from_a_file_and_faults_are_named(tmp_path: Path) -> None:
    path = tmp_path / "train.toml"
    path.write_text('epochs = 3\ntasks = ["intent"]\n[sharing]\ngates = true\n')
    assert load_config(TrainConfig, path, {"epochs": 4}) == settings_of(epochs=4, tasks=("intent",))
    path.write_text("epochs = 0\ncolour = 1\nrate = -1.0\n")
    with pytest.raises(ConfigError) as error:
        load_config(TrainConfig, path)
    for key in ("epochs", "colour", "rate", "train.toml"):
        assert key in str(error.value)
    with pytest.raises(ConfigError, match=r"absent\.toml"):
        load_config(TrainConfig, tmp_path / "absent.toml")


def settings_of(**given: Any) -> TrainConfig:
    return checked(TrainConfig, {"sharing": {"gates": True}, **given}, "test")


def test_the_best_epoch_is_kept_and_survives_being_broken_off(checkpoints: Path, monkeypatch: Any) -> None:
    values = iter([0.4, 0.9, 0.6, 0.7])
    monkeypatch.setattr(train, "overall", lambda *_: next(values))
    trainer = train.Trainer(settings(epochs=4, evaluate_every=1, keep="best"), checkpoints / "best")
    kept: list[dict[str, float]] = []
    real = trainer.evaluate
    monkeypatch.setattr(trainer, "evaluate", lambda model: kept.append(real(model)) or kept[-1])
    assert trainer.run() == kept[1]
    again = train.Trainer(settings(epochs=4, evaluate_every=1, keep="best"), checkpoints / "best")
    assert again.run() == kept[1]


def test_a_training_begins_with_the_project_s_encoder_where_no_pretrain_is_left(
    checkpoints: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(base_encoder, "ENCODER", checkpoints / "project" / "encoder")
    wanted, _ = base_encoder.load_base("encoder")
    base_encoder.keep_encoder(target=checkpoints / "project" / "encoder")
    (checkpoints / "encoder").rename(checkpoints / "gone")
    got, tokenizer = base_encoder.load_base("encoder")
    assert tokenizer.get_vocab_size() == 320
    for own, kept in zip(wanted.parameters(), got.parameters(), strict=True):
        assert kept.dtype == torch.float32
        torch.testing.assert_close(kept, own, rtol=1e-3, atol=1e-5)
