"""How figures look: fit for a page, readable in print and by the colour-blind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

# Inches. Narrower than a page, so that words of 9 points can still be read when a phone shows all of it; what has
# many labels takes the page.
WIDTH = 5.4
PAGE_WIDTH = 7.2
_DOTS = 160
# Okabe and Ito's colours without yellow, which is too pale for a line on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
# Lines and points differ in more than colour.
DASHES = ("-", "--", "-.", (0, (8, 2)), (0, (5, 1, 1, 1, 1, 1)), (0, (3, 1)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
UNKNOWN = "#d9d9d9"
_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    # A label with two dollar signs is a label, no formula.
    "text.parse_math": False,
}


@contextmanager
def drawn(path: Path, height: float, width: float = WIDTH) -> Iterator[Figure]:
    """A figure to draw on, of `width` times `height` inches, that is written to `path` as PNG at the end; its
    directory is made. No window and no state is shared with other figures.
    """
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without the drawing program's version the same data gives the same file.
        figure.savefig(path, format="png", dpi=_DOTS, bbox_inches="tight", pad_inches=0.08, metadata={"Software": None})


def plain_log_ticks(axis: Axis) -> None:
    """Ticks of a log scale as plain numbers (0.02, 0.1, 5): there are some within a single decade, and no powers."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def heat_cells(axes: Axes, values: np.ndarray, texts: list[list[str]], colours: np.ndarray, size: float) -> None:
    """Writes `texts` into the cells of a heat map, dark on light and light on dark by their `colours` `[.., .., 4]`."""
    luminance = colours[..., :3] @ np.array([0.2126, 0.7152, 0.0722])
    for row, column in np.ndindex(values.shape):
        colour = "black" if luminance[row, column] > 0.45 else "white"
        axes.text(column, row, texts[row][column], ha="center", va="center", color=colour, fontsize=size)


def named_cells(axes: Axes, rows: Sequence[str], columns: Sequence[str], inches: float) -> None:
    """Names the rows and columns of a heat map about `inches` wide, and takes away its frame. Names of columns that
    would run into each other are slanted.
    """
    # A letter of this size is about 0.08 inches wide.
    is_wide = max(map(len, columns), default=0) * 0.08 > inches / max(len(columns), 1)
    slant: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if is_wide else {}
    axes.set_xticks(range(len(columns)), columns, **slant)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
