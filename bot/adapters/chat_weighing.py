"""What a language model's stances and quotes are worth: fixed numbers and one fixed rule, no fitted ones.

A model gives its confidence as one of three levels, since numbers that models make up for themselves are worth
little. What a level stands for is set here, once; it is a convention until it is measured on labelled claims.

The quotes of one document that passed the gate are weighed as witnesses (``weigh``). A quote that the model takes as
support although its quantities differ from the claim's counts at most CONTRADICTED, which is below DECIDE_AT: such a
claim stays undecided.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain import Stance, StanceScores
from bot.verification.witnesses import CONTRADICTED as CONTRADICTED
from bot.verification.witnesses import witnessed


class Confidence(StrEnum):
    """How sure a model says that it is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LEVELS: Mapping[Confidence, float] = {Confidence.HIGH: 0.95, Confidence.MEDIUM: 0.8, Confidence.LOW: 0.55}
"""The probability that a level stands for."""

DECIDE_AT = 0.7
"""Below it supported and refuted are not decided: low confidence alone never decides."""

weigh = witnessed

ANSWER_AT = 0.5
ALSO_AT = 0.5
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
