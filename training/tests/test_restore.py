from copy import deepcopy
from pathlib import Path

import torch

from storedesk_training.export import export_onnx, to_half
from storedesk_training.model import ServiceModel
from storedesk_training.restore import restored_weights


def test_weights_come_back_out_of_the_fp16_file(model: ServiceModel, tmp_path: Path) -> None:
    model = deepcopy(model)
    with torch.no_grad():
        for parameter in model.parameters():
            # Equal tensors (fresh biases) would be stored once, under the name of the first.
            parameter.add_(torch.randn_like(parameter) * 0.01)
    export_onnx(model, tmp_path / "model.onnx")
    to_half(tmp_path / "model.onnx", tmp_path / "fp16.onnx")
    got, wanted = restored_weights(tmp_path / "fp16.onnx"), model.state_dict()
    # The witness weight is folded into the graph; it is fitted anew at every export.
    assert set(wanted) - set(got) == {"scope_witness"} and set(got) <= set(wanted)
    for name, weight in got.items():
        assert weight.shape == wanted[name].shape, name
        assert torch.allclose(weight, wanted[name], rtol=2**-10, atol=1e-6), name
