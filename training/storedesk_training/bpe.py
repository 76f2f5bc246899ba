"""The byte-level BPE tokenizer: cased, digits one by one, text kept as it was typed.

There is no normalizer, so every token is an exact byte range of the original text, and the
special tokens are set in `encode`, never found in a customer's text: a typed `</s>` is plain text.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIAL_TOKENS = [BOS, PAD, EOS, UNK, MASK]
BOS_ID, PAD_ID, EOS_ID, UNK_ID, MASK_ID = range(5)


class SpecialIds(NamedTuple):
    """The ids of the marks that `encode` sets around a text, and of padding."""

    bos: int = BOS_ID
    pad: int = PAD_ID
    eos: int = EOS_ID


def special_ids(tokenizer: Tokenizer) -> SpecialIds:
    """Those of a tokenizer: RoBERTa's names, or BERT's.

    Raises:
        ValueError: it has neither.

    """
    for names in ((BOS, PAD, EOS), ("[CLS]", "[PAD]", "[SEP]")):
        found = [known for name in names if (known := tokenizer.token_to_id(name)) is not None]
        if len(found) == len(names):
            return SpecialIds(*found)
    raise ValueError(f"the tokenizer knows neither {BOS}, {PAD}, {EOS} nor [CLS], [PAD], [SEP]")


def vary_case(text: str, rng: random.Random) -> str:
    """Case noise: most texts stay, the others are lowered, raised or titled as customers type them."""
    draw = rng.random()
    if draw < 0.60:
        return text
    if draw < 0.80:
        return text.lower()
    if draw < 0.90:
        return text.upper()
    if draw < 0.95:
        return text[:1].upper() + text[1:].lower()
    return text.title()


def same_length_case(text: str, rng: random.Random) -> str:
    """`vary_case`, unless the change of case moves offsets (ß, ŉ …); then the text as it was."""
    varied = vary_case(text, rng)
    return varied if len(varied) == len(text) else text


def train_tokenizer(lines: Iterable[str], vocabulary: int) -> Tokenizer:
    """A byte-level BPE of `vocabulary` tokens, `SPECIAL_TOKENS` first."""
    tokenizer = Tokenizer(models.BPE())
    # ASCII digits only: the JavaScript and the Rust library disagree on what else is a digit.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex("[0-9]"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        min_frequency=2,
        show_progress=False,
        special_tokens=SPECIAL_TOKENS,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(lines, trainer)
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a `tokenizer.json`, reading special tokens in text as plain text, and texts whole."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True)
class Encoded:
    """Token ids `[tokens]` with special tokens, and for each the character range in its own text.

    `segment` is 0 for the context, 1 for the message, -1 for special tokens.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]
    segment: list[int]


# Of what the bot said, its beginning and its end, where its question stands. More would cost time and draw the
# answer to what a long reply was about; nearly all contexts of the training data are shorter.
MAX_CONTEXT_TOKENS = 48

# How much text can matter at all: tokenizing 100 kB to throw most away would take 0.1 s in the service.
CHARACTERS_PER_TOKEN = 16


def cut_middle(text: str, characters: int) -> tuple[str, str]:
    """Head and tail of a text too long to read; `("text", "")` when it fits."""
    if len(text) <= characters:
        return text, ""
    half = characters // 2
    return text[:half], text[len(text) - half :]


def keep_ends(length: int, room: int) -> list[int]:
    """Which of `length` items stay when only `room` fit: the first half and the last."""
    if length <= room:
        return list(range(length))
    head = (room + 1) // 2
    return [*range(head), *range(length - (room - head), length)]


def encode(
    tokenizer: Tokenizer, text: str, context: str, max_tokens: int, max_context: int = MAX_CONTEXT_TOKENS
) -> Encoded:
    """Encodes a message, as a pair after the last bot prompt when there is one.

    Layout: `<s> message </s>`, or `<s> context </s></s> message </s>`. Too long an input loses the
    context from its front first, then the middle of the message. Of a context of more than `max_context` tokens
    the middle is left out in any case.
    """
    ids, offsets = _tokens(tokenizer, text, max_tokens)
    kept = keep_ends(len(ids), max_tokens - 2)
    message = [(ids[i], offsets[i]) for i in kept]
    room = max_tokens - 4 - len(message)
    lead: list[tuple[int, tuple[int, int]]] = []
    if context and room > 0:
        context_ids, context_offsets = _tokens(tokenizer, context, max_tokens)
        ends = keep_ends(len(context_ids), max_context)
        lead = [(context_ids[i], context_offsets[i]) for i in ends][-room:]
    special, none = special_ids(tokenizer), (0, 0)
    tokens = [(special.bos, none, -1)]
    if lead:
        tokens += [(i, o, 0) for i, o in lead] + [(special.eos, none, -1), (special.eos, none, -1)]
    tokens += [(i, o, 1) for i, o in message] + [(special.eos, none, -1)]
    return Encoded([t[0] for t in tokens], [t[1] for t in tokens], [t[2] for t in tokens])


def _tokens(tokenizer: Tokenizer, text: str, max_tokens: int) -> tuple[list[int], list[tuple[int, int]]]:
    head, tail = cut_middle(text, max_tokens * CHARACTERS_PER_TOKEN)
    first = tokenizer.encode(head, add_special_tokens=False)
    ids, offsets = list(first.ids), list(first.offsets)
    if tail:
        start = len(text) - len(tail)
        second = tokenizer.encode(tail, add_special_tokens=False)
        ids += second.ids
        offsets += [(a + start, b + start) for a, b in second.offsets]
    return ids, offsets


def noisy(lines: Iterable[str], seed: int) -> Iterator[str]:
    """Each line with case noise, the same for the same seed."""
    rng = random.Random(seed)
    for line in lines:
        yield vary_case(line, rng)
