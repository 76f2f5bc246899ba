"""An analysis as one HTML file that needs nothing else: pictures inside, no script, no network."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from .analysis import Analysis, BrokenAnalysisError, Picture, Section, read_analysis
from .atomic_write import write_atomically
from .report_style import STYLE
from .runs import MeanAndDeviation, Run, mean_and_deviation

FILE = "report.html"
_PNG = b"\x89PNG\r\n\x1a\n"
# Figures are drawn with 160 dots an inch, and a page has 96.
_PAGE_SHARE = 96 / 160
_LARGE = 560


def write_report(directory: Path, runs: Sequence[Run]) -> Path:
    """Writes `report.html` into the directory of an analysis (see `analysis`), with the scores of `runs` in the given
    order, and returns its path.

    Raises:
        BrokenAnalysisError: the directory's `analysis.json` or one of its pictures is broken.
        FileNotFoundError: one of them is missing.
        ValueError: two runs have the same name, or a run's seeds were not scored by the same scores.

    """
    if len({run.name for run in runs}) < len(runs):
        raise ValueError("two runs have the same name")
    path = directory / FILE
    write_atomically(path, _page(read_analysis(directory), runs, directory))
    return path


def _page(analysis: Analysis, runs: Sequence[Run], directory: Path) -> str:
    parts = [("findings", "Findings", _findings(analysis.findings)),
             ("scores", "Scores", _scores(runs, analysis.lower_is_better)),
             ("runs", "Runs", _runs(runs))]  # fmt: skip
    parts += [(f"section-{n}", s.title, _pictures(s, directory)) for n, s in enumerate(analysis.sections, start=1)]
    shown = [(anchor, title, content) for anchor, title, content in parts if content]
    links = "".join(f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title, _ in shown)
    body = "\n".join(
        f'<section id="{anchor}">\n<h2>{escape(title)}</h2>\n{content}\n</section>' for anchor, title, content in shown
    )
    title = escape(analysis.title)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{escape(analysis.introduction)}</p>
<nav aria-label="Contents"><ul>{links}</ul></nav>
</header>
<main>
{body}
</main>
</body>
</html>
"""


def _findings(findings: Sequence[str]) -> str:
    items = "\n".join(f"<li>{escape(finding)}</li>" for finding in findings)
    return f'<ol class="findings">\n{items}\n</ol>' if findings else ""


def _scores(runs: Sequence[Run], lower_is_better: Sequence[str]) -> str:
    if not runs:
        return ""
    found = {run.name: mean_and_deviation(run.scores) for run in runs}
    names = list(dict.fromkeys(name for own in found.values() for name in own))
    cells = {name: _column({run: own[name] for run, own in found.items() if name in own}, name in lower_is_better)
             for name in names}  # fmt: skip
    head = "".join(
        f'<th scope="col">{escape(name)}{" ↓" if name in lower_is_better else ""}</th>' for name in ["seeds", *names]
    )
    rows = "\n".join(
        f'<tr><th scope="row">{escape(run.name)}</th><td>{len(run.scores)}</td>'
        + "".join(cells[name].get(run.name, "<td>–</td>") for name in names)
        + "</tr>"
        for run in runs
    )
    note = "Mean ± sample standard deviation over seeds; one seed has none."
    if len(runs) > 1:
        note += " The best mean of a column is bold; a difference no larger than the deviations may be chance."
    if any(name in lower_is_better for name in names):
        note += " ↓ marks scores of which less is better."
    return (
        '<div class="wide scores" tabindex="0" role="region" aria-label="Scores of the runs"><table>\n'
        f'<thead><tr><th scope="col">run</th>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>\n'
        f'<p class="note">{note}</p>'
    )


def _column(values: Mapping[str, MeanAndDeviation], is_lower_better: bool) -> dict[str, str]:
    """The cells of one score, by run."""
    largest = max(abs(value.mean) for value in values.values())
    digits = 3 if largest <= 1 else 2 if largest <= 100 else 1
    best = (min if is_lower_better else max)(round(value.mean, digits) for value in values.values())
    cells = {}
    for run, value in values.items():
        mark = ' class="best"' if len(values) > 1 and round(value.mean, digits) == best else ""
        deviation = "" if value.deviation is None else f' <span class="deviation">± {value.deviation:.{digits}f}</span>'
        cells[run] = f"<td{mark}>{value.mean:.{digits}f}{deviation}</td>"
    return cells


def _runs(runs: Sequence[Run]) -> str:
    if not runs:
        return ""
    keys = list(dict.fromkeys(key for run in runs for key in run.config))
    differing = [key for key in keys if len({_json(run.config.get(key)) for run in runs}) > 1]
    parts = []
    if len({run.data_sha256 for run in runs}) > 1:
        parts.append(
            '<p class="warning">These runs did not all read the same data: compare their scores with care.</p>'
        )
    for run in runs:
        own = ", ".join(f"{key} {_json(run.config[key])}" for key in differing if key in run.config)
        facts = {
            "seeds": ", ".join(map(str, run.scores)),
            "parameters": f"{run.facts.parameters:,}",
            "time": f"{run.facts.seconds:,.0f} s",
            "device": run.facts.device,
            "PyTorch": run.facts.torch,
            "hash of the data": run.data_sha256,
        }
        lines = [f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()]
        lines += [f"<dt>{escape(key)}</dt><dd><code>{escape(_json(value))}</code></dd>" for key, value in
                  run.config.items()]  # fmt: skip
        summary = f"<b>{escape(run.name)}</b>" + (f" <span>{escape(own)}</span>" if own else "")
        parts.append(f"<details><summary>{summary}</summary>\n<dl>{''.join(lines)}</dl></details>")
    if differing:
        parts.append('<p class="note">Beside a name: the settings in which the runs differ. Open it for all.</p>')
    return "\n".join(parts)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _pictures(section: Section, directory: Path) -> str:
    return "\n".join(_figure(picture, directory) for picture in section.pictures)


def _figure(picture: Picture, directory: Path) -> str:
    if Path(picture.file).name != picture.file:
        raise BrokenAnalysisError(f"{directory}: {picture.file!r} is not the plain name of a file in it")
    path = directory / picture.file
    content = path.read_bytes()
    if not content.startswith(_PNG) or len(content) < 24:
        raise BrokenAnalysisError(f"{path} is not a PNG")
    # The first chunk begins with width and height; with them, nothing moves while the page is read in.
    width, height = (round(_PAGE_SHARE * int.from_bytes(content[at : at + 4], "big")) for at in (16, 20))
    data = base64.b64encode(content).decode("ascii")
    title = escape(picture.title)
    mark = ' class="large"' if width > _LARGE else ""
    return (
        f'<figure><div class="figure wide" tabindex="0" role="region" aria-label="{title}">'
        f'<img{mark} src="data:image/png;base64,{data}" width="{width}" height="{height}" alt="{title}"></div>\n'
        f"<figcaption><b>{title}.</b> {escape(picture.how_to_read)}</figcaption></figure>"
    )
