from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from storedesk_training.bpe import EOS_ID, PAD_ID
from storedesk_training.export import OUTPUTS, OnnxPass, export_onnx, quantize, to_half
from storedesk_training.model import ServiceModel, message_mask
from storedesk_training.pass_cost import pass_cost


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(4)
    ids = torch.randint(5, 300, (3, 20))
    ids[:, 0] = 0
    ids[0, 19] = EOS_ID
    ids[1, [7, 8, 19]] = EOS_ID
    ids[2, 11], ids[2, 12:] = EOS_ID, PAD_ID
    return ids, (ids != PAD_ID).long()


def test_pytorch_and_onnx_agree_in_every_output(model: ServiceModel, tmp_path: Path) -> None:
    export_onnx(model, tmp_path / "model.onnx")
    ids, mask = batch()
    vectors = torch.nn.functional.normalize(torch.randn(7, model.dim), dim=1)
    with torch.no_grad():
        wanted = model(ids, mask, vectors)
    for alone in (False, True):
        got = OnnxPass(tmp_path / "model.onnx", alone)(ids, mask, vectors)
        for name, a, b in zip(OUTPUTS, wanted, got, strict=True):
            if name == "entity_logits":
                a, b = a * mask.unsqueeze(2), b * mask.unsqueeze(2)
            assert torch.allclose(a, b, atol=1e-4), name


def test_int8_stays_near(model: ServiceModel, tmp_path: Path) -> None:
    export_onnx(model, tmp_path / "model.onnx")
    quantize(tmp_path / "model.onnx", tmp_path / "int8.onnx")
    ids, mask = batch()
    vectors = torch.zeros(1, model.dim)
    full = OnnxPass(tmp_path / "model.onnx")(ids, mask, vectors)[3]
    small = OnnxPass(tmp_path / "int8.onnx")(ids, mask, vectors)[3]
    assert torch.cosine_similarity(full, small).min() > 0.95
    assert (tmp_path / "int8.onnx").stat().st_size < (tmp_path / "model.onnx").stat().st_size


def test_four_passes_of_the_same_encoder_cost_more_than_one(model: ServiceModel, tmp_path: Path) -> None:
    export_onnx(model, tmp_path / "model.onnx")
    quantize(tmp_path / "model.onnx", tmp_path / "int8.onnx")
    cost = pass_cost(tmp_path / "int8.onnx", model.dim, vectors=8, rounds=30)
    assert set(cost.alone) == {"intent", "scope", "entities", "template"}
    assert cost.ratio > 1


def test_int8_products_stay_within_sixteen_bits(model: ServiceModel, tmp_path: Path) -> None:
    export_onnx(model, tmp_path / "model.onnx")
    quantize(tmp_path / "model.onnx", tmp_path / "int8.onnx")
    graph = onnx.load(str(tmp_path / "int8.onnx")).graph
    factors = {node.input[1] for node in graph.node if node.op_type == "MatMulInteger"}
    weights = [numpy_helper.to_array(i).astype(int) for i in graph.initializer if i.name in factors]
    assert weights
    assert 2 * 255 * max(np.abs(w).max() for w in weights) < 2**15


def test_fp16_stays_near_and_keeps_its_doors(model: ServiceModel, tmp_path: Path) -> None:
    export_onnx(model, tmp_path / "model.onnx")
    to_half(tmp_path / "model.onnx", tmp_path / "half.onnx")
    ids, mask = batch()
    vectors = torch.nn.functional.normalize(torch.randn(7, model.dim), dim=1)
    full = OnnxPass(tmp_path / "model.onnx")(ids, mask, vectors)
    half = OnnxPass(tmp_path / "half.onnx")(ids, mask, vectors)
    for name, a, b in zip(OUTPUTS, full, half, strict=True):
        assert b.dtype == a.dtype, name
        assert torch.allclose(a, b, atol=0.02), name
    assert (tmp_path / "half.onnx").stat().st_size < (tmp_path / "model.onnx").stat().st_size


def test_only_the_message_is_pooled() -> None:
    ids, mask = batch()
    pooled = message_mask(ids, mask)
    assert pooled[0].tolist() == [1] * 19 + [0]
    assert pooled[1].tolist() == [0] * 9 + [1] * 10 + [0]
    assert pooled[2].tolist() == [1] * 11 + [0] * 9


def test_a_message_vector_has_unit_length(model: ServiceModel) -> None:
    ids, mask = batch()
    with torch.no_grad():
        vector = model(ids, mask, torch.zeros(1, model.dim)).message_vector
    assert torch.allclose(vector.norm(dim=1), torch.ones(3), atol=1e-5)
