"""Every measure against an example worked out by hand. A swapped class or a wrong label must change the figure."""

import numpy as np
import pytest

from evals.datasets import NOT_ENOUGH, REFUTED, SUPPORTED, UNSUPPORTED
from evals.measures import (
    accuracy,
    area_under_risk_coverage,
    balanced_accuracy,
    calibration_error,
    confusion,
    interval,
    macro_f1,
    mean,
    reliability,
    risk_coverage,
)
from evals.training.measure import balanced_across

S, R, N = SUPPORTED, REFUTED, NOT_ENOUGH
GOLD = [S, S, S, R, R, N]
GIVEN = [S, S, R, R, N, N]
"""Supported: 2 of 3 found, 2 given: F1 = 4/5. Refuted: 1 of 2 found, 2 given: 1/2. Not enough: 1 of 1, 2 given: 2/3."""


def test_accuracy_is_four_of_six():
    assert accuracy(GOLD, GIVEN) == pytest.approx(4 / 6)


def test_macro_f1_is_the_mean_over_three_classes():
    assert macro_f1(GOLD, GIVEN) == pytest.approx((4 / 5 + 1 / 2 + 2 / 3) / 3)


def test_macro_f1_counts_conflicting_as_wrong_for_each_class():
    assert macro_f1([S, R], ["conflicting", R]) == pytest.approx((0 + 1) / 2)


def test_macro_f1_leaves_out_a_class_without_labels():
    assert macro_f1([S, S], [S, N]) == pytest.approx(2 / 3)


def test_balanced_accuracy_is_the_mean_recall_of_supported_and_the_rest():
    assert balanced_accuracy(GOLD, GIVEN) == pytest.approx((2 / 3 + 3 / 3) / 2)


def test_balanced_accuracy_takes_two_class_labels():
    assert balanced_accuracy([S, UNSUPPORTED, UNSUPPORTED], [S, R, S]) == pytest.approx((1 + 1 / 2) / 2)


@pytest.mark.parametrize("measure", [accuracy, macro_f1, balanced_accuracy])
def test_a_mutated_label_changes_the_figure(measure):
    mutated = [R, *GOLD[1:]]
    assert measure(mutated, GIVEN) != pytest.approx(measure(GOLD, GIVEN))


@pytest.mark.parametrize("measure", [accuracy, macro_f1, balanced_accuracy])
def test_swapped_classes_change_the_figure(measure):
    swapped = [{S: R, R: S}.get(name, name) for name in GIVEN]
    assert measure(GOLD, swapped) < measure(GOLD, GIVEN)


def test_confusion_has_labels_as_rows():
    assert confusion(GOLD, GIVEN) == {S: {S: 2, R: 1}, R: {R: 1, N: 1}, N: {N: 1}}


def test_calibration_error_by_hand():
    # bin 0.9 to 1: mean confidence 0.95, half right; bin 0.5 to 0.6: 0.55, all right
    error = calibration_error([0.9, 1.0, 0.55, 0.55], [True, False, True, True])
    assert error == pytest.approx(0.5 * (0.95 - 0.5) + 0.5 * (1 - 0.55))


def test_calibration_error_is_zero_where_confidence_is_the_share_that_is_right():
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)


def test_reliability_has_one_row_for_each_bin_with_cases():
    rows = reliability([0.92, 0.98, 0.55], [True, False, True])
    assert [(round(sure, 2), share, count) for sure, share, count in rows] == [(0.55, 1.0, 1), (0.95, 0.5, 2)]


def test_risk_at_each_coverage_by_hand():
    coverage, risk = risk_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])


def test_area_is_the_mean_risk():
    area = area_under_risk_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_area_does_not_depend_on_the_order_of_equally_confident_cases():
    one = area_under_risk_coverage([0.5, 0.5, 0.9], [True, False, True])
    other = area_under_risk_coverage([0.5, 0.5, 0.9], [False, True, True])
    assert one == pytest.approx(other)
    assert one == pytest.approx((0 + 0.5 / 2 + 1 / 3) / 3)


def test_a_confident_error_is_worse_than_an_unsure_one():
    unsure = area_under_risk_coverage([0.9, 0.1], [True, False])
    confident = area_under_risk_coverage([0.9, 0.1], [False, True])
    assert unsure < confident


def test_weights_count_cases_several_times():
    doubled = np.array([2.0, 1, 1, 1, 1, 0])
    repeated_gold, repeated_given = [S, *GOLD[:5]], [S, *GIVEN[:5]]
    for measure in (accuracy, macro_f1, balanced_accuracy):
        assert measure(GOLD, GIVEN, doubled) == pytest.approx(measure(repeated_gold, repeated_given))
    sure, right = [0.9, 0.8, 0.7], [True, False, True]
    twice = np.array([2.0, 1, 1])
    assert area_under_risk_coverage(sure, right, twice) == pytest.approx((2 * 0 + 1 / 3 + 1 / 4) / 4)


def test_interval_holds_the_value_and_is_the_same_every_time():
    values = [0.0, 1.0] * 50
    first = interval(lambda weights: mean(values, weights), [str(n) for n in range(100)])
    assert first == interval(lambda weights: mean(values, weights), [str(n) for n in range(100)])
    assert first[0] < 0.5 < first[1]
    # the standard error of 100 fair coins is 0.05
    assert first[1] - first[0] == pytest.approx(2 * 1.96 * 0.05, abs=0.03)


def test_interval_is_wider_where_cases_share_documents():
    values = [0.0] * 50 + [1.0] * 50
    alone = interval(lambda weights: mean(values, weights), [str(n) for n in range(100)])
    shared = interval(lambda weights: mean(values, weights), [str(n // 10) for n in range(100)])
    assert shared[1] - shared[0] > 2 * (alone[1] - alone[0])


def test_a_fold_is_decided_by_the_other_folds_threshold_alone():
    """By b's threshold a is all right; by a's, which is lower, b's negative is not. One for both would do."""
    scores, truth = np.array([0.9, 0.1, 0.95, 0.5], dtype=np.float32), np.array([True, False, True, False])
    assert balanced_across(scores, truth, ["a", "a", "b", "b"], folds=2) == pytest.approx(3 / 4)
