"""The invented templates keep their promises: format, distinctness, distance of the test."""

import re

from storedesk_training.messages import INTENTS, NewTemplate, read_catalogue, read_new_templates

TRAINING, WAITING, DEVELOPMENT, HELD_OUT = (
    read_new_templates(name) for name in ("training", "waiting", "development", "held-out")
)


def tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def texts_of(templates: list[NewTemplate]) -> list[str]:
    return [text for one in templates for text in (*one.template.texts, *(m.text for m in one.messages))]


def test_every_template_has_what_its_choice_is_learnt_from() -> None:
    for one in [*TRAINING, *WAITING, *DEVELOPMENT, *HELD_OUT]:
        assert one.template.intent in INTENTS
        assert len(one.template.texts) >= 5
        assert len(one.messages) >= 4
    assert len(TRAINING) >= 150


def test_no_id_and_no_text_comes_twice() -> None:
    every = [*TRAINING, *WAITING, *DEVELOPMENT, *HELD_OUT]
    ids = [one.template.id for one in every] + [t.id for t in read_catalogue()]
    assert len(set(ids)) == len(ids)
    texts = [text.lower() for text in texts_of(every)]
    assert len(set(texts)) == len(texts)


def test_the_test_is_far_from_what_is_learnt() -> None:
    learnt = [tokens(text) for text in texts_of([*TRAINING, *WAITING])]
    for text in texts_of(HELD_OUT):
        own = tokens(text)
        assert max(len(own & other) / len(own | other) for other in learnt) <= 0.6, text
