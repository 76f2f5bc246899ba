"""Features of many dimensions on a plane: t-SNE, drawn for each task by its own labels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from .figure_style import MARKERS, PALETTE, drawn

LEAST_ROWS = 5
_MOST_LABELS = len(PALETTE)


def projected(features: np.ndarray, seed: int = 17) -> np.ndarray:
    """Places `[rows, 2]` of features `[rows, width]` by t-SNE (van der Maaten and Hinton, JMLR 9, 2008): neighbours
    stay neighbours; distances between far groups, and the sizes of groups, mean nothing. The same seed gives the same.

    Raises:
        ValueError: fewer than 5 rows, or a value that is not finite.

    """
    if features.ndim != 2 or len(features) < LEAST_ROWS or not np.isfinite(features).all():
        raise ValueError(f"a finite matrix of at least {LEAST_ROWS} rows is needed, not {features.shape}")
    # Perplexity is about how many neighbours a row has; the usual 30 asks for three times as many rows.
    perplexity = min(30.0, (len(features) - 1) / 3)
    # Threads that wait for each other take many times as long as one, where other work runs beside.
    with threadpool_limits(1):
        places: np.ndarray = TSNE(perplexity=perplexity, random_state=seed).fit_transform(features.astype(np.float64))
    return places


def feature_maps(
    path: Path,
    features: Mapping[str, np.ndarray],
    labels: Mapping[str, Sequence[str]],
    most_rows: int = 600,
    seed: int = 17,
) -> Path:
    """t-SNE of the features `[rows, width]` of each task, a panel for each, coloured by the task's `labels` of the
    rows; writes a PNG. At most `most_rows` are drawn, by chance; of more than seven labels, the six most frequent have
    a colour.

    Raises:
        ValueError: a task has fewer than 5 rows, or not one label a row.

    """
    columns = min(2, len(features))
    rows = math.ceil(len(features) / columns)
    with drawn(path, rows * (3.5 if columns > 1 else 5.2)) as figure:
        panels = np.atleast_1d(figure.subplots(rows, columns)).flatten()
        for axes, (task, own) in zip(panels, features.items(), strict=False):
            if len(labels[task]) != len(own):
                raise ValueError(f"{task} has {len(own)} rows of features and {len(labels[task])} labels")
            chosen = np.random.default_rng(seed).permutation(len(own))[:most_rows]
            _scatter(axes, projected(np.asarray(own)[chosen], seed), [labels[task][i] for i in chosen])
            axes.set_title(f"{task} ({len(chosen)} messages)")
        for axes in panels[len(features) :]:
            axes.set_visible(False)
    return path


def _scatter(axes: Axes, places: np.ndarray, labels: Sequence[str]) -> None:
    frequent = [name for name, _ in Counter(labels).most_common()]
    named = sorted(frequent if len(frequent) <= _MOST_LABELS else frequent[: _MOST_LABELS - 1])

    def scatter(members: list[bool], label: str, colour: str, marker: str, layer: int) -> None:
        own = places[np.array(members)]
        axes.scatter(own[:, 0], own[:, 1], s=11, color=colour, marker=marker, linewidths=0, alpha=0.85, label=label,
                     zorder=layer)  # fmt: skip

    for name, colour, marker in zip(named, PALETTE, MARKERS, strict=False):
        scatter([label == name for label in labels], name, colour, marker, layer=2)
    if len(named) < len(frequent):
        rest = f"{len(frequent) - len(named)} other labels"
        scatter([label not in named for label in labels], rest, "#bbbbbb", "o", layer=1)
    # Places have no unit.
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color("#cccccc")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=2, markerscale=1.8, handletextpad=0.2,
                columnspacing=0.8)  # fmt: skip
