"""How sure the fitted rule may be: calibration by class, the rules that may decide alone, and the risk table.

All of it is measured on development claims by regressions that were fitted without the claim's document.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain import Verdict
from bot.verification.aggregation import aggregate
from bot.verification.weighing import CLASSES, RULES, Calibration, VerdictHead, rule_of
from evals.datasets import THREE_CLASSES
from evals.judged import JudgedClaim
from evals.measures import accuracy, calibration_error, macro_f1

THRESHOLDS = tuple(round(0.30 + 0.01 * step, 2) for step in range(70))
RISKS = (0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
PRECISE = 0.95
"""How often a rule must be right to decide without the regression."""
FEWEST = 10
"""Claims that a rule must decide before its precision is believed."""
FEWEST_AT_RISK = 30
"""Claims that must be decided at a risk before it is offered: of fewer, the share that is wrong says little."""
_DECIDED = (Verdict.SUPPORTED, Verdict.REFUTED, Verdict.CONFLICTING)
_FLATTEST = 0.05
_EDGE = 1e-3


def leading(item: JudgedClaim, head: VerdictHead) -> list[float]:
    """The uncalibrated probabilities of CLASSES of the document that leads the aggregation."""
    found = aggregate(item.claim, item.evidence, item.hits, head.raw, 1.0).probabilities
    return [found[name] for name in CLASSES]


def calibrations(probabilities: NDArray[np.float64], labels: Sequence[int]) -> dict[str, tuple[float, float]]:
    """Slope and shift by class, from claims × classes; a class of which too little is seen stays as it is."""
    from sklearn.linear_model import LogisticRegression

    found = {}
    for index, name in enumerate(CLASSES):
        kept = np.clip(probabilities[:, index], _EDGE, 1 - _EDGE)
        target = np.array(labels) == index
        if not FEWEST <= target.sum() <= len(target) - FEWEST:
            continue
        model = LogisticRegression(C=10.0).fit(np.log(kept / (1 - kept))[:, None], target)
        slope = max(_FLATTEST, float(model.coef_[0, 0]))
        found[str(name)] = (round(slope, 5), round(float(model.intercept_[0]), 5))
    return found


def rule_figures(judged: Sequence[JudgedClaim]) -> dict[str, dict[str, float]]:
    """How often each rule of the comparison decides a claim by the claim's own document, and is right.

    ``confidence`` is the mean of Jeffreys' posterior, which leaves room for what so few claims cannot show.
    """
    counts = {name: [0, 0] for name in RULES}
    seen = set()
    for item in judged:
        case = (item.case.dataset, item.case.id)
        if case in seen or item.own not in (bearings := item.by_document()):
            continue
        seen.add(case)
        if rule := rule_of(bearings[item.own]):
            counts[rule][0] += 1
            counts[rule][1] += item.case.label == RULES[rule]
    return {
        name: {
            "decided": decided,
            "precision": round(right / decided, 4) if decided else 0.0,
            "confidence": round((right + 0.5) / (decided + 1), 4),
        }
        for name, (decided, right) in counts.items()
    }


def allowed(figures: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The confidence of the rules that were precise enough on enough claims."""
    return {
        name: row["confidence"]
        for name, row in figures.items()
        if row["decided"] >= FEWEST and row["precision"] >= PRECISE
    }


def calibrated(head: VerdictHead, scales: Mapping[str, tuple[float, float]], rules: Mapping[str, float]) -> VerdictHead:
    return VerdictHead(
        head.weights,
        head.intercepts,
        head.decide_at,
        head.features,
        tuple(Calibration(*scales.get(str(name), (1.0, 0.0))) for name in CLASSES),
        rules,
    )


def decision_table(judged: Sequence[JudgedClaim], heads: Sequence[VerdictHead]) -> list[dict[str, float]]:
    """What the whole rule gives at each threshold; ``heads`` has for each claim the rule fitted without it."""
    gold = [item.case.label for item in judged]
    outcomes = [_at_thresholds(item, head) for item, head in zip(judged, heads, strict=True)]
    return [
        row_of(
            threshold, gold, [outcome[place][0] for outcome in outcomes], [outcome[place][1] for outcome in outcomes]
        )
        for place, threshold in enumerate(THRESHOLDS)
    ]


def _at_thresholds(item: JudgedClaim, head: VerdictHead) -> list[tuple[str, float]]:
    """Verdict and its probability at each of THRESHOLDS, aggregated once between two documents' probabilities."""
    weighed = [head.weigh(bearings) for bearings in item.by_document().values()]
    sides = sorted(max(found[Verdict.SUPPORTED], found[Verdict.REFUTED]) for found in weighed)
    known: dict[int, tuple[str, float]] = {}
    found = []
    for threshold in THRESHOLDS:
        below = bisect_left(sides, threshold)
        if below not in known:
            result = aggregate(item.claim, item.evidence, item.hits, head.weigh, threshold)
            sure = result.probabilities.get(result.verdict, result.confidence)
            known[below] = (str(result.verdict), sure)
        found.append(known[below])
    return found


def row_of(threshold: float, gold: Sequence[str], outcome: Sequence[str], sure: Sequence[float]) -> dict[str, float]:
    """One row of the table; ``sure`` is the probability of each verdict that was given."""
    decided = [(label, verdict) for label, verdict in zip(gold, outcome, strict=True) if verdict in _DECIDED]
    wrong = sum(label != verdict for label, verdict in decided)
    right = [label == verdict for label, verdict in zip(gold, outcome, strict=True)]
    return {
        "threshold": threshold,
        "decided": len(decided),
        "coverage": round(len(decided) / len(gold), 4),
        "risk": round(wrong / len(decided), 4) if decided else 0.0,
        "accuracy": round(accuracy(gold, outcome), 4),
        "macro_f1": round(macro_f1(gold, outcome), 4),
        "calibration_error": round(calibration_error(sure, right), 4),
    }


def risk_table(table: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """For each risk (share of wrong verdicts among decided ones) the threshold that keeps it with most decided.

    Risks that no threshold keeps while deciding FEWEST_AT_RISK claims are left out (El-Yaniv and Wiener, JMLR 2010).
    """
    rows = []
    for risk in RISKS:
        kept = [row for row in table if row["decided"] >= FEWEST_AT_RISK and row["risk"] <= risk]
        if kept:
            best = max(kept, key=lambda row: row["coverage"])
            rows.append({"risk": risk, "threshold": best["threshold"], "coverage": best["coverage"]})
    return rows


def labels_of(judged: Sequence[JudgedClaim]) -> list[int]:
    """The classes' places in CLASSES."""
    return [THREE_CLASSES.index(item.case.label) for item in judged]
