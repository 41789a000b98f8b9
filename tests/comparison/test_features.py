"""The features of a pair: bounded, and each moves with what it is named for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comparison import features

NAMES = {
    "coverage",
    "name_coverage",
    "number_agreement",
    "number_mismatch",
    "number_absent",
    "negation_mismatch",
    "opposite",
}


@given(st.text(max_size=80), st.text(max_size=80))
def test_features_are_shares(claim, sentence):
    found = features(claim, sentence)
    assert set(found) == NAMES
    assert all(0 <= value <= 1 for value in found.values())


def test_a_text_covers_itself():
    text = "Six drones hit the plant in Odesa on Monday."
    found = features(text, text)
    assert (found["coverage"], found["name_coverage"], found["number_agreement"]) == (1, 1, 1)
    assert found["number_mismatch"] == found["negation_mismatch"] == found["opposite"] == 0


@pytest.mark.parametrize(
    ("claim", "sentence", "name"),
    [
        ("The plant has 40 welders.", "The plant has 90 welders.", "number_mismatch"),
        ("The plant shut on Monday.", "The plant shut on Friday.", "number_mismatch"),
        ("The plant has 40 welders.", "The plant has welders.", "number_absent"),
        ("The plant has 40 welders.", "The plant has 40 welders.", "number_agreement"),
        ("The plant will shut.", "The plant will not shut.", "negation_mismatch"),
        ("The board accepted the offer.", "The board rejected the offer.", "opposite"),
    ],
)
def test_each_feature_moves_with_what_it_is_named_for(claim, sentence, name):
    assert features(claim, sentence)[name] == 1


def test_words_are_covered_by_stem_and_synonym():
    assert features("Two men were wounded.", "It injured two men.")["coverage"] == 1
