"""How two quantities stand to one another: they agree, exclude one another, or neither is sure."""

import math
from collections.abc import Iterable, Iterator
from itertools import combinations

from bot.comparison.numerals import is_rounded_form_of
from bot.comparison.quantities import Interval, Quantity
from bot.comparison.units import ABOUT, AT_LEAST, AT_MOST, LESS, MORE

OPEN = (MORE, LESS, AT_LEAST, AT_MOST)
"""Relations that bound the true value on one side only."""
TOLERANCE = 0.01
"""How far a sum, difference, product or quotient may lie from the claim's number and still be what it means."""


def comparable(mine: Quantity, theirs: Quantity) -> bool:
    """Whether the two are given in the same kind of unit, per the same thing, and both as level or as change."""
    if mine.dimension != theirs.dimension or (mine.rate and theirs.rate and mine.rate != theirs.rate):
        return False
    return mine.role == theirs.role or {mine.role, theirs.role} <= {"", "to", "of"}


def meets(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def agree(mine: Quantity, theirs: Quantity) -> bool:
    """Whether what the sentence asserts lies within what the claim asserts, or the claim rounds it."""
    given = theirs.value if mine.relation == theirs.relation == ABOUT else theirs.tight
    if mine.tight[0] <= given[0] and given[1] <= mine.tight[1]:
        return True
    return rounds(mine, theirs)


def rounds(mine: Quantity, theirs: Quantity) -> bool:
    """Whether one of two plain numbers is a rounded form of the other."""
    a, b = mine.value, theirs.value
    if mine.relation in OPEN or theirs.relation in OPEN:
        return False
    if a[0] != a[1] or b[0] != b[1] or not meets(_rounded(mine), _rounded(theirs)):
        return False
    return is_rounded_form_of(a[0], b[0]) or is_rounded_form_of(b[0], a[0])


def are_rounded_durations(mine: Quantity, theirs: Quantity) -> bool:
    """ "two days" and "37 hours": durations in different units may differ by one of the larger unit."""
    if mine.dimension != "duration" or mine.factor == theirs.factor:
        return False
    return abs(mine.value[0] - theirs.value[0]) <= max(mine.factor, theirs.factor)


def _rounded(quantity: Quantity) -> Interval:
    low, high = quantity.loose
    return low - abs(low) * 0.05, high + abs(high) * 0.05


def exclude(mine: Quantity, theirs: Quantity) -> bool:
    """Whether both cannot be true of one thing, even if either is rounded."""
    if meets(mine.loose, theirs.loose) or rounds(mine, theirs) or are_rounded_durations(mine, theirs):
        return False
    return mine.of == theirs.of or mine.dimension != "ratio"


def can_be_derived(mine: Quantity, given: Iterable[Quantity]) -> bool:
    """Whether a number may come from two numbers of a text: a sum, a difference, a share, a multiple, or what is
    left of a whole. Such a number contradicts neither of the two.

    Numbers are combined both as written, since a difference often drops its unit ("143 kilograms, 21 more"),
    and in their dimension's unit.
    """
    given = list(given)
    if mine.dimension == "ratio" and any(q.dimension == "ratio" and meets(mine.loose, _rest(q)) for q in given):
        return True
    usable = [q for q in given if q.dimension not in ("ordinal", "age") and q.form != "share"]
    if not (math.isfinite(mine.loose[0]) and math.isfinite(mine.loose[1])):
        return any(
            meets(mine.loose, (value * 0.95, value * 1.05))
            for one, other in combinations(usable, 2)
            for value in _derived_for_open(mine, one, other)
        )
    low = mine.loose[0] - abs(mine.value[0]) * TOLERANCE
    high = mine.loose[1] + abs(mine.value[1]) * TOLERANCE
    for one, other in combinations(usable, 2):
        if any(low <= value <= high for value in _derived(mine, one, other)):
            return True
        if any(low <= value * mine.factor <= high for value in (sum_and_difference(one.number[0], other.number[0]))):
            return True
    return False


def _rest(quantity: Quantity) -> Interval:
    """What a share leaves of the whole."""
    return 1 - quantity.loose[1], 1 - quantity.loose[0]


def sum_and_difference(a: float, b: float) -> tuple[float, float]:
    return a + b, abs(a - b)


def _derived_for_open(mine: Quantity, one: Quantity, other: Quantity) -> Iterator[float]:
    """Sums of like things, and multiples; "more than 5" would meet almost any other combination."""
    if one.dimension == other.dimension == mine.dimension:
        if one.noun == other.noun or not one.noun or not other.noun:
            yield one.value[0] + other.value[0]
    elif mine.dimension != "ratio":
        a, b = (other, one) if other.dimension in ("ratio", "multiple") else (one, other)
        if a.form in ("fraction", "multiple") and b.dimension == mine.dimension:
            yield from (a.value[0] * b.value[0], b.value[0] / a.value[0] if a.value[0] else 0.0)


def _derived(mine: Quantity, one: Quantity, other: Quantity) -> Iterator[float]:
    a, b = one.value[0], other.value[0]
    if one.dimension == other.dimension:
        yield from sum_and_difference(a, b)
        if a and b:
            yield from (a / b, b / a, abs(a - b) / a, abs(a - b) / b)
        return
    if {one.dimension, other.dimension} == {"count", mine.dimension}:
        yield from (a * b, a / b if b else 0.0, b / a if a else 0.0)  # so much each, and so much for all
    if other.dimension in ("ratio", "multiple"):
        a, b = b, a
    elif one.dimension not in ("ratio", "multiple"):
        return
    yield from (a * b, b * (1 - a), b * (1 + a))
    if a:
        yield b / a
