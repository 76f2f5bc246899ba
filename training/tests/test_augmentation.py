"""Whatever is made of a message, its spans stay on its entities and its labels stay what they were."""

import hashlib
import random
import re
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storedesk_training.augmentation import Augmentation, OwnReplies, Sources, Synonyms, augmented, ids_of
from storedesk_training.augmentation.edits import Edit, plain_words, replaced
from storedesk_training.augmentation.noise import NEIGHBOURS, slipped
from storedesk_training.messages import Message, Span, mistyped, read_training, varied
from storedesk_training.words import words

KINDS = ["paraphrases", "synonyms", "ids", "swaps", "numbers", "noise", "case", "context"]
WORDS = [
    "Where", "is", "my", "KETTLE", "sofa", "Sofa", "isn't", "straße", "0151234", "4.50", "ştie", "#", "(", "İ", "a",
]  # fmt: skip
IDS = ["W7730192", "8841", "SKU-10442", "4471 9920", "KID-5"]
POOL = {"ORDER_NUMBER": ["ZZ-1", "5550001", "Z 99"], "PRODUCT_ID": ["QQ-7", "6660002"]}
SYNONYMS = Synonyms({"sofa": ["couch"], "kettle": ["boiler", "pot"]})
SOURCES = Sources(paraphrases={}, synonyms=SYNONYMS, swaps=POOL, context=OwnReplies.read())
PIECES = st.one_of(
    st.sampled_from(WORDS), st.tuples(st.sampled_from(["ORDER_NUMBER", "PRODUCT_ID"]), st.sampled_from(IDS))
)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    text, spans = "", []
    for piece in draw(st.lists(PIECES, min_size=1, max_size=14)):
        text += draw(st.sampled_from(["", " ", "  ", ", "])) if text.endswith("#") else " " if text else ""
        if isinstance(piece, str):
            text += piece
        else:
            spans.append(Span(piece[0], len(text), len(text) + len(piece[1])))
            text += piece[1]
            text += draw(st.sampled_from(["", ",", "."]))
    tasks = frozenset({"scope", "intent", "template", "entities"})
    return Message(text, "", "inquiry", True, "order_status", tuple(spans), tasks, "test")


def entity_texts(message: Message) -> list[str]:
    return [message.text[s.start : s.end] for s in message.entities]


def all_but(kind: str) -> Augmentation:
    return replace(Augmentation(**dict.fromkeys(KINDS, 1.0)), **{kind: 0.0})


@settings(database=None, deadline=None, max_examples=150)
@given(messages(), st.sampled_from([*KINDS, ""]), st.integers())
def test_spans_cover_the_entities_and_labels_stay(message: Message, without: str, seed: int) -> None:
    config = all_but(without) if without else Augmentation(**dict.fromkeys(KINDS, 1.0))
    other = augmented(message, random.Random(seed), config, SOURCES)
    assert replace(other, text="", context="", entities=()) == replace(message, text="", entities=())
    assert [s.type for s in other.entities] == [s.type for s in message.entities]
    for old, new in zip(message.entities, other.entities, strict=True):
        assert other.text[new.start - 1 : new.start].lower() == message.text[old.start - 1 : old.start].lower()
        assert other.text[new.end : new.end + 1].lower() == message.text[old.end : old.end + 1].lower()
        assert 0 <= new.start < new.end <= len(other.text)


@settings(database=None, deadline=None, max_examples=100)
@given(messages(), st.integers())
def test_kinds_that_are_about_words_leave_every_id_as_it_is(message: Message, seed: int) -> None:
    config = Augmentation(synonyms=1, numbers=1, noise=1, context=1, synonym_words=1, noise_words=1)
    assert entity_texts(augmented(message, random.Random(seed), config, SOURCES)) == entity_texts(message)


@settings(database=None, deadline=None, max_examples=100)
@given(messages(), st.integers())
def test_swaps_put_another_messages_id_of_the_type_and_case_keeps_its_letters(message: Message, seed: int) -> None:
    swapped = augmented(message, random.Random(seed), Augmentation(swaps=1), SOURCES)
    for span, old, new in zip(message.entities, entity_texts(message), entity_texts(swapped), strict=True):
        assert new == old or new in POOL[span.type]
        assert re.search("[A-Z]", new) is None or re.search("[A-Z]", old) is not None
    pairs = set(zip(entity_texts(message), (s.type for s in message.entities), entity_texts(swapped), strict=True))
    if len({s.type for s in message.entities}) == 1:
        assert len({new for _, _, new in pairs}) == len({old for old, _, _ in pairs}) == len(pairs)
    cased = augmented(message, random.Random(seed), Augmentation(case=1))
    assert [t.lower() for t in entity_texts(cased)] == [t.lower() for t in entity_texts(message)]


def test_ids_become_others_and_the_same_one_the_same() -> None:
    message = Message("A-1 and W22, then A-1", entities=(
        Span("PRODUCT_ID", 0, 3), Span("ORDER_NUMBER", 8, 11), Span("PRODUCT_ID", 18, 21),
    ))  # fmt: skip
    made = {tuple(entity_texts(augmented(message, random.Random(s), Augmentation(ids=1)))) for s in range(40)}
    assert len(made) == 40 and all(first == last != middle for first, middle, last in made)


def test_long_numbers_get_other_digits_and_short_ones_and_entities_stay() -> None:
    message = Message("call 0151 2345678 about 12 of 88412077", entities=(Span("ORDER_NUMBER", 30, 38),))
    made = [augmented(message, random.Random(s), Augmentation(numbers=1)).text for s in range(20)]
    assert len(set(made)) == 20
    assert all(re.fullmatch(r"call \d{4} \d{7} about 12 of 88412077", text) for text in made)


def test_a_slip_is_one_of_four_kinds_and_neighbouring_keys_touch() -> None:
    assert set(NEIGHBOURS["g"]) == set("tyfhvb") and set(NEIGHBOURS["a"]) == set("qwsz")
    rng = random.Random(2)
    made = {slipped("KEttle", rng) for _ in range(2000)}
    assert {"Kttle", "KEtle", "KEEttle", "KEtlte", "KRttle", "KEttoe"} <= made and "KEttle" not in made
    assert all(word[0] == "K" and abs(len(word) - 6) <= 1 for word in made)


def test_noise_changes_as_many_words_as_it_is_told() -> None:
    message = Message(" ".join(["kettle"] * 40))
    for share, expected in ((0.0, 1), (0.1, 4), (1.0, 40)):
        changed = []
        for seed in range(10):
            text = augmented(message, random.Random(seed), Augmentation(noise=1, noise_words=share)).text
            changed.append(sum(word != "kettle" for word in text.split()))
        assert set(changed) == {expected}


@pytest.mark.parametrize("kind", ["synonyms", "ids", "swaps", "numbers", "noise", "context"])
def test_a_kind_is_made_in_its_share_of_messages(kind: str) -> None:
    text = "the broken kettle of 0151234 is with W7730192"
    tasks = frozenset({"scope", "template"})
    message = Message(text, "", "complaint", True, "wrong_item", (Span("ORDER_NUMBER", 37, 45),), tasks)
    rng = random.Random(6)
    changed = sum(augmented(message, rng, Augmentation(**{kind: 0.3}), SOURCES) != message for _ in range(600))
    assert 0.24 < changed / 600 < 0.36
    assert all(augmented(message, rng, Augmentation(**{kind: 1.0}), SOURCES) != message for _ in range(20))


def test_nothing_switched_on_changes_nothing() -> None:
    rng = random.Random(1)
    assert all(augmented(m, rng, Augmentation(), SOURCES) == m for m in read_training()[:300])


def test_one_kind_switched_off_leaves_what_the_others_draw() -> None:
    message = Message("the sofa of 0151234 is with W7730192", entities=(Span("ORDER_NUMBER", 28, 36),))
    for seed in range(20):
        both = augmented(message, random.Random(seed), Augmentation(synonyms=1, ids=1, numbers=0.5), SOURCES)
        alone = augmented(message, random.Random(seed), Augmentation(ids=1, numbers=0.5), SOURCES)
        assert both.text == alone.text.replace("sofa", "couch")


def test_a_slip_never_hides_a_word_that_forbids_a_context() -> None:
    message = Message("will them boots come in brown", "", None, True, "return_policy", (), frozenset({"template"}))
    config = Augmentation(noise=1, noise_words=1, context=1)
    made = [augmented(message, random.Random(seed), config, SOURCES) for seed in range(50)]
    assert not any("them" in m.text for m in made) and not any(m.context for m in made)


def test_written_messages_keep_their_spans_under_all_kinds() -> None:
    rng = random.Random(4)
    chosen = rng.sample([m for m in read_training() if m.entities], 400)
    sources = replace(SOURCES, swaps=ids_of(chosen))
    for message in chosen:
        other = augmented(message, rng, Augmentation(**dict.fromkeys(KINDS, 1.0)), sources)
        ranges = words(message.text)
        whole = all(any(s.start == a for a, _ in ranges) for s in message.entities)
        assert [s.type for s in other.entities] == [s.type for s in message.entities]
        assert not whole or all(any(s.start == a for a, _ in words(other.text)) for s in other.entities)


def test_what_cannot_be_done_is_refused() -> None:
    message = Message("order W100 now", entities=(Span("ORDER_NUMBER", 6, 10),))
    for edits in ([Edit(3, 8, "x")], [Edit(6, 9, "x")], [Edit(2, 2, "x")], [Edit(0, 5, "")], [Edit(12, 20, "x")],
                  [Edit(0, 5, "x"), Edit(4, 5, "y")]):  # fmt: skip
        with pytest.raises(ValueError, match="edit"):
            replaced(message, edits)
    with pytest.raises(ValueError, match="synonyms is switched on"):
        augmented(message, random.Random(0), Augmentation(synonyms=0.1))
    with pytest.raises(ValueError, match="noise is a share"):
        Augmentation(noise=1.5)
    assert {f.name for f in fields(Augmentation)} - set(KINDS) == {"synonym_words", "noise_words"}


def test_plain_words_are_letters_alone_outside_of_entities_and_contractions() -> None:
    message = Message(
        "Haven't got KX-9s kettle2, a@b.de W1x or blue-ish 'red'", entities=(Span("ORDER_NUMBER", 34, 36),)
    )
    assert [message.text[a:b] for a, b in plain_words(message)] == ["got", "or"]


FIXED = [
    Message(
        "Where is order W7730192? It was promised for Tuesday, call 0151 2345678",
        entities=(Span("ORDER_NUMBER", 15, 23),),
    ),
    Message(
        "the blue kettle SKU-10442 from 88412077 leaks, and SKU-10442 smells",
        entities=(Span("PRODUCT_ID", 16, 25), Span("ORDER_NUMBER", 31, 39), Span("PRODUCT_ID", 51, 60)),
    ),
    Message("do you still sell the straße lamp with the dimmer"),
    Message("4471 9920", context="What is the order number?", entities=(Span("ORDER_NUMBER", 0, 9),)),
]


def test_varied_gives_what_recorded_trainings_saw() -> None:
    assert varied(FIXED[0], random.Random(5)).text == (
        "where is order eu-8073-ub? it was promised for tuesday, call 7368 3036426"
    )
    assert mistyped("cancel the order of my kettle, please, today", random.Random(15)) == (
        "cancel the ordr of my kettle, please, tody"
    )
    digest = hashlib.sha256()
    for seed in range(200):
        rng = random.Random(seed)
        for message in FIXED:
            other = varied(message, rng, case=seed % 3 > 0)
            digest.update(repr((other.text, other.entities)).encode())
    assert digest.hexdigest() == "3d7b412ff3f2ab74fa3736a254b84a0eba0276559ade90b3398e0ff5166e0f87"
