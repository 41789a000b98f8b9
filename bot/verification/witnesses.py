"""The rule for stances that no rule was fitted to: a language model's, or those of a stance model from elsewhere.

For the evidence of one document let s be the highest score for supports and r the highest for refutes. Taken as
independent witnesses, the verdicts have the weights

    supported s·(1 - r),   refuted r·(1 - s),   not enough evidence (1 - s)·(1 - r)

which are divided by their sum. Several quotes of one side do not add up: a model that repeats itself is not surer.
Quotes of both sides in one document leave it open. Support from a text whose quantities differ from the claim's
counts at most CONTRADICTED.
"""

from collections.abc import Mapping, Sequence

from bot.domain import Bearing, Stance, Verdict

CONTRADICTED = 0.6


def witnessed(bearings: Sequence[Bearing]) -> Mapping[Verdict, float]:
    """Probabilities of the three verdicts for one document, summing to 1, by the rule above."""
    supports = max((_support(bearing) for bearing in bearings), default=0.0)
    refutes = max((bearing.scores.refutes for bearing in bearings), default=0.0)
    weights = {
        Verdict.SUPPORTED: supports * (1 - refutes),
        Verdict.REFUTED: refutes * (1 - supports),
        Verdict.NOT_ENOUGH_EVIDENCE: (1 - supports) * (1 - refutes),
    }
    total = sum(weights.values())
    if not total:  # both witnesses are certain, so nothing is
        return {Verdict.SUPPORTED: 0.0, Verdict.REFUTED: 0.0, Verdict.NOT_ENOUGH_EVIDENCE: 1.0}
    return {verdict: weight / total for verdict, weight in weights.items()}


def _support(bearing: Bearing) -> float:
    supports = bearing.scores.supports
    return min(supports, CONTRADICTED) if bearing.quantities is Stance.REFUTES else supports
