"""Scores of a stance model on labelled rows. Works on any scorer, torch or ONNX; imports neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .rows import TARGETS, Row, read_rows
from .text import sentences, window

Scores = NDArray[np.float32]
Scorer = Callable[[Sequence[tuple[str, str]]], Scores]
"""Takes n pairs (passage, claim or question), gives n x 3 or n x 4 logits."""


def softmax(logits: Scores) -> Scores:
    """Stance probabilities (n x 3) of logits (n x 3 or n x 4)."""
    shifted = np.exp(logits[:, :3] - logits[:, :3].max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def sample(rows: list[Row], size: int, seed: int = 7) -> list[Row]:
    """The same ``size`` rows every time, in the file's order (all rows where there are fewer)."""
    if len(rows) <= size:
        return rows
    chosen = np.random.default_rng(seed).choice(len(rows), size=size, replace=False)
    return [rows[i] for i in sorted(chosen)]


def windows(text: str, sizes: Sequence[int] = (1, 2, 3)) -> list[str]:
    """All runs of the given numbers of sentences; the whole text where it is shorter than a run."""
    spans = sentences(text)
    made = [
        window(text, spans, first, first + size - 1) for size in sizes for first in range(max(0, len(spans) - size + 1))
    ]
    return list(dict.fromkeys(made)) or [text]


def targets(rows: list[Row]) -> NDArray[np.int64]:
    """Label codes: 0 supported, 1 refuted, 2 nei, 3 unsupported."""
    return np.array([TARGETS[row["label"]] for row in rows])


def three_way(rows: list[Row], scorer: Scorer) -> dict[str, float]:
    """Accuracy over all rows and recall of each class, the passage taken whole."""
    predicted = scorer([(row["doc"], row["claim"]) for row in rows])[:, :3].argmax(axis=1)
    return class_figures(predicted, targets(rows))


def class_figures(predicted: NDArray[np.int64], truth: NDArray[np.int64]) -> dict[str, float]:
    """Accuracy, and recall by class where the class occurs."""
    figures = {"accuracy": float((predicted == truth).mean())}
    for name, code in (("supported", 0), ("refuted", 1), ("nei", 2)):
        if (truth == code).any():
            figures[name] = float((predicted[truth == code] == code).mean())
    return figures


def best_window(rows: list[Row], scorer: Scorer) -> NDArray[np.float32]:
    """Stance probabilities (rows x 3) joined over windows of 1 to 3 sentences and the whole passage.

    Supported and refuted are each the largest over the windows, nei the smallest; then scaled to sum to 1.
    """
    pairs: list[tuple[str, str]] = []
    bounds = [0]
    for row in rows:
        pairs.extend((text, row["claim"]) for text in [*windows(row["doc"]), row["doc"]])
        bounds.append(len(pairs))
    each = softmax(scorer(pairs))
    joined = np.stack(
        [
            np.array([part[:, 0].max(), part[:, 1].max(), part[:, 2].min()])
            for part in (each[a:b] for a, b in pairwise(bounds))
        ]
    )
    return joined / joined.sum(axis=1, keepdims=True)


def stance_pair(rows: list[Row], scorer: Scorer) -> float:
    """Accuracy between supported and refuted alone, for sets without nei rows."""
    logits = scorer([(row["doc"], row["claim"]) for row in rows])
    return float((logits[:, :2].argmax(axis=1) == targets(rows)).mean())


def ranking(scores: NDArray[np.float32], positive: NDArray[np.bool_]) -> float:
    """Area under the ROC curve: the chance that a positive row scores above a negative one."""
    order = scores.argsort(kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        ranks[scores == value] = ranks[scores == value].mean()
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(scores) - n)))


def balanced(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Balanced accuracy of a two-class decision."""
    return float((predicted[truth].mean() + (~predicted[~truth]).mean()) / 2)


def balanced_across(
    scores: NDArray[np.float32], truth: NDArray[np.bool_], groups: Sequence[str], folds: int = 5
) -> float:
    """Balanced accuracy where each fold of the groups is decided by the threshold that is best on the other folds.

    A threshold for each set is what the benchmark of SummaC (Laban et al., 2022) gives every method: scores of
    different models are not on one scale. Here no row has a part in its own. Where several thresholds are best, it is
    the middle one.
    """
    names = {name: place % folds for place, name in enumerate(dict.fromkeys(groups))}
    fold = np.array([names[name] for name in groups])
    predicted = np.zeros(len(truth), dtype=bool)
    for number in range(folds):
        held = fold == number
        limits = np.unique(scores[~held])
        figures = np.array([balanced(scores[~held] > limit, truth[~held]) for limit in limits])
        best = np.flatnonzero(figures == figures.max())
        predicted[held] = scores[held] > limits[best[len(best) // 2]]
    return balanced(predicted, truth)


def questions(rows: list[Row], scorer: Scorer) -> dict[str, float]:
    """Questions against the sentences of their passages, by the fourth logit.

    ``hit``: of the answerable, how often the highest sentence is an answering one. ``answerable_auc``: how well the
    highest logit tells answerable questions from others.
    """
    pairs: list[tuple[str, str]] = []
    bounds = [0]
    for row in rows:
        pairs.extend((text, row["question"]) for text in windows(row["doc"], (1,)))
        bounds.append(len(pairs))
    logits = scorer(pairs)[:, 3]
    hits, tops = [], []
    for row, (a, b) in zip(rows, pairwise(bounds), strict=True):
        best = a + int(logits[a:b].argmax())
        tops.append(logits[best])
        if row["answerable"]:
            text = pairs[best][0]
            hits.append(any(text in held or held in text for held in row["meta"]["sentences"]))
    answerable = np.array([row["answerable"] for row in rows])
    return {"hit": float(np.mean(hits)), "answerable_auc": ranking(np.array(tops), answerable)}


def quick_dev(data: Path, sizes: dict[str, int]) -> Callable[[Scorer], dict[str, float]]:
    """A function that scores small fixed dev samples. ``sizes``: rows by sample, as in the config's [dev]."""
    written = sample(read_rows(data, "written/dev_claims"), sizes["written"])
    mnli = sample(read_rows(data, "dev/mnli"), sizes["mnli"])
    symmetric = sample(read_rows(data, "dev/fever_symmetric"), sizes["fever_symmetric"])
    grounded = sample(read_rows(data, "dev/expertqa"), sizes["expertqa"])
    asked = sample(read_rows(data, "written/dev_questions"), sizes["questions"])

    def score(scorer: Scorer) -> dict[str, float]:
        whole = three_way(written, scorer)
        support = softmax(scorer([(row["doc"], row["claim"]) for row in grounded]))[:, 0]
        figures = {f"written_{name}": value for name, value in whole.items()}
        figures["mnli"] = three_way(mnli, scorer)["accuracy"]
        figures["fever_symmetric"] = stance_pair(symmetric, scorer)
        figures["expertqa_auc"] = ranking(support, targets(grounded) == 0)
        figures.update({f"questions_{name}": value for name, value in questions(asked, scorer).items()})
        return {name: round(value, 4) for name, value in figures.items()}

    return score
