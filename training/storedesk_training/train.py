"""The joint training run: one encoder, four tasks, templates in episodes."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from .architecture import Architecture, read_architecture, write_architecture
from .augmentation import augmented, sources_for
from .augmentation.augment import NO_SOURCES
from .balance import make_balance
from .base_encoder import load_base
from .batches import label
from .bpe import special_ids
from .candidate import weights_to_start_from
from .course import Course, Stateful
from .distil import Distillation
from .locations import CHECKPOINTS
from .messages import Message, development_files, read_new_templates, sha256_of, training_files, varied
from .model import HeadSizes, ServiceModel
from .monitors import GradientNorms, Losses, Record, TaskWeights
from .precision import device
from .runs import RUNS, Run, config_of, facts_of, write_run
from .score import model_pass, predict, score, score_choice
from .shared_layers import encoder_layers
from .surgery import pcgrad
from .task_losses import TaskLosses, cut_off
from .task_scores import overall
from .train_config import TrainConfig
from .training_data import Taught, TrainingData
from .unfreezing import Unfreezing, layer_rates


def labelled_rows(messages: Sequence[Message]) -> dict[str, int]:
    """How many of the messages are labelled for each task."""
    return dict(Counter(task for message in messages for task in message.labelled))


class Trainer:
    """Everything one run holds; `run` trains and returns development scores."""

    def __init__(self, config: TrainConfig, directory: Path) -> None:
        self.config, self.directory = config, directory
        directory.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(config.seed)
        encoder, self.tokenizer = load_base(config.base, config.encoder_dropout)
        self.special = special_ids(self.tokenizer)
        self.model = ServiceModel(encoder, HeadSizes(), config.sharing, self.special.eos)
        if config.start_from:
            self._go_on_from(config.start_from, weights_to_start_from(config.start_from, directory.parent))
        self.device = device()
        self.model.to(self.device)
        self.data = TrainingData(config)
        taught = None
        if "template" in config.tasks:
            taught = Taught(self.data, int(encoder.config.hidden_size), directory.parent, self.device)
        self.losses = TaskLosses(config, self.model, self.tokenizer, self.data, taught)
        self.balance = make_balance(config.balance, config.tasks, labelled_rows(self.data.train)).to(self.device)
        self.sources = NO_SOURCES
        if config.augmentation:
            rows, templates = self.data.train, self.data.every_template
            self.sources = sources_for(config.augmentation, rows, templates, config.translators, directory.parent)
        self.unfreezing = Unfreezing(self.model, config.unfreezing)
        self.watched: tuple[Losses, TaskWeights, GradientNorms] | None = None
        self.distillation: Distillation | None = None
        if config.distil:
            teacher = directory.parent / config.distil.teacher
            self.distillation = Distillation(config, self.model, self.tokenizer, teacher, self.losses.bank.every)

    def _go_on_from(self, name: str, earlier: dict[str, Tensor]) -> None:
        fresh = self.model.state_dict()
        share = self.config.fresh_share
        words = "encoder.embeddings.word_embeddings.weight"
        if self.config.new_vocabulary:
            earlier[words] = fresh[words]
        elif earlier[words].shape != fresh[words].shape:
            raise ValueError(f"{name} stands on another vocabulary: new_vocabulary takes its words from the base")
        mixed = {k: torch.lerp(v, fresh[k], share) for k, v in earlier.items() if k.startswith("encoder.")}
        missing, unknown = self.model.load_state_dict(earlier | mixed, strict=False)
        # What the earlier run did not have: gates begin open, a group's own layers as the shared ones are now.
        if unknown or any(not key.startswith(("shared.own.", "task_gates.")) for key in missing):
            raise ValueError(f"{name} does not fit: missing {missing}, unknown {unknown}")
        if any(key.startswith("shared.own.") for key in missing):
            self.model.shared.begin_from(self.model.encoder)

    def optimizer(self) -> torch.optim.AdamW:
        """Groups by rate: word embeddings, the encoder's layers, the heads, and what the balance learns."""
        config = self.config
        groups = layer_rates(self.model, config.embedding_lr, config.encoder_lr, config.head_lr, config.layer_decay)
        if self.distillation:
            # Begun anew with every run, as heads are.
            groups.append({"params": self.distillation.own_parameters, "lr": config.head_lr, "peak": config.head_lr})
        learned = list(self.balance.parameters())
        if learned:
            groups.append({"params": learned, "lr": config.head_lr, "peak": config.head_lr, "weight_decay": 0.0})
        return torch.optim.AdamW(groups, weight_decay=config.weight_decay)

    @property
    def last_shared_layer(self) -> list[nn.Parameter]:
        """The parameters of the highest layer that all tasks read."""
        sharing = self.config.sharing
        layers = encoder_layers(self.model.encoder)
        return list(layers[sharing.shared_layers - 1 if sharing.kind == "branches" else -1].parameters())

    def run(self) -> dict[str, float]:
        """Trains for all epochs (resuming from the last finished one) and returns the development scores."""
        config = self.config
        optimizer = self.optimizer()
        per_epoch = len(self.data.epoch(random.Random(0))) // config.batch
        total = per_epoch * config.epochs
        decay = 1 - 1 / max(2.0, config.averaging_share * total)
        averaged = AveragedModel(self.model, multi_avg_fn=get_ema_multi_avg_fn(decay))
        course = Course(self.directory, config.keep)
        parts: dict[str, Stateful] = {
            "model": self.model, "averaged": averaged, "optimizer": optimizer, "balance": self.balance,
        }  # fmt: skip
        if self.distillation:
            parts["distillation"] = self.distillation
        first = course.resume(parts, self.device)
        if first == 0 and config.is_base_new:
            self.losses.align_base()
        self._watch(first * per_epoch)
        for epoch in range(first, config.epochs):
            rng = random.Random(f"{config.seed}-{epoch}")
            if self.losses.has_templates:
                self.losses.fill_bank()
            order = self.data.epoch(rng)
            began, running = time.monotonic(), Counter[str]()
            steps = range(epoch * per_epoch, (epoch + 1) * per_epoch)
            for step in tqdm(steps, desc=f"epoch {epoch + 1}", unit="step", disable=None):
                start = (step - steps.start) * config.batch
                self._set_rates(optimizer, step, total)
                self.unfreezing.apply(step / total)
                running.update(self._step(optimizer, order[start : start + config.batch], rng, step))
                averaged.update_parameters(self.model)
            report: dict[str, float] = {"epoch": epoch + 1, "seconds": round(time.monotonic() - began)}
            report |= {f"loss_{n}": round(v / per_epoch, 4) for n, v in running.items()}
            if (epoch + 1) % config.evaluate_every == 0 or epoch + 1 == config.epochs:
                scores = self.evaluate(cast(ServiceModel, averaged.module))
                report |= scores
                course.scored(scores, overall(config.tasks, scores), averaged.module.state_dict())
            self._record(report)
            course.save(parts, epoch + 1)
        write_architecture(Architecture(config.base, config.sharing), self.directory)
        course.finish()
        (self.directory / "train.json").write_text(
            json.dumps(
                {"config": config_of(config), "weights": self.balance.weights(), "scores": course.scores}, indent=2
            )
            + "\n"
        )
        return course.scores

    def _watch(self, first_step: int) -> None:
        """Begins the record of losses, task weights and gradient norms, or goes on with it."""
        every = self.config.monitor_every
        if every:
            record = Record(self.directory / "monitors.jsonl", first_step)
            self.watched = Losses(record, every), TaskWeights(record, every), GradientNorms(record, 2 * every)

    def _note(self, step: int, losses: Mapping[str, Tensor]) -> None:
        if self.watched:
            course, weights, norms = self.watched
            course.record(step, losses)
            weights.record(step, self.balance.weights())
            norms.record(step, losses, self.model)

    def _set_rates(self, optimizer: torch.optim.Optimizer, step: int, total: int) -> None:
        """Warm-up, then a linear fall to a fiftieth."""
        config = self.config
        rate = config.rate * min(1.0, (step + 1) / (config.warmup_share * total)) * max(0.02, 1 - step / total)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate

    def _step(
        self, optimizer: torch.optim.Optimizer, originals: Sequence[Message], rng: random.Random, step: int
    ) -> dict[str, float]:
        """One batch: its losses, the gradients, the step. Returns the losses' values."""
        config = self.config
        shown = [self._as_shown(m, rng) for m in originals]
        batch = label(self.tokenizer, shown, self.losses.bank.ids, config.training_tokens).to(self.device)
        batch = cut_off(batch, config.cutoff, max(self.special))
        losses, reading = self.losses.of(batch, rng, originals, with_episode=step % config.episode_every == 0)
        own: dict[str, Tensor] = {task: losses[task] for task in config.tasks}
        kept = self.losses.total_of_companions(losses)
        if config.sharing.tie:
            kept = kept + config.sharing.tie * self.model.shared.distance(self.model.encoder)
        if self.distillation:
            kept = kept + self.distillation.loss(shown, reading)
        optimizer.zero_grad()
        self._note(step, own)
        self.balance.observe(own, self.last_shared_layer)
        if config.surgery:
            if kept.requires_grad:
                kept.backward(retain_graph=True)
            pcgrad(list(self.balance.weighted(own).values()), self.model.encoder.parameters(), rng)
        else:
            self.balance.total(own, kept).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        optimizer.step()
        return {name: float(value.detach()) for name, value in losses.items()}

    def _as_shown(self, message: Message, rng: random.Random) -> Message:
        how = self.config.augmentation
        return augmented(message, rng, how, self.sources) if how else varied(message, rng)

    def _record(self, report: Mapping[str, float]) -> None:
        print(json.dumps(report), flush=True)
        with (self.directory / "log.jsonl").open("a") as file:
            file.write(json.dumps(report) + "\n")

    def evaluate(self, model: ServiceModel) -> dict[str, float]:
        """Scores of `model` on the development messages, of the tasks that it was trained for; left-out templates are
        in the catalogue here."""
        model.eval()
        pass_of, data, tokenizer = model_pass(model), self.data, self.tokenizer
        outcome = predict(pass_of, tokenizer, data.development, data.every_template, model.dim)
        new = read_new_templates("development")
        messages = [message for one in new for message in one.messages]
        templates = [*data.every_template, *(one.template for one in new)]
        found = score_choice(predict(pass_of, tokenizer, messages, templates, model.dim), messages)
        model.train()
        return score(outcome, data.development, new_templates=self.config.left_out) | found


def train(config: TrainConfig, name: str) -> dict[str, float]:
    """Runs or resumes the training `name` and records it in `training/runs`; returns its development scores."""
    trainer = Trainer(config, CHECKPOINTS / name)
    scores = trainer.run()
    log = (trainer.directory / "log.jsonl").read_text().splitlines()
    facts = facts_of(trainer.model, trainer.device, sum(json.loads(line)["seconds"] for line in log))
    data = sha256_of([*training_files(), *development_files()])
    write_run(Run(name, config_of(config), data, facts, {config.seed: scores}), RUNS)
    return scores


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
    write_architecture(read_architecture(CHECKPOINTS / later), CHECKPOINTS / name)
    torch.save(mean, CHECKPOINTS / name / "model.pt")
