"""The rule from evidence to verdict, with evidence made by hand."""

import math
from dataclasses import replace

import pytest

from bot.domain import Bearing, Claim, Document, Evidence, Quote, Stance, StanceScores, Verdict
from bot.verification.aggregation import aggregate, nearest_quotes, overall, shown_quotes
from bot.verification.attributing import in_part
from bot.verification.weighing import CLASSES, FEATURES, VerdictHead, features_of

TEXT = "Odesa reported six injuries. Nobody died there. The port is closed."
ONE, TWO = Document.of(TEXT, title="one", origin="1"), Document.of(TEXT + " ", title="two", origin="2")
CLAIM = Claim("Six were hurt in Odesa.", 0, 23)


def item(document=ONE, start=0, end=28, supports=0.1, refutes=0.1, coverage=0.5, quantities=Stance.NEUTRAL, note=""):
    scores = StanceScores(supports, refutes, 1 - supports - refutes)
    bearing = Bearing(scores, similarity=0.5, coverage=coverage, quantities=quantities, note=note)
    return Evidence(Quote(document, start, end), bearing.stance, max(supports, refutes), bearing=bearing)


def weigh(bearings):
    """The mean scores as they are, so that the test can say what the rule makes of them."""
    supports = max(bearing.scores.supports for bearing in bearings)
    refutes = max(bearing.scores.refutes for bearing in bearings)
    return {
        Verdict.SUPPORTED: supports,
        Verdict.REFUTED: refutes,
        Verdict.NOT_ENOUGH_EVIDENCE: max(0.0, 1 - supports - refutes),
    }


def decided(*evidence, decide_at=0.5):
    return aggregate(CLAIM, evidence, [], weigh, decide_at)


def test_one_side_decides():
    assert decided(item(supports=0.8)).verdict is Verdict.SUPPORTED
    assert decided(item(refutes=0.8)).verdict is Verdict.REFUTED
    assert decided(item(supports=0.8)).confidence == 0.8


def test_sources_that_disagree_conflict():
    result = decided(item(supports=0.8), item(TWO, refutes=0.7))
    assert result.verdict is Verdict.CONFLICTING
    assert {evidence.stance for evidence in result.evidence} == {Stance.SUPPORTS, Stance.REFUTES}
    assert result.confidence == 0.7
    assert "one" in result.explanation
    assert "two" in result.explanation


def test_one_source_that_decides_is_enough():
    assert decided(item(supports=0.8), item(TWO)).verdict is Verdict.SUPPORTED


def test_nothing_near_is_not_enough():
    result = decided()
    assert (result.verdict, result.undecided, result.confidence) == (Verdict.NOT_ENOUGH_EVIDENCE, False, 1.0)
    assert result.explanation.startswith("The sources do not say")


def test_below_the_threshold_the_engine_is_undecided_and_says_so():
    result = decided(item(supports=0.6), decide_at=0.7)
    assert (result.verdict, result.undecided) == (Verdict.NOT_ENOUGH_EVIDENCE, True)
    assert "undecided" in result.explanation
    assert "leans to supported (60%)" in result.explanation
    assert not result.evidence
    assert result.searched.nearest


def test_at_even_odds_it_leans_nowhere():
    result = decided(item(supports=0.5, refutes=0.0), decide_at=0.7)
    assert result.undecided
    assert "leans" not in result.explanation


def test_where_not_enough_is_likeliest_the_engine_is_sure_of_that():
    result = decided(item(supports=0.3), decide_at=0.2)
    assert (result.verdict, result.undecided) == (Verdict.NOT_ENOUGH_EVIDENCE, False)


def test_a_verdict_whose_stance_no_quote_has_is_not_given():
    neutral = item(supports=0.4, refutes=0.1)
    result = aggregate(CLAIM, [neutral], [], lambda _: dict(zip(CLASSES, (0.9, 0.05, 0.05), strict=True)), 0.5)
    assert result.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert result.undecided


def test_the_compared_quantity_is_shown_first_and_explains():
    plain = item(refutes=0.9, start=0, end=28)
    compared = item(
        refutes=0.5, start=29, end=47, quantities=Stance.REFUTES, note="The claim says 7; the source says 6."
    )
    result = decided(plain, compared)
    assert result.evidence[0].quote.start == 29
    assert result.explanation.startswith("The claim says 7; the source says 6. Refuted by")


def test_what_the_source_says_in_the_same_words_is_supported_whatever_the_model_thinks():
    against = StanceScores(0.01, 0.98, 0.01)
    same = Bearing(against, similarity=0.5, coverage=1.0, repeats=True)
    assert same.stance is Stance.SUPPORTS
    weights = tuple((0.0,) * len(FEATURES) for _ in CLASSES)
    head = VerdictHead(weights, (0.0, 5.0, 0.0), 0.9)
    assert head.weigh([same])[Verdict.SUPPORTED] == 0.95
    evidence = [item(start=29, end=47, supports=0.9), Evidence(Quote(ONE, 0, 28), same.stance, 0.01, bearing=same)]
    result = aggregate(CLAIM, evidence, [], head.weigh, 0.9)
    assert result.verdict is Verdict.SUPPORTED
    assert result.evidence[0].quote.start == 0
    assert result.explanation.startswith("The source has this in the same words.")
    differs = replace(same, repeats=False, quantities=Stance.REFUTES)
    assert head.weigh([same, differs])[Verdict.SUPPORTED] < 0.1, "a text that says both is weighed like any other"


def test_shown_quotes_do_not_overlap_and_the_shorter_of_equals_wins():
    long, short = item(supports=0.9, start=0, end=47), item(supports=0.9, start=0, end=28)
    assert shown_quotes([long, short], Stance.SUPPORTS) == [short]


def test_nearest_are_apart_and_at_most_three():
    places = [item(start=start, end=start + 5, coverage=start / 100) for start in (0, 3, 10, 20, 30)]
    assert [place.quote.start for place in nearest_quotes(places)] == [30, 20, 10]


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ("ss", "s"),
        ("sr", "r"),
        ("sn", "n"),
        ("nr", "r"),
        ("sc", "c"),
        ("cr", "r"),
        ("", "n"),
    ],
)
def test_the_whole_text(verdicts, whole):
    names = {
        "s": Verdict.SUPPORTED,
        "r": Verdict.REFUTED,
        "n": Verdict.NOT_ENOUGH_EVIDENCE,
        "c": Verdict.CONFLICTING,
    }
    assert overall([names[letter] for letter in verdicts]) is names[whole]


def test_features_by_hand():
    near = Bearing(StanceScores(0.5, 0.2, 0.3), similarity=0.4, coverage=0.9, negation_differs=True)
    far = Bearing(StanceScores(0.8, 0.1, 0.1), similarity=0.6, coverage=0.6, quantities=Stance.REFUTES)
    values = dict(zip(FEATURES, features_of([near, far]), strict=True))
    assert values["supports_best"] == pytest.approx(math.log(4))
    assert values["supports_nearest"] == pytest.approx(0)
    assert values["refutes_nearest"] == pytest.approx(math.log(0.25))
    assert values["supports_mean"] == pytest.approx(math.log(4) / 2)
    assert (values["similarity"], values["coverage"]) == (0.6, 0.9)
    assert (values["quantities_refute"], values["negation_differs"], values["opposite"]) == (1, 1, 0)


def test_a_text_that_says_it_all_by_hand():
    scores = StanceScores(0.2, 0.2, 0.6)

    def says_it_all(**measured):
        return dict(zip(FEATURES, features_of([Bearing(scores, **measured)]), strict=True))["says_it_all"]

    assert says_it_all(coverage=1.0) == 1
    assert says_it_all(coverage=0.9) == 0
    for turned in ({"numbers_differ": 0.5}, {"numbers_absent": 1.0}, {"negation_differs": True}, {"opposite": True}):
        assert says_it_all(coverage=1.0, **turned) == 0


def test_the_head_is_a_softmax_of_its_rows():
    zeros = [0.0] * len(FEATURES)
    head = VerdictHead(((1.0, *zeros[1:]), tuple(zeros), tuple(zeros)), (0.0, 0.0, 0.0), 0.5)
    bearing = Bearing(StanceScores(0.8, 0.1, 0.1))
    probabilities = head.weigh([bearing])
    assert sum(probabilities.values()) == pytest.approx(1)
    assert probabilities[Verdict.SUPPORTED] == pytest.approx(4 / 6)
    assert head.weigh([])[Verdict.NOT_ENOUGH_EVIDENCE] == 1.0


def said(supports, refutes=0.1):
    plain = item(supports=supports, refutes=refutes)
    return Evidence(plain.quote, plain.stance, plain.score, attributed_to="Vladimir Putin", bearing=plain.bearing)


def explained(text, evidence):
    return aggregate(Claim(text, 0, len(text)), [evidence], [], weigh, 0.5).explanation


def test_words_that_are_only_somebody_s_are_told_as_such():
    assert "only as the words of Vladimir Putin" in explained("The talks were useful.", said(0.8))
    assert "only" not in explained("Putin said that the talks were useful.", said(0.8))
    assert explained("The talks failed.", said(0.1, 0.8)).startswith("Refuted by the words of Vladimir Putin")


def test_only_what_somebody_says_is_theirs():
    part, quote = "six injuries", "Odesa reported six injuries, with Russia launching 138 drones"
    assert in_part("Six people were injured in Odesa.", part, quote)
    assert not in_part("Russia launched 183 drones.", part, quote)
