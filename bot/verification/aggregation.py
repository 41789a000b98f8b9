"""From the evidence on one claim to its verdict, and from claims to the verdict on the whole text.

The rule, for one claim:

1. Evidence is weighed document by document: each document gets probabilities of supported, refuted and
   not enough evidence.
2. A document decides where its likelier side of supported and refuted is its likeliest class and reaches
   the threshold.
3. Documents that decide both ways: conflicting. One way: that verdict, with the highest confidence.
4. None decides: not enough evidence; and where one would have decided but for the threshold, the engine is
   undecided, which is told apart from sources that do not say.
5. A decided verdict shows the quotes of its own stance. Where no window has that stance, nothing could be
   shown, so nothing is decided.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.domain import Bearing, Claim, ClaimResult, Evidence, Hit, Searched, Stance, Verdict
from bot.verification.explaining import explain

Weigh = Callable[[Sequence[Bearing]], Mapping[Verdict, float]]

SHOWN = 2
NEAREST = 3
_SIDES = {Verdict.SUPPORTED: Stance.SUPPORTS, Verdict.REFUTED: Stance.REFUTES}


def aggregate(
    claim: Claim, evidence: Sequence[Evidence], hits: Sequence[Hit], weigh: Weigh, decide_at: float
) -> ClaimResult:
    """The verdict on one claim. Evidence without a bearing takes no part."""
    by_document: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.bearing is not None:
            by_document.setdefault(item.quote.document.id, []).append(item)
    weighed = {
        document: weigh([item.bearing for item in items if item.bearing]) for document, items in by_document.items()
    }
    decided: dict[Verdict, tuple[float, list[Evidence]]] = {}
    leaning: tuple[float, Mapping[Verdict, float]] | None = None
    for document, probabilities in weighed.items():
        side = max(_SIDES, key=lambda verdict: probabilities[verdict])
        probability = probabilities[side]
        if probability < probabilities[Verdict.NOT_ENOUGH_EVIDENCE]:
            continue
        shown = shown_quotes(by_document[document], _SIDES[side])
        if leaning is None or probability > leaning[0]:
            leaning = (probability, probabilities)
        if probability >= decide_at and shown and probability > decided.get(side, (0.0, []))[0]:
            decided[side] = (probability, shown)
    searched = Searched(len(hits), nearest_quotes(evidence))
    verdict, confidence, quotes = _combined(decided, weighed)
    undecided = verdict is Verdict.NOT_ENOUGH_EVIDENCE and leaning is not None
    if undecided and leaning:
        confidence = leaning[0]
    probabilities = leaning[1] if leaning else _most_open(weighed)
    return ClaimResult(
        claim=claim,
        verdict=verdict,
        confidence=round(confidence, 4),
        evidence=tuple(quotes),
        explanation=explain(claim.text, verdict, quotes, undecided, searched, _leaning(probabilities)),
        searched=searched,
        undecided=undecided,
        probabilities={str(name): round(value, 4) for name, value in probabilities.items()},
    )


def _leaning(probabilities: Mapping[Verdict, float]) -> tuple[Verdict, float] | None:
    """The likelier of supported and refuted, where it is likelier than not enough evidence."""
    side = max(_SIDES, key=lambda verdict: probabilities[verdict])
    probability = probabilities[side]
    return (side, probability) if probability > probabilities[Verdict.NOT_ENOUGH_EVIDENCE] else None


def _combined(
    decided: Mapping[Verdict, tuple[float, list[Evidence]]], weighed: Mapping[str, Mapping[Verdict, float]]
) -> tuple[Verdict, float, list[Evidence]]:
    if len(decided) > 1:
        supported, refuted = decided[Verdict.SUPPORTED], decided[Verdict.REFUTED]
        return Verdict.CONFLICTING, min(supported[0], refuted[0]), supported[1][:1] + refuted[1][:1]
    if decided:
        verdict, (confidence, quotes) = next(iter(decided.items()))
        return verdict, confidence, quotes
    return Verdict.NOT_ENOUGH_EVIDENCE, _most_open(weighed)[Verdict.NOT_ENOUGH_EVIDENCE], []


def _most_open(weighed: Mapping[str, Mapping[Verdict, float]]) -> Mapping[Verdict, float]:
    """The probabilities of the document that comes nearest to deciding; nothing found leaves all open."""
    silent = {Verdict.SUPPORTED: 0.0, Verdict.REFUTED: 0.0, Verdict.NOT_ENOUGH_EVIDENCE: 1.0}
    return min(weighed.values(), key=lambda item: item[Verdict.NOT_ENOUGH_EVIDENCE], default=silent)


def shown_quotes(evidence: Sequence[Evidence], stance: Stance) -> list[Evidence]:
    """The quotes of one stance, best first, the shorter of equals, none inside another."""
    ranked = sorted(
        (item for item in evidence if item.stance is stance),
        key=lambda item: (
            not (item.bearing and (item.bearing.repeats or (item.bearing.note and item.bearing.quantities is stance))),
            -round(item.score, 2),
            item.quote.end - item.quote.start,
        ),
    )
    return _apart(ranked)[:SHOWN]


def nearest_quotes(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The places nearest to the claim whatever their stance, one window a place."""

    def rank(item: Evidence) -> tuple[float, int]:
        if item.bearing is None:  # not judged, since it has little of the claim: in the order in which it was proposed
            return 0.0, 0
        return -item.bearing.coverage - item.bearing.similarity, item.quote.end - item.quote.start

    ranked = sorted(evidence, key=rank)
    return tuple(_apart(ranked)[:NEAREST])


def _apart(ranked: Sequence[Evidence]) -> list[Evidence]:
    kept: list[Evidence] = []
    for item in ranked:
        same = [other for other in kept if other.quote.document.id == item.quote.document.id]
        if not any(item.quote.span.overlaps(other.quote.span) for other in same):
            kept.append(item)
    return kept


def overall(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a text of several claims: any refuted refutes, then conflicts, then all supported."""
    if Verdict.REFUTED in verdicts:
        return Verdict.REFUTED
    if Verdict.CONFLICTING in verdicts:
        return Verdict.CONFLICTING
    if verdicts and all(verdict is Verdict.SUPPORTED for verdict in verdicts):
        return Verdict.SUPPORTED
    return Verdict.NOT_ENOUGH_EVIDENCE
