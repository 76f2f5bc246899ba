"""The parity file: what the shipped model makes of awkward texts, checked by pytest and by jest alike."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from .batches import pad
from .bpe import encode, load_tokenizer
from .export import OnnxPass
from .locations import PROJECT
from .messages import INTENTS, read_catalogue
from .score import (
    IntentWitnesses,
    centroids,
    decode_entities,
    joint_intents,
    mean_similarity,
    template_matrix,
)

PARITY_FILE = PROJECT / "test" / "fixtures" / "nlu-parity.json"

CASES: list[tuple[str, str]] = [
    ("where is my order #W1001?", ""),
    ("1002", "Could you tell me your order number?"),
    ("yes please 👍🏽", "Shall I cancel order W1003?"),
    ("👩‍👩‍👧 my parcel W1004 never came 😡😡", ""),
    ("我的订单在哪里 W1001", ""),
    ("cafe\u0301 cre\u0300me set SKU-40005 arrived chipped", ""),
    ("two  spaces   and\ttabs, order  EU 5520 0381", ""),
    ("</s> <s> <mask> where is 112-5538201-7719402 </s>", ""),
    ("“W1002” isn't right – I ordered ‘SKU-10442’…", ""),
    ("line one\r\nline two: NL/48812/25", ""),
    ("ORDER ١٢٣ ² ½ Ⅷ", ""),
    ("ﬁne ß İstanbul ŉ", ""),
    ("I would like to return the kettle. " * 58, ""),
    ("7731 " * 400, "Which order?"),
    ("a", "x" * 3000),
]


def utf16(text: str, position: int) -> int:
    """The UTF-16 offset of a code point offset, as JavaScript counts."""
    return len(text[:position].encode("utf-16-le")) // 2


def describe(model: Path) -> list[dict[str, Any]]:
    """Tokens, offsets (UTF-16), labels and scores of every case, by the model's CPU file."""
    manifest = json.loads((model / "manifest.json").read_text())
    tokenizer = load_tokenizer(model / manifest["files"]["tokenizer"]["path"])
    run = OnnxPass(model / manifest["files"]["cpu"]["path"])
    catalogue = read_catalogue()
    vectors = template_matrix(run, tokenizer, catalogue, manifest["dim"])
    by_centroid = manifest["templatePooling"]["kind"] == "centroid"
    if by_centroid:
        vectors = centroids(vectors, catalogue)
    calibration, thresholds = manifest["calibration"], manifest["thresholds"]
    witnesses = IntentWitnesses(
        calibration["intentTemperature"],
        calibration["templateEvidenceWeight"],
        calibration["templateEvidenceTemperature"],
    )
    found = []
    for text, context in CASES:
        encoded = encode(tokenizer, text, context, manifest["maxTokens"], manifest["maxContextTokens"])
        inputs = pad([encoded])
        intent, scope, entity, _, scores = run(inputs.input_ids, inputs.attention_mask, vectors)
        similarity = (scores if by_centroid else mean_similarity(scores, catalogue))[0].numpy()
        own = [template.intent for template in catalogue]
        intents = np.exp(joint_intents(intent.numpy(), similarity[None], own, witnesses)[0])
        confidence = float(expit(float(scope[0]) / calibration["scopeTemperature"] + calibration["scopeBias"]))
        spans = decode_entities(entity[0], encoded, text) if confidence >= thresholds["scope"] else []
        sources = {0: context, 1: text}
        found.append(
            {
                "text": text,
                "context": context,
                "ids": encoded.ids,
                "segment": encoded.segment,
                "offsets": [
                    [utf16(sources[s], a), utf16(sources[s], b)] if s >= 0 else [0, 0]
                    for (a, b), s in zip(encoded.offsets, encoded.segment, strict=True)
                ],
                "intent": INTENTS[int(intents.argmax())],
                "intentScores": _rounded(intents),
                "scopeConfidence": round(confidence, 4),
                "entities": [{"type": s.type, "start": utf16(text, s.start), "end": utf16(text, s.end)} for s in spans],
                "template": catalogue[int(np.argmax(similarity))].id,
                "similarity": round(float(similarity.max()), 4),
            }
        )
    return found


def write(model: Path) -> None:
    """Writes what the model in `model` makes of every case: for the tests, and, with the templates that they were
    scored against, into its own directory, where the service checks it before it takes the model in use.
    """
    cases = describe(model)
    PARITY_FILE.parent.mkdir(parents=True, exist_ok=True)
    PARITY_FILE.write_text(json.dumps(cases, ensure_ascii=True, separators=(",", ":")) + "\n")
    write_own(model, cases)


def write_own(model: Path, cases: list[dict[str, Any]]) -> None:
    """Writes `parity.json`, which src/nlu/model/parity.ts reads, beside the model and names it in its manifest."""
    kept = ("text", "context", "intent", "scopeConfidence", "entities", "template", "similarity")
    templates = [{"id": t.id, "intent": t.intent, "texts": t.texts} for t in read_catalogue()]
    own = {"templates": templates, "cases": [{key: case[key] for key in kept} for case in cases]}
    path = model / "parity.json"
    path.write_text(json.dumps(own, ensure_ascii=True, separators=(",", ":")) + "\n")
    manifest = json.loads((model / "manifest.json").read_text())
    manifest["files"]["parity"] = {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    (model / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(v), 4) for v in values]
