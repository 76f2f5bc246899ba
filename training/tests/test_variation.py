import gzip
import json
import random
import re
from pathlib import Path

import torch

from storedesk_training.batches import IGNORE, Inputs, Labelled
from storedesk_training.bpe import BOS_ID, EOS_ID, PAD_ID
from storedesk_training.messages import Message, Span, mistyped, varied
from storedesk_training.public_messages import read_public_messages
from storedesk_training.task_losses import cut_off


def test_slips_touch_the_inside_of_longer_words_only() -> None:
    text = "cancel the order W1003 for me, it is the blue kettle 88-1042"
    rng = random.Random(3)
    slipped = [mistyped(text, rng) for _ in range(200)]
    assert len(set(slipped)) > 10
    for one in slipped:
        assert re.findall(r"\d+", one) == re.findall(r"\d+", text)
        same = zip(text.split(), one.split(), strict=True)
        assert all(old == new for old, new in same if len(old) < 4 or any(c.isdigit() for c in old))
        assert [w[0] for w in one.split()] == [w[0] for w in text.split()]


def test_a_varied_message_keeps_its_ids_whole() -> None:
    text = "the ordered kettle from ORDER77 leaks terribly"
    message = Message(text, entities=(Span("ORDER_NUMBER", 24, 31),), labelled=frozenset({"entities"}))
    rng = random.Random(1)
    for _ in range(200):
        other = varied(message, rng, ids=1.0, case=False)
        span = other.entities[0]
        assert other.text[span.start - 1] == " " and other.text[span.end :].startswith(" l")


def batch() -> Labelled:
    ids = torch.randint(5, 90, (40, 30))
    ids[:, 0], ids[:, 20], ids[:, 21:] = BOS_ID, EOS_ID, PAD_ID
    mask = (ids != PAD_ID).long()
    entity = torch.zeros_like(ids)
    entity[:, 5:8] = 1
    entity[ids <= EOS_ID] = IGNORE
    none = torch.full((40,), IGNORE)
    return Labelled(Inputs(ids, mask), none, torch.ones(40), entity, none)


def test_cutoff_hides_a_share_of_the_words_and_no_entity_or_end() -> None:
    torch.manual_seed(2)
    whole = batch()
    cut = cut_off(whole, 0.2, EOS_ID)
    hidden = (whole.inputs.attention_mask == 1) & (cut.inputs.attention_mask == 0)
    assert 0.1 < float(hidden.float().sum()) / float(whole.inputs.attention_mask.sum()) < 0.25
    assert not hidden[:, 5:8].any() and not hidden[:, 0].any() and not hidden[:, 20].any()
    assert (cut.entity[hidden] == IGNORE).all() and torch.equal(cut.inputs.input_ids, whole.inputs.input_ids)
    assert torch.equal(cut_off(whole, 0.0, EOS_ID).inputs.attention_mask, whole.inputs.attention_mask)


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_public_rows_with_a_clean_label_become_messages(tmp_path: Path) -> None:
    write(tmp_path / "bitext.jsonl.gz", [
        {"text": "close my account", "label": "delete_account", "entities": []},
        {"text": "complain", "label": "complaint", "entities": []},
        {"text": "track 12", "label": "track_order", "entities": [{"type": "order_number", "start": 6, "end": 8}]},
    ])  # fmt: skip
    write(tmp_path / "cucom.jsonl.gz", [
        {"context": "", "text": "order 701-22 is late", "entities": [{"type": "order_id", "start": 6, "end": 12}]},
        {"context": "", "text": "item B07", "entities": [{"type": "product_id", "start": 5, "end": 8}]},
        {"context": "ok?", "text": "yes", "entities": []},
    ])  # fmt: skip
    found = read_public_messages(tmp_path)
    assert {kind: [m.text for m in own] for kind, own in found.items()} == {
        "delete_account": ["close my account"],
        "cucom": ["order 701-22 is late"],
    }
    (account,), (late,) = found["delete_account"], found["cucom"]
    assert (account.template, account.intent, account.labelled) == (
        "account_help", "inquiry", frozenset({"scope", "intent", "template"}),
    )  # fmt: skip
    assert late.entities == (Span("ORDER_NUMBER", 6, 12),) and late.template is None
