"""Temperatures and thresholds from the development messages (temperature scaling, arXiv 1706.04599)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_expit, log_softmax, softmax
from sklearn.linear_model import LogisticRegression

from .messages import INTENTS, Message
from .model import WITNESS_SCALE
from .score import IntentWitnesses, Outcome


def temperature(logits: np.ndarray, gold: np.ndarray, low: float, high: float) -> float:
    """The divisor of `logits` `[n, classes]` under which the gold classes are likeliest."""

    def loss(log_t: float) -> float:
        logp = log_softmax(logits / np.exp(log_t), axis=1)
        return float(-logp[np.arange(len(gold)), gold].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(np.log(low), np.log(high)), method="bounded").x))


def intent_witnesses(outcome: Outcome, rows: list[int], gold: np.ndarray) -> IntentWitnesses:
    """How intent head and template scores are best joined: the likeliest gold intents, `rows` being those with one."""

    def loss(parameters: np.ndarray) -> float:
        logp = outcome.intents(rows, IntentWitnesses(*map(float, np.exp(parameters))))
        return float(-logp[np.arange(len(gold)), gold].mean())

    start = IntentWitnesses()
    fitted = minimize(
        loss, np.log([start.temperature, start.weight, start.evidence_temperature]), method="Nelder-Mead"
    ).x
    return IntentWitnesses(*map(float, np.exp(fitted)))


def witness_weight(outcome: Outcome, messages: Sequence[Message], trained: float) -> float:
    """The weight of the nearest template's similarity in the scope logit, fitted by logistic regression.

    In training the scope head learns its rows by heart and needs no witness; on messages it has not seen the
    witness is worth far more than the weight (`trained`) it was given then.
    """
    rows = [i for i, m in enumerate(messages) if m.in_scope is not None]
    truth = np.array([bool(messages[i].in_scope) for i in rows])
    nearest = outcome.nearest[rows]
    head = outcome.scope[rows] - WITNESS_SCALE * trained * nearest
    fitted = LogisticRegression(C=100).fit(np.stack([head, nearest], axis=1), truth)
    of_head, of_nearest = fitted.coef_[0]
    return float(of_nearest / of_head / WITNESS_SCALE)


def calibrate(
    outcome: Outcome, messages: Sequence[Message]
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """(calibration, thresholds, what they come to on these messages)."""
    with_intent = [i for i, m in enumerate(messages) if m.intent]
    intents = np.array([INTENTS.index(messages[i].intent or "") for i in with_intent])
    witnesses = intent_witnesses(outcome, with_intent, intents)

    known = {name: j for j, name in enumerate(outcome.template_ids)}
    with_template = [i for i, m in enumerate(messages) if m.template in known]
    templates = np.array([known[messages[i].template or ""] for i in with_template])
    template_t = temperature(outcome.similarity[with_template], templates, 0.002, 1)

    scoped = [i for i, m in enumerate(messages) if m.in_scope is not None]
    truth = np.array([bool(messages[i].in_scope) for i in scoped])
    values = outcome.scope[scoped]

    def scope_loss(parameters: np.ndarray) -> float:
        z = values / np.exp(parameters[0]) + parameters[1]
        return float(-(truth * log_expit(z) + ~truth * log_expit(-z)).mean())

    fitted = minimize(scope_loss, np.zeros(2), method="Nelder-Mead").x
    scope_t, scope_bias = float(np.exp(fitted[0])), float(fitted[1])
    probability = expit(values / scope_t + scope_bias)
    # Refusing a customer costs more than an odd answer to an odd message: at most 2.5 % are refused.
    scope_threshold = float(min(0.5, np.quantile(probability[truth], 0.025)))

    p = softmax(outcome.similarity[with_template] / template_t, axis=1)
    best, right = p.max(1), p.argmax(1) == templates
    ordered = np.sort(p, axis=1)
    # Around this score the choice is mostly wrong, so from here down it counts as not understood.
    grid = np.arange(0.10, 0.46, 0.02)
    near = [(float(t), (best > t - 0.08) & (best <= t + 0.04)) for t in grid]
    low = max((t for t, own in near if own.sum() >= 5 and right[own].mean() < 0.45), default=0.2)
    margin = ordered[:, -1] - ordered[:, -2]
    ties = [float(t) for t in np.arange(0.02, 0.12, 0.02) if (margin < t).sum() >= 5 and right[margin < t].mean() < 0.6]
    thresholds = {"scope": scope_threshold, "lowScore": low, "nearTie": max(ties, default=0.05)}
    calibration = {
        "intentTemperature": witnesses.temperature,
        "templateEvidenceWeight": witnesses.weight,
        "templateEvidenceTemperature": witnesses.evidence_temperature,
        "scopeTemperature": scope_t,
        "scopeBias": scope_bias,
        "templateTemperature": template_t,
        "entityTemperature": 1.0,
    }
    notes = {
        "refused_in_scope": float((probability[truth] < scope_threshold).mean()),
        "refused_out_of_scope": float((probability[~truth] < scope_threshold).mean()),
        "low_score_share": float((best < low).mean()),
        "near_tie_share": float((margin < thresholds["nearTie"]).mean()),
    }
    rounded = [{k: round(v, 5) for k, v in part.items()} for part in (calibration, thresholds, notes)]
    return rounded[0], rounded[1], rounded[2]
