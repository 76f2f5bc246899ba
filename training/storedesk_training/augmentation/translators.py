"""Translation by models on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from ..messages import sha256_of


class LocalTranslator:
    """A bilingual sequence-to-sequence model of Hugging Face's format, such as Marian's or T5; decodes greedily."""

    def __init__(self, directory: Path, prefix: str = "", batch: int = 16, max_tokens: int = 256) -> None:
        """Loads the model of `directory`; `prefix` is put before each text (T5: "translate English to German: ").

        Raises:
            OSError: the directory holds no such model; nothing is downloaded.

        """
        self.tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
        self.model = AutoModelForSeq2SeqLM.from_pretrained(directory, local_files_only=True).eval()
        self.prefix, self.batch, self.max_tokens = prefix, batch, max_tokens
        files = sorted(path for path in directory.iterdir() if path.is_file())
        self.name = f"{directory.name} {sha256_of(files)} {prefix} {max_tokens}"

    @torch.inference_mode()
    def translate(self, texts: Sequence[str]) -> list[str]:
        """One translation a text, in the same order; cut at `max_tokens`, as the text is. Nothing stays nothing."""
        found = [""] * len(texts)
        said = [row for row, text in enumerate(texts) if text.strip()]
        for start in range(0, len(said), self.batch):
            rows = said[start : start + self.batch]
            inputs = self.tokenizer(
                [self.prefix + texts[row] for row in rows],
                return_tensors="pt", padding=True, truncation=True, max_length=self.max_tokens,
            )  # fmt: skip
            made = self.model.generate(
                input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"],
                max_new_tokens=self.max_tokens, num_beams=1, do_sample=False,
            )  # fmt: skip
            for row, text in zip(rows, self.tokenizer.batch_decode(made, skip_special_tokens=True), strict=True):
                found[row] = text
        return found
