"""Public messages whose labels map cleanly onto ours: a fresh handful in every epoch, beside the written ones.

Bitext gives plain requests in many wordings; CuCom real sentences around order numbers, after the agent's turn. Rows
whose label may mean two of our templates are left out. A high score on any of them proves nothing.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .locations import PUBLIC_DATA
from .messages import Message, Span

# Bitext's label → our template and intent.
_TEMPLATES = {
    "create_account": ("account_help", "inquiry"),
    "delete_account": ("account_help", "inquiry"),
    "edit_account": ("account_help", "inquiry"),
    "recover_password": ("account_help", "inquiry"),
    "switch_account": ("account_help", "inquiry"),
    "newsletter_subscription": ("account_help", "inquiry"),
    "contact_human_agent": ("contact_agent", "inquiry"),
    "get_invoice": ("invoice_request", "inquiry"),
    "check_invoice": ("invoice_request", "inquiry"),
    "track_order": ("order_status", "inquiry"),
    "change_order": ("change_order", "inquiry"),
    "cancel_order": ("cancel_order", "inquiry"),
    "change_shipping_address": ("change_address", "inquiry"),
    "set_up_shipping_address": ("change_address", "inquiry"),
    "delivery_options": ("shipping_options", "inquiry"),
    "check_payment_methods": ("payment_methods", "inquiry"),
    "place_order": ("place_order_help", "inquiry"),
    "check_refund_policy": ("return_policy", "return"),
    "track_refund": ("refund_status", "return"),
    "get_refund": ("return_start", "return"),
}
_LONGEST = 240


def _rows(name: str, directory: Path) -> Iterator[Mapping[str, Any]]:
    with gzip.open(directory / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_public_messages(directory: Path = PUBLIC_DATA, most: int = 400, seed: int = 7) -> dict[str, list[Message]]:
    """At most `most` messages of each kind: a Bitext label, or "cucom", sentences with an order number."""
    found: dict[str, list[Message]] = {}
    for row in _rows("bitext", directory):
        if row["label"] in _TEMPLATES and not row["entities"]:
            template, intent = _TEMPLATES[row["label"]]
            tasks = frozenset({"scope", "intent", "template"})
            message = Message(row["text"], "", intent, True, template, (), tasks, "bitext")
            found.setdefault(row["label"], []).append(message)
    for row in _rows("cucom", directory):
        spans = tuple(Span("ORDER_NUMBER", e["start"], e["end"]) for e in row["entities"] if e["type"] == "order_id")
        if spans and len(spans) == len(row["entities"]) and len(row["text"]) <= _LONGEST:
            tasks = frozenset({"scope", "entities"})
            message = Message(row["text"], row["context"][:_LONGEST], None, True, None, spans, tasks, "cucom")
            found.setdefault("cucom", []).append(message)
    return {kind: random.Random(f"{seed}-{kind}").sample(own, min(most, len(own))) for kind, own in found.items()}
