"""Public intent data as further templates for episodes: names only, never a label of ours."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from .locations import PUBLIC_DATA

_FILES = ["bitext", "banking77", "clinc150_train_val", "hwu64"]


def read_public_intents(directory: Path = PUBLIC_DATA, most: int = 120, seed: int = 5) -> dict[str, list[str]]:
    """Intent → at most `most` distinct texts; CLINC's `oos` is no intent and is left out."""
    found: dict[str, list[str]] = {}
    for name in _FILES:
        texts: dict[str, dict[str, None]] = {}
        with gzip.open(directory / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if row["label"] != "oos" and len(row["text"]) < 160:
                    texts.setdefault(row["label"], {})[row["text"].lower()] = None
        for label, own in texts.items():
            chosen = list(own)
            random.Random(f"{seed}-{name}-{label}").shuffle(chosen)
            if len(chosen) >= 8:
                found[f"{name}:{label}"] = chosen[:most]
    return found
