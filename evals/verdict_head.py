"""Fits the rule from one document's evidence to a verdict (bot.verification.weighing) on development claims.

Each instance is a claim and the evidence of one document, made by the product's own steps. The written claims are
asked of one library of all their documents and again of their own document: the own document's evidence has the
claim's label, that of any other is not enough evidence. Public claims are asked of their own text alone.
"""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.domain import Verdict
from bot.verification.risk import DEFAULT_RISK, table_of
from bot.verification.weighing import CLASSES, FEATURES, VerdictHead, features_of
from evals.calibrating import (
    allowed,
    calibrated,
    calibrations,
    decision_table,
    labels_of,
    leading,
    risk_table,
    rule_figures,
)
from evals.datasets import THREE_CLASSES, UNSUPPORTED, ClaimCase
from evals.judged import JudgedClaim
from evals.regression import FOLDS, Fitted, Linear, fit_grouped

PUBLIC_SAMPLES = {"mnli": 300, "vitaminc": 100, "healthver": 250, "control": 50, "fever_symmetric": 250}
"""Rows taken of each file of ``dev/``; the benchmarks that are for evaluation only are not among them."""
LONGEST_PUBLIC = 4000
"""Characters; longer public documents are left out of the sample, to keep the fit quick."""
OTHERS_WEIGHT = 0.5
"""What all the other documents found for one claim weigh together, against 1 for its own."""


def public_sample(cases: Sequence[ClaimCase], size: int) -> list[ClaimCase]:
    """A fixed sample of the rows that say which of the three classes they are."""
    usable = [case for case in cases if case.label != UNSUPPORTED and len(case.doc) <= LONGEST_PUBLIC]
    return random.Random(0).sample(usable, min(size, len(usable)))


def fit_verdict(written: Sequence[JudgedClaim], public: Sequence[JudgedClaim]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rule as the product reads it, and figures of it on the written claims.

    Every figure is of claims whose document was in none of the parts, regression or calibration, that judge it.
    """
    fitted, instances = _regression(written, public)
    rules = rule_figures([*written, *public])
    held_out, scales = _calibrated(written, fitted, allowed(rules))
    table = decision_table(written, held_out)
    risks = risk_table(table)
    default = table_of(risks).nearest(DEFAULT_RISK)
    at_default = next(row for row in table if row["threshold"] == default.threshold)
    uncalibrated = [calibrated(head, {}, {}) for head in held_out]
    head = {
        "features": list(FEATURES),
        "classes": [str(name) for name in CLASSES],
        "weights": [[round(float(value), 5) for value in row] for row in fitted.final.weights],
        "intercepts": [round(float(value), 5) for value in fitted.final.intercepts],
        "calibrations": scales,
        "rules": allowed(rules),
        "decide_at": default.threshold,
        "risk_table": risks,
    }
    return head, {
        "written_claims": len(written),
        "public_claims": len(public),
        "instances": instances,
        "strength": fitted.strength,
        "log_loss": round(fitted.log_loss, 4),
        "rules": rules,
        "default": {name: at_default[name] for name in _SHOWN},
        "full_coverage": {name: table[0][name] for name in _SHOWN},
        "full_coverage_uncalibrated": {name: decision_table(written, uncalibrated)[0][name] for name in _SHOWN},
    }


_SHOWN = ("threshold", "coverage", "risk", "accuracy", "macro_f1", "calibration_error")


def _regression(written: Sequence[JudgedClaim], public: Sequence[JudgedClaim]) -> tuple[Fitted, int]:
    """The regression over documents' evidence, and how many instances it was fitted to."""
    values, labels, groups, weights = [], [], [], []
    total = {True: 0.0, False: 0.0}
    is_written = []
    for judged, ours in [(item, True) for item in written] + [(item, False) for item in public]:
        documents = judged.by_document()
        others = max(1, len(documents.keys() - {judged.own}))
        for document, bearings in documents.items():
            owned = document == judged.own
            values.append(features_of(bearings))
            labels.append(
                THREE_CLASSES.index(judged.case.label) if owned else CLASSES.index(Verdict.NOT_ENOUGH_EVIDENCE)
            )
            groups.append(judged.own)
            weights.append(1.0 if owned else OTHERS_WEIGHT / others)
            is_written.append(ours)
            total[ours] += weights[-1]
    share = min(1.0, total[True] / total[False]) if total[False] else 1.0
    scaled = np.array([weight if ours else weight * share for weight, ours in zip(weights, is_written, strict=True)])
    return fit_grouped(np.array(values), labels, groups, scaled), len(labels)


def _calibrated(
    written: Sequence[JudgedClaim], fitted: Fitted, rules: dict[str, float]
) -> tuple[list[VerdictHead], dict[str, tuple[float, float]]]:
    """For each claim the rule that never saw its document, and the calibrations that the final rule gets."""
    parts = [_as_head(part) for part in fitted.of_fold]
    folds = np.array([fitted.fold_of.get(item.own, 0) for item in written])
    raw = np.array([leading(item, parts[fold]) for item, fold in zip(written, folds, strict=True)])
    labels = np.array(labels_of(written))
    ready = {}
    for fold in range(FOLDS):
        outside = folds != fold
        ready[fold] = calibrated(parts[fold], calibrations(raw[outside], list(labels[outside])), rules)
    return [ready[fold] for fold in folds], calibrations(raw, list(labels))


def _as_head(part: Linear) -> VerdictHead:
    return VerdictHead(tuple(tuple(row) for row in part.weights.tolist()), tuple(part.intercepts.tolist()), 0.0)
