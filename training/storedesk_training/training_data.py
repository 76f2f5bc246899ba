"""Everything that one run reads: messages, templates to compare with, and a teacher's vectors of all their texts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from .bank import class_means
from .messages import (
    Message,
    TemplateTexts,
    read_catalogue,
    read_development,
    read_new_templates,
    read_training,
)
from .public_intents import read_public_intents
from .public_messages import read_public_messages
from .public_text import read_public_text
from .sampling import drawn, template_class
from .teacher import narrowed, teacher_vectors
from .train_config import TrainConfig


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


class TrainingData:
    """The data of a run; `epoch` draws one epoch's messages."""

    def __init__(self, config: TrainConfig) -> None:
        self.config = config
        hidden = set(config.left_out)
        self.every_template = read_catalogue()
        self.shipped = {t.id for t in self.every_template}
        self.templates = [t for t in self.every_template if t.id not in hidden]
        self.train = [m for m in read_training() if m.template not in hidden]
        self.development = read_development()
        new = read_new_templates("training")
        self.invented_templates = [one.template for one in new]
        self.invented = [message for one in new for message in one.messages]
        self.public = read_public_intents(most=40)
        self.public_messages = read_public_messages()
        self.public_text = read_public_text(config.public_text_pool) if config.public_texts else []

    @property
    def compared(self) -> list[TemplateTexts]:
        """The templates that messages are compared with: shipped ones, then invented ones."""
        return [*self.templates, *self.invented_templates]

    def epoch(self, rng: random.Random) -> list[Message]:
        """All messages of new origins, a draw of the others, of those for invented templates and of public ones, in
        batches of like length."""
        config = self.config
        new = [m for m in self.train if m.origin in config.new_origins]
        seen = [m for m in self.train if m.origin not in config.new_origins]
        invented, public = [], []
        if "template" in config.tasks:
            count = int(config.invented_share * len(self.invented))
            invented = self.invented if count == len(self.invented) else rng.sample(self.invented, count)
        for name, own in sorted(self.public_messages.items()):
            some = rng.sample(own, config.cucom_rows if name == "cucom" else config.bitext_rows)
            public += [m for m in some if m.template not in config.left_out]
        count = int(config.seen_share * len(seen))
        rows = rng.sample(seen, count)
        if config.sampling == "inverse_sqrt":
            rows = drawn(seen, [template_class(m) for m in seen], count, rng)
        return by_length([*new, *invented, *rows, *public], config.batch, rng)


class Taught:
    """The teacher's unit vectors, as narrow as the base half, of every text of a run; of templates their means."""

    def __init__(self, data: TrainingData, width: int, cache: Path, device: torch.device) -> None:
        texts = {m.text for m in [*data.train, *data.invented]}
        texts |= {text for t in data.compared for text in t.texts}
        texts |= {t for own in data.public.values() for t in own}
        texts |= {m.text for own in data.public_messages.values() for m in own}
        texts |= set(data.public_text)
        known = teacher_vectors(texts, cache)
        self.texts = sorted(known)
        self._row = {text: row for row, text in enumerate(self.texts)}
        # By the public intents: written messages come in with every training.
        steady = torch.stack([known[text] for text in sorted({t for own in data.public.values() for t in own})])
        self.vectors = narrowed(torch.stack([known[text] for text in self.texts]), width, steady).to(device)
        owner = [row for row, t in enumerate(data.compared) for _ in t.texts]
        every = self.of([text for t in data.compared for text in t.texts])
        means = class_means(every, torch.tensor(owner, device=device), len(data.compared))
        self.templates = F.normalize(means, dim=1)

    def of(self, texts: Sequence[str]) -> Tensor:
        """Vectors `[texts, width]`."""
        return self.vectors[[self._row[text] for text in texts]]
