"""`storedesk-train`: one subcommand per stage of making a model."""

from __future__ import annotations

import argparse


def main() -> None:
    """Parses the command line and runs one stage."""
    parser = argparse.ArgumentParser(prog="storedesk-train", description=__doc__)
    stages = parser.add_subparsers(dest="stage", required=True)
    pretraining = stages.add_parser("pretrain", help="transfer the vocabulary and distil the encoder (resumable)")
    pretraining.add_argument("--steps", type=int, default=7_000)
    pretraining.add_argument("--embeddings-of", default="", help="a shipped model to take the first embeddings from")
    training = stages.add_parser("train", help="train the heads and the encoder jointly (resumable)")
    training.add_argument("--name", default="service")
    training.add_argument("--epochs", type=int, default=10)
    training.add_argument("--start-from", default="", help="a finished training whose weights this one goes on from")
    training.add_argument(
        "--fresh-share", type=float, default=0.0, help="share of the pretrained encoder in its weights"
    )
    training.add_argument(
        "--new-base", action="store_true", help="fit the base half to the teacher before the first step"
    )
    training.add_argument("--new", default="", help="origins (files) that the run to start from has not seen")
    training.add_argument("--seen-share", type=float, default=1.0, help="share of the others that an epoch sees")
    training.add_argument("--rate", type=float, default=1.0, help="factor of all learning rates")
    training.add_argument("--leave-out", default="", help="templates kept from training, to test unseen ones")
    averaging = stages.add_parser("mean", help="the mean of the weights of trainings that went on from each other")
    averaging.add_argument("earlier")
    averaging.add_argument("later")
    averaging.add_argument("--name", required=True)
    averaging.add_argument("--share", type=float, default=0.5, help="of the earlier one")
    averaging.add_argument("--only-later", default="", help="layers that the later one began anew")
    exporting = stages.add_parser("export", help="write models/<name> from a finished training")
    exporting.add_argument("--training", default="service")
    exporting.add_argument("--version", default="1")
    exporting.add_argument("--no-half", action="store_true", help="leave out the fp16 file for CUDA")
    restoring = stages.add_parser("restore", help="take the weights back out of a shipped model, to go on from them")
    restoring.add_argument("--model", default="storedesk-small")
    restoring.add_argument("--name", default="restored")
    stages.add_parser("probe", help="linear probes of the encoder against the original")
    arguments = parser.parse_args()
    # Stages load heavy libraries, so each is imported when it runs.
    if arguments.stage == "pretrain":
        from .pretrain import PretrainConfig, pretrain

        pretrain(PretrainConfig(steps=arguments.steps, embeddings_of=arguments.embeddings_of))
    elif arguments.stage == "train":
        from .train import TrainConfig, train

        left_out, new = (tuple(filter(None, names.split(","))) for names in (arguments.leave_out, arguments.new))
        config = TrainConfig(
            epochs=arguments.epochs,
            left_out=left_out,
            start_from=arguments.start_from,
            fresh_share=arguments.fresh_share,
            seen_share=arguments.seen_share,
            new_origins=new,
            rate=arguments.rate,
            is_base_new=arguments.new_base,
        )
        train(config, arguments.name)
    elif arguments.stage == "mean":
        from .train import mean_of

        only_later = tuple(filter(None, arguments.only_later.split(",")))
        mean_of(arguments.earlier, arguments.later, arguments.name, arguments.share, only_later)
    elif arguments.stage == "export":
        from .export import ExportConfig, export
        from .locations import PROJECT
        from .parity import write

        export(ExportConfig(training=arguments.training, version=arguments.version, half=not arguments.no_half))
        write(PROJECT / "models" / ExportConfig.name)
    elif arguments.stage == "restore":
        from .locations import PROJECT
        from .restore import restore

        restore(PROJECT / "models" / arguments.model, arguments.name)
    else:
        from .probe import probe

        probe()


if __name__ == "__main__":
    main()
