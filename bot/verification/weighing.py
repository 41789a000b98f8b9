"""One document's evidence on one claim to the probabilities of the three verdicts.

A multinomial logistic regression over few named features; its coefficients are fitted on development data
by ``python -m evals fit`` and travel beside the stance model. Being fitted to labels by maximum likelihood,
its probabilities are the confidence (Platt scaling, with three classes).
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain import Bearing, Stance, Verdict
from bot.errors import ModelFilesError

CLASSES = (Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_EVIDENCE)
FEATURES = (
    "supports_best",
    "refutes_best",
    "supports_nearest",
    "refutes_nearest",
    "supports_mean",
    "refutes_mean",
    "similarity",
    "coverage",
    "names",
    "numbers_absent",
    "numbers_differ",
    "negation_differs",
    "opposite",
    "says_it_all",
    "quantities_refute",
)
_EDGE = 1e-3
RELEVANT = 0.6
"""A window that has less than this share of what the best one has of the claim's words is about something else."""


def relevant(bearings: Sequence[Bearing]) -> list[Bearing]:
    """Those that are about the claim as far as any are; never none where any are given."""
    most = max((bearing.coverage for bearing in bearings), default=0.0)
    return [bearing for bearing in bearings if bearing.coverage >= RELEVANT * most]


def features_of(bearings: Sequence[Bearing]) -> list[float]:
    """Numbers in the order of FEATURES for the relevant windows of one document; at least one bearing is needed.

    ``best`` is the highest log-odds over these windows, ``nearest`` that of the window that has most of the
    claim's words, ``mean`` the mean of the three highest. What compares words and numbers is the nearest's.
    """
    bearings = relevant(bearings)
    nearest = max(bearings, key=lambda bearing: (bearing.coverage, bearing.similarity))
    supports = sorted((_log_odds(bearing.scores.supports) for bearing in bearings), reverse=True)
    refutes = sorted((_log_odds(bearing.scores.refutes) for bearing in bearings), reverse=True)
    return [
        supports[0],
        refutes[0],
        _log_odds(nearest.scores.supports),
        _log_odds(nearest.scores.refutes),
        sum(supports[:3]) / len(supports[:3]),
        sum(refutes[:3]) / len(refutes[:3]),
        max(bearing.similarity for bearing in bearings),
        nearest.coverage,
        nearest.names,
        nearest.numbers_absent,
        nearest.numbers_differ,
        float(nearest.negation_differs),
        float(nearest.opposite),
        float(_says_it_all(nearest)),
        float(any(bearing.quantities is Stance.REFUTES for bearing in bearings)),
    ]


def _says_it_all(bearing: Bearing) -> bool:
    """Whether the text has every word, name and number of the claim, and nothing that turns them around."""
    complete = bearing.coverage == 1.0 and bearing.names == 1.0 and bearing.numbers_absent == 0.0
    return complete and not (bearing.numbers_differ or bearing.negation_differs or bearing.opposite)


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class VerdictHead:
    """The fitted coefficients: ``weights[class][feature]``, ``intercepts[class]``, in CLASSES' order.

    ``decide_at`` is the probability below which supported and refuted are not decided.
    """

    weights: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]
    decide_at: float

    @classmethod
    def read(cls, path: Path) -> "VerdictHead":
        """Raises ModelFilesError where the file is missing or made for other features."""
        try:
            saved = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelFilesError(f"the verdict rule {path} cannot be read ({error}); install pincite again") from None
        if saved.get("features") != list(FEATURES) or saved.get("classes") != [str(name) for name in CLASSES]:
            raise ModelFilesError(f"the verdict rule {path} was fitted for other features; run `python -m evals fit`")
        return cls(tuple(tuple(row) for row in saved["weights"]), tuple(saved["intercepts"]), saved["decide_at"])

    def weigh(self, bearings: Sequence[Bearing]) -> Mapping[Verdict, float]:
        """Probabilities of CLASSES, summing to 1; without any bearing nothing is known of the claim."""
        if not bearings:
            return {Verdict.SUPPORTED: 0.0, Verdict.REFUTED: 0.0, Verdict.NOT_ENOUGH_EVIDENCE: 1.0}
        values = features_of(bearings)
        logits = [
            intercept + sum(weight * value for weight, value in zip(row, values, strict=True))
            for row, intercept in zip(self.weights, self.intercepts, strict=True)
        ]
        exponents = [math.exp(logit - max(logits)) for logit in logits]
        return {name: value / sum(exponents) for name, value in zip(CLASSES, exponents, strict=True)}
