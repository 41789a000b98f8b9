"""One document's evidence on one claim to the probabilities of the three verdicts.

A multinomial logistic regression over few named features; its coefficients are fitted on development data
by ``python -m evals fit`` and travel beside the stance model. Its probabilities are calibrated by class on what
it gives for documents that it was not fitted to. Rules that compare what both texts say decide alone where they were
right often enough on development claims, and their share of right verdicts is then the confidence.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain import Bearing, Stance, Verdict
from bot.errors import ModelFilesError
from bot.verification.risk import RiskTable, table_of

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
    "neutral_least",
    "supports_share",
)
RULES = {"differs": Verdict.REFUTED, "repeats": Verdict.SUPPORTED}
"""What may decide without the regression. ``differs``: a sentence gives another number or date for the same thing.
``repeats``: a sentence, or one of the statements that it is made of, is the claim in the same words."""
KNOWN_PRECISION = {"repeats": 0.95}
"""Of rules that too few development claims meet. 1,266 of 1,334 training claims that repeat a sentence of their text,
or a statement of one, are supported. Nearly all others are mislabelled; a few texts repeat a rumour to deny it."""
_EDGE = 1e-3


def features_of(bearings: Sequence[Bearing]) -> list[float]:
    """Numbers in the order of FEATURES for the windows of one document; at least one bearing is needed.

    ``best`` is the highest log-odds over these windows, ``nearest`` that of the window that has most of the
    claim's words, ``mean`` the mean of the three highest. ``neutral_least`` is the log of the lowest probability of
    neutral, ``supports_share`` the mean probability of supports. What compares words and numbers is the nearest's.
    """
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
        math.log(max(_EDGE, min(bearing.scores.neutral for bearing in bearings))),
        sum(bearing.scores.supports for bearing in bearings) / len(bearings),
    ]


def rule_of(bearings: Sequence[Bearing]) -> str | None:
    """The name in RULES of the rule that applies to one document's evidence."""
    differs = any(bearing.quantities is Stance.REFUTES for bearing in bearings)
    repeats = any(bearing.repeats for bearing in bearings)
    if differs and repeats:  # the document is at odds with itself
        return None
    return "differs" if differs else "repeats" if repeats else None


def _says_it_all(bearing: Bearing) -> bool:
    """Whether the text has every word, name and number of the claim, and nothing that turns them around."""
    complete = bearing.coverage == 1.0 and bearing.names == 1.0 and bearing.numbers_absent == 0.0
    return complete and not (bearing.numbers_differ or bearing.negation_differs or bearing.opposite)


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of one class's probability: ``sigmoid(slope * log-odds + shift)`` (Platt, 1999)."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, probability: float) -> float:
        return 1 / (1 + math.exp(-(self.slope * _log_odds(probability) + self.shift)))


@dataclass(frozen=True, slots=True)
class VerdictHead:
    """The fitted rule: ``weights[class][feature]``, ``intercepts[class]``, in the orders of CLASSES and ``features``.

    ``calibrations`` are by class, and the three calibrated probabilities are divided by their sum. ``rules`` has how
    often a rule of RULES was right on development claims, for those that may decide alone. ``decide_at`` is the
    probability below which supported and refuted are not decided, at the default setting of the dial whose other
    settings are in ``risks``.
    """

    weights: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]
    decide_at: float
    features: tuple[str, ...] = FEATURES
    calibrations: tuple[Calibration, ...] = (Calibration(),) * len(CLASSES)
    rules: Mapping[str, float] = field(default_factory=dict)
    risks: RiskTable = field(default_factory=RiskTable)

    @classmethod
    def read(cls, path: Path) -> "VerdictHead":
        """Raises ModelFilesError where the file is missing, or made for features or rules that are not known here."""
        try:
            saved = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelFilesError(f"the verdict rule {path} cannot be read ({error}); install pincite again") from None
        try:
            return cls.of(saved)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFilesError(
                f"the verdict rule {path} was not fitted for this pincite ({error}); run `python -m evals fit`"
            ) from None

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> "VerdictHead":
        """The rule as ``python -m evals fit`` writes it. Raises KeyError, TypeError or ValueError for anything else."""
        if unknown := {*saved["features"]} - {*FEATURES} | {*saved.get("rules", {})} - {*RULES}:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        if saved["classes"] != [str(name) for name in CLASSES]:
            raise ValueError("other classes")
        scales = saved.get("calibrations", {})
        return cls(
            tuple(tuple(row) for row in saved["weights"]),
            tuple(saved["intercepts"]),
            saved["decide_at"],
            tuple(saved["features"]),
            tuple(Calibration(*scales.get(name, (1.0, 0.0))) for name in CLASSES),
            saved.get("rules", {}),
            table_of(saved.get("risk_table", [])),
        )

    def weigh(self, bearings: Sequence[Bearing]) -> Mapping[Verdict, float]:
        """Probabilities of CLASSES, summing to 1; without any bearing nothing is known of the claim."""
        if not bearings:
            return {Verdict.SUPPORTED: 0.0, Verdict.REFUTED: 0.0, Verdict.NOT_ENOUGH_EVIDENCE: 1.0}
        scaled = self.calibrated(self.raw(bearings))
        rule = rule_of(bearings) or ""
        if (precision := self.rules.get(rule, KNOWN_PRECISION.get(rule))) is not None:
            return _decided_by_rule(scaled, RULES[rule], precision)
        return scaled

    def raw(self, bearings: Sequence[Bearing]) -> Mapping[Verdict, float]:
        """What the regression gives, before calibration and rules; at least one bearing is needed."""
        measured = dict(zip(FEATURES, features_of(bearings), strict=True))
        values = [measured[name] for name in self.features]
        logits = [
            intercept + sum(weight * value for weight, value in zip(row, values, strict=True))
            for row, intercept in zip(self.weights, self.intercepts, strict=True)
        ]
        exponents = [math.exp(logit - max(logits)) for logit in logits]
        return {name: value / sum(exponents) for name, value in zip(CLASSES, exponents, strict=True)}

    def calibrated(self, raw: Mapping[Verdict, float]) -> Mapping[Verdict, float]:
        scaled = [scale(raw[name]) for name, scale in zip(CLASSES, self.calibrations, strict=True)]
        return {name: value / sum(scaled) for name, value in zip(CLASSES, scaled, strict=True)}


def _decided_by_rule(
    probabilities: Mapping[Verdict, float], verdict: Verdict, precision: float
) -> Mapping[Verdict, float]:
    """The rule's verdict gets its precision, or more where the regression is surer still; the others share the rest."""
    held = max(precision, probabilities[verdict])
    left = 1 - probabilities[verdict]
    return {
        name: held if name is verdict else (1 - held) * (value / left if left else 0.5)
        for name, value in probabilities.items()
    }
