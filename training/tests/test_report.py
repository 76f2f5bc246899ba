"""A report holds all that it was given, harmless, and stands alone."""

import base64
import json
import re
import shutil
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from storedesk_training.analysis import Analysis, BrokenAnalysisError, Picture, Section, read_analysis, write_analysis
from storedesk_training.figures import confusion_matrix, task_weights
from storedesk_training.report import write_report
from storedesk_training.runs import Facts, Run

FACTS = Facts("2.13.0", "Some CPU", 5432.1, 22_713_600)
FIXED = Run("fixed", {"balance": "fixed", "epochs": 10}, "a" * 64, FACTS,
            {17: {"top1": 0.90, "ece": 0.031}, 18: {"top1": 0.92, "ece": 0.043}})  # fmt: skip
GRADNORM = Run("gradnorm", {"balance": "gradnorm", "epochs": 10}, "a" * 64, FACTS,
               {17: {"top1": 0.914, "ece": 0.052, "ms": 1234.5}})  # fmt: skip
ANALYSIS = Analysis(
    "How the losses are balanced", "Two ways, the same data.",
    ("GradNorm gains 0.4 points on one seed, which may be chance.",),
    (Section("Weights", (Picture("weights.png", "Weights over time", "A line above 1 counts more than the mean."),)),
     Section("Errors", (Picture("errors.png", "Confusion of intents", "The diagonal is right."),))),
    ("ece",),
)  # fmt: skip


@pytest.fixture(scope="module")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("analysis")
    task_weights(directory / "weights.png", {"intent": ([0, 50], [1.0, 1.2])})
    confusion_matrix(directory / "errors.png", np.array([[3, 1], [0, 2]]), ["inquiry", "return"])
    return directory


@pytest.fixture()
def directory(drawn_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(drawn_once, tmp_path, dirs_exist_ok=True)
    write_analysis(ANALYSIS, tmp_path)
    return tmp_path


class Elements(HTMLParser):
    """Every element with its attributes, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_every_number_text_and_figure_is_in_it(directory: Path) -> None:
    page = Elements(write_report(directory, [FIXED, GRADNORM]).read_text(encoding="utf-8"))
    expected = [
        ANALYSIS.title, ANALYSIS.introduction, *ANALYSIS.findings, "Weights over time", "The diagonal is right.",
        "0.910 ± 0.014", "0.914", "0.037 ± 0.008", "0.052", "1234.5", "22,713,600", "5,432 s", "Some CPU", "2.13.0",
        "a" * 64, "17, 18", 'balance "gradnorm"', "ece ↓",
    ]  # fmt: skip
    for text in expected:
        assert text in page.text, text
    images = [image["src"] or "" for image in page.of("img")]
    assert [base64.b64decode(image.removeprefix("data:image/png;base64,")) for image in images] == [
        (directory / name).read_bytes() for name in ("weights.png", "errors.png")
    ]
    assert all(image["alt"] and int(image["width"] or 0) > 200 for image in page.of("img"))


def test_the_best_mean_of_each_score_is_marked_by_what_is_better(directory: Path) -> None:
    html = write_report(directory, [FIXED, GRADNORM]).read_text(encoding="utf-8")
    best = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r'<td class="best">.*?</td>', html)]
    assert best == ["0.037 ± 0.008", "0.914"], "less of `ece` is better; a score of one run alone is no best"
    assert 'class="best"' not in write_report(directory, [FIXED]).read_text(encoding="utf-8")


def test_it_needs_neither_network_nor_scripts(directory: Path) -> None:
    page = Elements(write_report(directory, [FIXED, GRADNORM]).read_text(encoding="utf-8"))
    assert not page.of("script") and not page.of("link") and not page.of("iframe")
    for tag, attributes in page.found:
        for name, value in attributes.items():
            assert not name.startswith("on"), f"{tag} has {name}"
            if name in {"src", "href", "srcset", "action", "data", "poster"}:
                assert value and value.startswith(("data:image/png", "#")), f"{tag} {name} {value}"
    style = (directory / "report.html").read_text(encoding="utf-8").split("<style>")[1].split("</style>")[0]
    assert "url(" not in style and "@import" not in style
    policy = next(meta for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert (policy["content"] or "").startswith("default-src 'none'")


def test_every_link_of_the_contents_leads_somewhere(directory: Path) -> None:
    page = Elements(write_report(directory, [FIXED]).read_text(encoding="utf-8"))
    targets = {attributes.get("id") for _, attributes in page.found}
    links = [link["href"] or "" for link in page.of("a")]
    assert len(links) == 5
    assert all(link.removeprefix("#") in targets for link in links)


HOSTILE = """</title></style><script>alert(1)</script><img src=x onerror="alert(1)">' & {x}"""


def test_hostile_texts_stay_texts(directory: Path) -> None:
    picture = Picture("weights.png", HOSTILE, HOSTILE)
    write_analysis(Analysis(HOSTILE, HOSTILE, (HOSTILE,), (Section(HOSTILE, (picture,)),), (HOSTILE,)), directory)
    run = Run(HOSTILE, {HOSTILE: HOSTILE}, HOSTILE, Facts(HOSTILE, HOSTILE, 1, 1), {1: {HOSTILE: 0.5}})
    html = write_report(directory, [run, replace(run, name="other", config={})]).read_text(encoding="utf-8")
    page = Elements(html)
    assert not page.of("script")
    assert [image["src"] for image in page.of("img") if not (image["src"] or "").startswith("data:")] == []
    assert page.of("img")[0]["alt"] == HOSTILE
    assert page.text.count(HOSTILE) >= 12
    assert html.count("<style>") == html.count("</style>") == 1


def test_runs_on_different_data_are_told_apart(directory: Path) -> None:
    warning = "did not all read the same data"
    assert warning not in write_report(directory, [FIXED, GRADNORM]).read_text(encoding="utf-8")
    other = replace(GRADNORM, data_sha256="b" * 64)
    assert warning in write_report(directory, [FIXED, other]).read_text(encoding="utf-8")


def test_runs_that_cannot_be_told_apart_are_refused(directory: Path) -> None:
    with pytest.raises(ValueError, match="same name"):
        write_report(directory, [FIXED, replace(GRADNORM, name="fixed")])


def test_a_report_without_runs_or_findings_leaves_those_parts_out(directory: Path) -> None:
    write_analysis(replace(ANALYSIS, findings=()), directory)
    page = Elements(write_report(directory, []).read_text(encoding="utf-8"))
    assert not page.of("table")
    assert [link["href"] for link in page.of("a")] == ["#section-1", "#section-2"]


def test_an_analysis_is_read_as_it_was_written(directory: Path) -> None:
    assert read_analysis(directory) == ANALYSIS


@pytest.mark.parametrize("change", [{"title": 3}, {"findings": [1]}, {"sections": [{"title": "a"}]}, {"sections": 5},
                                    {"sections": [{"title": "a", "pictures": [{"file": "b.png"}]}]}])  # fmt: skip
def test_a_broken_analysis_is_named(directory: Path, change: dict[str, object]) -> None:
    (directory / "analysis.json").write_text(json.dumps(asdict(ANALYSIS) | change))
    with pytest.raises(BrokenAnalysisError, match=r"analysis\.json is not an analysis"):
        write_report(directory, [])


@pytest.mark.parametrize(
    ("file", "error", "message"),
    [("../weights.png", BrokenAnalysisError, "not the plain name"), ("missing.png", FileNotFoundError, "missing.png"),
     ("analysis.json", BrokenAnalysisError, r"analysis\.json is not a PNG")],
)  # fmt: skip
def test_a_picture_that_is_none_is_named_and_leaves_the_earlier_report(
    directory: Path, file: str, error: type[Exception], message: str
) -> None:
    before = write_report(directory, [FIXED]).read_bytes()
    write_analysis(replace(ANALYSIS, sections=(Section("a", (Picture(file, "a", "b"),)),)), directory)
    with pytest.raises(error, match=message):
        write_report(directory, [FIXED])
    assert (directory / "report.html").read_bytes() == before
