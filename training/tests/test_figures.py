"""Figures show what they are given, whatever it is; how they look is for eyes."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from storedesk_training.feature_maps import feature_maps, projected
from storedesk_training.figures import (
    affinity_matrices,
    confusion_matrix,
    gradient_norms,
    reliability_diagram,
    task_weights,
    training_curves,
)
from storedesk_training.reliability import reliability

# A glyph that is missing, a division by zero, a layout that does not fit: all are warnings.
pytestmark = pytest.mark.filterwarnings("error")
TASKS = ["intent", "scope", "a $task$ <b>"]
STEPS = [0, 50, 100]


def numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(shape)


def features(seed: int) -> dict[str, np.ndarray]:
    return {"intent": numbers((24, 6), seed), "template": numbers((24, 6), seed + 1)}


LABELS = {"intent": ["inquiry", "return", "complaint"] * 8, "template": [f"template {i % 12}" for i in range(24)]}
FIGURES: dict[str, Callable[[Path, int], Path]] = {
    "curves": lambda path, seed: training_curves(path, {t: (STEPS, numbers((3,), seed)) for t in TASKS}),
    "log curves": lambda path, seed: training_curves(path, {"intent": (STEPS, numbers((3,), seed))}, "loss", True),
    "curves with a gap": lambda path, seed: training_curves(path, {"intent": (STEPS, [0.1 * seed, math.nan, 1.0])}),
    "weights": lambda path, seed: task_weights(path, {t: (STEPS, numbers((3,), seed)) for t in TASKS}),
    "norms": lambda path, seed: gradient_norms(path, numbers((3, 3), seed), ["embeddings", "layer 1", "top"], TASKS),
    "one affinity": lambda path, seed: affinity_matrices(path, {"all": numbers((3, 3), seed)}, TASKS, "cosine"),
    "affinities": lambda path, seed: affinity_matrices(
        path, {f"layer {i}": numbers((3, 3), seed + i) for i in range(4)}, TASKS, "correlation", is_signed=False
    ),
    "features": lambda path, seed: feature_maps(path, features(seed), LABELS),
    "reliability": lambda path, seed: reliability_diagram(path, numbers((40,), seed), numbers((40,), 9) > 0.5),
    "confusion": lambda path, seed: confusion_matrix(path, np.diag([seed, 2, 3]) + 1, TASKS),
    "large confusion": lambda path, seed: confusion_matrix(
        path, (20 * numbers((16, 16), seed)).astype(int), [f"label {i}" for i in range(16)]
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_png_that_fits_a_page_and_shows_its_data(name: str, tmp_path: Path) -> None:
    draw = FIGURES[name]
    path = draw(tmp_path / "made" / "one.png", 1)
    assert path == tmp_path / "made" / "one.png"
    height, width, _ = imread(path).shape
    assert 400 < width < 1250 and 300 < height < 1700
    assert draw(tmp_path / "other.png", 5).read_bytes() != path.read_bytes()


def test_the_same_data_gives_the_same_file(tmp_path: Path) -> None:
    one, two = (FIGURES["weights"](tmp_path / f"{i}.png", 1).read_bytes() for i in range(2))
    assert one == two


def test_what_is_unknown_is_drawn_as_unknown(tmp_path: Path) -> None:
    norms = np.array([[1.0, math.nan], [0.0, 2.0]])
    gradient_norms(tmp_path / "norms.png", norms, ["embeddings", "layer 1"], ["intent", "scope"])
    gradient_norms(tmp_path / "none.png", norms * math.nan, ["embeddings", "layer 1"], ["intent", "scope"])
    affinity_matrices(tmp_path / "affinity.png", {"all": norms * math.nan}, ["intent", "scope"], "cosine")
    confusion_matrix(tmp_path / "confusion.png", np.array([[0, 0], [1, 2]]), ["never", "sometimes"])
    # The grey of what is unknown, as it stands in the file.
    grey = np.array([0xD9, 0xD9, 0xD9]) / 255
    for name in ("norms", "none", "affinity", "confusion"):
        pixels = imread(tmp_path / f"{name}.png")[..., :3]
        assert (np.abs(pixels - grey).max(axis=2) < 0.002).sum() > 1000, name


def test_expected_calibration_error_is_that_of_a_hand_computed_example() -> None:
    # Bins of 0.5: two rows at 0.4 with one right (gap 0.1), and one row each at 0.8 and 1.0, both right (gap 0.1);
    # 0.5 belongs to the lower bin.
    found = reliability(np.array([0.4, 0.4, 0.8, 1.0]), np.array([True, False, True, True]), bins=2)
    assert found.rows.tolist() == [2, 2]
    assert found.error == pytest.approx(0.5 * 0.1 + 0.5 * 0.1)
    assert reliability(np.array([0.5, 0.0]), np.array([True, False]), bins=2).rows.tolist() == [2, 0]


def test_a_model_as_right_as_confident_has_hardly_any_calibration_error() -> None:
    confidence = numbers((20_000,), 3)
    right = numbers((20_000,), 4) < confidence
    assert reliability(confidence, right).error < 0.02
    assert reliability(np.full(1000, 0.99), right[:1000]).error > 0.4


@pytest.mark.parametrize(
    ("confidence", "right", "message"),
    [([], [], "one confidence a row"), ([0.5], [1, 0], "one confidence a row"), ([1.2], [1], "from 0 to 1"),
     ([math.nan], [1], "from 0 to 1")],
)  # fmt: skip
def test_confidence_that_is_none_is_refused(confidence: list[float], right: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reliability(np.array(confidence), np.array(right))


def test_groups_of_features_stay_groups_on_the_plane() -> None:
    centres = np.repeat([[0.0] * 8, [9.0] * 8], 20, axis=0)
    places = projected(centres + numbers((40, 8), 1))
    inner = max(np.linalg.norm(own - own.mean(axis=0), axis=1).mean() for own in (places[:20], places[20:]))
    assert np.linalg.norm(places[:20].mean(axis=0) - places[20:].mean(axis=0)) > 2 * inner
    assert np.array_equal(places, projected(centres + numbers((40, 8), 1)))


def test_features_without_a_label_each_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="24 rows of features and 3 labels"):
        feature_maps(tmp_path / "none.png", {"intent": numbers((24, 6), 1)}, {"intent": ["inquiry"] * 3})
    with pytest.raises(ValueError, match="at least 5 rows"):
        projected(numbers((4, 3), 1))
