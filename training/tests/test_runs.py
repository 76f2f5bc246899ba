"""Records of runs: what is written is read, and what is broken is named."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch

from storedesk_training.model import ServiceModel
from storedesk_training.runs import (
    BrokenRunError,
    Facts,
    Run,
    config_of,
    device_name,
    facts_of,
    mean_and_deviation,
    read_run,
    read_runs,
    write_run,
)
from storedesk_training.train import TrainConfig

RUN = Run(
    "gradnorm-1.5",
    {"epochs": 10, "left_out": ["late"]},
    "a" * 64,
    Facts("2.13.0", "Some CPU", 91.5, 1234),
    {17: {"top1": 0.9, "f1": 0.5}, 18: {"top1": 0.8, "f1": 0.7}},
)


def test_a_written_run_is_read_as_it_was(tmp_path: Path) -> None:
    other = replace(RUN, name="fixed")
    paths = [write_run(run, tmp_path / "runs") for run in (RUN, other)]
    assert paths[0] == tmp_path / "runs" / "gradnorm-1.5.json"
    assert read_runs(tmp_path / "runs") == [other, RUN]
    assert read_runs(tmp_path / "none") == []


def test_a_failure_while_writing_leaves_the_earlier_record_and_nothing_else(tmp_path: Path) -> None:
    write_run(RUN, tmp_path)
    with pytest.raises(ValueError, match="JSON compliant"):
        write_run(replace(RUN, scores={17: {"top1": float("nan")}}), tmp_path)
    assert read_runs(tmp_path) == [RUN]
    assert [path.name for path in tmp_path.iterdir()] == ["gradnorm-1.5.json"]


@pytest.mark.parametrize("name", ["../elsewhere", "", "Big", ".hidden", "a/b"])
def test_a_name_that_is_no_plain_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        write_run(replace(RUN, name=name), tmp_path)


def broken(**changes: object) -> str:
    row = {
        "name": "bad", "config": {}, "data_sha256": "", "scores": {"17": {"top1": 0.9}},
        "facts": {"torch": "2", "device": "x", "seconds": 1, "parameters": 2},
    }  # fmt: skip
    return json.dumps({**row, **changes})


@pytest.mark.parametrize(
    "text",
    ["", "[1]", '"text"', "{}", broken(name="other"), broken(scores=[1]), broken(scores={"x": {}}), broken(facts={}),
     broken(scores={"17": {"top1": float("nan")}}), broken(config=3), broken(more=1)],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(broken())
    assert read_runs(tmp_path)[0].name == "bad"
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(BrokenRunError, match=r"bad\.json is not the record of a run"):
        read_runs(tmp_path)


def test_a_configuration_becomes_json_values() -> None:
    assert config_of(TrainConfig(left_out=("late",)))["left_out"] == ["late"]

    @dataclass(frozen=True)
    class WithPath:
        base: object

    assert config_of(WithPath(Path("a") / "b")) == {"base": "a/b"}
    with pytest.raises(TypeError, match="cannot hold a set"):
        config_of(WithPath({1}))
    with pytest.raises(TypeError, match="a configuration is a dataclass"):
        config_of({"epochs": 1})


def test_mean_and_sample_deviation_over_seeds() -> None:
    found = mean_and_deviation(RUN.scores)
    assert found["top1"].mean == pytest.approx(0.85)
    assert found["top1"].deviation == pytest.approx(0.0707107)
    assert found["f1"].seeds == 2
    alone = mean_and_deviation({17: {"top1": 0.9}})["top1"]
    assert (alone.mean, alone.deviation, alone.seeds) == (0.9, None, 1)


@pytest.mark.parametrize("scores", [{}, {17: {"top1": 0.9}, 18: {"f1": 0.9}}])
def test_seeds_that_were_not_scored_alike_have_no_mean(scores: dict[int, dict[str, float]]) -> None:
    with pytest.raises(ValueError, match="same scores"):
        mean_and_deviation(scores)


def test_facts_are_those_of_the_model_and_the_machine(model: ServiceModel, tmp_path: Path) -> None:
    facts = facts_of(model, torch.device("cpu"), 12.34)
    assert facts.parameters == sum(p.numel() for p in model.parameters())
    assert (facts.torch, facts.seconds) == (torch.__version__, 12.3)
    assert facts.device == device_name(torch.device("cpu")) != ""
    path = write_run(replace(RUN, facts=facts), tmp_path)
    assert read_run(path).facts == facts
