"""What the service exports for labelling is read as training messages; jest checks that it writes this file."""

from storedesk_training.locations import PROJECT
from storedesk_training.messages import read_messages

EXPORTED = PROJECT / "test" / "fixtures" / "exported-turns.jsonl"


def test_exported_turns_are_training_messages() -> None:
    messages = read_messages(EXPORTED)
    spans = [m.text[s.start : s.end] for m in messages for s in m.entities]
    assert len(messages) == 5
    # An emoji comes before one of them: offsets are code points here and UTF-16 in the service.
    assert len(spans) == 2 and all(len(span) == 5 and span[0] == "W" and span[1:].isdigit() for span in spans)
    assert {m.in_scope for m in messages} == {True, False}
    assert all((m.intent is None) == (not m.in_scope) for m in messages)
    assert any(m.context for m in messages)
