"""Where training computes, and in what precision."""

from __future__ import annotations

import torch


def device() -> torch.device:
    """The GPU where there is one, the processor elsewhere."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


# Where the processor lacks bf16 it is emulated, and eighty times slower than fp32.
_FAST_ON_CPU = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def mixed_precision(on: torch.device | None = None) -> torch.autocast:
    """A context in which matrix products of `on` (the device of training) run in bf16, or one that changes nothing."""
    kind = (on or device()).type
    enabled = torch.cuda.is_bf16_supported() if kind == "cuda" else _FAST_ON_CPU
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=enabled)
