"""How far confidence can be believed: reliability by bins and the expected calibration error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 15


@dataclass(frozen=True)
class Reliability:
    """Per bin of equal width from 0 to 1: rows, mean confidence and share that is right `[bins]` (NaN if no row)."""

    rows: np.ndarray
    confidence: np.ndarray
    right: np.ndarray

    @property
    def error(self) -> float:
        """Expected calibration error (arXiv 1706.04599): the mean over rows of a bin's gap between the two."""
        gaps = np.abs(np.nan_to_num(self.confidence) - np.nan_to_num(self.right))
        return float((self.rows * gaps).sum() / self.rows.sum())


def reliability(confidence: np.ndarray, is_right: np.ndarray, bins: int = BINS) -> Reliability:
    """The bins of predictions made with `confidence` `[rows]`, of which `is_right` `[rows]` are right.

    A bin holds its upper edge, the first one 0 too.

    Raises:
        ValueError: no row is given, the two differ in length, or a confidence is not from 0 to 1.

    """
    confidence = np.asarray(confidence, dtype=np.float64)
    right = np.asarray(is_right, dtype=np.float64)
    if confidence.ndim != 1 or confidence.shape != right.shape or len(confidence) == 0:
        raise ValueError(f"one confidence a row is needed, not {confidence.shape} for {right.shape}")
    if not ((confidence >= 0) & (confidence <= 1)).all():
        raise ValueError("a confidence is not from 0 to 1")
    owner = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    rows = np.bincount(owner, minlength=bins)
    sums = [np.bincount(owner, weights=values, minlength=bins) for values in (confidence, right)]
    with np.errstate(invalid="ignore"):
        return Reliability(rows, sums[0] / rows, sums[1] / rows)
