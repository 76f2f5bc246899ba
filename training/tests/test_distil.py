"""What a student takes over of a teacher that tokenizes and measures differently."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from made_up import MESSAGES, settings, tiny_encoder

from storedesk_training import train
from storedesk_training.batches import label
from storedesk_training.bpe import encode, load_tokenizer, train_tokenizer
from storedesk_training.distil import softened, word_numbers
from storedesk_training.word_means import word_means

TEXT = "where is order W771, please"


def test_both_tokenizers_have_the_same_words(tmp_path: Path) -> None:
    train_tokenizer([TEXT] * 3, 262).save(str(tmp_path / "small.json"))
    train_tokenizer([TEXT] * 3, 320).save(str(tmp_path / "large.json"))
    tokenizers = [load_tokenizer(tmp_path / f"{name}.json") for name in ("small", "large")]
    encoded = [[encode(t, text, "which one?", 64) for text in (TEXT, "ok")] for t in tokenizers]
    assert len(encoded[0][0].ids) > len(encoded[1][0].ids)
    for own in encoded:
        numbers, count = word_numbers(own, [TEXT, "ok"], 64)
        assert count == 6
        # Each token stands for its word's number, so the mean of every word is that number.
        means, has_any = word_means(numbers.unsqueeze(2).float(), numbers, count)
        assert means.flatten().tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
        assert bool(has_any.all())


def test_soft_labels_cost_nothing_where_both_agree_and_more_the_further_they_are() -> None:
    logits = torch.tensor([[2.0, -1.0, 0.5], [0.0, 1.0, 0.0]])
    assert float(softened(logits, logits, 2.0)) == pytest.approx(0.0, abs=1e-6)
    near, far = (float(softened(logits + torch.tensor([shift, 0.0, 0.0]), logits, 2.0)) for shift in (0.5, 3.0))
    assert 0 < near < far


@pytest.mark.parametrize("only", ["logits_weight", "vectors_weight", "states_weight"])
def test_each_part_draws_the_student_to_its_teacher(checkpoints: Path, only: str) -> None:
    tiny_encoder(checkpoints / "large", layers=3, width=48)
    train.train(settings(base="large", epochs=4), "teacher")
    parts = {"logits_weight": 0.0, "vectors_weight": 0.0, "states_weight": 0.0, only: 1.0}
    trainer = train.Trainer(settings(distil={"teacher": "teacher", **parts}), checkpoints / "student")
    distillation, losses = trainer.distillation, trainer.losses
    assert distillation
    batch = label(trainer.tokenizer, MESSAGES, losses.bank.ids, 24)
    losses.fill_bank()
    optimizer = torch.optim.Adam([*trainer.model.parameters(), *distillation.own_parameters], lr=3e-3)
    course = []
    for _ in range(30):
        _, reading = losses.of(batch, random.Random(1), MESSAGES, with_episode=False)
        loss = distillation.loss(MESSAGES, reading)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        course.append(float(loss.detach()))
    assert course[-1] < 0.5 * course[0]


def test_the_teacher_stays_as_it_was(checkpoints: Path) -> None:
    tiny_encoder(checkpoints / "large", layers=3, width=48)
    train.train(settings(base="large"), "teacher")
    trainer = train.Trainer(settings(distil={"teacher": "teacher"}), checkpoints / "student")
    assert trainer.distillation
    before = [p.detach().clone() for p in trainer.distillation.teacher.parameters()]
    maps = [p.detach().clone() for p in trainer.distillation.parameters()]
    trainer.run()
    after = trainer.distillation.teacher.parameters()
    assert all(torch.equal(a, b) for a, b in zip(after, before, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(trainer.distillation.parameters(), maps, strict=True))
    assert not trainer.distillation.teacher.training
