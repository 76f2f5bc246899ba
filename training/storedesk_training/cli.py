"""`storedesk-train`: one subcommand per stage of making a model."""

from __future__ import annotations

import argparse


def main() -> None:
    """Parses the command line and runs one stage."""
    parser = argparse.ArgumentParser(prog="storedesk-train", description=__doc__)
    stages = parser.add_subparsers(dest="stage", required=True)
    pretraining = stages.add_parser("pretrain", help="transfer the vocabulary and distil the encoder (resumable)")
    pretraining.add_argument("--steps", type=int, default=7_000)
    training = stages.add_parser("train", help="train the heads and the encoder jointly (resumable)")
    training.add_argument("--name", default="service")
    training.add_argument("--epochs", type=int, default=10)
    training.add_argument("--start-from", default="", help="a finished training whose weights this one goes on from")
    training.add_argument("--leave-out", default="", help="templates kept from training, to test unseen ones")
    exporting = stages.add_parser("export", help="write models/<name> from a finished training")
    exporting.add_argument("--training", default="service")
    exporting.add_argument("--version", default="1")
    exporting.add_argument("--no-half", action="store_true", help="leave out the fp16 file for CUDA")
    stages.add_parser("probe", help="linear probes of the encoder against the original")
    arguments = parser.parse_args()
    # Stages load heavy libraries, so each is imported when it runs.
    if arguments.stage == "pretrain":
        from .pretrain import PretrainConfig, pretrain

        pretrain(PretrainConfig(steps=arguments.steps))
    elif arguments.stage == "train":
        from .train import TrainConfig, train

        left_out = tuple(name for name in arguments.leave_out.split(",") if name)
        config = TrainConfig(epochs=arguments.epochs, left_out=left_out, start_from=arguments.start_from)
        train(config, arguments.name)
    elif arguments.stage == "export":
        from .export import ExportConfig, export
        from .locations import PROJECT
        from .parity import write

        export(ExportConfig(training=arguments.training, version=arguments.version, half=not arguments.no_half))
        write(PROJECT / "models" / ExportConfig.name)
    else:
        from .probe import probe

        probe()


if __name__ == "__main__":
    main()
