"""Writes a model directory: ONNX files, tokenizer, manifest. The service meets training only here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16
from tokenizers import Tokenizer
from torch import Tensor

from .architecture import load_trained
from .bpe import BOS_ID, EOS_ID, MAX_CONTEXT_TOKENS, PAD_ID, SpecialIds, special_ids
from .calibrate import calibrate, witness_weight
from .locations import CHECKPOINTS, PROJECT
from .messages import (
    ENTITY_TAGS,
    INTENTS,
    development_files,
    held_out_files,
    read_catalogue,
    read_development,
    sha256_of,
    training_files,
)
from .model import Outputs, ServiceModel
from .score import predict, score
from .train_config import TrainConfig

INPUTS = ["input_ids", "attention_mask", "template_vectors"]
OUTPUTS = list(Outputs._fields)


@dataclass(frozen=True)
class ExportConfig:
    """What is exported where. `training` names a finished run in the checkpoints."""

    training: str = "service"
    name: str = "storedesk-small"
    version: str = "1"
    half: bool = True


def export_onnx(model: ServiceModel, path: Path) -> None:
    """One graph with every output; batch, tokens and vectors are free dimensions."""
    ids = torch.tensor([[BOS_ID, 40, 41, 42, EOS_ID, PAD_ID], [BOS_ID, 40, EOS_ID, EOS_ID, 42, EOS_ID]])
    mask = (ids != PAD_ID).long()
    axes = {
        "input_ids": {0: "batch", 1: "tokens"},
        "attention_mask": {0: "batch", 1: "tokens"},
        "template_vectors": {0: "vectors"},
        "intent_logits": {0: "batch"},
        "scope_logit": {0: "batch"},
        "entity_logits": {0: "batch", 1: "tokens"},
        "message_vector": {0: "batch"},
        "template_scores": {0: "batch", 1: "vectors"},
    }
    torch.onnx.export(
        model,
        (ids, mask, torch.zeros(3, model.dim)),
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantize(source: Path, target: Path) -> None:
    """Weights to int8, a scale per output channel and per word embedding (one per tensor loses too much);
    activations as they come.

    The products' weights keep to 7 bits: processors without VNNI add pairs of 8-bit products in 16 bits and cut
    off what does not fit (ONNX Runtime's guide to quantization), so with 8 bits the model's numbers, and with them
    replies, would depend on the shop's machine. Unsigned weights would not, but cost a quarter of the speed.
    """
    prepared = target.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    # The heads are small and the last to speak: rounded, they cost half a point on entities and save 1.5 MB.
    heads = [
        node.name for node in onnx.load(str(prepared)).graph.node if not node.name.startswith(("/encoder/", "/shared/"))
    ]
    quantize_dynamic(
        str(prepared),
        str(target),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=heads,
        extra_options={"MatMulConstBOnly": True},
    )
    prepared.unlink()
    quantized = onnx.load(str(target))
    quantize_embedding(quantized.graph)
    onnx.save(quantized, str(target))


def quantize_embedding(graph: onnx.GraphProto, name: str = "encoder.embeddings.word_embeddings.weight") -> None:
    """Replaces the look-up in a float table by one in an int8 table and one in a column of scales."""
    table = next(i for i in graph.initializer if i.name == name)
    values = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(np.rint(values / scale).astype(np.int8), name + "_quantized"))
    graph.initializer.append(numpy_helper.from_array(scale, name + "_scale"))
    at, node = next((i, n) for i, n in enumerate(graph.node) if n.op_type == "Gather" and n.input[0] == name)
    parts = [f"{node.output[0]}_{part}" for part in ("whole", "float", "scale")]
    replacement = [
        helper.make_node("Gather", [name + "_quantized", node.input[1]], [parts[0]]),
        helper.make_node("Cast", [parts[0]], [parts[1]], to=TensorProto.FLOAT),
        helper.make_node("Gather", [name + "_scale", node.input[1]], [parts[2]]),
        helper.make_node("Mul", [parts[1], parts[2]], [node.output[0]]),
    ]
    graph.node.remove(node)
    for offset, one in enumerate(replacement):
        graph.node.insert(at + offset, one)


def to_half(source: Path, target: Path) -> None:
    """fp16 inside, fp32 at the door: the contract's tensor types are the same for every file."""
    model = convert_float_to_float16(onnx.load(str(source)), keep_io_types=True)
    onnx.save(model, str(target))


class OnnxPass:
    """A forward pass through an ONNX file. `alone` runs each message by itself, as the service does on CPU."""

    def __init__(self, path: Path, alone: bool = True) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 2
        self.session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.alone = alone

    def __call__(self, ids: Tensor, mask: Tensor, vectors: Tensor) -> tuple[Tensor, ...]:
        """The contract's outputs for padded inputs, in the contract's order."""
        if not self.alone:
            return self._run(ids, mask, vectors)
        rows = []
        for one, own in zip(ids, mask, strict=True):
            count = int(own.sum())
            rows.append(self._run(one[None, :count], own[None, :count], vectors))
        width = ids.shape[1]
        padded = [
            tuple(_widen(t, width) if name == "entity_logits" else t for name, t in zip(OUTPUTS, row, strict=True))
            for row in rows
        ]
        return tuple(torch.cat(column) for column in zip(*padded, strict=True))

    def _run(self, ids: Tensor, mask: Tensor, vectors: Tensor) -> tuple[Tensor, ...]:
        feeds = dict(zip(INPUTS, (ids.numpy(), mask.numpy(), vectors.numpy().astype(np.float32)), strict=True))
        return tuple(torch.from_numpy(np.asarray(out)) for out in self.session.run(OUTPUTS, feeds))


def _widen(logits: Tensor, width: int) -> Tensor:
    return torch.nn.functional.pad(logits, (0, 0, 0, width - logits.shape[1]))


def export(config: ExportConfig) -> dict[str, Any]:
    """Exports, calibrates on the development messages through the int8 file, and writes the manifest."""
    target = PROJECT / "models" / config.name
    target.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load_trained(CHECKPOINTS / config.training)
    catalogue = read_catalogue()
    development = read_development()
    full = CHECKPOINTS / config.training / "model.onnx"
    export_onnx(model, full)
    plain = predict(OnnxPass(full), tokenizer, development, catalogue, model.dim)
    with torch.no_grad():
        model.scope_witness.fill_(witness_weight(plain, development, float(model.scope_witness)))
    export_onnx(model, full)
    files = write_files(full, tokenizer, target, config.half)
    scores = {}
    for label, path in (("fp32", full), ("int8", target / "model-int8.onnx")):
        outcome = predict(OnnxPass(path), tokenizer, development, catalogue, model.dim)
        scores[label] = score(outcome, development)
        print(label, scores[label], flush=True)
    calibration, thresholds, notes = calibrate(outcome, development)
    data = {
        "trainSha256": sha256_of(training_files()),
        "developmentSha256": sha256_of(development_files()),
        "testSha256": sha256_of(held_out_files()),
    }
    manifest = {
        **contract(model, tokenizer, config.name, config.version),
        "calibration": calibration,
        "thresholds": thresholds,
        "files": files,
        "data": data,
        "scores": {"development": scores, "calibration": notes},
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def write_files(full: Path, tokenizer: Tokenizer, target: Path, half: bool) -> dict[str, dict[str, str]]:
    """Writes tokenizer, int8 file and, if wanted, fp16 file of the float graph `full` to `target`; names and checksums
    of all, as the manifest has them.

    Raises:
        ValueError: the service could not read texts as this tokenizer does.

    """
    if special_ids(tokenizer) != SpecialIds():
        raise ValueError("the service reads RoBERTa's byte-level BPE only, with <s>, <pad>, </s> as 0, 1, 2")
    tokenizer.save(str(target / "tokenizer.json"))
    quantize(full, target / "model-int8.onnx")
    files = {
        "tokenizer": _file(target / "tokenizer.json"),
        "cpu": {**_file(target / "model-int8.onnx"), "precision": "int8"},
    }
    if half:
        to_half(full, target / "model-fp16.onnx")
        files["cuda"] = {**_file(target / "model-fp16.onnx"), "precision": "fp16"}
    return files


def contract(model: ServiceModel, tokenizer: Tokenizer, name: str, version: str) -> dict[str, Any]:
    """The part of the manifest that says how a model is asked, whatever it was trained on."""
    return {
        "formatVersion": 1,
        "name": name,
        "version": version,
        "encoder": described(model),
        "maxTokens": TrainConfig().max_tokens,
        "maxContextTokens": MAX_CONTEXT_TOKENS,
        "dim": model.dim,
        "vocabulary": tokenizer.get_vocab_size(),
        "tokens": {"bos": BOS_ID, "pad": PAD_ID, "eos": EOS_ID},
        "tensors": {"inputs": _same(INPUTS), "outputs": _same(OUTPUTS)},
        "intents": INTENTS,
        "entityTags": ENTITY_TAGS,
        "templatePooling": {"kind": "centroid"},
    }


def described(model: ServiceModel) -> str:
    """The encoder in words: class, layers, width, and what readers have of their own."""
    shape = model.encoder.config
    own = [f"own layers for {name}" for name in model.shared.own]
    name = f"{type(model.encoder).__name__} {shape.num_hidden_layers}x{shape.hidden_size}"
    return ", ".join([name, *own, "byte-level BPE"])


def _same(names: list[str]) -> dict[str, str]:
    return {name: name for name in names}


def _file(path: Path) -> dict[str, str]:
    return {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
