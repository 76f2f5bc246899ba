"""What is watched during a run: losses, task weights and gradient norms, as rows of a JSON Lines file."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from .atomic_write import write_atomically
from .shared_layers import shared_layers, task_gradients


@dataclass(frozen=True)
class Row:
    """One value of one task at one step; `layer` is empty where the value is not of a layer. NaN: not finite."""

    step: int
    kind: str
    task: str
    value: float
    layer: str = ""


def _line(row: Row) -> str:
    fields = asdict(row) | {"value": row.value if math.isfinite(row.value) else None}
    # JSON knows no NaN, and other readers than Python's would stumble over it.
    return json.dumps(fields, allow_nan=False) + "\n"


def read_rows(path: Path) -> list[Row]:
    """All rows of a record, in order. A last line that a kill cut short is left out.

    Raises:
        ValueError: another line is broken; the message names the file and the line.

    """
    found = []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        if number == len(lines) and not line.endswith("\n"):
            break
        try:
            fields = json.loads(line)
            value = math.nan if fields["value"] is None else float(fields["value"])
            found.append(Row(int(fields["step"]), fields["kind"], fields["task"], value, fields["layer"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: not a row of a run's record") from error
    return found


class Record:
    """The rows of one run, kept in a file as they come.

    `first_step` is the step that the run begins or goes on with: rows of it and later ones, which a killed run wrote
    after its last checkpoint, are dropped, since the steps are done again. A run from step 0 begins with no rows.
    """

    def __init__(self, path: Path, first_step: int = 0) -> None:
        self.path = path
        earlier = read_rows(path) if first_step > 0 and path.exists() else []
        self.rows = [row for row in earlier if row.step < first_step]
        write_atomically(path, "".join(map(_line, self.rows)))

    def add(self, rows: Sequence[Row]) -> None:
        """Appends rows to the file."""
        self.rows.extend(rows)
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("".join(map(_line, rows)))


class Losses:
    """Each task's mean loss over `every` steps; a mean tells more than the loss of each hundredth batch."""

    def __init__(self, record: Record, every: int = 50) -> None:
        self._record, self.every = record, every
        self._sums, self._steps = dict[str, Tensor](), Counter[str]()

    def record(self, step: int, losses: Mapping[str, Tensor]) -> None:
        """Call at every step. A task that has no loss in a batch is left out of `losses` there."""
        for task, loss in losses.items():
            # Summed where the loss is: asking a GPU for the number would wait for it at every step.
            self._sums[task] = self._sums.get(task, torch.zeros((), device=loss.device)) + loss.detach().float()
            self._steps[task] += 1
        if (step + 1) % self.every == 0:
            means = {task: float(total) / self._steps[task] for task, total in self._sums.items()}
            self._record.add([Row(step, "loss", task, mean) for task, mean in means.items()])
            self._sums, self._steps = {}, Counter()


class TaskWeights:
    """The weight of each task's loss, at one of `every` steps."""

    def __init__(self, record: Record, every: int = 50) -> None:
        self._record, self.every = record, every

    def record(self, step: int, weights: Mapping[str, float]) -> None:
        """Call at every step."""
        if step % self.every == 0:
            self._record.add([Row(step, "weight", task, float(weight)) for task, weight in weights.items()])


class GradientNorms:
    """The norm of each task's gradient at each shared layer, at one of `every` steps.

    Such a step costs one more backward pass a task: with 4 tasks at every 100th, under 3 % of a run.
    """

    def __init__(self, record: Record, every: int = 100) -> None:
        self._record, self.every = record, every

    def record(self, step: int, losses: Mapping[str, Tensor], model: nn.Module) -> None:
        """Call at every step, with unweighted losses, before their backward pass: it keeps the graph and touches no
        `.grad`. Frozen layers have no rows.
        """
        if step % self.every != 0:
            return
        rows = []
        for task, gradients in task_gradients(losses, shared_layers(model)):
            if gradients:
                norms = torch.stack([gradient.norm() for gradient in gradients.values()]).tolist()
                named = zip(gradients, norms, strict=True)
                rows += [Row(step, "gradient_norm", task, norm, layer) for layer, norm in named]
        self._record.add(rows)


def series(rows: Sequence[Row], kind: str) -> dict[str, tuple[list[int], list[float]]]:
    """(steps, values) of each task, of the rows of one kind that are of no layer."""
    found: dict[str, tuple[list[int], list[float]]] = {}
    for row in rows:
        if row.kind == kind and not row.layer:
            steps, values = found.setdefault(row.task, ([], []))
            steps.append(row.step)
            values.append(row.value)
    return found


def mean_norms(rows: Sequence[Row]) -> tuple[list[str], list[str], Tensor]:
    """(layers, tasks, mean gradient norms `[layers, tasks]` over the run); NaN where a pair was never recorded."""
    own = [row for row in rows if row.kind == "gradient_norm"]
    # The order in which they were first recorded: from the bottom up, but for layers that were frozen at first.
    layers, tasks = list(dict.fromkeys(row.layer for row in own)), list(dict.fromkeys(row.task for row in own))
    values: dict[tuple[str, str], list[float]] = {}
    for row in own:
        values.setdefault((row.layer, row.task), []).append(row.value)
    means = [[sum(v) / len(v) if (v := values.get((layer, task))) else math.nan for task in tasks] for layer in layers]
    return layers, tasks, torch.tensor(means).reshape(len(layers), len(tasks))
