"""Figures over many cases: pure functions of labels and predictions, each defined where it stands.

Each takes the cases' ``weights`` last: None counts every case once, and the bootstrap counts some cases twice and
others not at all.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evals.datasets import SUPPORTED, THREE_CLASSES

Weights = NDArray[np.float64] | None
BINS = 10
REPEATS = 1000
FEWEST_CLUSTERS = 10
"""Documents from which they are drawn whole by the bootstrap."""


def accuracy(gold: Sequence[str], predicted: Sequence[str], weights: Weights = None) -> float:
    """Share of predictions that equal the label."""
    return mean(np.array(gold) == np.array(predicted), weights)


def mean(values: ArrayLike, weights: Weights = None) -> float:
    """Weighted mean; 0 where nothing counts."""
    numbers = np.asarray(values, dtype=float)
    counted = np.ones(len(numbers)) if weights is None else weights
    total = counted.sum()
    return float((numbers * counted).sum() / total) if total else 0.0


def macro_f1(
    gold: Sequence[str], predicted: Sequence[str], weights: Weights = None, classes: Sequence[str] = THREE_CLASSES
) -> float:
    """Mean over the classes that occur among the labels of F1 = 2·TP / (2·TP + FP + FN).

    A prediction of none of the classes (conflicting) is wrong for each.
    """
    labels, guesses = np.array(gold), np.array(predicted)
    counted = np.ones(len(labels)) if weights is None else weights
    scores = []
    for name in classes:
        is_label, is_guess = labels == name, guesses == name
        if total := counted[is_label].sum():
            scores.append(2 * counted[is_label & is_guess].sum() / (total + counted[is_guess].sum()))
    return float(np.mean(scores)) if scores else 0.0


def balanced_accuracy(gold: Sequence[str], predicted: Sequence[str], weights: Weights = None) -> float:
    """Mean of the recalls of supported and of not supported, all other classes being one (LLM-AggreFact's measure).

    Where only one of the two occurs among the labels, its recall alone.
    """
    labels, guesses = np.array(gold) == SUPPORTED, np.array(predicted) == SUPPORTED
    counted = np.ones(len(labels)) if weights is None else weights
    recalls = []
    for side in (True, False):
        inside = labels == side
        if total := counted[inside].sum():
            recalls.append(counted[inside & (guesses == side)].sum() / total)
    return float(np.mean(recalls)) if recalls else 0.0


def confusion(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, dict[str, int]]:
    """Counts by label, then by prediction, of what occurs."""
    table: dict[str, dict[str, int]] = {}
    for label, guess in zip(gold, predicted, strict=True):
        row = table.setdefault(label, {})
        row[guess] = row.get(guess, 0) + 1
    return table


def calibration_error(confidence: Sequence[float], correct: Sequence[bool], weights: Weights = None) -> float:
    """Expected calibration error (Guo et al., ICML 2017): over ten equal bins of confidence, the mean distance of
    the share that is right from the mean confidence, weighted by the bins' cases."""
    sure, right = np.array(confidence, dtype=float), np.array(correct, dtype=float)
    counted = np.ones(len(sure)) if weights is None else weights
    bins = _bins(sure)
    gaps = np.bincount(bins, (right - sure) * counted, BINS)
    total = counted.sum()
    return float(np.abs(gaps).sum() / total) if total else 0.0


def reliability(confidence: Sequence[float], correct: Sequence[bool]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, cases) of each bin that has cases: the reliability diagram."""
    sure, right = np.array(confidence, dtype=float), np.array(correct, dtype=float)
    bins = _bins(sure)
    rows = []
    for number in range(BINS):
        if (inside := bins == number).any():
            rows.append((float(sure[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    return rows


def _bins(sure: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((sure * BINS).astype(int), BINS - 1)


def risk_coverage(
    confidence: Sequence[float], correct: Sequence[bool], weights: Weights = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coverage and risk when the k most confident cases are kept, for each k (El-Yaniv and Wiener, JMLR 2010).

    Cases of one confidence share their errors evenly, so their order in the file does not matter.
    """
    sure, wrong = np.array(confidence, dtype=float), 1.0 - np.array(correct, dtype=float)
    counted = np.ones(len(sure)) if weights is None else weights
    _, level = np.unique(-sure, return_inverse=True)
    sizes = np.bincount(level, counted)
    shares = np.bincount(level, wrong * counted) / np.maximum(sizes, 1e-12)
    order = np.argsort(level, kind="stable")
    ordered = counted[order]
    kept = np.cumsum(ordered)
    risk = np.cumsum(shares[level[order]] * ordered) / np.maximum(kept, 1e-12)
    return kept / max(kept[-1], 1e-12), risk


def area_under_risk_coverage(confidence: Sequence[float], correct: Sequence[bool], weights: Weights = None) -> float:
    """AURC (Geifman and El-Yaniv, NeurIPS 2017): the mean risk over all coverages; lower is better."""
    if not len(confidence):
        return 0.0
    _, risk = risk_coverage(confidence, correct, weights)
    return mean(risk, None if weights is None else weights[_by_confidence(confidence)])


def _by_confidence(confidence: Sequence[float]) -> NDArray[np.int64]:
    _, level = np.unique(-np.array(confidence, dtype=float), return_inverse=True)
    return np.argsort(level, kind="stable")


def interval(
    measure: Callable[[Weights], float], clusters: Sequence[str], repeats: int = REPEATS
) -> tuple[float, float]:
    """95% percentile bootstrap interval (Efron, 1979) of a measure of the cases' weights.

    Whole clusters are drawn, since claims on one document are not independent; where they are fewer than ten, single
    cases are, and the interval then says nothing of other documents. The seed is fixed.
    """
    if len(set(clusters)) < FEWEST_CLUSTERS:
        clusters = [str(place) for place in range(len(clusters))]
    _, cluster = np.unique(np.array(clusters), return_inverse=True)
    many = int(cluster.max()) + 1 if len(cluster) else 0
    if many == 0:
        return 0.0, 0.0
    draws = np.random.default_rng(0).multinomial(many, np.full(many, 1 / many), size=repeats)
    values = [measure(draw[cluster].astype(float)) for draw in draws]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
