"""What a language model's stances and quotes are worth: fixed numbers and one fixed rule, no fitted ones.

A model gives its confidence as one of three levels, since numbers that models make up for themselves are worth
little. What a level stands for is set here, once; it is a convention until it is measured on labelled claims.

The rule, for the quotes of one document that passed the gate: let s be the highest score for supports and r the
highest for refutes. Taken as independent witnesses, the verdicts have the weights

    supported s·(1 - r),   refuted r·(1 - s),   not enough evidence (1 - s)·(1 - r)

which are divided by their sum. Several quotes of one side do not add up: a model that repeats itself is not surer.
Quotes of both sides in one document leave it open. A quote that the model takes as support although its quantities
differ from the claim's counts at most CONTRADICTED, which is below DECIDE_AT: such a claim stays undecided.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.domain import Bearing, Stance, StanceScores, Verdict


class Confidence(StrEnum):
    """How sure a model says that it is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LEVELS: Mapping[Confidence, float] = {Confidence.HIGH: 0.95, Confidence.MEDIUM: 0.8, Confidence.LOW: 0.55}
"""The probability that a level stands for."""

DECIDE_AT = 0.7
"""Below it supported and refuted are not decided: low confidence alone never decides."""

ANSWER_AT = 0.5
ALSO_AT = 0.5
CONTRADICTED = 0.6
ABSTAINS = LEVELS[Confidence.MEDIUM]
"""The confidence of an abstention: of that a model says nothing itself."""
NO_ANSWER = 0.1
"""The most that a quote answers where the model says that the passages do not."""

EVEN_ODDS = StanceScores(0.5, 0.0, 0.5)
"""Of a place that is nearest to words that no source has: it leans, decides nothing, and is shown as neutral."""

_OPPOSITE_SHARE = 0.2


def scores_of(stance: Stance, confidence: Confidence) -> StanceScores:
    """The level's probability for the stance; what is left goes to the others, most of it to neutral."""
    held = LEVELS[confidence]
    left = 1 - held
    if stance is Stance.NEUTRAL:
        return StanceScores(left / 2, left / 2, held)
    opposite, neutral = left * _OPPOSITE_SHARE, left * (1 - _OPPOSITE_SHARE)
    return StanceScores(held, opposite, neutral) if stance is Stance.SUPPORTS else StanceScores(opposite, held, neutral)


def answer_score(answered: bool, confidence: Confidence) -> float:
    """The probability that a quote answers."""
    return LEVELS[confidence] if answered else NO_ANSWER * LEVELS[confidence]


def weigh(bearings: Sequence[Bearing]) -> Mapping[Verdict, float]:
    """Probabilities of the three verdicts for one document, summing to 1, by the rule above."""
    supports = max((_support(bearing) for bearing in bearings), default=0.0)
    refutes = max((bearing.scores.refutes for bearing in bearings), default=0.0)
    weights = {
        Verdict.SUPPORTED: supports * (1 - refutes),
        Verdict.REFUTED: refutes * (1 - supports),
        Verdict.NOT_ENOUGH_EVIDENCE: (1 - supports) * (1 - refutes),
    }
    total = sum(weights.values())
    return {verdict: weight / total for verdict, weight in weights.items()}


def _support(bearing: Bearing) -> float:
    supports = bearing.scores.supports
    return min(supports, CONTRADICTED) if bearing.quantities is Stance.REFUTES else supports
