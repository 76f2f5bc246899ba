"""The bodies of reply templates, filled for training: whatever a body can say, with invented facts.

No records stand behind it, so a condition is not decided but drawn: one of its cases, or none where it may say nothing.
The service fills the same bodies by `src/templates/rendering`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


class Facts(Protocol):
    """Where a body's facts come from."""

    def say(self, expression: str, scope: str) -> str:
        """The text of `{{expression}}`; `scope` is the path of the list around it and the place in it, or empty."""


@dataclass(frozen=True)
class Fact:
    """`{{order.number}}`, `{{date order.placedAt}}`."""

    expression: str


@dataclass(frozen=True)
class Choice:
    """`{{#if}}` or `{{#unless}}` with all its cases; the last is what is said otherwise, perhaps nothing."""

    condition: str
    cases: tuple[Nodes, ...]


@dataclass(frozen=True)
class Repeat:
    """`{{#each path}}`; `empty` is what is said of an empty list, if anything is written for it."""

    path: str
    item: Nodes
    empty: Nodes


Nodes = tuple["str | Fact | Choice | Repeat", ...]

_BLOCK_LINE = re.compile(r"^[ \t]*(\{\{(?:[#/][^}]*|else[^}]*)\}\})[ \t]*(?:\n|\Z)", re.MULTILINE)
_TAG = re.compile(r"\{\{(.*?)\}\}")
_AT_MOST_ITEMS = 2
_EMPTY_SHARE = 0.25


def parse(body: str) -> Nodes:
    """The parts of a body; a block's tag that has a line for itself takes that line with it, as in Handlebars.

    Raises:
        ValueError: a block is not closed, or closed that was not open, or of an unknown kind.

    """
    reader = _Reader(_TAG.split(_BLOCK_LINE.sub(r"\1", body)))
    nodes, end = reader.until_end()
    if end:
        raise ValueError(f"{{{{{end}}}}} ends no block")
    return nodes


class _Reader:
    """Reads what `re.split` made of a body: texts in even places, tags in odd ones."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces, self.at = pieces, 0

    def until_end(self) -> tuple[Nodes, str]:
        """Parts up to the tag that ends them (`else…` or `/…`; empty at the end of the body), and that tag."""
        nodes: list[str | Fact | Choice | Repeat] = []
        while self.at < len(self.pieces):
            piece, is_tag = self.pieces[self.at], self.at % 2 == 1
            self.at += 1
            if not is_tag:
                nodes += [piece] if piece else []
            elif piece == "else" or piece.startswith(("else if ", "/")):
                return tuple(nodes), piece
            elif piece.startswith("#"):
                nodes.append(self._block(*piece[1:].split(" ", 1)))
            else:
                nodes.append(Fact(piece))
        return tuple(nodes), ""

    def _block(self, kind: str, subject: str = "") -> Choice | Repeat:
        if kind not in ("if", "unless", "each"):
            raise ValueError(f"unknown block {kind}")
        cases: list[Nodes] = []
        says_otherwise = False
        while True:
            nodes, end = self.until_end()
            cases.append(nodes)
            if not end.startswith("else"):
                break
            says_otherwise = end == "else"
        if not says_otherwise:
            cases.append(())
        if end != f"/{kind}":
            raise ValueError(f"a block {kind} is not closed")
        return Repeat(subject, cases[0], cases[-1]) if kind == "each" else Choice(subject, tuple(cases))


def filled(nodes: Nodes, facts: Facts, rng: random.Random, scope: str = "", is_first: bool = True) -> str:
    """One text that the body can say."""
    said: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            said.append(node)
        elif isinstance(node, Fact):
            said.append(facts.say(node.expression, scope))
        elif isinstance(node, Choice):
            case = node.cases[0 if is_first else -1] if node.condition == "@first" else rng.choice(node.cases)
            said.append(filled(case, facts, rng, scope, is_first))
        elif node.empty and rng.random() < _EMPTY_SHARE:
            said.append(filled(node.empty, facts, rng, scope, is_first))
        else:
            path = _list_path(node.path, scope)
            items = range(rng.randint(1, _AT_MOST_ITEMS))
            said += [filled(node.item, facts, rng, f"{path}[{i}]", i == 0) for i in items]
    return "".join(said)


def expressions(nodes: Nodes, scope: str = "") -> Iterator[tuple[str, str]]:
    """Every fact that the body may say, as `Facts.say` is asked for it."""
    for node in nodes:
        if isinstance(node, Fact):
            yield node.expression, scope
        elif isinstance(node, Choice):
            for case in node.cases:
                yield from expressions(case, scope)
        elif isinstance(node, Repeat):
            yield from expressions(node.item, f"{_list_path(node.path, scope)}[0]")
            yield from expressions(node.empty, scope)


def _list_path(expression: str, scope: str) -> str:
    """The path of a list: `(current shop.promotions)` is the list inside."""
    path = expression.strip("()").split(" ")[-1]
    return f"{scope}.{path}" if scope else path
