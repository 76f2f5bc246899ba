"""Distils the transferred encoder against the original: sentence vectors and the states of every word.

First the new embeddings alone, then everything (trials: everything at once stalls at cosine 0.95).
Resumable: a checkpoint holds the student, the optimizer and the step; batches depend on step and seed only.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as checked_dataclass
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel, RobertaModel

from .bpe import BOS_ID, EOS_ID, PAD_ID, load_tokenizer, noisy, train_tokenizer, vary_case
from .locations import CHECKPOINTS, PROJECT, PUBLIC_DATA, minilm_directory
from .precision import mixed_precision
from .restore import restored_weights
from .transfer import roberta_from_bert, transferred_embeddings
from .word_means import word_means


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class PretrainConfig:
    """Settings of one distillation. Lengths are in characters, `steps` counts batches."""

    vocabulary: int = 32_000
    # How often each whole word of the original's vocabulary is put before the tokenizer's training: such a word then
    # is one token and begins with the original's own embedding. By service texts alone only a third of them are, and
    # "embroidery" falls apart into pieces that mean nothing.
    word_repeats: int = 40
    batch: int = 128
    steps: int = 7_000
    embedding_steps: int = 200
    stop_at_cosine: float = 0.97
    embedding_lr_alone: float = 1e-3
    embedding_lr: float = 5e-4
    encoder_lr: float = 1e-4
    warmup: int = 50
    decay_from: int = 1_000
    max_characters: int = 80
    held_out: int = 1_500
    evaluate_every: int = 200
    # A shipped model with the same tokenizer, whose word embeddings this distillation begins with.
    embeddings_of: str = ""
    seed: int = 13


def read_lines(path: Path, max_characters: int) -> list[str]:
    """Distinct lines with at least three words, cut at a word near `max_characters`."""
    lines: dict[str, None] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for raw in file:
            line = raw.strip().replace("<unk>", "")
            if len(line) > max_characters:
                line = line[:max_characters].rsplit(" ", 1)[0]
            if line.count(" ") >= 2:
                lines[line] = None
    return list(lines)


def word_spans(text: str) -> list[int]:
    """For each character the number of its whitespace-separated word, -1 for white space."""
    numbers, word, inside = [], -1, False
    for character in text:
        if character.isspace():
            inside = False
            numbers.append(-1)
        else:
            if not inside:
                word += 1
            inside = True
            numbers.append(word)
    return numbers


def vocabulary_texts(lines: Sequence[str], words: Iterable[str], repeats: int, seed: int) -> Iterator[str]:
    """What the tokenizer is trained on: the lines, every other one with case noise, and the words as they stand after
    another word."""
    for number, (line, shown) in enumerate(zip(lines, noisy(lines, seed), strict=True)):
        yield shown if number % 2 else line
    for word in words:
        for _ in range(repeats):
            yield f"a {word}"


def whole_words(wordpiece: Tokenizer) -> list[str]:
    """The words of a WordPiece vocabulary that are no pieces, in a fixed order."""
    return sorted(word for word in wordpiece.get_vocab() if word.isascii() and word.isalpha() and len(word) > 1)


@dataclass(frozen=True)
class View:
    """One tokenizer's view of a batch: `ids`, `mask` `[batch, tokens]`; `word` `[batch, tokens]`,
    the word of each token counted through the batch, -1 for none."""

    ids: Tensor
    mask: Tensor
    word: Tensor


def view(
    tokenizer: Tokenizer,
    texts: list[str],
    first_of: list[int],
    numbers: list[list[int]],
    special: tuple[int, int, int],
) -> View:
    """Encodes `texts` as `<start> … <end>`, padded; `first_of` is each text's first word number."""
    start, end, pad = special
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    width = max(len(e.ids) for e in encodings) + 2
    ids = torch.full((len(texts), width), pad)
    mask = torch.zeros((len(texts), width), dtype=torch.long)
    word = torch.full((len(texts), width), -1)
    for row, encoding in enumerate(encodings):
        count = len(encoding.ids)
        ids[row, : count + 2] = torch.tensor([start, *encoding.ids, end])
        mask[row, : count + 2] = 1
        own = numbers[row]
        # A byte-level token may begin with the space before its word, so its last character decides.
        of_token = [own[b - 1] if b > a else -1 for a, b in encoding.offsets]
        word[row, 1 : count + 1] = torch.tensor([w + first_of[row] if w >= 0 else -1 for w in of_token])
    return View(ids, mask, word)


def sentence_vectors(states: Tensor, mask: Tensor) -> Tensor:
    """Mean over tokens, as all-MiniLM-L6-v2 pools; unit length, `[batch, hidden]`."""
    weight = mask.unsqueeze(2).float()
    return F.normalize((states.float() * weight).sum(1) / weight.sum(1), dim=1)


class Distillation:
    """Teacher, student and their two tokenizers; `loss` for a batch of texts, `cosine` for held-out ones."""

    def __init__(self, config: PretrainConfig, directory: Path) -> None:
        self.config, self.directory = config, directory
        source = minilm_directory()
        self.teacher = BertModel.from_pretrained(source, add_pooling_layer=False, attn_implementation="sdpa").eval()
        self.teacher.requires_grad_(False)
        self.wordpiece = Tokenizer.from_file(str(source / "tokenizer.json"))
        self.wordpiece.no_truncation()
        self.wordpiece.no_padding()
        lines = read_lines(PUBLIC_DATA / "text.txt.gz", config.max_characters)
        random.Random(config.seed).shuffle(lines)
        self.held_out, self.lines = lines[: config.held_out], lines[config.held_out :]
        path = directory / "tokenizer.json"
        shipped = PROJECT / "models" / config.embeddings_of if config.embeddings_of else None
        if shipped and not path.exists():
            path.write_text((shipped / "tokenizer.json").read_text())
        if not path.exists():
            words = whole_words(self.wordpiece)
            texts = vocabulary_texts(self.lines, words, config.word_repeats, config.seed)
            train_tokenizer(texts, config.vocabulary).save(str(path))
        self.bpe = load_tokenizer(path)
        self.student = roberta_from_bert(self.teacher, self.bpe.get_vocab_size())
        own, old = self.student.embeddings.word_embeddings.weight, self.teacher.embeddings.word_embeddings.weight
        with torch.no_grad():
            if shipped:
                own.copy_(restored_weights(shipped / "model-fp16.onnx")["encoder.embeddings.word_embeddings.weight"])
            else:
                own.copy_(transferred_embeddings(self.bpe, self.wordpiece, old))

    def views(self, texts: list[str], shown: list[str]) -> tuple[View, View, int]:
        """The teacher's view of `texts` and the student's of `shown`, the same texts in another case."""
        numbers = [word_spans(text) for text in texts]
        first_of, words = [], 0
        for own in numbers:
            first_of.append(words)
            words += max(own) + 1
        vocabulary = self.wordpiece.get_vocab()
        special = (vocabulary["[CLS]"], vocabulary["[SEP]"], vocabulary["[PAD]"])
        teacher = view(self.wordpiece, texts, first_of, numbers, special)
        student = view(self.bpe, shown, first_of, numbers, (BOS_ID, EOS_ID, PAD_ID))
        return teacher, student, words

    def batch(self, step: int) -> tuple[list[str], list[str]]:
        """Batch number `step`: lines of like length, so that little is padding, and their noisy copies."""
        size, pool = self.config.batch, self.config.batch * 32
        epoch, within = divmod(step * size, len(self.lines) // pool * pool)
        order = random.Random(f"{self.config.seed}-{epoch}-{within // pool}")
        start = within // pool * pool
        chunk = sorted(self.lines[start : start + pool], key=len)
        batches = [chunk[i : i + size] for i in range(0, pool, size)]
        order.shuffle(batches)
        texts = batches[within % pool // size]
        rng = random.Random(f"{self.config.seed}-{step}")
        shown = [vary_case(text, rng) for text in texts]
        return texts, [s if len(s) == len(t) else t for s, t in zip(shown, texts, strict=True)]

    def loss(self, step: int) -> Tensor:
        """Cosine distance of sentence vectors plus that of word states (scaled to like size)."""
        texts, shown = self.batch(step)
        teacher_view, student_view, words = self.views(texts, shown)
        with mixed_precision():
            with torch.no_grad():
                wanted = self.teacher(teacher_view.ids, attention_mask=teacher_view.mask).last_hidden_state
            got = self.student(student_view.ids, attention_mask=student_view.mask).last_hidden_state
        sentence = F.cosine_similarity(
            sentence_vectors(got, student_view.mask), sentence_vectors(wanted, teacher_view.mask)
        )
        got_words, got_any = word_means(got, student_view.word, words)
        wanted_words, wanted_any = word_means(wanted, teacher_view.word, words)
        both = got_any & wanted_any
        state = F.cosine_similarity(got_words[both], wanted_words[both])
        return (1 - sentence).mean() + 0.5 * (1 - state).mean()

    @torch.no_grad()
    def cosine(self, vary: bool = False) -> float:
        """Mean cosine of student's to teacher's sentence vectors on the held-out lines."""
        self.student.eval()
        total, lines = 0.0, sorted(self.held_out, key=len)
        rng = random.Random(self.config.seed)
        for start in range(0, len(lines), 100):
            texts = lines[start : start + 100]
            shown = [vary_case(t, rng) if vary else t for t in texts]
            shown = [s if len(s) == len(t) else t for s, t in zip(shown, texts, strict=True)]
            teacher_view, student_view, _ = self.views(texts, shown)
            with mixed_precision():
                wanted = self.teacher(teacher_view.ids, attention_mask=teacher_view.mask).last_hidden_state
                got = self.student(student_view.ids, attention_mask=student_view.mask).last_hidden_state
            a, b = sentence_vectors(got, student_view.mask), sentence_vectors(wanted, teacher_view.mask)
            total += float((a * b).sum())
        self.student.train()
        return total / len(lines)


def learning_rates(config: PretrainConfig, step: int) -> tuple[float, float]:
    """Rates for (embeddings, everything else) at `step`: warm-up, constant, then linear decay to a tenth."""
    if step < config.embedding_steps:
        return config.embedding_lr_alone * min(1.0, (step + 1) / config.warmup), 0.0
    own = step - config.embedding_steps
    scale = min(1.0, (own + 1) / config.warmup)
    if step > config.decay_from:
        scale *= max(0.1, 1 - 0.9 * (step - config.decay_from) / max(1, config.steps - config.decay_from))
    return config.embedding_lr * scale, config.encoder_lr * scale


def pretrain(config: PretrainConfig, name: str = "encoder") -> RobertaModel:
    """Runs or resumes the distillation and leaves `RobertaModel` and tokenizer in `CHECKPOINTS/name`."""
    directory = CHECKPOINTS / name
    directory.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    distillation = Distillation(config, directory)
    student = distillation.student
    words = student.embeddings.word_embeddings
    others = [p for n, p in student.named_parameters() if n != "embeddings.word_embeddings.weight"]
    groups: list[dict[str, list[Tensor]]] = [{"params": [words.weight]}, {"params": [*others]}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0)
    for module in student.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0  # the target is exact, so noise in the states only slows the match
    step, log = 0, directory / "log.jsonl"
    checkpoint = directory / "resume.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        student.load_state_dict(saved["student"])
        optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    else:
        _record(log, step=0, cosine=distillation.cosine(), varied=distillation.cosine(vary=True))
    began, running = time.monotonic(), 0.0
    while step < config.steps:
        rates = learning_rates(config, step)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        loss = distillation.loss(step)
        optimizer.zero_grad()
        loss.backward()
        if rates[1] == 0.0:
            for parameter in others:
                parameter.grad = None
        torch.nn.utils.clip_grad_norm_([p for p in student.parameters() if p.grad is not None], 1.0)
        optimizer.step()
        running, step = running + float(loss.detach()), step + 1
        if step % config.evaluate_every == 0 or step == config.steps:
            cosine, varied = distillation.cosine(), distillation.cosine(vary=True)
            _record(
                log,
                step=step,
                loss=running / config.evaluate_every,
                cosine=cosine,
                varied=varied,
                seconds=round(time.monotonic() - began),
            )
            running = 0.0
            temporary = checkpoint.with_suffix(".new")
            torch.save({"student": student.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, temporary)
            temporary.replace(checkpoint)
            student.save_pretrained(directory)
            if cosine >= config.stop_at_cosine:
                break
    student.save_pretrained(directory)
    (directory / "pretrain.json").write_text(json.dumps({**asdict(config), "stopped_after": step}, indent=2) + "\n")
    return student


def _record(log: Path, **values: float) -> None:
    with log.open("a") as file:
        file.write(json.dumps(values) + "\n")
    print(values, flush=True)
