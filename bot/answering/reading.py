"""The embedded reader: every sentence of the retrieved passages, with the probability that it answers.

A logistic regression over few named features, fitted on development questions by ``python -m evals fit``.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.expecting import fits
from bot.comparison import features
from bot.domain import Hit, Proposal, Span
from bot.errors import ModelFilesError
from bot.ports import AnswerModel, Embedder

FEATURES = ("answers", "answers_in_context", "cosine", "similarity", "coverage", "context_coverage", "fits")
_EDGE = 1e-3


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """Fitted coefficients in FEATURES' order, and the probability below which nothing is answered.

    ``also_at`` is the probability from which a further sentence joins the answer.
    """

    weights: tuple[float, ...]
    intercept: float
    answer_at: float
    also_at: float

    @classmethod
    def read(cls, path: Path) -> "AnswerHead":
        """Raises ModelFilesError where the file is missing or made for other features."""
        try:
            saved = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelFilesError(f"the answer rule {path} cannot be read ({error}); install pincite again") from None
        if saved.get("features") != list(FEATURES):
            raise ModelFilesError(f"the answer rule {path} was fitted for other features; run `python -m evals fit`")
        return cls(tuple(saved["weights"]), saved["intercept"], saved["answer_at"], saved["also_at"])

    def probability(self, values: Sequence[float]) -> float:
        logit = self.intercept + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its numbers in the order of FEATURES."""

    hit: Hit
    span: Span
    values: tuple[float, ...]


def candidates(question: str, hits: Sequence[Hit], embedder: Embedder, model: AnswerModel | None) -> list[Candidate]:
    """Every sentence of the passages. ``model`` is None where the stance model knows no questions."""
    places = [(hit, span) for hit in hits for span in hit.passage.sentences]
    if not places:
        return []
    texts = [hit.passage.slice(span) for hit, span in places]
    contexts = [hit.passage.slice(_context(hit, span)) for hit, span in places]
    asked = embedder.embed_query(question)
    vectors = embedder.embed_documents(texts)
    if model is None:
        alone = around = [0.0] * len(texts)
    else:
        scores = [_log_odds(score) for score in model.score_answers([(text, question) for text in texts + contexts])]
        alone, around = scores[: len(texts)], scores[len(texts) :]
    found = []
    for index, (hit, span) in enumerate(places):
        cosine = sum(a * b for a, b in zip(asked, vectors[index], strict=True))
        found.append(
            Candidate(
                hit,
                span,
                (
                    alone[index],
                    around[index],
                    cosine,
                    hit.similarity,
                    features(question, texts[index])["coverage"],
                    features(question, contexts[index])["coverage"],
                    fits(question, texts[index]),
                ),
            )
        )
    return found


def read(
    question: str, hits: Sequence[Hit], embedder: Embedder, model: AnswerModel | None, head: AnswerHead
) -> list[Proposal]:
    """Proposals for every sentence, the likeliest answer first."""
    proposals = [
        Proposal(
            item.hit.passage,
            item.hit.passage.slice(item.span),
            item.span,
            score=head.probability(item.values),
        )
        for item in candidates(question, hits, embedder, model)
    ]
    return sorted(proposals, key=lambda proposal: -proposal.score)


def _context(hit: Hit, span: Span) -> Span:
    """The sentence with the one before it, which often says who or what it is about."""
    sentences = hit.passage.sentences
    at = sentences.index(span)
    return Span(sentences[max(0, at - 1)].start, span.end)


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(kept / (1 - kept))
