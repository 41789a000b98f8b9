"""The embedded judge: which windows of the retrieved passages bear on a claim, and how."""

from collections.abc import Mapping, Sequence

from bot.comparison import compare, features
from bot.domain import Bearing, Claim, Hit, Proposal, Span, Stance, StanceScores
from bot.ports import StanceModel
from bot.retrieval import windows

SENTENCES = 8
"""Single sentences that are judged, the likeliest first; longer windows are built around the first of them."""
WIDENED = 2
_WINDOW_SIZES = (2, 3)


def judge(claim: Claim, hits: Sequence[Hit], model: StanceModel) -> list[Proposal]:
    """Proposals with a bearing each: the nearest sentences, and windows of two and three around the best.

    Nearness of a sentence is its passage's cosine plus the share of the claim's content words it has.
    """
    return judge_all([(claim, hits)], model)[0]


def judge_all(asked: Sequence[tuple[Claim, Sequence[Hit]]], model: StanceModel) -> list[list[Proposal]]:
    """``judge`` for several claims, all their windows scored in one call: the model sorts them by length."""
    chosen = [_chosen(claim, hits) for claim, hits in asked]
    pairs = [
        (hit.passage.slice(span), claim.text)
        for (claim, _), places in zip(asked, chosen, strict=True)
        for hit, span in places
    ]
    # the same window meets the same claim more than once where a claim is repeated
    distinct = list(dict.fromkeys(pairs))
    scores = dict(zip(distinct, model.score(distinct), strict=True))
    return [_proposals(claim, places, scores) for (claim, _), places in zip(asked, chosen, strict=True)]


def _chosen(claim: Claim, hits: Sequence[Hit]) -> list[tuple[Hit, Span]]:
    places = [(hit, span) for hit in hits for span in hit.passage.sentences]
    near = sorted(places, key=lambda place: -_nearness(claim, *place))[:SENTENCES]
    chosen: dict[tuple[str, int, int], tuple[Hit, Span]] = {}
    for hit, span in near:
        chosen[hit.passage.document, span.start, span.end] = (hit, span)
    for hit, span in near[:WIDENED]:
        for size in _WINDOW_SIZES:
            for window in windows(hit.passage, size):
                if window.overlaps(span):
                    chosen.setdefault((hit.passage.document, window.start, window.end), (hit, window))
    return list(chosen.values())


def _proposals(
    claim: Claim, places: Sequence[tuple[Hit, Span]], scores: Mapping[tuple[str, str], StanceScores]
) -> list[Proposal]:
    found = []
    for hit, span in places:
        text = hit.passage.slice(span)
        alone = span in hit.passage.sentences
        bearing = bearing_of(
            claim.text, text, scores[text, claim.text], hit.similarity, _before(hit, span), alone=alone
        )
        found.append(Proposal(hit.passage, text, span, bearing))
    return found


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
        note=comparison.explanation if comparison else "",
    )


def _before(hit: Hit, span: Span) -> str:
    return hit.passage.text[: span.start - hit.passage.start]


def _nearness(claim: Claim, hit: Hit, span: Span) -> float:
    return hit.similarity + features(claim.text, hit.passage.slice(span))["coverage"]
