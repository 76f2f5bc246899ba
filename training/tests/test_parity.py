"""The shipped files still say what the parity file says; jest checks the same through the service's code."""

import hashlib
import json

import pytest

from storedesk_training.locations import PROJECT
from storedesk_training.messages import (
    ENTITY_TAGS,
    INTENTS,
    development_files,
    held_out_files,
    read_catalogue,
    sha256_of,
    training_files,
)
from storedesk_training.parity import PARITY_FILE, describe

MODEL = PROJECT / "models" / "storedesk-small"
MANIFEST = json.loads((MODEL / "manifest.json").read_text())


def test_the_manifest_names_these_files_and_this_data() -> None:
    for entry in MANIFEST["files"].values():
        assert hashlib.sha256((MODEL / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert MANIFEST["data"]["trainSha256"] == sha256_of(training_files())
    assert MANIFEST["data"]["developmentSha256"] == sha256_of(development_files())
    assert MANIFEST["data"]["testSha256"] == sha256_of(held_out_files())
    assert MANIFEST["intents"] == INTENTS and MANIFEST["entityTags"] == ENTITY_TAGS


def test_the_shipped_model_gives_the_parity_file() -> None:
    wanted = json.loads(PARITY_FILE.read_text())
    for want, got in zip(wanted, describe(MODEL), strict=True):
        for exact in ("text", "ids", "offsets", "segment", "intent", "entities", "template"):
            assert got[exact] == want[exact], want["text"][:40]
        # int8 kernels differ a little between processors
        assert got["similarity"] == pytest.approx(want["similarity"], abs=0.02)
        assert got["scopeConfidence"] == pytest.approx(want["scopeConfidence"], abs=0.05)


def test_the_model_brings_the_same_cases_with_it() -> None:
    own = json.loads((MODEL / MANIFEST["files"]["parity"]["path"]).read_text())
    assert [t["id"] for t in own["templates"]] == [t.id for t in read_catalogue()]
    wanted = json.loads(PARITY_FILE.read_text())
    assert own["cases"] == [{key: want[key] for key in own["cases"][0]} for want in wanted]
