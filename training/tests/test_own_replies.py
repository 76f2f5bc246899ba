"""A message gets one of the bot's own replies as context only where that changes nothing of its meaning."""

import random
import re

import pytest

from storedesk_training.augmentation import Augmentation, OwnReplies, Sources, augmented
from storedesk_training.augmentation.bodies import filled, parse
from storedesk_training.augmentation.context import can_follow, with_reply
from storedesk_training.augmentation.facts import InventedFacts
from storedesk_training.locations import CATALOGUE
from storedesk_training.messages import ACTS, Message, Span, read_training

REPLIES = OwnReplies.read()
OPEN_QUESTIONS = ("How can I help?", "Is there anything else that I can do for you?")


def message(text: str, template: str | None = "return_start", *, in_scope: bool = True, context: str = "") -> Message:
    return Message(text, context, None, in_scope, template, (), frozenset({"scope", "template"}))


class Named:
    """Says the expression itself."""

    def say(self, expression: str, scope: str) -> str:
        return f"<{scope}/{expression}>"


def texts(body: str) -> set[str]:
    return {filled(parse(body), Named(), random.Random(seed)) for seed in range(200)}


def test_every_case_of_a_condition_can_be_said() -> None:
    assert texts('{{#if a}}one{{else if (eq b "c")}}two{{else}}three{{/if}}!') == {"one!", "two!", "three!"}
    assert texts("{{#if a}}one {{#unless b}}two{{/unless}}{{/if}}.") == {".", "one .", "one two."}


def test_lists_are_said_entry_by_entry_and_block_lines_leave_no_gap() -> None:
    assert texts("Hi\n{{#each order.lines}}\n• {{name}}\n{{/each}}\nBye") == {
        "Hi\n• <order.lines[0]/name>\nBye",
        "Hi\n• <order.lines[0]/name>\n• <order.lines[1]/name>\nBye",
    }
    body = "{{#each (current shop.promotions)}}{{#if @first}}Now:{{/if}} {{name}}{{else}}none{{/each}}"
    first = "Now: <shop.promotions[0]/name>"
    assert texts(body) == {"none", first, f"{first} <shop.promotions[1]/name>"}


@pytest.mark.parametrize("body", ["{{#if a}}x", "x{{/if}}", "{{#if a}}x{{/each}}", "{{#with a}}x{{/with}}", "{{else}}"])
def test_a_body_that_is_not_well_formed_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"is not closed|ends no block|unknown block"):
        parse(body)


def test_a_reply_speaks_of_one_order_and_of_several_items() -> None:
    facts = InventedFacts(random.Random(1))
    assert facts.say("order.number", "") == facts.say("order.number", "")
    assert facts.say("name", "order.lines[0]") != facts.say("name", "order.lines[1]")
    with pytest.raises(KeyError):
        facts.say("order.colour", "")


def test_no_body_of_the_catalogue_is_left_out_for_an_unknown_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storedesk_training.augmentation.replies._can_be_filled", lambda body: True)
    assert len(OwnReplies.read().bodies) == len(REPLIES.bodies) >= 60


def test_a_body_with_an_unknown_fact_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storedesk_training.augmentation.facts._TEXTS", {})
    assert 0 < len(OwnReplies.read().bodies) < len(REPLIES.bodies)


def test_replies_are_whole_texts_that_wait_for_no_answer() -> None:
    rng = random.Random(2)
    drawn = {REPLIES.draw(rng) for _ in range(3000)}
    assert len(drawn) > 1000
    for reply in drawn:
        assert reply and not re.search(r"[{}]|\n\n| $", reply)
        asked = re.sub(r'"[^"]*"', "", reply)
        for question in OPEN_QUESTIONS:
            asked = asked.replace(question, "")
        assert "?" not in asked, reply
    assert {p.stem for p in (CATALOGUE / "answers").glob("*.json")} - {b.template for b in REPLIES.bodies} == {
        "clarify"
    }


def test_replies_that_say_nothing_of_an_order_can_be_told_apart() -> None:
    rng = random.Random(3)
    drawn = {REPLIES.draw(rng, about_orders=False) for _ in range(1500)}
    assert not any(re.search(r"[Oo]rder \S*\d", reply) for reply in drawn)
    assert any(re.search(r"[Oo]rder \S*\d", REPLIES.draw(rng)) for _ in range(50))


@pytest.mark.parametrize(
    "asked",
    [
        message("I want to send the lamp back", context="Hello!"),
        message("broken lamp back"),
        message("4471 9920 and 8812 0031"),
        message("yes send the lamp back"),
        message("no I want the money for the lamp"),
        message("I want to send it back to you"),
        message("can I get the other colour of the lamp"),
        message("I have a question about my order", "clarify"),
        message("go ahead and do that please", "affirm"),
        message("do you buy used phones from customers", None),
        Message("I want to send the lamp back", labelled=frozenset({"entities"})),
    ],
)
def test_a_message_whose_meaning_could_change_gets_no_context(asked: Message) -> None:
    assert not can_follow(asked)
    assert with_reply(asked, random.Random(1), REPLIES) == asked


def test_a_message_that_stands_for_itself_gets_one() -> None:
    rng = random.Random(1)
    for asked in (
        message("I want to send the lamp back"),
        message("who won the cricket last night", None, in_scope=False),
    ):
        assert with_reply(asked, rng, REPLIES).context
    assert not can_follow(
        Message(
            "lamp from W W W W",
            "",
            None,
            True,
            "return_start",
            (Span("ORDER_NUMBER", 10, 17),),
            frozenset({"template"}),
        )
    )


@pytest.mark.parametrize("template", ["order_status", "delivery_time", "delivery_late", "package_not_received"])
def test_where_the_state_of_an_order_decides_no_reply_tells_it(template: str) -> None:
    rng = random.Random(5)
    asked = message("when will the lamp be here", template)
    assert not any(re.search(r"[Oo]rder \S*\d", with_reply(asked, rng, REPLIES).context) for _ in range(300))


def test_at_the_share_that_the_config_tells_a_third_of_the_rows_have_a_context() -> None:
    rng, sources = random.Random(7), Sources(context=REPLIES)
    written = read_training()[::4]
    made = [augmented(m, rng, Augmentation(context=0.1), sources) for m in written]
    assert 0.31 < sum(bool(m.context) for m in made) / len(made) < 0.35
    got = [m for m, old in zip(made, written, strict=True) if m.context != old.context]
    assert any(m.in_scope is False for m in got) and not any(m.template in ACTS for m in got)
