"""Fits the rule that ranks sentences as answers (bot.answering.reading) on development questions.

Each instance is a candidate sentence. The written questions are asked of one library of all documents and again of
their own document; a fixed sample of SQuAD 2.0's paragraphs is asked each of itself.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.answering.composing import MOST
from bot.answering.reading import FEATURES, candidates
from bot.ports import AnswerModel, Embedder
from bot.retrieval import retrieve
from evals.datasets import QuestionCase
from evals.memory import MemoryPassageStore
from evals.regression import Fitted, fit_grouped

PARAGRAPHS = 40
THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(2, 48))


@dataclass(frozen=True)
class ReadQuestion:
    """A question with the numbers of each candidate sentence, and which of them answer it."""

    case: QuestionCase
    own: str
    values: Sequence[tuple[float, ...]]
    answers: Sequence[bool]


@dataclass(frozen=True)
class QuestionReader:
    """The product's steps from a question to candidate sentences, over one library in memory."""

    store: MemoryPassageStore
    embedder: Embedder
    model: AnswerModel | None
    ids: Mapping[str, str]

    def read(self, case: QuestionCase, *, own_only: bool) -> ReadQuestion:
        own = self.ids[case.doc]
        hits = retrieve(self.store, case.question, [own] if own_only else None)
        found = candidates(case.question, hits, self.embedder, self.model)
        texts = [item.hit.passage.slice(item.span) for item in found]
        rights = [
            item.hit.passage.document == own and answers(case, text) for item, text in zip(found, texts, strict=True)
        ]
        return ReadQuestion(case, own, [item.values for item in found], rights)


def answers(case: QuestionCase, sentence: str) -> bool:
    """Whether the sentence is one of those that answer; where the set names none, whether it has an answer in it."""
    if not case.answerable:
        return False
    if case.sentences:
        return any(wanted in sentence or sentence in wanted for wanted in case.sentences)
    return any(answer in sentence for answer in case.answers)


def sampled_paragraphs(cases: Sequence[QuestionCase]) -> list[QuestionCase]:
    """All questions of a fixed sample of the paragraphs."""
    texts = sorted({case.doc for case in cases})
    chosen = set(random.Random(0).sample(texts, min(PARAGRAPHS, len(texts))))
    return [case for case in cases if case.doc in chosen]


def fit_answer(written: Sequence[ReadQuestion], squad: Sequence[ReadQuestion]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rule as the product reads it, and cross-validated figures of it on the written questions."""
    share = min(1.0, len(written) / len(squad)) if squad else 1.0
    rows = [(item, 1.0) for item in written] + [(item, share) for item in squad]
    values = [candidate for item, _ in rows for candidate in item.values]
    labels = [int(right) for item, _ in rows for right in item.answers]
    groups = [item.own for item, _ in rows for _ in item.values]
    weights = np.array([weight for item, weight in rows for _ in item.values])
    fitted = fit_grouped(np.array(values), labels, groups, weights)
    scored = [_ranked(item, fitted) for item in written]
    tables = [_row(threshold, written, scored) for threshold in THRESHOLDS]
    top = max(row["mean_f1"] for row in tables)
    alike = [row for row in tables if row["mean_f1"] >= top - (0.25 / len(written)) ** 0.5]
    best = max(alike, key=lambda row: (row["f1"], row["threshold"]))
    also = max(
        THRESHOLDS, key=lambda threshold: (_sentence_f1(written, scored, best["threshold"], threshold), threshold)
    )
    head = {
        "features": list(FEATURES),
        "weights": [round(float(value), 5) for value in fitted.final.weights[0]],
        "intercept": round(float(fitted.final.intercepts[0]), 5),
        "answer_at": best["threshold"],
        "also_at": max(also, best["threshold"]),
    }
    return head, {
        "written_questions": len(written),
        "squad_questions": len(squad),
        "instances": len(labels),
        "strength": fitted.strength,
        "log_loss": round(fitted.log_loss, 4),
        "sentence_f1": round(_sentence_f1(written, scored, best["threshold"], head["also_at"]), 4),
        **{name: best[name] for name in ("right", "precision", "recall", "f1", "abstention_f1", "answered")},
    }


def _ranked(item: ReadQuestion, fitted: Fitted) -> list[tuple[float, bool]]:
    """(probability, whether it answers), best first, by the regression fitted without the question's document."""
    if not item.values:
        return []
    probabilities = fitted.of_fold[fitted.fold_of[item.own]].probabilities(np.array(item.values))[:, 1]
    pairs = zip(probabilities.tolist(), item.answers, strict=True)
    return sorted(pairs, key=lambda pair: -pair[0])


def _row(
    threshold: float, questions: Sequence[ReadQuestion], scored: Sequence[Sequence[tuple[float, bool]]]
) -> dict[str, float]:
    """Precision: answers whose first sentence answers, of all given. Recall: the same of all that can be answered.

    Right: the mean of two shares, hits of the answerable questions and abstentions of the others. The threshold is
    chosen by the mean of two F1 scores, of answers that hit and of abstentions that are due: either alone, or the
    shares, are best where a weak reader answers everything or nothing. Of thresholds within a standard error of the
    best (after Breiman et al., Classification and Regression Trees, 1984) the one with the best F1 of answers is taken.
    """
    best = [ranked[0] if ranked else (0.0, False) for ranked in scored]
    answered = [probability >= threshold for probability, _ in best]
    answerable = [item.case.answerable for item in questions]
    hits = sum(given and right for given, (_, right) in zip(answered, best, strict=True))
    silent = sum(not given and not can for given, can in zip(answered, answerable, strict=True))
    f1 = 2 * hits / max(1, sum(answered) + sum(answerable))
    abstention_f1 = 2 * silent / max(1, 2 * len(questions) - sum(answered) - sum(answerable))
    return {
        "threshold": threshold,
        "answered": round(sum(answered) / len(questions), 4),
        "right": round((hits / max(1, sum(answerable)) + silent / max(1, answerable.count(False))) / 2, 4),
        "precision": round(hits / max(1, sum(answered)), 4),
        "recall": round(hits / max(1, sum(answerable)), 4),
        "f1": round(f1, 4),
        "abstention_f1": round(abstention_f1, 4),
        "mean_f1": round((f1 + abstention_f1) / 2, 4),
    }


def _sentence_f1(
    questions: Sequence[ReadQuestion],
    scored: Sequence[Sequence[tuple[float, bool]]],
    answer_at: float,
    also_at: float,
) -> float:
    """F1 of the sentences shown over all questions: which further sentences join the first."""
    shown = right = wanted = 0
    for item, ranked in zip(questions, scored, strict=True):
        wanted += sum(item.answers)
        if not ranked or ranked[0][0] < answer_at:
            continue
        chosen = [pair for place, pair in enumerate(ranked[:MOST]) if place == 0 or pair[0] >= also_at]
        shown += len(chosen)
        right += sum(hit for _, hit in chosen)
    return 2 * right / (shown + wanted) if shown + wanted else 0.0
