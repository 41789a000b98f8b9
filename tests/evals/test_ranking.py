"""Ranking and citation measures by hand."""

import math

import pytest

from bot.domain import StanceScores
from evals.citations import likeliest, minimality, precision, recall
from evals.ranking import ndcg_at, recall_at, reciprocal_rank

MISS_HIT_MISS_HIT = [False, True, False, True]


def test_recall_at_k():
    assert recall_at(1, MISS_HIT_MISS_HIT, 2) == 0
    assert recall_at(2, MISS_HIT_MISS_HIT, 2) == 0.5
    assert recall_at(4, MISS_HIT_MISS_HIT, 3) == pytest.approx(2 / 3)


def test_reciprocal_rank_counts_from_one():
    assert reciprocal_rank([True, False]) == 1
    assert reciprocal_rank(MISS_HIT_MISS_HIT) == 0.5
    assert reciprocal_rank([False]) == 0


def test_ndcg_by_hand():
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    best = 1 / math.log2(2) + 1 / math.log2(3)
    assert ndcg_at(4, MISS_HIT_MISS_HIT, 2) == pytest.approx(gain / best)
    assert ndcg_at(4, [True, True, False], 2) == 1
    assert ndcg_at(1, [False, True], 1) == 0


def holds(*needed):
    """A judge for whom a text has the stance where it has all the needed words."""
    return lambda quotes: all(word in " ".join(quotes).split() for word in needed)


def test_citations_that_only_together_support():
    assert recall(["six in", "Odesa"], holds("six", "Odesa")) == 1
    assert precision(["six in", "Odesa"], holds("six", "Odesa")) == 1


def test_a_citation_beside_the_point_costs_precision():
    assert precision(["six in Odesa", "thanks"], holds("six", "Odesa")) == 0.5


def test_without_support_both_are_zero():
    assert recall(["thanks"], holds("six")) == 0
    assert recall([], holds("six")) == 0
    assert precision(["thanks"], holds("six")) == 0


def test_three_of_six_words_are_needed():
    def each(texts):
        return [holds("six", "Odesa")([text]) for text in texts]

    assert minimality("Overnight six in Odesa were hurt", each) == pytest.approx(3 / 6)
    assert minimality("nothing holds here", each) == 1


def test_likeliest_names_the_highest_score():
    assert likeliest(StanceScores(0.6, 0.3, 0.1)) == "supports"
    assert likeliest(StanceScores(0.2, 0.7, 0.1)) == "refutes"
    assert likeliest(StanceScores(0.2, 0.1, 0.7)) == "neutral"
