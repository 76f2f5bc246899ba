"""A training that is kept with the project is what another machine goes on from."""

from pathlib import Path

import pytest
import torch
from made_up import settings

from storedesk_training import candidate, train
from storedesk_training.candidate import keep_candidate, weights_to_start_from


def test_another_machine_goes_on_from_the_candidate(checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidate, "CHECKPOINTS", checkpoints)
    train.train(settings(), "first")
    target = checkpoints / "project" / "candidate"
    keep_candidate("first", target)
    kept = weights_to_start_from("candidate", checkpoints, target)
    earlier: dict[str, torch.Tensor] = torch.load(checkpoints / "first" / "model.pt")
    assert kept.keys() == earlier.keys()
    for key, weights in kept.items():
        torch.testing.assert_close(weights, earlier[key], rtol=1e-3, atol=1e-4)
    with pytest.raises(FileNotFoundError):
        weights_to_start_from("candidat", checkpoints, target)
