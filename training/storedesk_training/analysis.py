"""What an analysis found, as a directory: figures as PNG, and `analysis.json` with all that is said about them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .atomic_write import write_atomically

FILE = "analysis.json"


class BrokenAnalysisError(ValueError):
    """A directory is not that of an analysis; the message names the file at fault and says why."""


@dataclass(frozen=True)
class Picture:
    """A PNG of the directory, by its plain file name, and one sentence on how to read it."""

    file: str
    title: str
    how_to_read: str


@dataclass(frozen=True)
class Section:
    """Pictures that belong together."""

    title: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Analysis:
    """`lower_is_better` names the scores of which less is more, such as a calibration error."""

    title: str
    introduction: str
    findings: tuple[str, ...]
    sections: tuple[Section, ...]
    lower_is_better: tuple[str, ...] = ()


def write_analysis(analysis: Analysis, directory: Path) -> Path:
    """Writes `analysis.json` whole or not at all; the pictures are there already or come later."""
    path = directory / FILE
    write_atomically(path, json.dumps(asdict(analysis), indent=2, ensure_ascii=False) + "\n")
    return path


def read_analysis(directory: Path) -> Analysis:
    """The analysis of a directory.

    Raises:
        BrokenAnalysisError: `analysis.json` is not what `write_analysis` writes.
        FileNotFoundError: there is none.

    """
    path = directory / FILE
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        sections = tuple(
            Section(_text(own["title"]), tuple(Picture(**_texts(one)) for one in own["pictures"]))
            for own in row["sections"]
        )
        findings, lower = (tuple(map(_text, row[key])) for key in ("findings", "lower_is_better"))
        return Analysis(_text(row["title"]), _text(row["introduction"]), findings, sections, lower)
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenAnalysisError(f"{path} is not an analysis: {error}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(row: Any) -> dict[str, str]:
    return {str(key): _text(value) for key, value in dict(row).items()}
