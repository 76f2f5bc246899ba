"""Takes the weights back out of a shipped fp16 file, so that a training can go on where no checkpoint is left.

Half precision keeps what training knows; the int8 file beside it has been rounded to 7 bits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from transformers import RobertaModel

from .architecture import Architecture, write_architecture
from .bpe import load_tokenizer
from .locations import CHECKPOINTS, minilm_directory
from .model import HeadSizes, ServiceModel
from .sharing import READERS, Sharing
from .transfer import roberta_from_bert


def restored_weights(path: Path) -> dict[str, Tensor]:
    """The state dict, in fp32, of the `ServiceModel` that an fp16 ONNX file was made from, but for parameters
    that the graph does not hold under a name (the witness weight).

    A linear layer over tokens lies as `[in, out]` under a name of the graph's own; the node that uses it is named
    after the layer (`/encoder/encoder/layer.0/attention/self/query/MatMul`).
    """
    graph = onnx.load(str(path)).graph
    arrays = {i.name: numpy_helper.to_array(i).astype(np.float32) for i in graph.initializer}
    weights = {
        name: torch.from_numpy(array)
        for name, array in arrays.items()
        if re.fullmatch(r"[a-z_]+(\.\w+)*\.(weight|bias)", name)
    }
    for node in graph.node:
        own = next((i for i in node.input if i in arrays and i.startswith("onnx::MatMul")), "")
        if own:
            layer = re.sub(r"^/|/MatMul$", "", node.name).replace("/", ".")
            # The exporter leaves out the dictionary that holds a group's own layers.
            layer = re.sub(r"^shared\.", "shared.own.", layer)
            weights[layer + ".weight"] = torch.from_numpy(arrays[own].T.copy())
    return weights


def sharing_of(weights: Mapping[str, Tensor], layers: int) -> Sharing:
    """How the model shares its encoder of `layers` layers, by the names of its weights."""
    names = [match for key in weights if (match := re.match(r"shared\.own\.([a-z-]+)\.layers\.(\d+)\.", key))]
    gates = any(key.startswith("task_gates.") for key in weights)
    if not names:
        return Sharing(gates=gates)
    own = {match[1]: int(match[2]) + 1 for match in sorted(names, key=lambda m: int(m[2]))}
    groups = [tuple(group.split("-")) for group in own]
    first = tuple(reader for reader in READERS if not any(reader in group for group in groups))
    return Sharing("branches", (first, *groups), layers - max(own.values()), gates=gates)


def restore(directory: Path, name: str = "restored") -> ServiceModel:
    """Writes the model of `directory` as the finished training `name`, and its encoder and tokenizer as `encoder`.

    Raises:
        ValueError: the fp16 file lacks weights of this architecture.

    """
    from transformers import BertModel

    tokenizer = load_tokenizer(directory / "tokenizer.json")
    teacher = BertModel.from_pretrained(minilm_directory(), add_pooling_layer=False)
    encoder: RobertaModel = roberta_from_bert(teacher, tokenizer.get_vocab_size())
    weights = restored_weights(directory / "model-fp16.onnx")
    sharing = sharing_of(weights, len(encoder.encoder.layer))
    model = ServiceModel(encoder, HeadSizes(), sharing)
    outcome = model.load_state_dict(weights, strict=False)
    missing = [key for key in outcome.missing_keys if key != "scope_witness"]
    if missing or outcome.unexpected_keys:
        raise ValueError(f"{directory}: missing {missing}, unknown {outcome.unexpected_keys}")
    (CHECKPOINTS / name).mkdir(parents=True, exist_ok=True)
    write_architecture(Architecture("encoder", sharing), CHECKPOINTS / name)
    torch.save(model.state_dict(), CHECKPOINTS / name / "model.pt")
    (CHECKPOINTS / "encoder").mkdir(parents=True, exist_ok=True)
    model.encoder.save_pretrained(CHECKPOINTS / "encoder")
    (CHECKPOINTS / "encoder" / "tokenizer.json").write_text((directory / "tokenizer.json").read_text())
    return model
