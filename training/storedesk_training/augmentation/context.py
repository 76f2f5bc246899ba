"""A reply of the bot's before a message that was written without one.

A shop's bot has nearly always said something before. No message gets a context that could change what it means, so a
message gets one only if it

- has none, and has a template of its own (no act, not `clarify`, which is too little said; not none), or is out of
  scope: were contexts for messages in scope alone, a context would tell the scope;
- has four words or more that are no numbers or IDs: bare answers live from the question;
- does not open like an answer (yes, no, ok …) or a continuation (and, but …);
- holds no word that points back (it, that, the other one, again …), since a reply offers something to point at.

Where the labels tell apart what is known of an order (is it late, has it come, is there one?), the reply is one that
says nothing of an order.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from ..messages import ACTS, Message
from .replies import OwnReplies

_FEWEST_WORDS = 4
_OPENING_ANSWERS = frozenset(
    {
        "yes", "yeah", "yea", "yep", "yup", "ye", "no", "nope", "nah", "not", "ok", "okay", "k", "sure", "fine",
        "right", "correct", "exactly", "please", "and", "or", "but", "because",
    }
)  # fmt: skip
_POINTING = frozenset(
    {
        "it", "its", "this", "that", "thats", "these", "those", "they", "them", "their", "one", "ones", "same",
        "there", "then", "so", "again", "too", "also", "instead", "other", "another", "else", "either",
        "neither", "both",
    }
)  # fmt: skip
_LIVES_FROM_CONTEXT = frozenset({*ACTS, "clarify"})
_STATE_OF_ORDER = frozenset({"order_status", "delivery_time", "delivery_late", "package_not_received"})
_WORD = re.compile(r"[^\W\d_]+")


def can_follow(message: Message) -> bool:
    """Whether a reply before the message would leave its meaning as it is; the module says when."""
    own = "template" in message.labelled and message.template and message.template not in _LIVES_FROM_CONTEXT
    if message.context or not (own or message.in_scope is False):
        return False
    text = message.text
    for span in sorted(message.entities, key=lambda s: -s.start):
        text = f"{text[: span.start]} {text[span.end :]}"
    words = _WORD.findall(re.sub(r"['’]", "", text.lower()))
    return len(words) >= _FEWEST_WORDS and words[0] not in _OPENING_ANSWERS and _POINTING.isdisjoint(words)


def with_reply(message: Message, rng: random.Random, replies: OwnReplies) -> Message:
    """The message after one of the bot's replies, where it can follow one."""
    if not can_follow(message):
        return message
    return replace(message, context=replies.draw(rng, about_orders=message.template not in _STATE_OF_ORDER))
