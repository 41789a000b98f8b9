"""Verdicts as pure functions: never a colour alone, never words without their speaker."""

from dataclasses import replace

import pytest

from bot.domain import (
    Claim,
    ClaimResult,
    Correction,
    Match,
    Quote,
    QuoteCheck,
    Searched,
    Span,
    Stance,
    Unchecked,
    Verdict,
)
from bot.reporting import explanation_above_quotes
from bot.verification.explaining import explain
from bot.web import words
from bot.web.results import Progress, counts, draft, results
from bot.web.verdicts import card
from tests.web.seen import Seen, document, evidence, result, text_of

# Verdicts


@pytest.mark.parametrize("verdict", [Verdict.SUPPORTED, Verdict.REFUTED, Verdict.CONFLICTING])
def test_a_verdict_is_a_word_and_a_sign(verdict: Verdict) -> None:
    source = document("It rained. It did not rain.")
    items = (evidence(source, "It rained.", Stance.SUPPORTS), evidence(source, "It did not rain.", Stance.REFUTES))
    html = card(result("It rained.", verdict, *items))
    assert words.VERDICT[verdict] in html
    assert words.KIND_SIGN[verdict] in html
    assert words.confidence(0.91) in html


def test_undecided_is_told_apart_from_sources_that_do_not_say() -> None:
    silent = card(result("It rained.", Verdict.NOT_ENOUGH_EVIDENCE))
    told = explain("It rained.", Verdict.NOT_ENOUGH_EVIDENCE, (), True, Searched(3, ()))
    undecided = card(result("It rained.", Verdict.NOT_ENOUGH_EVIDENCE, undecided=True, explanation=told))
    assert words.VERDICT[Verdict.NOT_ENOUGH_EVIDENCE] in silent
    assert words.KIND["undecided"] not in silent
    assert words.KIND["undecided"] in undecided
    assert "not the same as sources that do not say" in undecided


def test_words_that_the_article_only_attributes_are_told_as_such() -> None:
    source = document("Putin said that it rained.")
    item = evidence(source, "it rained", Stance.SUPPORTS, said="Vladimir Putin")
    bare = card(result("It rained.", Verdict.SUPPORTED, item))
    assert text_of(bare, "pc-attributed") == [f"Only as the words of Vladimir Putin. {words.ONLY_WORDS_NOTE}"]
    attributed = card(result("Putin said that it rained.", Verdict.SUPPORTED, item))
    assert not text_of(attributed, "pc-attributed")
    assert "Words of Vladimir Putin" in attributed


def test_the_explanation_does_not_repeat_the_quote_below_it() -> None:
    source = document("It rained all of the day and all of the night.")
    item = evidence(source, source.text, Stance.SUPPORTS)
    told = result("It rained.", Verdict.SUPPORTED, item, explanation=f"Supported by: “{source.text}”")
    assert explanation_above_quotes(told) == "Supported by:"
    assert (
        explanation_above_quotes(result("It rained.", Verdict.SUPPORTED, item, explanation="138 is not 183."))
        == "138 is not 183."
    )


def test_counts_name_each_verdict_and_what_was_not_checked() -> None:
    source = document("It rained.")
    supported = result("It rained.", Verdict.SUPPORTED, evidence(source, "It rained.", Stance.SUPPORTS))
    parts = [
        supported,
        supported,
        result("x", Verdict.NOT_ENOUGH_EVIDENCE, undecided=True),
        Unchecked("?", 0, 1, "a question"),
    ]
    assert Seen(counts(parts)).all == "~Undecided 1✓Supported 2–Not checked 1"


def test_the_draft_comes_back_whole_with_each_claim_leading_to_its_card() -> None:
    text = "It rained. Did it? It snowed & froze."
    source = document("It rained.")
    first = ClaimResult(
        Claim("It rained.", 0, 10),
        Verdict.SUPPORTED,
        0.9,
        (evidence(source, "It rained.", Stance.SUPPORTS),),
        "",
        Searched(1),
    )
    last = ClaimResult(Claim("It snowed.", 19, 37), Verdict.NOT_ENOUGH_EVIDENCE, 0.9, (), "", Searched(1))
    html = draft(text, [first, Unchecked("Did it?", 11, 18, "a question"), last], "claim")
    assert text_of(html, "pc-draft-text") == ["✓It rained.supported Did it? ?It snowed & froze.not enough"]
    assert 'href="#claim-1"' in html
    assert 'href="#claim-3"' in html
    assert "pc-said pc-unchecked" in html


def test_parts_that_are_not_checkable_are_listed_with_the_reason() -> None:
    html = results("Really?", [Unchecked("Really?", 0, 7, "a question")], Progress(1, 1, done=True))
    assert "Not checked: a question" in Seen(html).all


def test_progress_and_stop_are_told() -> None:
    one = result("x", Verdict.NOT_ENOUGH_EVIDENCE)
    assert "Checking 2 of 3" in results("x", [one], Progress(1, 3))
    assert "Stopped after 1 of 3" in results("x", [one], Progress(1, 3, stopped=True))
    assert 'role="alert"' in results("x", [one], Progress(1, 3), error="the model server failed; try again")


def test_words_in_quotation_marks_are_shown_with_what_the_court_says() -> None:
    source = document("“It is necessary,” he said.")
    found = QuoteCheck("necessary", Match.VERIFIED, "the words are in the source", evidence(source, "necessary"))
    refused = QuoteCheck("<b>", Match.REJECTED, "not in the sources")
    html = results("x", [], Progress(done=True), quotes=[found, refused])
    assert words.MATCH[Match.VERIFIED] in html
    assert words.MATCH[Match.REJECTED] in html
    assert "The words are in the source." in html
    assert "<b>" not in html
    assert html.count("data-cite") == 1


def test_a_correction_shows_what_gives_way_to_the_words_of_the_source() -> None:
    source = document("Russia launched 138 drones <overall>.")
    claim = "Russia launched 183 drones."
    start = source.text.index("138")
    correction = Correction(claim, Span(16, 19), Quote(source, start, start + 3))
    told = replace(result(claim, Verdict.REFUTED, evidence(source, source.text, Stance.REFUTES)), correction=correction)
    html = card(told)
    assert text_of(html, "pc-correction")[0].startswith(f"{words.CORRECTION}: Russia launched 183 138 drones.")
    assert "<del>183</del> <ins>138</ins>" in html
    assert f'data-start="{start}" data-end="{start + 3}" data-stance="supports"' in html
    assert words.CORRECTION not in card(replace(told, correction=None))
