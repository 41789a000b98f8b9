"""The embedded judge: which windows of the retrieved passages bear on a claim, and how."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.comparison import compare, features, same_words
from bot.domain import Bearing, Claim, Hit, Proposal, Span, Stance, StanceScores
from bot.ports import StanceModel
from bot.retrieval import windows
from bot.splitting import split
from bot.verification.aggregation import NEAREST

SENTENCES = 8
"""Single sentences that may be judged, the likeliest first; longer windows are built around the first of them."""
WIDENED = 2
_WINDOW_SIZES = (2, 3)
_QUOTATION = re.compile(r'["“”«»]')
RELEVANT = 0.6
"""Of the claim's words that the best window has, what another needs to be judged: one with fewer is about something
else. Also across documents, which made verdicts on development claims better (docs/ablations.md)."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of sentences of a passage; one that is not ``judged`` is only near."""

    hit: Hit
    span: Span
    judged: bool

    @property
    def text(self) -> str:
        return self.hit.passage.slice(self.span)


def judge(claim: Claim, hits: Sequence[Hit], model: StanceModel, share: float = RELEVANT) -> list[Proposal]:
    """Proposals with a bearing each: the nearest sentences, and windows of two and three around the best.

    What has less than ``share`` of the claim's words that the best of them has is not judged; of such sentences the
    nearest are proposed without a bearing, behind the others.
    """
    return judge_all([(claim, hits)], model, share)[0]


def judge_all(
    asked: Sequence[tuple[Claim, Sequence[Hit]]], model: StanceModel, share: float = RELEVANT
) -> list[list[Proposal]]:
    """``judge`` for several claims, all their windows scored in one call: the model sorts them by length."""
    chosen = [_chosen(claim, hits, share) for claim, hits in asked]
    pairs = [
        (window.text, claim.text)
        for (claim, _), places in zip(asked, chosen, strict=True)
        for window in places
        if window.judged
    ]
    # the same window meets the same claim more than once where a claim is repeated
    distinct = list(dict.fromkeys(pairs))
    scores = dict(zip(distinct, model.score(distinct), strict=True))
    return [
        [_proposal(claim, window, scores) for window in places]
        for (claim, _), places in zip(asked, chosen, strict=True)
    ]


def _chosen(claim: Claim, hits: Sequence[Hit], share: float) -> list[_Window]:
    places = [(hit, span) for hit in hits for span in hit.passage.sentences]
    near = sorted(places, key=lambda place: -nearness(claim, *place))[:SENTENCES]
    chosen: dict[tuple[str, int, int], tuple[Hit, Span]] = {}
    for hit, span in near:
        chosen[hit.passage.document, span.start, span.end] = (hit, span)
    for hit, span in near[:WIDENED]:
        for size in _WINDOW_SIZES:
            for window in windows(hit.passage, size):
                if window.overlaps(span):
                    chosen.setdefault((hit.passage.document, window.start, window.end), (hit, window))
    covered = {place: _coverage(claim, hit, span) for place, (hit, span) in chosen.items()}
    least = share * max(covered.values(), default=0.0)
    relevant = [_Window(*chosen[place], judged=True) for place, value in covered.items() if value >= least]
    others = [
        _Window(hit, span, judged=False)
        for hit, span in near
        if covered[hit.passage.document, span.start, span.end] < least
    ]
    return [*relevant, *others[:NEAREST]]


def _proposal(claim: Claim, window: _Window, scores: Mapping[tuple[str, str], StanceScores]) -> Proposal:
    hit, span, text = window.hit, window.span, window.text
    if not window.judged:
        return Proposal(hit.passage, text, span)
    alone = span in hit.passage.sentences
    bearing = bearing_of(claim.text, text, scores[text, claim.text], hit.similarity, _before(hit, span), alone=alone)
    return Proposal(hit.passage, text, span, bearing)


def bearing_of(
    claim: str, text: str, scores: StanceScores, similarity: float, context: str = "", *, alone: bool = True
) -> Bearing:
    """The model's scores and what a plain comparison of words and quantities adds to them.

    ``context`` is what the source says before the text: names there may be taken up by "she" or "the signal".
    ``alone`` tells that the text is one sentence: across sentences, numbers are not compared, since the second
    often gives another thing's number.
    """
    measured = features(claim, text)
    comparison = compare(claim, text, context) if alone else None
    return Bearing(
        scores=scores,
        similarity=similarity,
        coverage=measured["coverage"],
        quantities=comparison.stance if comparison else Stance.NEUTRAL,
        names=measured["name_coverage"],
        numbers_absent=measured["number_absent"],
        numbers_differ=measured["number_mismatch"],
        negation_differs=bool(measured["negation_mismatch"]),
        opposite=bool(measured["opposite"]),
        repeats=alone and measured["coverage"] == 1.0 and _repeats(claim, text),
        note=comparison.explanation if comparison else "",
    )


def _repeats(claim: str, sentence: str) -> bool:
    """Whether the claim is the sentence, or one of the statements that it is made of, in the same words.

    Words in quotation marks that the claim has not are somebody's, so they are no statement of the source.
    """
    if _QUOTATION.search(sentence) and not _QUOTATION.search(claim):
        return False
    return same_words(claim, sentence) or any(same_words(claim, statement) for statement in _statements(sentence))


@lru_cache(maxsize=4096)
def _statements(sentence: str) -> tuple[str, ...]:
    pieces = split(sentence, [Span(0, len(sentence))])
    return tuple(piece.claim.text for piece in pieces if piece.checkable) if len(pieces) > 1 else ()


def _before(hit: Hit, span: Span) -> str:
    return hit.passage.text[: span.start - hit.passage.start]


def nearness(claim: Claim, hit: Hit, span: Span) -> float:
    """Of a sentence to the claim: its passage's cosine plus the share of the claim's content words that it has."""
    return hit.similarity + _coverage(claim, hit, span)


def _coverage(claim: Claim, hit: Hit, span: Span) -> float:
    return features(claim.text, hit.passage.slice(span))["coverage"]
