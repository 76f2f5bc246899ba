"""The figures of a report: each function takes arrays, writes one PNG and returns its path (see also feature_maps)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize, PowerNorm
from matplotlib.image import AxesImage

from .figure_style import DASHES, PAGE_WIDTH, PALETTE, UNKNOWN, WIDTH, drawn, heat_cells, named_cells, plain_log_ticks
from .reliability import BINS, reliability

Curves = Mapping[str, tuple[Sequence[float], Sequence[float]]]
# Beyond this many cells a side, numbers in the cells are too small to read.
_MOST_NUMBERED = 14


def training_curves(path: Path, curves: Curves, quantity: str = "loss", is_log: bool = False) -> Path:
    """Values over steps, a line for each name: `curves` has (steps, values) of each. `quantity` names the vertical
    axis; `is_log` suits losses of very different size. A value that is not finite leaves a gap.
    """
    return _lines(path, curves, quantity + (" (log scale)" if is_log else ""), is_log)


def task_weights(path: Path, curves: Curves) -> Path:
    """The weight of each task's loss over steps; the thin line is 1, where all tasks count the same."""
    return _lines(path, curves, "weight of the loss", False, reference=1.0)


def gradient_norms(path: Path, norms: np.ndarray, layers: Sequence[str], tasks: Sequence[str]) -> Path:
    """Mean gradient norm `[layers, tasks]` as a heat map in log scale, the lowest layer at the bottom; grey where
    there is none (NaN or 0).
    """
    norms = np.asarray(norms)
    values = np.where(norms > 0, norms, np.nan)[::-1]
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if len(known) else (1.0, 1.0)
    scale = LogNorm(low, high if high > low else low * 1.01)
    with drawn(path, 1.4 + 0.34 * len(layers)) as figure:
        axes = figure.add_subplot()
        texts = [[f"{v:.2g}" if np.isfinite(v) else "–" for v in row] for row in values]
        image = _heat(axes, values, texts, "viridis", scale)
        named_cells(axes, layers[::-1], tasks, inches=3.4)
        axes.set(xlabel="task", ylabel="shared layer, input at the bottom")
        bar = figure.colorbar(image, ax=axes, label="mean gradient norm (log scale)", pad=0.02)
        plain_log_ticks(bar.ax.yaxis)
    return path


def affinity_matrices(
    path: Path, matrices: Mapping[str, np.ndarray], tasks: Sequence[str], measure: str, is_signed: bool = True
) -> Path:
    """One or more matrices `[tasks, tasks]`, a panel for each name, all in one scale: from -1 to 1 where signed
    (cosines), else from 0 to 1 (correlations). `measure` names the scale; grey is unknown (NaN).
    """
    columns = min(2, len(matrices))
    rows = math.ceil(len(matrices) / columns)
    side = WIDTH / columns if columns > 1 else 0.7 * WIDTH
    scale, colours = (Normalize(-1, 1), "PuOr") if is_signed else (Normalize(0, 1), "cividis")
    with drawn(path, 0.9 + 1.08 * rows * side) as figure:
        panels = np.atleast_1d(figure.subplots(rows, columns)).flatten()
        size = 8.5 if columns == 1 else 6.5
        for axes, (name, matrix) in zip(panels, matrices.items(), strict=False):
            texts = [[f"{v:.2f}".replace("-", "−") if np.isfinite(v) else "–" for v in row] for row in matrix]
            image = _heat(axes, np.asarray(matrix), texts, colours, scale, size)
            named_cells(axes, tasks, tasks, inches=side - 0.9)
            axes.set_title(name)
            axes.set_box_aspect(1)
        for axes in panels[len(matrices) :]:
            axes.set_visible(False)
        bar = figure.colorbar(image, ax=panels, label=measure, location="bottom", shrink=0.6, aspect=40, pad=0.03)
        bar.set_ticks([-1, -0.5, 0, 0.5, 1] if is_signed else [0, 0.25, 0.5, 0.75, 1])
    return path


def reliability_diagram(path: Path, confidence: np.ndarray, is_right: np.ndarray, bins: int = BINS) -> Path:
    """Share of right predictions by confidence `[rows]`, and how many rows each bin has, with the expected
    calibration error (ECE); a model that knows what it knows has its bars on the diagonal.
    """
    found = reliability(confidence, is_right, bins)
    middles = (np.arange(bins) + 0.5) / bins
    some = found.rows > 0
    with drawn(path, 5.0, 4.8) as figure:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        upper.bar(middles[some], found.right[some], 0.92 / bins, color=PALETTE[5], label="predictions of a bin")
        upper.plot([0, 1], [0, 1], "--", color="#333333", linewidth=1.2, label="as right as confident")
        upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share that is right")
        upper.set_title(f"ECE {100 * found.error:.1f} % ({bins} bins, {found.rows.sum():,} predictions)")
        lower.bar(middles, found.rows / found.rows.sum(), 0.92 / bins, color="#777777")
        lower.set(xlabel="confidence (probability of the answer given)", ylabel="share of all")
        figure.legend(loc="outside lower center", ncols=2)
    return path


def confusion_matrix(path: Path, counts: np.ndarray, labels: Sequence[str]) -> Path:
    """Counts `[true, predicted]`, coloured by the share of each true label's rows; numbers up to 14 labels."""
    counts = np.asarray(counts)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.where(totals > 0, counts / np.maximum(totals, 1), np.nan)
    is_numbered, has_shares = len(labels) <= _MOST_NUMBERED, len(labels) <= 6
    side = min(WIDTH, 2.6 + 0.62 * len(labels)) if len(labels) <= 8 else PAGE_WIDTH
    # Where no number stands, a few rows gone astray must still be seen.
    scale = Normalize(0, 1) if is_numbered else PowerNorm(0.5, 0, 1)
    with drawn(path, side * 0.92, side) as figure:
        axes = figure.add_subplot()
        texts = [[f"{count:,}" if count else "" for count in row] for row in counts]
        if has_shares:
            texts = [[f"{c:,}\n{100 * s:.0f} %" if np.isfinite(s) else "–" for c, s in zip(*pair, strict=True)]
                     for pair in zip(counts, shares, strict=True)]  # fmt: skip
        image = _heat(axes, shares, texts, "Blues", scale, 8.5 if has_shares else 7.5)
        named_cells(axes, labels, labels, inches=side - 1.9)
        if not is_numbered:
            axes.tick_params(labelsize=6)
        axes.set(xlabel="predicted label", ylabel="true label")
        axes.set_box_aspect(1)
        label = "share of the true label's rows" + ("" if is_numbered else " (square-root scale)")
        figure.colorbar(image, ax=axes, label=label, shrink=0.7, pad=0.02)
    return path


def _lines(path: Path, curves: Curves, quantity: str, is_log: bool, reference: float | None = None) -> Path:
    with drawn(path, 3.6) as figure:
        axes = figure.add_subplot()
        axes.grid(True)
        if reference is not None:
            axes.axhline(reference, color="#777777", linewidth=0.8)
        for number, (name, (steps, values)) in enumerate(curves.items()):
            points = np.where(np.isfinite(values), values, np.nan)
            axes.plot(steps, points, color=PALETTE[number % len(PALETTE)], linestyle=DASHES[number % len(DASHES)],
                      marker="o" if len(points) == 1 else None, linewidth=1.6, label=name)  # fmt: skip
        if is_log:
            axes.set_yscale("log")
            plain_log_ticks(axes.yaxis)
        axes.set(xlabel="training step", ylabel=quantity)
        figure.legend(loc="outside lower center", ncols=min(4, len(curves)))
    return path


def _heat(
    axes: Axes, values: np.ndarray, texts: list[list[str]], colours: str, scale: Normalize, size: float = 8.5
) -> AxesImage:
    map_of = colormaps[colours].with_extremes(bad=UNKNOWN)
    shown = np.ma.masked_invalid(values)
    image = axes.imshow(shown, cmap=map_of, norm=scale, aspect="auto")
    if max(values.shape, default=0) <= _MOST_NUMBERED:
        heat_cells(axes, values, texts, map_of(scale(shown)), size)
    return image
