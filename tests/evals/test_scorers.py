"""Each scorer on a case worked out by hand."""

from dataclasses import replace

import pytest

from evals.datasets import NOT_ENOUGH, REFUTED, SUPPORTED, UNSUPPORTED, ClaimCase, QuestionCase
from evals.scorers import (
    answer_f1,
    answer_hit,
    exact_match,
    gold_quoted,
    left_open,
    normalised,
    quotes_on_gold,
    quotes_valid,
    verdict_right,
    verdict_with_evidence,
    word_f1,
)
from evals.systems import Answered, Checked, Cited

DOC = "Odesa reported six injuries. Kherson reported none. The mayor thanked the crews."
CASE = ClaimCase("1", "made", DOC, "Six were hurt in Odesa.", SUPPORTED, evidence=("six injuries",))
QUESTION = QuestionCase("1", "made", DOC, "How many were hurt in Odesa?", ("six",), True, sentences=(DOC[:28],))


def quote(text: str, stance: str = "supports", document: str = DOC) -> Cited:
    start = document.index(text)
    return Cited(document, start, start + len(text), text, stance)


RIGHT = Checked(SUPPORTED, 0.9, quotes=(quote("Odesa reported six injuries."),))


@pytest.mark.parametrize(
    ("label", "verdict", "right"),
    [
        (SUPPORTED, SUPPORTED, 1),
        (SUPPORTED, REFUTED, 0),
        (REFUTED, SUPPORTED, 0),
        (REFUTED, REFUTED, 1),
        (NOT_ENOUGH, NOT_ENOUGH, 1),
        (NOT_ENOUGH, REFUTED, 0),
        (REFUTED, "conflicting", 0),
        (UNSUPPORTED, REFUTED, 1),
        (UNSUPPORTED, NOT_ENOUGH, 1),
        (UNSUPPORTED, SUPPORTED, 0),
    ],
)
def test_verdict_right(label, verdict, right):
    assert verdict_right(replace(CASE, label=label), Checked(verdict, 0.9)).value == right


def test_evidence_must_meet_the_deciding_words():
    assert verdict_with_evidence(CASE, RIGHT).value == 1
    assert verdict_with_evidence(CASE, replace(RIGHT, quotes=(quote("Kherson reported none."),))).value == 0


def test_evidence_of_another_document_does_not_count():
    other = "Odesa reported six injuries, another paper wrote."
    assert verdict_with_evidence(CASE, replace(RIGHT, quotes=(quote("six injuries", document=other),))).value == 0


def test_evidence_of_the_other_stance_does_not_count():
    assert verdict_with_evidence(CASE, replace(RIGHT, quotes=(quote("six injuries", "refutes"),))).value == 0


def test_a_wrong_verdict_with_the_right_quote_is_wrong():
    wrong = Checked(REFUTED, 0.9, quotes=(quote("six injuries"),))
    assert verdict_with_evidence(CASE, wrong).value == 0


def test_not_enough_evidence_needs_no_quote():
    case = replace(CASE, label=NOT_ENOUGH)
    assert verdict_with_evidence(case, Checked(NOT_ENOUGH, 0.5)).value == 1
    assert left_open(case, Checked(NOT_ENOUGH, 0.5)).value == 1
    assert left_open(case, RIGHT).value == 0


def test_a_quote_that_is_no_exact_slice_is_not_valid():
    assert quotes_valid(CASE, RIGHT).value == 1
    bent = replace(RIGHT.quotes[0], text="Odesa reported 6 injuries.  ")
    assert quotes_valid(CASE, replace(RIGHT, quotes=(RIGHT.quotes[0], bent))).value == 0.5
    assert quotes_valid(CASE, Checked(NOT_ENOUGH, 0.5)).value is None


def test_one_of_two_quotes_is_on_the_deciding_words():
    both = replace(RIGHT, quotes=(quote("six injuries."), quote("The mayor thanked the crews.")))
    assert quotes_on_gold(CASE, both).value == 0.5


def test_half_of_the_deciding_words_are_quoted():
    # "six injuries" has 12 characters, "injuries" 8 of them
    assert gold_quoted(CASE, replace(RIGHT, quotes=(quote("injuries"),))).value == pytest.approx(8 / 12)


def test_normalised_as_squad_does():
    assert normalised("The  Mayor's, a cat!") == "mayors cat"


def test_word_f1_by_hand():
    # common: six, injuries; of 2 wanted and 4 given
    assert word_f1("six injuries", "Odesa reported six injuries") == pytest.approx(2 * 2 / (2 + 4))
    assert word_f1("six", "seven") == 0


def test_answers_of_an_answerable_question():
    answered = Answered("Six.", False, 0.9, (quote(DOC[:28]),))
    assert exact_match(QUESTION, answered).value == 1
    assert answer_f1(QUESTION, answered).value == 1
    assert answer_hit(QUESTION, answered).value == 1
    elsewhere = replace(answered, quotes=(quote("Kherson reported none."),))
    assert answer_hit(QUESTION, elsewhere).value == 0


def test_abstaining_from_an_answerable_question_earns_nothing():
    silent = Answered("", True, 0.9)
    assert [scorer(QUESTION, silent).value for scorer in (exact_match, answer_f1, answer_hit)] == [0, 0, 0]


def test_an_unanswerable_question_wants_an_abstention():
    case = replace(QUESTION, answerable=False, answers=(), sentences=())
    assert exact_match(case, Answered("", True, 0.9)).value == 1
    assert answer_f1(case, Answered("six", False, 0.9, (quote("six"),))).value == 0
    assert answer_hit(case, Answered("", True, 0.9)).value is None


def test_a_hit_without_named_sentences_has_an_accepted_answer_in_it():
    case = replace(QUESTION, sentences=())
    assert answer_hit(case, Answered("x", False, 0.9, (quote("Odesa reported six injuries."),))).value == 1
    assert answer_hit(case, Answered("x", False, 0.9, (quote("Kherson reported none."),))).value == 0
