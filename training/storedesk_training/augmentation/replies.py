"""What the bot may have said before a message: its own shipped replies, with invented facts."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..locations import CATALOGUE
from .bodies import Nodes, expressions, filled, parse
from .facts import InventedFacts

# Of the prompts only these tell something; the others wait for an answer, as a question to confirm does, and would turn
# the next message into that answer. So would the question back of `clarify`.
_TELLING_PROMPTS = frozenset(
    {
        "declined", "dropped", "fallback", "nothing_open", "notice_order_delayed", "notice_order_delivered",
        "notice_order_refunded", "notice_order_shipped", "started_over", "system_trouble", "too_many_tries",
    }
)  # fmt: skip
_ASKING_ANSWERS = frozenset({"clarify"})
_ASKING_OUTCOMES = frozenset({"confirm"})
_ORDER_FACT = re.compile(r"\{\{[^}]*\b(?:order|orderLine|return|request|recentOrders)\b")


@dataclass(frozen=True)
class Body:
    """A reply's body, and whether it says something of an order."""

    template: str
    nodes: Nodes
    is_about_order: bool


class OwnReplies:
    """The replies of the shipped catalogue that wait for no answer."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        self.bodies = tuple(bodies)
        self.without_order = tuple(body for body in bodies if not body.is_about_order)

    @classmethod
    def read(cls, directory: Path = CATALOGUE) -> OwnReplies:
        """The English replies of a catalogue; a body with a fact that cannot be invented is left out."""
        found = []
        for kind in ("answers", "prompts"):
            for path in sorted((directory / kind).glob("*.json")):
                row = json.loads(path.read_text(encoding="utf-8"))
                if row["id"] in _ASKING_ANSWERS or (kind == "prompts" and row["id"] not in _TELLING_PROMPTS):
                    continue
                for text in _telling_texts(row["bodies"].get("en", {})):
                    body = Body(row["id"], parse(text), _ORDER_FACT.search(text) is not None)
                    if _can_be_filled(body):
                        found.append(body)
        return cls(found)

    def draw(self, rng: random.Random, about_orders: bool = True) -> str:
        """One reply with its facts, every template as often as another; without `about_orders` one that says nothing of
        an order.
        """
        bodies = self.bodies if about_orders else self.without_order
        template = rng.choice(sorted({body.template for body in bodies}))
        body = rng.choice([body for body in bodies if body.template == template])
        return filled(body.nodes, InventedFacts(rng), rng).strip()


def _telling_texts(bodies: dict[str, str | list[dict[str, str]]]) -> Iterator[str]:
    """All wordings of all outcomes but those that ask."""
    for outcome, body in bodies.items():
        if outcome not in _ASKING_OUTCOMES:
            yield from [body] if isinstance(body, str) else [wording["text"] for wording in body]


def _can_be_filled(body: Body) -> bool:
    facts = InventedFacts(random.Random(0))
    try:
        for expression, scope in expressions(body.nodes):
            facts.say(expression, scope)
    except KeyError:
        return False
    return True
