"""Takes the weights back out of a shipped int8 file, so that a training can go on where no checkpoint is left.

Rounding to int8 costs little (compare `fp32` and `int8` in a manifest's scores), far less than a run from the start.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor
from transformers import RobertaModel

from .bpe import load_tokenizer
from .locations import CHECKPOINTS, minilm_directory
from .model import HeadSizes, ServiceModel
from .transfer import roberta_from_bert

_QUANTIZED = "_quantized"


def restored_weights(path: Path) -> dict[str, Tensor]:
    """The state dict of the `ServiceModel` that an int8 ONNX file was made from, but for parameters
    that the graph does not hold under a name (the witness weight).

    A linear layer's weight lies as `[in, out]` under the graph's own name; the node that uses it is named after the
    layer (`/encoder/layer.0/attention/self/query/MatMul_quant`).
    """
    graph = onnx.load(str(path)).graph
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    weights: dict[str, Tensor] = {}
    for name, array in arrays.items():
        if re.fullmatch(r"[a-z_]+(\.\w+)*\.(weight|bias)", name) and array.ndim == 1:
            weights[name] = torch.from_numpy(array.copy())
        if name.startswith("encoder.embeddings.") and array.ndim == 2 and not name.endswith("_scale"):
            whole = _whole(arrays, name) if name.endswith(_QUANTIZED) else array.copy()
            weights[name.removesuffix(_QUANTIZED)] = torch.from_numpy(whole)
    for node in graph.node:
        quantized = next((i for i in node.input if i in arrays and i.endswith(_QUANTIZED)), "")
        if node.op_type != "MatMulInteger" or not quantized:
            continue
        layer = quantized.removesuffix("_Transposed_quantized").removesuffix(".weight")
        if layer.startswith("onnx::"):
            layer = re.sub(r"^/|/MatMul_quant$", "", node.name).replace("/", ".")
            layer = layer.replace("entity_head.entity_head", "entity_head")
        weights[layer + ".weight"] = torch.from_numpy(_whole(arrays, quantized).T.copy())
    return weights


def _whole(arrays: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """The values that an int8 tensor and its scale (one, or one per column or row) stand for."""
    stem = name.removesuffix(_QUANTIZED)
    whole, scale = arrays[name].astype(np.float32), arrays[stem + "_scale"].astype(np.float32)
    zero = arrays.get(stem + "_zero_point", np.zeros(1)).astype(np.float32)
    found: NDArray[np.float32] = (whole - zero) * scale
    return found


def restore(directory: Path, name: str = "restored") -> ServiceModel:
    """Writes the model of `directory` as the finished training `name`, and its encoder and tokenizer as `encoder`.

    Raises:
        ValueError: the file lacks weights of this architecture.

    """
    from transformers import BertModel

    tokenizer = load_tokenizer(directory / "tokenizer.json")
    teacher = BertModel.from_pretrained(minilm_directory(), add_pooling_layer=False)
    encoder: RobertaModel = roberta_from_bert(teacher, tokenizer.get_vocab_size())
    model = ServiceModel(encoder, HeadSizes())
    outcome = model.load_state_dict(restored_weights(directory / "model-int8.onnx"), strict=False)
    missing = [key for key in outcome.missing_keys if key != "scope_witness"]
    if missing or outcome.unexpected_keys:
        raise ValueError(f"{directory}: missing {missing}, unknown {outcome.unexpected_keys}")
    (CHECKPOINTS / name).mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), CHECKPOINTS / name / "model.pt")
    (CHECKPOINTS / "encoder").mkdir(parents=True, exist_ok=True)
    model.encoder.save_pretrained(CHECKPOINTS / "encoder")
    (CHECKPOINTS / "encoder" / "tokenizer.json").write_text((directory / "tokenizer.json").read_text())
    return model
