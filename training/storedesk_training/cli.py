"""`storedesk-train`: one subcommand per stage of making a model.

Stages load heavy libraries, so each is imported when it runs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .config import ConfigError, load_config


def _pretrain(arguments: argparse.Namespace) -> None:
    from .pretrain import PretrainConfig, pretrain

    overrides = _given(arguments, steps="steps", embeddings_of="embeddings_of")
    pretrain(load_config(PretrainConfig, arguments.config, overrides))


def _keep_candidate(arguments: argparse.Namespace) -> None:
    from .candidate import keep_candidate

    keep_candidate(arguments.name)


def _keep_encoder(arguments: argparse.Namespace) -> None:
    from .base_encoder import keep_encoder

    keep_encoder(arguments.name)


def _train(arguments: argparse.Namespace) -> None:
    from .train import train
    from .train_config import TrainConfig

    overrides = _given(
        arguments, base="base", epochs="epochs", start_from="start_from", fresh_share="fresh_share", seed="seed",
        new_base="is_base_new", new="new_origins", seen_share="seen_share", rate="rate", leave_out="left_out",
    )  # fmt: skip
    train(load_config(TrainConfig, arguments.config, overrides), arguments.name)


def _distil(arguments: argparse.Namespace) -> None:
    from .train import train
    from .train_config import TrainConfig

    config = load_config(TrainConfig, arguments.config, _given(arguments, base="base", epochs="epochs", seed="seed"))
    if config.distil is None:
        raise ConfigError(f"{arguments.config}: distil: the settings of a distillation are missing")
    train(config, arguments.name)


def _ablate(arguments: argparse.Namespace) -> None:
    from .ablate import AblateConfig, ablate, comparison

    config = load_config(AblateConfig, arguments.config)
    print("\n".join(comparison(ablate(config, arguments.name), config.baseline)))


def _analyse(arguments: argparse.Namespace) -> None:
    from .analyse import AnalyseConfig, analyse

    print(analyse(load_config(AnalyseConfig, arguments.config), arguments.name))


def _evaluate(arguments: argparse.Namespace) -> None:
    from .evaluate import print_evaluation
    from .locations import CHECKPOINTS

    print_evaluation(CHECKPOINTS / arguments.training, arguments.messages)


def _mean(arguments: argparse.Namespace) -> None:
    from .train import mean_of

    mean_of(arguments.earlier, arguments.later, arguments.name, arguments.share, arguments.only_later)


def _export(arguments: argparse.Namespace) -> None:
    from .export import ExportConfig, export
    from .locations import PROJECT
    from .parity import write

    export(ExportConfig(arguments.training, arguments.model, arguments.version, not arguments.no_half))
    write(PROJECT / "models" / arguments.model)


def _restore(arguments: argparse.Namespace) -> None:
    from .locations import PROJECT
    from .restore import restore

    restore(PROJECT / "models" / arguments.model, arguments.name)


def _pass_cost(arguments: argparse.Namespace) -> None:
    import json

    from .locations import PROJECT
    from .pass_cost import print_pass_cost

    directory = PROJECT / "models" / arguments.model
    manifest = json.loads((directory / "manifest.json").read_text())
    print_pass_cost(directory / manifest["files"]["cpu"]["path"], manifest["dim"])


def _probe(_: argparse.Namespace) -> None:
    from .probe import probe

    probe()


def _given(arguments: argparse.Namespace, **settings: str) -> dict[str, Any]:
    """What the command line says, by the names of the settings; what it leaves out is up to the file."""
    found = {setting: getattr(arguments, name) for name, setting in settings.items()}
    return {setting: value for setting, value in found.items() if value is not None}


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="storedesk-train", description=__doc__.split("\n")[0])
    stages = parser.add_subparsers(dest="stage", required=True)

    pretraining = stages.add_parser("pretrain", help="transfer the vocabulary and distil the encoder (resumable)")
    _configured(pretraining, "configs/pretrain.toml")
    pretraining.add_argument("--steps", type=int)
    pretraining.add_argument("--embeddings-of", help="a shipped model to take the first embeddings from")
    pretraining.set_defaults(run=_pretrain)

    candidate = stages.add_parser("keep-candidate", help="write a training to training/candidate, to go on from it")
    candidate.add_argument("--name", default="service")
    candidate.set_defaults(run=_keep_candidate)

    keeping = stages.add_parser("keep-encoder", help="write the encoder to training/encoder, in half precision")
    keeping.add_argument("--name", default="encoder")
    keeping.set_defaults(run=_keep_encoder)

    training = stages.add_parser("train", help="train the heads and the encoder jointly (resumable)")
    _configured(training, "configs/train.toml")
    training.add_argument("--name", default="service", help="of the run, among the checkpoints")
    training.add_argument("--base", help="a pretrain among the checkpoints, a directory or a Hugging Face model")
    training.add_argument("--epochs", type=int)
    training.add_argument("--seed", type=int)
    training.add_argument("--start-from", help="a finished training whose weights this one goes on from")
    training.add_argument("--fresh-share", type=float, help="share of the pretrained encoder in its weights")
    training.add_argument(
        "--new-base", action="store_true", default=None, help="fit the base half to the teacher first"
    )
    training.add_argument("--new", type=_names, help="origins (files) that the run to start from has not seen")
    training.add_argument("--seen-share", type=float, help="share of the others that an epoch sees")
    training.add_argument("--rate", type=float, help="factor of all learning rates")
    training.add_argument("--leave-out", type=_names, help="templates kept from training, to test unseen ones")
    training.set_defaults(run=_train)

    distilling = stages.add_parser("distil", help="train jointly, and after a large teacher (resumable)")
    distilling.add_argument("--config", type=Path, required=True, help="as training/configs/distil.toml")
    distilling.add_argument("--name", default="student", help="of the run, among the checkpoints")
    distilling.add_argument("--base", help="as of train")
    distilling.add_argument("--epochs", type=int)
    distilling.add_argument("--seed", type=int)
    distilling.set_defaults(run=_distil)

    ablating = stages.add_parser("ablate", help="train variants side by side, with several seeds (resumable)")
    ablating.add_argument("--config", type=Path, required=True, help="as training/configs/ablate.toml")
    ablating.add_argument("--name", required=True, help="of the directory under training/runs")
    ablating.set_defaults(run=_ablate)

    analysing = stages.add_parser("analyse", help="affinity of tasks, monitors and figures, as an HTML report")
    analysing.add_argument("--config", type=Path, required=True, help="as training/configs/analyse.toml")
    analysing.add_argument("--name", required=True, help="of the directory under training/reports")
    analysing.set_defaults(run=_analyse)

    evaluating = stages.add_parser("evaluate", help="scores of a training on a file of messages, with intervals")
    evaluating.add_argument("--training", default="service")
    evaluating.add_argument("messages", type=Path, help="JSON Lines in the project's format")
    evaluating.set_defaults(run=_evaluate)

    averaging = stages.add_parser("mean", help="the mean of the weights of trainings that went on from each other")
    averaging.add_argument("earlier")
    averaging.add_argument("later")
    averaging.add_argument("--name", required=True)
    averaging.add_argument("--share", type=float, default=0.5, help="of the earlier one")
    averaging.add_argument("--only-later", type=_names, default=(), help="layers that the later one began anew")
    averaging.set_defaults(run=_mean)

    exporting = stages.add_parser("export", help="write models/<name> from a finished training")
    exporting.add_argument("--training", default="service")
    exporting.add_argument("--model", default="storedesk-small", help="the directory's name under models/")
    exporting.add_argument("--version", default="1")
    exporting.add_argument("--no-half", action="store_true", help="leave out the fp16 file for CUDA")
    exporting.set_defaults(run=_export)

    restoring = stages.add_parser("restore", help="take the weights back out of a shipped model, to go on from them")
    restoring.add_argument("--model", default="storedesk-small")
    restoring.add_argument("--name", default="restored")
    restoring.set_defaults(run=_restore)

    costing = stages.add_parser("pass-cost", help="time of one pass for all tasks beside a pass for each")
    costing.add_argument("--model", default="storedesk-small")
    costing.set_defaults(run=_pass_cost)

    stages.add_parser("probe", help="linear probes of the encoder against the original").set_defaults(run=_probe)
    return parser


def _configured(parser: argparse.ArgumentParser, usual: str) -> None:
    parser.add_argument("--config", type=Path, help=f"settings as TOML; training/{usual} shows all")


def main() -> None:
    """Parses the command line and runs one stage; a wrong setting ends it with status 2, before anything is done."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except ConfigError as error:
        print(f"storedesk-train: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
