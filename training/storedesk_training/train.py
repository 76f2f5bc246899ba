"""The joint training run: one encoder, four tasks, templates in episodes."""

from __future__ import annotations

import json
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import RobertaModel

from .batches import IGNORE, Inputs, Labelled, label, pad
from .bpe import EOS_ID, encode, load_tokenizer, same_length_case
from .locations import CHECKPOINTS
from .messages import (
    Message,
    TemplateTexts,
    read_catalogue,
    read_development,
    read_new_templates,
    read_training,
    varied,
)
from .model import WITNESS_SCALE, HeadSizes, ServiceModel, mean_state
from .precision import mixed_precision
from .public_intents import read_public_intents
from .public_messages import read_public_messages
from .score import predict, score, score_choice
from .teacher import narrowed, teacher_vectors

TASKS = ("intent", "scope", "entities", "template")


@dataclass(frozen=True)
class TrainConfig:
    """Settings of one joint run."""

    epochs: int = 10
    batch: int = 64
    max_tokens: int = 256
    training_tokens: int = 96
    encoder_lr: float = 1.2e-4
    embedding_lr: float = 2.5e-4
    head_lr: float = 1e-3
    # Factor of all three: what only puts a few things right should move little.
    rate: float = 1.0
    warmup_share: float = 0.06
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    entity_scale: float = 8.0
    template_scale: float = 20.0
    base_weight: float = 2.0
    ranking_weight: float = 0.6
    gate_weight: float = 0.5
    ranking_scale: float = 20.0
    # Needed once, where the start's base half was kept near another teacher.
    is_base_new: bool = False
    alignment_texts: int = 8_000
    alignment_ridge: float = 1e-4
    episode_weight: float = 0.5
    in_batch_weight: float = 0.3
    catalogue_texts: int = 1
    # Texts of invented templates renewed in a step: they stand in the catalogue beside the shipped ones, so that
    # choosing is learnt as comparing, not as knowing 33 answers by heart.
    invented_texts: int = 40
    episode_classes: int = 8
    episode_supports: int = 3
    episode_every: int = 2
    # What is shipped is a running mean over about this share of a run's steps.
    averaging_share: float = 0.125
    # Tokens outside entities that a message is read without, drawn anew each time (cutoff, arXiv 2009.13818).
    cutoff: float = 0.05
    # Public messages in an epoch, of each Bitext label and of CuCom.
    bitext_rows: int = 20
    cucom_rows: int = 200
    # Cutoff does its work; drawing its masks on a CPU takes a sixth of a step.
    encoder_dropout: float = 0.0
    left_out: tuple[str, ...] = ()
    start_from: str = ""
    # How much of the encoder is taken from `pretrain` again, the rest from the run to go on from (a weighted mean of
    # the two, arXiv 2109.01903): what that run learned by heart fades, what it understood stays.
    fresh_share: float = 0.0
    # A run that goes on from another need not see all of that one's messages again in every epoch.
    seen_share: float = 1.0
    new_origins: tuple[str, ...] = ()
    seed: int = 17


def task_weights(messages: Sequence[Message]) -> dict[str, float]:
    """1/√N per task, N the rows labelled for it, scaled to a mean of 1."""
    rows = Counter(task for message in messages for task in message.labelled)
    raw = {task: 1 / math.sqrt(max(1, rows[task])) for task in TASKS}
    mean = sum(raw.values()) / len(raw)
    return {task: weight / mean for task, weight in raw.items()}


class TemplateBank:
    """The vectors of every catalogue text, and of invented templates' after them; each step renews some, with gradient.

    Stale vectors are a few steps old: with all texts renewed each step the run would cost many times as much.
    """

    def __init__(self, templates: Sequence[TemplateTexts], invented: Sequence[TemplateTexts], dim: int) -> None:
        every = [*templates, *invented]
        self.ids = [t.id for t in every]
        self.texts = [text for t in every for text in t.texts]
        self.owner = torch.tensor([row for row, t in enumerate(every) for _ in t.texts])
        self.shipped = sum(len(t.texts) for t in templates)
        self.vectors = torch.zeros(len(self.texts), dim)

    def draw(self, per_template: int, of_invented: int, rng: random.Random) -> list[int]:
        """Rows of texts to renew: `per_template` of every shipped template, `of_invented` of all the others."""
        rows: dict[int, list[int]] = {}
        for index, owner in enumerate(self.owner[: self.shipped].tolist()):
            rows.setdefault(owner, []).append(index)
        invented = range(self.shipped, len(self.texts))
        return [i for own in rows.values() for i in rng.sample(own, min(per_template, len(own)))] + rng.sample(
            invented, min(of_invented, len(invented))
        )

    def renewed(self, rows: list[int], fresh: Tensor) -> Tensor:
        """All vectors `[texts, dim]`, those of `rows` with gradient; remembers them."""
        self.vectors[rows] = fresh.detach()
        # index_copy on a copy: the bank itself must stay out of the graph
        return self.vectors.clone().index_copy(0, torch.tensor(rows), fresh)

    def prototypes(self, vectors: Tensor) -> Tensor:
        """Mean vector of each template `[templates, dim]`."""
        return class_means(vectors, self.owner, len(self.ids))


def class_means(vectors: Tensor, owner: Tensor, classes: int) -> Tensor:
    """Mean of the vectors of each class `[classes, dim]`; zero for a class without any."""
    sums = torch.zeros(classes, vectors.shape[1]).index_add(0, owner, vectors)
    counts = torch.bincount(owner, minlength=classes).clamp(min=1).unsqueeze(1)
    return sums / counts


def cut_off(batch: Labelled, share: float) -> Labelled:
    """The batch with a share of its tokens hidden from the encoder: none of an entity, and no mark of an end."""
    ids, mask = batch.inputs.input_ids, batch.inputs.attention_mask
    hidden = (torch.rand(ids.shape) < share) & (ids > EOS_ID) & (batch.entity <= 0)
    inputs = Inputs(ids, mask * ~hidden)
    return replace(batch, inputs=inputs, entity=batch.entity.masked_fill(hidden, IGNORE))


def in_batch_loss(vectors: Tensor, template: Tensor, scale: float) -> Tensor:
    """Each message against the means of the *other* messages of the batch, template by template."""
    known = template != IGNORE
    own, classes = vectors[known], template[known]
    names, index = classes.unique(return_inverse=True)
    counts = torch.bincount(index)
    usable = counts[index] > 1
    if int(usable.sum()) == 0 or len(names) < 2:
        return vectors.sum() * 0.0
    sums = torch.zeros(len(names), own.shape[1]).index_add(0, index, own)
    logits = own @ (sums / counts.unsqueeze(1)).t()
    rows = torch.arange(len(own))
    without = (own * (sums[index] - own)).sum(1) / (counts[index] - 1).clamp(min=1)
    logits = logits.index_put((rows, index), without)
    return F.cross_entropy(scale * logits[usable], index[usable])


def by_length(messages: Sequence[Message], batch: int, rng: random.Random) -> list[Message]:
    """Shuffled, but each run of `batch` messages of like length, so that little of a batch is padding."""
    order, pool = list(messages), batch * 10
    rng.shuffle(order)
    chunks = [
        sorted(order[i : i + pool], key=lambda m: len(m.text) + len(m.context)) for i in range(0, len(order), pool)
    ]
    batches = [c[i : i + batch] for c in chunks for i in range(0, len(c) - len(c) % batch, batch)]
    rest = [m for c in chunks for m in c[len(c) - len(c) % batch :]]
    rng.shuffle(batches)
    return [m for one in batches for m in one] + rest


class Trainer:
    """Everything one run holds; `run` trains and returns development scores."""

    def __init__(self, config: TrainConfig, encoder_directory: Path, directory: Path) -> None:
        self.config, self.directory = config, directory
        directory.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(config.seed)
        self.tokenizer = load_tokenizer(encoder_directory / "tokenizer.json")
        encoder = RobertaModel.from_pretrained(
            encoder_directory, add_pooling_layer=False, attn_implementation="eager",
            hidden_dropout_prob=config.encoder_dropout, attention_probs_dropout_prob=config.encoder_dropout,
        )  # fmt: skip
        self.model = ServiceModel(encoder, HeadSizes())
        if config.start_from:
            earlier = torch.load(directory.parent / config.start_from / "model.pt", weights_only=True)
            fresh = self.model.state_dict()
            mixed = {
                k: torch.lerp(v, fresh[k], config.fresh_share) for k, v in earlier.items() if k.startswith("encoder.")
            }
            self.model.load_state_dict(earlier | mixed)
        catalogue = read_catalogue()
        train, self.development = read_training(), read_development()
        hidden = set(config.left_out)
        self.all_templates = catalogue
        self.train = [m for m in train if m.template not in hidden]
        new = read_new_templates("training")
        self.invented = [message for one in new for message in one.messages]
        self.bank = TemplateBank(
            [t for t in catalogue if t.id not in hidden], [one.template for one in new], self.model.dim
        )
        self.public = read_public_intents(most=40)
        self.public_messages = read_public_messages()
        self.weights = task_weights(self.train)
        self.base = self._base_vectors()
        taught = torch.stack([self.base[text] for text in self.bank.texts])
        self.taught = F.normalize(self.bank.prototypes(taught), dim=1)
        self.shipped = {t.id for t in catalogue}

    def _base_vectors(self) -> dict[str, Tensor]:
        """The teacher's vectors, as narrow as the base half, of every text: what the base half is kept near."""
        texts = {m.text for m in [*self.train, *self.invented]} | set(self.bank.texts)
        texts |= {t for own in self.public.values() for t in own}
        texts |= {m.text for own in self.public_messages.values() for m in own}
        known = teacher_vectors(texts, self.directory.parent)
        order = sorted(known)
        vectors = narrowed(torch.stack([known[text] for text in order]), int(self.model.encoder.config.hidden_size))
        return dict(zip(order, vectors, strict=True))

    @torch.no_grad()
    def align_base(self) -> None:
        """Begins the base projection as the linear map from mean states that comes nearest to the teacher (ridge)."""
        self.model.eval()
        texts = sorted(random.Random(self.config.seed).sample(sorted(self.base), self.config.alignment_texts), key=len)
        means = []
        for start in range(0, len(texts), 64):
            chunk = texts[start : start + 64]
            inputs = pad([encode(self.tokenizer, text, "", self.config.training_tokens) for text in chunk])
            states, _ = self.states(inputs.input_ids, inputs.attention_mask)
            means.append(mean_state(states, inputs.input_ids, inputs.attention_mask))
        given = F.pad(torch.cat(means), (0, 1), value=1.0)
        ridge = self.config.alignment_ridge * len(texts) * torch.eye(given.shape[1])
        target = torch.stack([self.base[text] for text in texts])
        solution = torch.linalg.solve(given.T @ given + ridge, given.T @ target)
        self.model.base_projection.weight.copy_(solution[:-1].T)
        self.model.base_projection.bias.copy_(solution[-1])
        self.model.train()

    def states(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder states in fp32; only the encoder computes in bf16, similarities need more precision."""
        with mixed_precision():
            last, words = self.model.states(input_ids, attention_mask)
        return last.float(), words.float()

    def encode_texts(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """(trained halves, base halves) of bare texts, encoded in two groups by length to save padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        cut = 2 * len(order) // 3
        groups = [group for group in (order[:cut], order[cut:]) if group]
        halves = [self._encode_group([texts[i] for i in group]) for group in groups]
        back = torch.tensor([i for group in groups for i in group]).argsort()
        return torch.cat([h[0] for h in halves])[back], torch.cat([h[1] for h in halves])[back]

    def _encode_group(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        inputs = pad([encode(self.tokenizer, text, "", self.config.training_tokens) for text in texts])
        states, _ = self.states(inputs.input_ids, inputs.attention_mask)
        _, trained, base = self.model.vectors(states, inputs.input_ids, inputs.attention_mask)
        return trained, base

    @torch.no_grad()
    def fill_bank(self) -> None:
        """Computes every catalogue vector anew."""
        self.model.eval()
        for start in range(0, len(self.bank.texts), 64):
            trained, base = self.encode_texts(self.bank.texts[start : start + 64])
            self.bank.vectors[start : start + 64] = self.model.joined(trained, base)
        self.model.train()

    def base_loss(self, base: Tensor, texts: Sequence[str]) -> Tensor:
        """Distance of base halves from the original encoder's vectors."""
        return (1 - (base * torch.stack([self.base[text] for text in texts])).sum(1)).mean()

    def ranking_loss(self, base: Tensor, prototypes: Tensor, texts: Sequence[str]) -> Tensor:
        """How far the base halves rank the templates from how the teacher does (divergence of the two choices)."""
        scale = self.config.ranking_scale
        taught = F.softmax(scale * torch.stack([self.base[text] for text in texts]) @ self.taught.t(), dim=1)
        own = F.log_softmax(scale * base @ prototypes.t(), dim=1)
        return F.kl_div(own, taught, reduction="batchmean")

    def episode(self, rng: random.Random) -> tuple[Tensor, Tensor]:
        """(template loss, base loss) of one episode of public intents, all of one data set: near neighbours."""
        source = rng.choice(sorted({name.split(":")[0] for name in self.public}))
        names = sorted(n for n in self.public if n.startswith(source + ":"))
        chosen = rng.sample(names, min(self.config.episode_classes, len(names)))
        supports = self.config.episode_supports
        texts = [t for name in chosen for t in rng.sample(self.public[name], supports + 1)]
        trained, base = self.encode_texts(texts)
        vectors = self.model.joined(trained, base).view(len(chosen), supports + 1, -1)
        logits = self.config.template_scale * vectors[:, 0] @ vectors[:, 1:].mean(1).t()
        return F.cross_entropy(logits, torch.arange(len(chosen))), self.base_loss(base, texts)

    def gate_loss(
        self, trained: Tensor, originals: Sequence[Message], own_trained: Tensor, rows: Sequence[int]
    ) -> Tensor:
        """Whether the gates tell what is about a shipped template: of messages, and of the texts `rows` of the bank."""
        wanted = [self.is_about_shipped(m) for m in originals] + [float(row < self.bank.shipped) for row in rows]
        target = torch.tensor(wanted)
        given = ~target.isnan()
        gates = torch.cat([trained, own_trained]).norm(dim=1).clamp(1e-6, 1 - 1e-6)
        return F.binary_cross_entropy(gates[given], target[given])

    def is_about_shipped(self, message: Message) -> float:
        """1 or 0; NaN where the labels do not say."""
        if message.template in self.shipped:
            return 1.0
        return 0.0 if message.in_scope is False or "template" in message.labelled else math.nan

    def losses(
        self, batch: Labelled, rng: random.Random, originals: Sequence[Message], with_episode: bool
    ) -> dict[str, Tensor]:
        """Every task's loss on one batch, unweighted."""
        config, model, inputs = self.config, self.model, batch.inputs
        rows = self.bank.draw(config.catalogue_texts, config.invented_texts, rng)
        texts = [self.bank.texts[row] for row in rows]
        states, word_states = self.states(inputs.input_ids, inputs.attention_mask)
        features, trained, base = model.vectors(states, inputs.input_ids, inputs.attention_mask)
        vectors = model.joined(trained, base)
        own_texts = [m.text for m in originals]
        own_trained, own_base = self.encode_texts([same_length_case(t, rng) for t in texts])
        bank = self.bank.renewed(rows, model.joined(own_trained, own_base))
        scale = config.template_scale
        prototypes = self.bank.prototypes(bank)
        logits = scale * vectors @ prototypes.t()
        # What is in the scope of a shop is what its own templates are about.
        witness = WITNESS_SCALE * (vectors @ bank[: self.bank.shipped].detach().t()).amax(dim=1)
        scope = model.scope_head(features).squeeze(1) + model.scope_witness * witness
        given = ~batch.scope.isnan()
        none = vectors.sum() * 0.0
        episode, episode_base = self.episode(rng) if with_episode else (none, none)
        entity = model.entity_head(word_states, features)
        return {
            "intent": F.cross_entropy(model.intent_head(features), batch.intent, ignore_index=IGNORE),
            "scope": F.binary_cross_entropy_with_logits(scope[given], batch.scope[given]),
            "entities": config.entity_scale
            * F.cross_entropy(entity.flatten(0, 1), batch.entity.flatten(), ignore_index=IGNORE),
            "template": F.cross_entropy(
                logits, batch.template, ignore_index=IGNORE, label_smoothing=config.label_smoothing
            )
            + config.in_batch_weight * in_batch_loss(vectors, batch.template, scale)
            + config.episode_weight * episode,
            "base": self.base_loss(base, own_texts) + self.base_loss(own_base, texts) + episode_base,
            "gate": self.gate_loss(trained, originals, own_trained, rows),
            "ranking": self.ranking_loss(base, model.base_half(prototypes), own_texts),
        }

    def messages_of_epoch(self, rng: random.Random) -> list[Message]:
        """All messages of new origins and of invented templates, and a fresh draw of the others and of public ones, in
        batches of like length."""
        config = self.config
        new = [m for m in self.train if m.origin in config.new_origins]
        seen = [m for m in self.train if m.origin not in config.new_origins]
        public = [m for name, own in sorted(self.public_messages.items())
                  for m in rng.sample(own, config.cucom_rows if name == "cucom" else config.bitext_rows)
                  if m.template not in config.left_out]  # fmt: skip
        drawn = rng.sample(seen, int(config.seen_share * len(seen)))
        return by_length([*new, *self.invented, *drawn, *public], config.batch, rng)

    def optimizer(self) -> torch.optim.AdamW:
        """Three groups: word embeddings, the rest of the encoder, the heads."""
        embedding = self.model.encoder.embeddings.word_embeddings.weight
        encoder = [p for p in self.model.encoder.parameters() if p is not embedding]
        inside = {id(p) for p in self.model.encoder.parameters()}
        heads = [p for p in self.model.parameters() if id(p) not in inside]
        config = self.config
        groups = [(embedding, config.embedding_lr), (encoder, config.encoder_lr), (heads, config.head_lr)]
        return torch.optim.AdamW(
            [{"params": p if isinstance(p, list) else [p], "lr": lr, "peak": lr} for p, lr in groups],
            weight_decay=config.weight_decay,
        )

    def run(self) -> dict[str, float]:
        """Trains for all epochs (resuming from the last finished one) and returns the development scores."""
        config = self.config
        optimizer = self.optimizer()
        per_epoch = len(self.messages_of_epoch(random.Random(0))) // config.batch
        total, step, first = per_epoch * config.epochs, 0, 0
        decay = 1 - 1 / max(2.0, config.averaging_share * total)
        averaged = AveragedModel(self.model, multi_avg_fn=get_ema_multi_avg_fn(decay))
        resume = self.directory / "resume.pt"
        if resume.exists():
            saved = torch.load(resume)
            self.model.load_state_dict(saved["model"])
            optimizer.load_state_dict(saved["optimizer"])
            averaged.load_state_dict(saved["averaged"])
            first, step = saved["epoch"], saved["epoch"] * per_epoch
        elif config.is_base_new:
            self.align_base()
        scores: dict[str, float] = {}
        for epoch in range(first, config.epochs):
            rng = random.Random(f"{config.seed}-{epoch}")
            self.fill_bank()
            order = self.messages_of_epoch(rng)
            began, running = time.monotonic(), Counter[str]()
            for start in range(0, per_epoch * config.batch, config.batch):
                originals = order[start : start + config.batch]
                shown = [varied(m, rng) for m in originals]
                batch = cut_off(label(self.tokenizer, shown, self.bank.ids, config.training_tokens), config.cutoff)
                rate = config.rate * min(1.0, (step + 1) / (config.warmup_share * total)) * max(0.02, 1 - step / total)
                for group in optimizer.param_groups:
                    group["lr"] = group["peak"] * rate
                losses = self.losses(batch, rng, originals, with_episode=step % config.episode_every == 0)
                kept = config.base_weight * losses["base"] + config.ranking_weight * losses["ranking"]
                kept = kept + config.gate_weight * losses["gate"]
                loss = sum((self.weights[t] * losses[t] for t in TASKS), kept)
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimizer.step()
                averaged.update_parameters(self.model)
                step += 1
                running.update({name: float(value.detach()) for name, value in losses.items()})
            report: dict[str, float] = {"epoch": epoch + 1, "seconds": round(time.monotonic() - began)}
            report |= {f"loss_{n}": round(v / per_epoch, 4) for n, v in running.items()}
            if epoch % 2 == 1 or epoch + 1 == config.epochs:
                scores = self.evaluate(cast(ServiceModel, averaged.module))
                report |= scores
            print(json.dumps(report), flush=True)
            with (self.directory / "log.jsonl").open("a") as file:
                file.write(json.dumps(report) + "\n")
            torch.save(
                {
                    "model": self.model.state_dict(),
                    "averaged": averaged.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "epoch": epoch + 1,
                },
                resume.with_suffix(".new"),
            )
            resume.with_suffix(".new").replace(resume)
        torch.save(averaged.module.state_dict(), self.directory / "model.pt")
        (self.directory / "train.json").write_text(
            json.dumps({"config": asdict(config), "weights": self.weights, "scores": scores}, indent=2) + "\n"
        )
        return scores

    @torch.no_grad()
    def evaluate(self, model: ServiceModel) -> dict[str, float]:
        """Scores of `model` on the development messages; left-out templates are in the catalogue here."""
        model.eval()

        def pass_of(ids: Tensor, mask: Tensor, vectors: Tensor) -> tuple[Tensor, ...]:
            return tuple(model(ids, mask, vectors))

        outcome = predict(pass_of, self.tokenizer, self.development, self.all_templates, model.dim)
        new = read_new_templates("development")
        messages = [message for one in new for message in one.messages]
        templates = [*self.all_templates, *(one.template for one in new)]
        found = score_choice(predict(pass_of, self.tokenizer, messages, templates, model.dim), messages)
        model.train()
        return score(outcome, self.development, new_templates=self.config.left_out) | found


def train(config: TrainConfig, name: str, encoder: str = "encoder") -> dict[str, float]:
    """Runs or resumes the training `name` on the encoder of an earlier `pretrain`."""
    return Trainer(config, CHECKPOINTS / encoder, CHECKPOINTS / name).run()


def mean_of(earlier: str, later: str, name: str, share: float = 0.5, only_later: Sequence[str] = ()) -> None:
    """Writes a mean of the weights of two finished trainings, the later of which went on from the earlier one, as the
    training `name`: what the earlier one knew beside what the later one learned (arXiv 2203.05482, 2109.01903).

    `share` is that of the earlier one. Layers that begin with one of `only_later` are not mixed: the later training
    began them anew.
    """
    before, after = (torch.load(CHECKPOINTS / one / "model.pt", weights_only=True) for one in (earlier, later))
    mixed = {key: weights for key, weights in after.items() if not key.startswith(tuple(only_later))}
    mean = after | {key: torch.lerp(weights, before[key], share) for key, weights in mixed.items()}
    (CHECKPOINTS / name).mkdir(parents=True, exist_ok=True)
    torch.save(mean, CHECKPOINTS / name / "model.pt")
