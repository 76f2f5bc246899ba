"""Computing in bf16 where the processor has it: elsewhere it is emulated, and eighty times slower than fp32."""

from __future__ import annotations

import torch

FAST = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def mixed_precision() -> torch.autocast:
    """A context in which matrix products run in bf16, or one that changes nothing."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST)
