"""The parts of the fit: folds that share no document, probabilities that add up, thresholds by hand."""

import numpy as np
import pytest

from bot.domain import Verdict
from evals.answer_head import ReadQuestion, answers, fit_answer, sampled_paragraphs
from evals.datasets import SUPPORTED, UNSUPPORTED, ClaimCase, QuestionCase
from evals.regression import FOLDS, fit_grouped
from evals.verdict_head import _row, public_sample, risk_table


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
    row = _row(
        0.5,
        ["supported", "refuted", "refuted", "not_enough_evidence"],
        [Verdict.SUPPORTED, Verdict.SUPPORTED, Verdict.CONFLICTING, Verdict.NOT_ENOUGH_EVIDENCE],
    )
    assert row["coverage"] == 0.75
    assert row["risk"] == pytest.approx(2 / 3, abs=1e-4)
    assert row["accuracy"] == 0.5


def test_risk_table_takes_the_widest_coverage_within_the_risk():
    table = [
        {"threshold": 0.4, "coverage": 0.9, "risk": 0.42},
        {"threshold": 0.6, "coverage": 0.5, "risk": 0.2},
        {"threshold": 0.8, "coverage": 0.1, "risk": 0.05},
        {"threshold": 0.9, "coverage": 0.0, "risk": 0.0},
    ]
    rows = {row["risk"]: row["threshold"] for row in risk_table(table)}
    assert rows == {0.05: 0.8, 0.1: 0.8, 0.15: 0.8, 0.2: 0.6, 0.25: 0.6, 0.3: 0.6, 0.35: 0.6, 0.4: 0.6, 0.5: 0.4}


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
