"""A model of roberta-base's shape goes into the service unchanged: only the files in its directory are others."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import torch
from transformers import RobertaConfig, RobertaModel

from storedesk_training.bpe import PAD_ID, load_tokenizer, train_tokenizer
from storedesk_training.export import contract, export_onnx, write_files
from storedesk_training.locations import PROJECT
from storedesk_training.model import ServiceModel

CALIBRATION = {
    "intentTemperature": 1.0, "scopeTemperature": 1.0, "scopeBias": 20.0, "templateTemperature": 0.05,
    "entityTemperature": 1.0, "templateEvidenceWeight": 1.0, "templateEvidenceTemperature": 0.03,
}  # fmt: skip


def test_the_service_runs_a_model_of_roberta_base_s_shape(tmp_path: Path) -> None:
    torch.manual_seed(11)
    lines = ["where is my order W1001", "i want to return the blue kettle", "it arrived broken"] * 3
    train_tokenizer(lines, 320).save(str(tmp_path / "source.json"))
    tokenizer = load_tokenizer(tmp_path / "source.json")
    # roberta-base but for its 50,265 words, which would only make the file larger.
    config = RobertaConfig(
        vocab_size=320, hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072,
        max_position_embeddings=514, type_vocab_size=1, pad_token_id=PAD_ID, attn_implementation="eager",
    )  # fmt: skip
    model = ServiceModel(RobertaModel(config, add_pooling_layer=False)).eval()
    directory = tmp_path / "large"
    directory.mkdir()
    export_onnx(model, tmp_path / "model.onnx")
    manifest = {
        **contract(model, tokenizer, "large", "1"),
        "calibration": CALIBRATION,
        "thresholds": {"scope": 0.5, "lowScore": 0.0, "nearTie": 0.0},
        "files": write_files(tmp_path / "model.onnx", tokenizer, directory, half=False),
        "data": {"trainSha256": "0" * 64, "developmentSha256": "0" * 64, "testSha256": "0" * 64},
        "scores": {},
    }
    (directory / "manifest.json").write_text(json.dumps(manifest))
    asked = subprocess.run(
        ["npm", "run", "--silent", "parse", "--", str(directory)], cwd=PROJECT, text=True, check=True,
        input=json.dumps({"text": "where is my order W1001"}) + "\n", capture_output=True, timeout=300,
    )  # fmt: skip
    (answer,) = (json.loads(line) for line in asked.stdout.splitlines())
    assert answer["intent"]["label"] in {"inquiry", "return", "complaint"}
    assert manifest["encoder"] == "RobertaModel 12x768, byte-level BPE"
