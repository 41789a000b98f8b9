from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import (
    Claim,
    ClaimResult,
    Correction,
    Document,
    Evidence,
    Match,
    Quote,
    QuoteCheck,
    Searched,
    Span,
    Stance,
    Verdict,
    sha256_of,
)
from bot.errors import InvariantError

TEXT = "Odesa reported six injuries."
DOCUMENT = Document.of(TEXT, title="t", origin="o")
CLAIM = Claim("Six were hurt.", 0, 14)


def evidence(stance: Stance) -> Evidence:
    return Evidence(Quote(DOCUMENT, 0, 5), stance, 0.9)


def result(verdict: Verdict, *stances: Stance, undecided: bool = False) -> ClaimResult:
    return ClaimResult(CLAIM, verdict, 0.9, tuple(map(evidence, stances)), "", Searched(1), undecided)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_a_quote_is_always_a_slice(text, data):
    document = Document.of(text, title="t", origin="o")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Quote(document, start, end).text == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 2)])
def test_no_other_quote_can_be_made(start, end):
    with pytest.raises(InvariantError):
        Quote(DOCUMENT, start, end)


def test_a_document_whose_text_was_changed_cannot_be_made():
    with pytest.raises(InvariantError):
        Document(DOCUMENT.id, "t", "o", TEXT + " ", sha256_of(TEXT))


@pytest.mark.parametrize(
    ("verdict", "stances"),
    [
        (Verdict.SUPPORTED, []),
        (Verdict.SUPPORTED, [Stance.REFUTES]),
        (Verdict.REFUTED, []),
        (Verdict.REFUTED, [Stance.NEUTRAL]),
        (Verdict.CONFLICTING, [Stance.SUPPORTS]),
    ],
)
def test_no_decided_verdict_without_its_quote(verdict, stances):
    with pytest.raises(InvariantError):
        result(verdict, *stances)


def test_verdicts_with_their_quotes():
    assert result(Verdict.SUPPORTED, Stance.SUPPORTS).evidence
    assert result(Verdict.CONFLICTING, Stance.SUPPORTS, Stance.REFUTES).evidence
    assert result(Verdict.NOT_ENOUGH_EVIDENCE).evidence == ()


def test_undecided_is_never_a_decided_verdict():
    with pytest.raises(InvariantError):
        result(Verdict.SUPPORTED, Stance.SUPPORTS, undecided=True)


def test_a_rejected_quote_is_no_evidence():
    with pytest.raises(InvariantError):
        Evidence(Quote(DOCUMENT, 0, 5), Stance.SUPPORTS, 0.9, Match.REJECTED)
    with pytest.raises(InvariantError):
        QuoteCheck("six injuries", Match.VERIFIED, "found")


def test_a_correction_is_the_claim_with_words_of_a_source_in_it():
    correction = Correction("Odesa reported\n9 injuries.", Span(15, 16), Quote(DOCUMENT, 15, 18))
    assert (correction.replaced, correction.by) == ("9", "six")
    assert correction.text == "Odesa reported\nsix injuries."


@pytest.mark.parametrize(("span", "quote"), [(Span(9, 12), (15, 18)), (Span(0, 5), (0, 5))])
def test_a_correction_outside_of_the_claim_or_without_a_change_cannot_be_made(span, quote):
    with pytest.raises(InvariantError):
        Correction("Odesa is 9", span, Quote(DOCUMENT, *quote))


def test_only_a_refuted_claim_has_a_correction():
    correction = Correction(CLAIM.text, Span(0, 3), Quote(DOCUMENT, 0, 5))
    with pytest.raises(InvariantError):
        replace(result(Verdict.SUPPORTED, Stance.SUPPORTS), correction=correction)
    assert replace(result(Verdict.REFUTED, Stance.REFUTES), correction=correction).correction == correction
