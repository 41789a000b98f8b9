"""From a model's stances to probabilities: deterministic, bounded, and never decided by what contradicts itself."""

import itertools

import pytest

from bot.adapters.chat_weighing import (
    ANSWER_AT,
    CONTRADICTED,
    DECIDE_AT,
    LEVELS,
    Confidence,
    answer_score,
    scores_of,
    weigh,
)
from bot.domain import Bearing, Stance, Verdict


def bearing(stance: Stance, confidence: Confidence = Confidence.HIGH, quantities: Stance = Stance.NEUTRAL) -> Bearing:
    return Bearing(scores_of(stance, confidence), quantities=quantities)


@pytest.mark.parametrize(("stance", "confidence"), list(itertools.product(Stance, Confidence)))
def test_scores_are_probabilities_and_keep_the_models_stance(stance: Stance, confidence: Confidence) -> None:
    scores = scores_of(stance, confidence)
    assert scores.supports + scores.refutes + scores.neutral == pytest.approx(1)
    assert Bearing(scores).stance is stance


@pytest.mark.parametrize("number", range(4))
def test_any_evidence_gives_probabilities(number: int) -> None:
    for stances in itertools.product(Stance, repeat=number):
        weights = weigh([bearing(stance) for stance in stances])
        assert sum(weights.values()) == pytest.approx(1)
        assert set(weights) == {Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_EVIDENCE}


@pytest.mark.parametrize(
    ("stance", "verdict"), [(Stance.SUPPORTS, Verdict.SUPPORTED), (Stance.REFUTES, Verdict.REFUTED)]
)
def test_high_and_medium_confidence_decide_and_low_does_not(stance: Stance, verdict: Verdict) -> None:
    for confidence in Confidence:
        decided = weigh([bearing(stance, confidence)])[verdict] >= DECIDE_AT
        assert decided == (confidence is not Confidence.LOW)
        assert weigh([bearing(stance, confidence)])[verdict] == pytest.approx(LEVELS[confidence], abs=0.03)


def test_repeating_a_quote_makes_nothing_surer() -> None:
    assert weigh([bearing(Stance.SUPPORTS)] * 5) == weigh([bearing(Stance.SUPPORTS)])


def test_both_sides_in_one_document_decide_nothing() -> None:
    weights = weigh([bearing(Stance.SUPPORTS), bearing(Stance.REFUTES)])
    assert max(weights[Verdict.SUPPORTED], weights[Verdict.REFUTED]) < DECIDE_AT
    assert weights[Verdict.NOT_ENOUGH_EVIDENCE] < weights[Verdict.SUPPORTED]


def test_support_by_a_quote_with_other_quantities_stays_undecided() -> None:
    weights = weigh([bearing(Stance.SUPPORTS, quantities=Stance.REFUTES)])
    assert weights[Verdict.NOT_ENOUGH_EVIDENCE] < weights[Verdict.SUPPORTED] <= CONTRADICTED < DECIDE_AT


def test_no_quotes_and_neutral_quotes_are_not_enough() -> None:
    assert weigh([])[Verdict.NOT_ENOUGH_EVIDENCE] == 1
    assert weigh([bearing(Stance.NEUTRAL)])[Verdict.NOT_ENOUGH_EVIDENCE] > 0.9


def test_a_quote_beside_no_answer_does_not_answer() -> None:
    assert all(answer_score(True, confidence) > ANSWER_AT for confidence in Confidence)
    assert all(answer_score(False, confidence) < 0.2 for confidence in Confidence)
