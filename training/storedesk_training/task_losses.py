"""The losses of all tasks on one batch."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from .bank import TemplateBank, in_batch_loss
from .batches import IGNORE, Inputs, Labelled, pad
from .bpe import encode, same_length_case, special_ids
from .messages import INTENTS, Message
from .model import ServiceModel, mean_state
from .precision import mixed_precision
from .sampling import class_weights
from .sharing import READERS, States
from .train_config import TrainConfig
from .training_data import Taught, TrainingData

_CHUNK = 64


def cut_off(batch: Labelled, share: float, last_mark: int) -> Labelled:
    """The batch with a share of its tokens hidden from the encoder: none of an entity, and no mark (`last_mark` is the
    highest id of one).
    """
    ids, mask = batch.inputs.input_ids, batch.inputs.attention_mask
    hidden = (torch.rand(ids.shape) < share).to(ids.device) & (ids > last_mark) & (batch.entity <= 0)
    inputs = Inputs(ids, mask * ~hidden)
    return replace(batch, inputs=inputs, entity=batch.entity.masked_fill(hidden, IGNORE))


@dataclass(frozen=True)
class Reading:
    """What the model made of one batch, before any loss; a task that is not trained has no part in it."""

    states: dict[str, States]
    features: dict[str, Tensor]
    intent_logits: Tensor | None = None
    scope_logit: Tensor | None = None
    entity_logits: Tensor | None = None
    # Unit vectors `[batch, dim]`, and their similarity to every compared template's mean vector `[batch, templates]`.
    vectors: Tensor | None = None
    similarities: Tensor | None = None


class TaskLosses:
    """Computes the losses of `config.tasks`; the template task has companions that keep its vectors' halves apart:
    `base` (near the teacher), `ranking` (choosing as the teacher does) and `gate`.
    """

    COMPANIONS = ("base", "ranking", "gate")

    def __init__(
        self, config: TrainConfig, model: ServiceModel, tokenizer: Tokenizer, data: TrainingData, taught: Taught | None
    ) -> None:
        self.config, self.model, self.tokenizer, self.data = config, model, tokenizer, data
        self._taught = taught
        self.device = next(model.parameters()).device
        self.pad_id = special_ids(tokenizer).pad
        self.bank = TemplateBank(data.templates, data.invented_templates, model.dim, self.device)
        self.has_templates = "template" in config.tasks
        self.intent_weights = self._class_weights(INTENTS, [m.intent for m in data.train if m.intent])
        self.template_weights = self._class_weights(self.bank.ids, [m.template for m in data.train if m.template])
        readers = [r for r in READERS if r in config.tasks or (r == "base" and self.has_templates)]
        self.readers: tuple[str, ...] = tuple(readers)

    @property
    def taught(self) -> Taught:
        """The teacher's vectors.

        Raises:
            ValueError: the run has no template task, so it has none.

        """
        if self._taught is None:
            raise ValueError("only the template task has a teacher")
        return self._taught

    def of(
        self, batch: Labelled, rng: random.Random, originals: Sequence[Message], with_episode: bool
    ) -> tuple[dict[str, Tensor], Reading]:
        """Every task's loss on one batch, unweighted, and what they are of; `originals` are its messages as they were
        written."""
        config, model, inputs = self.config, self.model, batch.inputs
        states = self.states(inputs, self.readers)
        features = model.features_by_reader(states, inputs.input_ids, inputs.attention_mask)
        reading = Reading(states, features)
        found: dict[str, Tensor] = {}
        nearest = torch.zeros_like(batch.scope)
        if self.has_templates:
            found, nearest, reading = self._template_losses(reading, batch, rng, originals, with_episode)
        if "intent" in config.tasks:
            intents = model.intent_logits(features["intent"])
            reading = replace(reading, intent_logits=intents)
            found["intent"] = self._mean(intents, batch.intent, weights=self.intent_weights)
        if "scope" in config.tasks:
            logits = model.scope_logit(features["scope"], nearest)
            reading, given = replace(reading, scope_logit=logits), ~batch.scope.isnan()
            found["scope"] = (
                F.binary_cross_entropy_with_logits(logits[given], batch.scope[given])
                if bool(given.any())
                else logits.sum() * 0.0
            )
        if "entities" in config.tasks:
            tags = model.entity_logits(states["entities"].words, features["entities"])
            reading = replace(reading, entity_logits=tags)
            found["entities"] = config.entity_scale * self._mean(tags.flatten(0, 1), batch.entity.flatten())
        return found, reading

    def total_of_companions(self, losses: dict[str, Tensor]) -> Tensor:
        """The weighted sum of the template task's companions, zero without them."""
        config = self.config
        weights = {"base": config.base_weight, "ranking": config.ranking_weight, "gate": config.gate_weight}
        own = [weight * losses[name] for name, weight in weights.items() if name in losses]
        return torch.stack(own).sum() if own else torch.zeros((), device=self.device)

    def _mean(self, logits: Tensor, labels: Tensor, smoothing: float = 0.0, weights: Tensor | None = None) -> Tensor:
        """Cross-entropy over the labelled rows; zero, not NaN, where there is none."""
        if not bool((labels != IGNORE).any()):
            return logits.sum() * 0.0
        return F.cross_entropy(logits, labels, weights, ignore_index=IGNORE, label_smoothing=smoothing)

    def _class_weights(self, names: Sequence[str], labels: Sequence[str]) -> Tensor | None:
        """1/√N for each of `names`, 1 for those that no row has; nothing where classes weigh alike."""
        if self.config.class_weights == "none" or not labels:
            return None
        known = class_weights(labels)
        return torch.tensor([known.get(name, 1.0) for name in names], device=self.device)

    def _template_losses(
        self,
        reading: Reading,
        batch: Labelled,
        rng: random.Random,
        originals: Sequence[Message],
        with_episode: bool,
    ) -> tuple[dict[str, Tensor], Tensor, Reading]:
        """The template task's loss and its companions', and each message's nearest shipped vector `[batch]`."""
        features = reading.features
        config, model = self.config, self.model
        rows = self.bank.draw(config.catalogue_texts, config.invented_texts, rng)
        texts = [self.bank.texts[row] for row in rows]
        own_texts = [m.text for m in originals]
        trained, base = model.trained_half(features["template"]), model.base_half_of(features["base"])
        vectors = model.joined(trained, base)
        own_trained, own_base = self.encode_texts([same_length_case(t, rng) for t in texts])
        bank = self.bank.renewed(rows, model.joined(own_trained, own_base))
        scale = config.template_scale
        prototypes = self.bank.prototypes(bank)
        # What is in the scope of a shop is what its own templates are about.
        nearest = (vectors @ bank[: self.bank.shipped].detach().t()).amax(dim=1)
        similarities = vectors @ prototypes.t()
        template = self._mean(scale * similarities, batch.template, config.label_smoothing, self.template_weights)
        template = template + config.in_batch_weight * in_batch_loss(vectors, batch.template, scale)
        kept = self.base_loss(base, own_texts) + self.base_loss(own_base, texts)
        if config.public_texts:
            public = rng.sample(self.data.public_text, config.public_texts)
            kept = kept + self.base_loss(self._encode_base([same_length_case(t, rng) for t in public]), public)
        if with_episode:
            episode, episode_base = self._episode(rng)
            template, kept = template + config.episode_weight * episode, kept + episode_base
        losses = {
            "template": template,
            "base": kept,
            "gate": self._gate_loss(trained, originals, own_trained, rows),
            "ranking": self._ranking_loss(base, model.base_half(prototypes), own_texts),
        }
        return losses, nearest, replace(reading, vectors=vectors, similarities=similarities)

    def states(self, inputs: Inputs, readers: Collection[str]) -> dict[str, States]:
        """Encoder states in fp32; only the encoder computes in bf16, similarities need more precision."""
        with mixed_precision():
            found = self.model.states(inputs.input_ids, inputs.attention_mask, readers)
        exact = {id(own): States(own.last.float(), own.words.float()) for own in found.values()}
        return {reader: exact[id(own)] for reader, own in found.items()}

    def encode_texts(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """(trained halves, base halves) of bare texts, encoded in two groups by length to save padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        cut = 2 * len(order) // 3
        groups = [group for group in (order[:cut], order[cut:]) if group]
        halves = [self._encode_group([texts[i] for i in group]) for group in groups]
        back = torch.tensor([i for group in groups for i in group]).argsort().to(self.device)
        return torch.cat([h[0] for h in halves])[back], torch.cat([h[1] for h in halves])[back]

    def _inputs(self, texts: Sequence[str]) -> Inputs:
        most = self.config.training_tokens
        return pad([encode(self.tokenizer, text, "", most) for text in texts], self.pad_id).to(self.device)

    def _encode_group(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        inputs = self._inputs(texts)
        states = self.states(inputs, ("template", "base"))
        features = self.model.features_by_reader(states, inputs.input_ids, inputs.attention_mask)
        return self.model.trained_half(features["template"]), self.model.base_half_of(features["base"])

    def _encode_base(self, texts: Sequence[str]) -> Tensor:
        inputs = self._inputs(texts)
        last = self.states(inputs, ("base",))["base"]
        return self.model.base_half_of(self.model.features(last, inputs.input_ids, inputs.attention_mask))

    @torch.no_grad()
    def fill_bank(self) -> None:
        """Computes every catalogue vector anew."""
        self.model.eval()
        for start in range(0, len(self.bank.texts), _CHUNK):
            trained, base = self.encode_texts(self.bank.texts[start : start + _CHUNK])
            self.bank.vectors[start : start + _CHUNK] = self.model.joined(trained, base)
        self.model.train()

    @torch.no_grad()
    def align_base(self) -> None:
        """Begins the base projection as the linear map from mean states that comes nearest to the teacher (ridge)."""
        self.model.eval()
        most = min(self.config.alignment_texts, len(self.taught.texts))
        texts = sorted(random.Random(self.config.seed).sample(self.taught.texts, most), key=len)
        means = []
        for start in range(0, len(texts), _CHUNK):
            inputs = self._inputs(texts[start : start + _CHUNK])
            last = self.states(inputs, ("base",))["base"].last
            means.append(mean_state(last, inputs.input_ids, inputs.attention_mask, self.model.eos_id))
        given = F.pad(torch.cat(means), (0, 1), value=1.0)
        ridge = self.config.alignment_ridge * len(texts) * torch.eye(given.shape[1], device=self.device)
        solution = torch.linalg.solve(given.T @ given + ridge, given.T @ self.taught.of(texts))
        self.model.base_projection.weight.copy_(solution[:-1].T)
        self.model.base_projection.bias.copy_(solution[-1])
        self.model.train()

    def base_loss(self, base: Tensor, texts: Sequence[str]) -> Tensor:
        """Distance of base halves from the teacher's vectors."""
        return (1 - (base * self.taught.of(texts)).sum(1)).mean()

    def _ranking_loss(self, base: Tensor, prototypes: Tensor, texts: Sequence[str]) -> Tensor:
        """How far the base halves rank the templates from how the teacher does (divergence of the two choices)."""
        scale = self.config.ranking_scale
        wanted = F.softmax(scale * self.taught.of(texts) @ self.taught.templates.t(), dim=1)
        own = F.log_softmax(scale * base @ prototypes.t(), dim=1)
        return F.kl_div(own, wanted, reduction="batchmean")

    def _episode(self, rng: random.Random) -> tuple[Tensor, Tensor]:
        """(template loss, base loss) of one episode of public intents, all of one data set: near neighbours."""
        public, supports = self.data.public, self.config.episode_supports
        source = rng.choice(sorted({name.split(":")[0] for name in public}))
        names = sorted(n for n in public if n.startswith(source + ":"))
        chosen = rng.sample(names, min(self.config.episode_classes, len(names)))
        texts = [t for name in chosen for t in rng.sample(public[name], supports + 1)]
        trained, base = self.encode_texts(texts)
        vectors = self.model.joined(trained, base).view(len(chosen), supports + 1, -1)
        logits = self.config.template_scale * vectors[:, 0] @ vectors[:, 1:].mean(1).t()
        own = torch.arange(len(chosen), device=self.device)
        return F.cross_entropy(logits, own), self.base_loss(base, texts)

    def _gate_loss(
        self, trained: Tensor, originals: Sequence[Message], own_trained: Tensor, rows: Sequence[int]
    ) -> Tensor:
        """Whether the gates tell what is about a shipped template: of messages, and of the texts `rows` of the bank."""
        wanted = [self._is_about_shipped(m) for m in originals] + [float(row < self.bank.shipped) for row in rows]
        target = torch.tensor(wanted, device=self.device)
        given = ~target.isnan()
        gates = torch.cat([trained, own_trained]).norm(dim=1).clamp(1e-6, 1 - 1e-6)
        return F.binary_cross_entropy(gates[given], target[given])

    def _is_about_shipped(self, message: Message) -> float:
        """1 or 0; NaN where the labels do not say."""
        if message.template in self.data.shipped:
            return 1.0
        return 0.0 if message.in_scope is False or "template" in message.labelled else math.nan
