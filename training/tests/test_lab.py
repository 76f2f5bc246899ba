"""The lab's commands on made-up data: variants side by side, their analysis, and scores with intervals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_up import MESSAGES, TEMPLATES, settings

from storedesk_training import ablate, analyse, cli, evaluate, train
from storedesk_training.config import ConfigError, checked, load_config
from storedesk_training.messages import Span
from storedesk_training.pretrain import PretrainConfig
from storedesk_training.runs import Facts, Run, read_runs
from storedesk_training.score import Outcome
from storedesk_training.train_config import TASKS, TrainConfig

CONFIGS = Path(__file__).parents[1] / "configs"
SMALL = {"batch": 6, "epochs": 2, "training_tokens": 24, "invented_texts": 2, "evaluate_every": 1, "monitor_every": 1}
VARIANTS: dict[str, Any] = {
    "hard": {},
    **{f"single-{task}": {"tasks": [task]} for task in TASKS},
    "pcgrad": {"surgery": True},
}


def small(**given: Any) -> ablate.AblateConfig:
    return checked(ablate.AblateConfig, {"baseline": "hard", "seeds": [1, 2], "train": SMALL, **given}, "test")


@pytest.fixture
def lab(checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (ablate, analyse):
        monkeypatch.setattr(module, "CHECKPOINTS", checkpoints)
    monkeypatch.setattr(analyse, "RUNS", checkpoints / "runs")
    monkeypatch.setattr(evaluate, "read_catalogue", lambda: TEMPLATES)
    return checkpoints


def test_variants_are_trained_with_every_seed_and_recorded_and_go_on_where_they_stopped(
    lab: Path, monkeypatch: Any
) -> None:
    trained: list[Path] = []
    real = train.Trainer._step

    def counted(self: train.Trainer, *given: Any) -> Any:
        trained.append(self.directory)
        return real(self, *given)

    monkeypatch.setattr(train.Trainer, "_step", counted)
    config = small(variants={"hard": {}, "pcgrad": {"surgery": True}})
    runs = ablate.ablate(config, "few", lab / "runs")
    assert [run.name for run in runs] == ["hard", "pcgrad"] and set(runs[0].scores) == {1, 2}
    assert runs[1].config["surgery"] is True and runs[0].config["keep"] == "best"
    assert read_runs(lab / "runs" / "few") == sorted(runs, key=lambda run: run.name)
    assert len(set(trained)) == 4
    trained.clear()
    assert [run.scores for run in ablate.ablate(config, "few", lab / "runs")] == [run.scores for run in runs]
    assert not trained


def test_an_ablation_goes_on_from_its_records_alone_and_from_none_of_another_kind(lab: Path, monkeypatch: Any) -> None:
    trained: list[str] = []
    real = train.Trainer.run

    def noted(self: train.Trainer) -> Any:
        trained.append(self.directory.name)
        return real(self)

    monkeypatch.setattr(train.Trainer, "run", noted)
    variants = {"hard": {}, "pcgrad": {"surgery": True}}
    first = ablate.ablate(small(variants=variants, seeds=[1]), "few", lab / "runs")
    monkeypatch.setattr(ablate, "CHECKPOINTS", lab / "another-machine")
    runs = ablate.ablate(small(variants=variants, seeds=[1, 2]), "few", lab / "runs")
    assert trained == ["hard-1", "pcgrad-1", "hard-2", "pcgrad-2"]
    assert [run.scores[1] for run in runs] == [run.scores[1] for run in first]
    assert runs[0].facts.seconds > first[0].facts.seconds
    with pytest.raises(ValueError, match="other settings"):
        ablate.ablate(small(variants={"hard": {"layer_decay": 0.5}}), "few", lab / "runs")


def run_of(name: str, *values: float) -> Run:
    return Run(name, {}, "0", Facts("2", "cpu", 1.0, 1), {seed: {"top1": v} for seed, v in enumerate(values)})


def test_a_comparison_says_what_stands_apart_and_what_does_not() -> None:
    runs = [run_of("hard", 0.90, 0.92), run_of("single-template", 0.88, 0.90), run_of("better", 0.96, 0.97)]
    assert ablate.comparison(runs, "hard") == [
        "top1: hard 0.910 ± 0.014, single-template 0.890 ± 0.014; apart from it: better 0.965 ± 0.007"
    ]
    runs[2] = run_of("alike", 0.91, 0.93)
    assert ablate.comparison(runs, "hard")[0].endswith("no variant stands apart from it")
    with pytest.raises(ValueError, match="nothing"):
        ablate.comparison(runs, "nothing")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"variants": {"soft": {}}}, "baseline"),
        ({"variants": {"hard": {"colour": 1}}}, r"variants\.hard.*colour"),
        ({"variants": {"hard": {}}, "seeds": []}, "seeds"),
    ],
)
def test_an_ablation_that_cannot_be_run_is_refused_before_it_begins(given: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        small(**given)


def test_an_analysis_is_one_report_with_all_its_figures(lab: Path) -> None:
    ablate.ablate(small(variants=VARIANTS, seeds=[1]), "few", lab / "runs")
    single = {task: f"few/single-{task}-1" for task in TASKS}
    config = analyse.AnalyseConfig("few/hard-1", single, "few", batches=2, findings=("Gates <help>.",))
    path = analyse.analyse(config, "few", lab / "reports")
    page = path.read_text()
    figures = {"losses", "weights", "norms", "cosines", "cca", "features", "calibration", "intents", "templates"}
    assert {p.stem for p in path.parent.glob("*.png")} == figures
    assert page.count("data:image/png") == len(figures)
    for text in ("Gates &lt;help&gt;.", "the tasks group as", "(CCA) they group as", "single-scope", "pcgrad"):
        assert text in page


def test_scores_have_intervals_around_them(lab: Path) -> None:
    train.train(settings(epochs=6), "service")
    found = evaluate.evaluate(lab / "service", MESSAGES, draws=40)
    for name in ("intent_recall", "top1", "scope_auroc"):
        own = found[name]
        assert 0 <= own.low <= own.value <= own.high <= 1, name
        assert own.low < own.high


def test_a_pair_is_right_only_when_both_are(tmp_path: Path) -> None:
    rows = [m for m in MESSAGES if m.template][:4]
    ids = [t.id for t in TEMPLATES]

    def outcome(entities: list[list[Span]], chosen: list[str]) -> Outcome:
        import numpy as np

        similarity = np.array([[float(name == own) for name in ids] for own in chosen])
        zeros = np.zeros(len(rows))
        return Outcome(np.zeros((len(rows), 3)), zeros, similarity, entities, ids, [None] * len(ids))

    right, pairs = [m.template or "" for m in rows], {"a": [0, 1], "b": [2, 3]}
    assert evaluate.pairs_right(outcome([list(m.entities) for m in rows], right), rows, pairs) == 1.0
    wrong = ["return_start", *right[1:]]
    assert right[0] != "return_start"
    assert evaluate.pairs_right(outcome([list(m.entities) for m in rows], wrong), rows, pairs) == 0.5
    assert evaluate.pairs_right(outcome([[] for _ in rows], right), rows, pairs) == 0.5
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps({"pair": name}) + "\n" for name in ("a", "a", "b")))
    with pytest.raises(ValueError, match="b have not two"):
        evaluate.read_pairs(path)


def test_the_settings_that_are_shipped_can_be_read() -> None:
    assert load_config(TrainConfig, CONFIGS / "train.toml") == TrainConfig()
    assert load_config(PretrainConfig, CONFIGS / "pretrain.toml") == PretrainConfig()
    student = load_config(TrainConfig, CONFIGS / "distil.toml")
    assert student.distil and student.distil.teacher == "teacher"
    lab = load_config(ablate.AblateConfig, CONFIGS / "ablate.toml")
    assert {f"single-{task}" for task in TASKS} < set(lab.variants)
    unseen = load_config(ablate.AblateConfig, CONFIGS / "unseen-templates.toml")
    assert [len(set(unseen.settings(name).left_out)) for name in unseen.variants] == [8, 8, 8, 8]
    assert load_config(analyse.AnalyseConfig, CONFIGS / "analyse.toml").baseline in lab.variants


def test_a_wrong_setting_ends_the_command_with_its_name(monkeypatch: Any, capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "train.toml"
    path.write_text("epochs = 0\n")
    monkeypatch.setattr("sys.argv", ["storedesk-train", "train", "--config", str(path)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2 and "epochs" in capsys.readouterr().err
