"""What is watched during a run is right, costs the run nothing but time, and survives a kill."""

import json
import math
from pathlib import Path

import pytest
import torch
from torch import Tensor

from storedesk_training.model import ServiceModel
from storedesk_training.monitors import GradientNorms, Losses, Record, Row, TaskWeights, mean_norms, read_rows, series


def losses_of(model: ServiceModel) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(2)
    ids = torch.randint(5, 300, (3, 7), generator=generator)
    states = model.states(ids, torch.ones_like(ids))["intent"].last
    aim = torch.randn(states.shape, generator=generator)
    return {"intent": (states * aim).mean(), "scope": (states[:, 0] * aim[:, 1]).mean()}


def test_gradient_norms_are_those_of_each_loss_alone(model: ServiceModel, tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")
    losses = losses_of(model)
    GradientNorms(record).record(0, losses, model)
    assert all(p.grad is None for p in model.parameters()), "what is watched must not train"
    losses["scope"].backward()
    expected = torch.cat([p.grad.flatten() for p in model.encoder.encoder.layer[1].parameters()]).norm()
    model.zero_grad(set_to_none=True)
    own = {(row.layer, row.task): row.value for row in record.rows}
    assert set(own) == {(la, t) for la in ("embeddings", "layer 1", "layer 2") for t in ("intent", "scope")}
    assert own["layer 2", "scope"] == pytest.approx(float(expected), rel=1e-5)


def test_gradient_norms_are_recorded_every_few_steps_only(model: ServiceModel, tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")
    norms = GradientNorms(record, every=3)
    losses = losses_of(model)
    for step in range(7):
        norms.record(step, losses, model)
    assert sorted({row.step for row in record.rows}) == [0, 3, 6]


def test_a_task_that_does_not_reach_the_encoder_has_norm_0_and_a_frozen_layer_no_row(
    model: ServiceModel, tmp_path: Path
) -> None:
    record = Record(tmp_path / "record.jsonl")
    model.encoder.embeddings.requires_grad_(False)
    try:
        GradientNorms(record).record(0, losses_of(model) | {"template": torch.tensor(0.0)}, model)
    finally:
        model.encoder.embeddings.requires_grad_(True)
    assert {row.layer for row in record.rows} == {"layer 1", "layer 2"}
    assert {row.value for row in record.rows if row.task == "template"} == {0.0}


def test_losses_are_means_over_the_steps_that_had_one(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")
    losses = Losses(record, every=2)
    steps = [{"intent": 1.0, "scope": 4.0}, {"intent": 3.0}, {"intent": 5.0, "scope": 6.0}, {"intent": 5.0}]
    for step, own in enumerate(steps):
        losses.record(step, {task: torch.tensor(value) for task, value in own.items()})
    assert series(record.rows, "loss") == {"intent": ([1, 3], [2.0, 5.0]), "scope": ([1, 3], [4.0, 6.0])}


def test_a_loss_that_is_not_finite_is_kept_as_nan_in_valid_json(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")
    Losses(record, every=1).record(0, {"intent": torch.tensor(math.inf)})
    assert json.loads(record.path.read_text()) == {
        "step": 0, "kind": "loss", "task": "intent", "value": None, "layer": "",
    }  # fmt: skip
    assert math.isnan(read_rows(record.path)[0].value)


def weights_until(path: Path, first: int, last: int) -> Record:
    record = Record(path, first)
    weights = TaskWeights(record, every=2)
    for step in range(first, last):
        weights.record(step, {"intent": 0.1 * step, "scope": 1.0})
    return record


def test_a_resumed_run_ends_with_the_rows_of_one_that_was_never_stopped(tmp_path: Path) -> None:
    weights_until(tmp_path / "whole.jsonl", 0, 12)
    weights_until(tmp_path / "killed.jsonl", 0, 9)
    with (tmp_path / "killed.jsonl").open("a") as file:
        file.write('{"step": 9, "kind": "wei')
    # The last checkpoint was after step 5.
    resumed = weights_until(tmp_path / "killed.jsonl", 6, 12)
    assert (tmp_path / "killed.jsonl").read_text() == (tmp_path / "whole.jsonl").read_text()
    assert read_rows(resumed.path) == resumed.rows


def test_a_run_from_the_start_begins_with_no_rows(tmp_path: Path) -> None:
    weights_until(tmp_path / "record.jsonl", 0, 9)
    assert Record(tmp_path / "record.jsonl").rows == []
    assert (tmp_path / "record.jsonl").read_text() == ""


@pytest.mark.parametrize("line", ["{", '{"step": 1}', "[]", '{"step": "x", "kind": "", "task": "", "value": 1}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = weights_until(tmp_path / "record.jsonl", 0, 1).path
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(ValueError, match=r"record\.jsonl, line 3"):
        read_rows(path)


def test_mean_norms_are_by_layer_and_task_and_nan_where_nothing_was_recorded() -> None:
    rows = [
        Row(0, "gradient_norm", "intent", 1.0, "layer 1"),
        Row(9, "gradient_norm", "intent", 3.0, "layer 1"),
        Row(9, "gradient_norm", "scope", 5.0, "layer 2"),
        Row(9, "loss", "intent", 7.0),
    ]
    layers, tasks, means = mean_norms(rows)
    assert (layers, tasks) == (["layer 1", "layer 2"], ["intent", "scope"])
    expected = torch.tensor([[2.0, math.nan], [math.nan, 5.0]])
    torch.testing.assert_close(means, expected, equal_nan=True)
    assert mean_norms([])[2].shape == (0, 0)
