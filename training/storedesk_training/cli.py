"""`storedesk-train`: one subcommand per stage of making a model."""

from __future__ import annotations

import argparse

from .pretrain import PretrainConfig, pretrain


def main() -> None:
    """Parses the command line and runs one stage."""
    parser = argparse.ArgumentParser(prog="storedesk-train", description=__doc__)
    stages = parser.add_subparsers(dest="stage", required=True)
    stage = stages.add_parser("pretrain", help="transfer the vocabulary and distil the encoder (resumable)")
    stage.add_argument("--steps", type=int, default=PretrainConfig.steps)
    arguments = parser.parse_args()
    if arguments.stage == "pretrain":
        pretrain(PretrainConfig(steps=arguments.steps))


if __name__ == "__main__":
    main()
