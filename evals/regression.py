"""Logistic regression with its regularisation picked by cross-validation, where no document is in two folds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""Inverse strengths of the L2 penalty that are tried, on standardised features."""
_EDGE = 1e-6


@dataclass(frozen=True)
class Linear:
    """Coefficients on the raw features: ``weights`` is classes × features, or 1 × features for two classes."""

    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    def probabilities(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """One row a case, one column a class."""
        logits = values @ self.weights.T + self.intercepts
        if logits.shape[1] == 1:
            positive = 1 / (1 + np.exp(-logits[:, 0]))
            return np.stack([1 - positive, positive], axis=1)
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = exponents / exponents.sum(axis=1, keepdims=True)
        return shares


@dataclass(frozen=True)
class Fitted:
    """The regression on all cases, those of each fold (fitted without it), and the fold that each group is in."""

    final: Linear
    of_fold: tuple[Linear, ...]
    fold_of: dict[str, int]
    strength: float
    log_loss: float
    """Weighted mean negative log-likelihood, cross-validated, in nats."""


def fit_grouped(
    values: NDArray[np.float64], classes: Sequence[int], groups: Sequence[str], case_weights: NDArray[np.float64]
) -> Fitted:
    """Multinomial (binary for two classes) logistic regression, L2, features standardised and folded back.

    ``groups`` are dealt to folds in order of size, the largest first to the emptiest fold, so the same data
    always give the same folds.
    """
    labels = np.array(classes)
    fold_of = _dealt(groups)
    folds = np.array([fold_of[group] for group in groups])
    best: tuple[float, float, tuple[Linear, ...]] | None = None
    for strength in STRENGTHS:
        parts = tuple(
            _fit(values[folds != fold], labels[folds != fold], case_weights[folds != fold], strength)
            for fold in range(FOLDS)
        )
        losses = np.zeros(len(labels))
        for fold, part in enumerate(parts):
            inside = folds == fold
            chosen = part.probabilities(values[inside])[np.arange(inside.sum()), labels[inside]]
            losses[inside] = -np.log(np.maximum(chosen, _EDGE))
        loss = float(np.average(losses, weights=case_weights))
        if best is None or loss < best[0] - 1e-5:
            best = (loss, strength, parts)
    assert best is not None
    return Fitted(_fit(values, labels, case_weights, best[1]), best[2], fold_of, best[1], best[0])


def _dealt(groups: Sequence[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    filled = [0] * FOLDS
    fold_of = {}
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold_of[group] = filled.index(min(filled))
        filled[fold_of[group]] += sizes[group]
    return fold_of


def _fit(
    values: NDArray[np.float64], labels: NDArray[np.int64], case_weights: NDArray[np.float64], strength: float
) -> Linear:
    from sklearn.linear_model import LogisticRegression

    centre = np.average(values, axis=0, weights=case_weights)
    spread = np.sqrt(np.average((values - centre) ** 2, axis=0, weights=case_weights))
    spread[spread < _EDGE] = 1.0
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit((values - centre) / spread, labels, sample_weight=case_weights)
    weights = model.coef_ / spread
    return Linear(weights, model.intercept_ - weights @ centre)
