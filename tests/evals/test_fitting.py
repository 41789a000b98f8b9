"""The parts of the fit: folds that share no document, probabilities that add up, thresholds by hand."""

import numpy as np
import pytest

from bot.domain import Bearing, Document, Evidence, Quote, Stance, StanceScores
from bot.verification.weighing import CLASSES, Calibration, VerdictHead
from evals.answer_head import ReadQuestion, answers, fit_answer, sampled_paragraphs
from evals.calibrating import FEWEST, FEWEST_AT_RISK, allowed, calibrations, risk_table, row_of, rule_figures
from evals.datasets import SUPPORTED, UNSUPPORTED, ClaimCase, QuestionCase
from evals.judged import JudgedClaim
from evals.regression import FOLDS, fit_grouped
from evals.verdict_head import fit_verdict, public_sample


@pytest.fixture
def separable():
    random = np.random.default_rng(0)
    classes = [number % 3 for number in range(300)]
    values = np.array([[float(name == 0), float(name == 1), 7.0] for name in classes]) + random.normal(0, 0.2, (300, 3))
    return values, classes, [f"d{number // 6}" for number in range(300)]


def test_folds_share_no_document_and_are_the_same_every_time(separable):
    values, classes, groups = separable
    first = fit_grouped(values, classes, groups, np.ones(300))
    again = fit_grouped(values, classes, groups, np.ones(300))
    assert set(first.fold_of) == set(groups)
    assert set(first.fold_of.values()) == set(range(FOLDS))
    assert first.fold_of == again.fold_of
    assert np.array_equal(first.final.weights, again.final.weights)


def test_probabilities_add_up_and_find_the_class(separable):
    values, classes, groups = separable
    found = fit_grouped(values, classes, groups, np.ones(300)).final.probabilities(values)
    assert found.sum(axis=1) == pytest.approx(np.ones(300))
    assert (found.argmax(axis=1) == np.array(classes)).mean() > 0.95


def test_two_classes_have_one_row_of_weights(separable):
    values, classes, groups = separable
    fitted = fit_grouped(values, [int(name == 0) for name in classes], groups, np.ones(300))
    assert fitted.final.weights.shape == (1, 3)
    assert fitted.final.probabilities(values).shape == (300, 2)


def test_risk_and_coverage_at_one_threshold_by_hand():
    row = row_of(
        0.5,
        ["supported", "refuted", "refuted", "not_enough_evidence"],
        ["supported", "supported", "conflicting", "not_enough_evidence"],
        [0.9, 0.9, 0.9, 0.9],
    )
    assert (row["decided"], row["coverage"]) == (3, 0.75)
    assert row["calibration_error"] == pytest.approx(0.4)
    assert row["risk"] == pytest.approx(2 / 3, abs=1e-4)
    assert row["accuracy"] == 0.5


def test_risk_table_takes_the_widest_coverage_within_the_risk():
    table = [
        {"threshold": 0.4, "decided": 90, "coverage": 0.9, "risk": 0.42},
        {"threshold": 0.6, "decided": 50, "coverage": 0.5, "risk": 0.2},
        {"threshold": 0.8, "decided": FEWEST_AT_RISK, "coverage": 0.1, "risk": 0.05},
        {"threshold": 0.9, "decided": FEWEST_AT_RISK - 1, "coverage": 0.09, "risk": 0.0},
    ]
    rows = {row["risk"]: row["threshold"] for row in risk_table(table)}
    assert (rows[0.05], rows[0.1], rows[0.2], rows[0.4], rows[0.5]) == (0.8, 0.8, 0.6, 0.6, 0.4)
    assert 0.02 not in rows


def test_calibration_takes_back_what_is_too_sure():
    random = np.random.default_rng(2)
    truth = random.uniform(0.1, 0.9, 4000)
    labels = [0 if draw < share else 2 for draw, share in zip(random.uniform(size=4000), truth, strict=True)]
    told = 1 / (1 + np.exp(-3 * np.log(truth / (1 - truth))))
    scales = calibrations(np.stack([told, np.zeros(4000), 1 - told], axis=1), labels)
    assert "refuted" not in scales  # never seen, so left as it is
    assert Calibration(*scales["supported"])(float(told[0])) == pytest.approx(truth[0], abs=0.05)


TEXT = "Six people were hurt in Odesa."


def judged(number, label, *, quantities=Stance.NEUTRAL, supports=0.2, refutes=0.2):
    case = ClaimCase(str(number), "made", TEXT + " " * number, "Seven people were hurt in Odesa.", label)
    document = Document.of(case.doc, title="t", origin="o")
    bearing = Bearing(StanceScores(supports, refutes, 1 - supports - refutes), 0.8, 0.8, quantities)
    evidence = Evidence(Quote(document, 0, len(TEXT)), bearing.stance, 0.5, bearing=bearing)
    return JudgedClaim(case, [], [evidence], document.id)


def test_a_rule_decides_alone_only_where_it_was_right_often_enough():
    right = [judged(number, "refuted", quantities=Stance.REFUTES) for number in range(20)]
    wrong = [judged(number, "supported", quantities=Stance.REFUTES) for number in range(20, 23)]
    assert rule_figures(right)["differs"]["precision"] == 1
    assert allowed(rule_figures(right)) == {"differs": pytest.approx(20.5 / 21, abs=1e-4)}
    assert allowed(rule_figures(right + wrong)) == {}
    assert allowed(rule_figures(right[: FEWEST - 1])) == {}


def test_the_fitted_rule_keeps_to_its_risk_and_can_be_read_again():
    random = np.random.default_rng(3)
    claims = []
    for number in range(300):
        label = CLASSES[number % 3]
        noise = random.uniform(0, 0.3)
        sides = {"supported": (0.9 - noise, 0.05), "refuted": (0.05, 0.9 - noise)}.get(label, (0.1, noise))
        claims.append(judged(number, str(label), supports=sides[0], refutes=sides[1]))
    head, figures = fit_verdict(claims, [])
    assert figures["default"]["risk"] <= 0.1
    assert figures["full_coverage"]["accuracy"] > 0.9
    read = VerdictHead.of(head)
    assert read.decide_at == read.risks.at(0.1).threshold
    weighed = read.weigh([item.bearing for item in claims[0].evidence])
    assert sum(weighed.values()) == pytest.approx(1)
    assert max(weighed, key=lambda name: weighed[name]) == "supported"


def test_the_public_sample_is_fixed_and_of_three_classes():
    cases = [
        ClaimCase(str(number), "made", "A b.", "A.", UNSUPPORTED if number % 2 else SUPPORTED) for number in range(40)
    ]
    chosen = public_sample(cases, 5)
    assert [case.id for case in chosen] == [case.id for case in public_sample(cases, 5)]
    assert {case.label for case in chosen} == {SUPPORTED}


QUESTION = QuestionCase("1", "made", "Six were hurt. None died.", "How many?", ("Six",), True)


def test_a_sentence_answers_where_it_has_an_answer_or_is_named():
    assert answers(QUESTION, "Six were hurt.")
    assert not answers(QUESTION, "None died.")
    named = QuestionCase("1", "made", QUESTION.doc, "How many?", ("Six",), True, sentences=("None died.",))
    assert answers(named, "None died.")
    assert not answers(named, "Six were hurt.")
    assert not answers(QuestionCase("1", "made", QUESTION.doc, "Who?", (), False), "Six were hurt.")


def test_all_questions_of_a_sampled_paragraph_are_taken():
    cases = [QuestionCase(str(n), "made", f"Text {n // 2}.", "What?", (), False) for n in range(200)]
    chosen = sampled_paragraphs(cases)
    assert len(chosen) == 80
    assert all(sum(case.doc == other.doc for other in chosen) == 2 for case in chosen)


def test_an_answer_rule_that_can_tell_answers_from_the_rest():
    random = np.random.default_rng(1)
    read = []
    for number in range(60):
        answerable = number % 3 > 0
        rights = [answerable and place == 0 for place in range(4)]
        values = [tuple([2.0 * right + random.normal(0, 0.3)] + [0.0] * 6) for right in rights]
        case = QuestionCase(str(number), "made", f"d{number // 2}", "What?", ("x",) * answerable, answerable)
        read.append(ReadQuestion(case, case.doc, values, rights))
    head, figures = fit_answer(read, [])
    assert figures["f1"] > 0.95
    assert 0 < head["answer_at"] <= head["also_at"] < 1
