"""Numbers, quantities and dates are read with the right value and exactly the right characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comparison.dates import Date
from bot.comparison.quantities import Quantity, intervals
from bot.comparison.reading import read
from bot.comparison.units import RELATIONS
from bot.comparison.words import each

ONES = each(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen"""
)
TENS = ("", "", *each("twenty thirty forty fifty sixty seventy eighty ninety"))


def spelled(number: int) -> str:
    """A whole number below a billion in British English words."""
    for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joint = " and " if 0 < rest < 100 else " "
            return f"{spelled(number // scale)} {name}" + (joint + spelled(rest) if rest else "")
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


def shown(text: str, item: Quantity | Date) -> str:
    words = read(text).words
    return text[words.starts[item.first] : words.ends[item.last - 1]]


def only(text: str) -> Quantity:
    (found,) = read(text).quantities
    return found


@given(st.integers(min_value=2, max_value=10**9 - 1))
def test_number_words_have_their_value_and_their_characters(number):
    text = f"They saw {spelled(number)} houses."
    found = only(text)
    assert found.number == (number, number)
    assert shown(text, found) == spelled(number)


@given(st.integers(min_value=0, max_value=10**12))
def test_digits_with_commas_have_their_value(number):
    text = f"They saw {number:,} houses."
    assert only(text).number == (number, number)
    assert shown(text, only(text)) == f"{number:,}"


@pytest.mark.parametrize(
    ("text", "dimension", "value", "characters"),
    [
        ("It cost $2.5bn to build.", "money:dollar", 2.5e9, "$2.5bn"),
        ("It cost 12 million euros to build.", "money:euro", 12e6, "12 million euros"),
        ("It cost £40k to build.", "money:pound", 40_000, "£40k"),
        ("Interest was 38% then.", "ratio", 0.38, "38%"),
        ("Interest was 9 per cent then.", "ratio", 0.09, "9 per cent"),
        ("Interest rose by 3.3 percentage points.", "points", 3.3, "3.3 percentage points"),
        ("A third of voters stayed away.", "ratio", 1 / 3, "A third"),
        ("Two-thirds of voters stayed away.", "ratio", 2 / 3, "Two-thirds"),
        ("One in eight workers left.", "ratio", 1 / 8, "One in eight"),
        ("Half a million people came.", "count", 500_000, "Half a million"),
        ("Half of them came.", "ratio", 0.5, "Half"),
        ("A dozen people came.", "count", 12, "A dozen"),
        ("It lasted four and a half months.", "duration", 4.5 * 2629800, "four and a half months"),
        ("It was a 24-week study.", "duration", 24 * 604800, "24-week"),
        ("A six-year-old girl came.", "age", 6 * 31557600, "six-year-old"),
        ("The pupil, aged eight, came.", "age", 8 * 31557600, "eight"),
        ("Noor Castell, 54, came.", "age", 54 * 31557600, "54"),
        ("It is 6 kilometers away.", "length", 6000, "6 kilometers"),
        ("Prices doubled there.", "multiple", 2, "doubled"),
        ("It was three times as large.", "multiple", 3, "three times"),
        ("It was their fourth win.", "ordinal", 4, "fourth"),
        ("It was their 12th win.", "ordinal", 12, "12th"),
    ],
)
def test_kinds_of_quantities(text, dimension, value, characters):
    found = only(text)
    assert found.dimension == dimension
    assert found.value[0] == pytest.approx(value)
    assert shown(text, found) == characters


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 200 and 250 homes burned", 200, 250),
        ("200 to 250 homes burned", 200, 250),
        ("200-250 homes burned", 200, 250),
        ("one or two homes burned", 1, 2),
        ("tens of thousands of homes burned", 20_000, 99_999),
        ("hundreds of homes burned", 200, 999),
    ],
)
def test_ranges_and_vague_amounts(text, low, high):
    assert only(text).value == (low, high)


@pytest.mark.parametrize("phrase", sorted({" ".join(phrase) for phrase in RELATIONS}))
def test_a_relation_is_part_of_the_quantity(phrase):
    found = only(f"They counted {phrase} 640 rebels.")
    assert found.relation == RELATIONS[tuple(phrase.split())]
    assert shown(f"They counted {phrase} 640 rebels.", found) == f"{phrase} 640"


@pytest.mark.parametrize(
    ("text", "relation"),
    [("5 or more ships", "at least"), ("40-odd ships", "about"), ("not more than two ships", "at most")],
)
def test_relations_around_a_number(text, relation):
    assert only(text).relation == relation


@pytest.mark.parametrize(
    "text",
    [
        "He plays Junction 14 tonight.",
        "An A380 landed.",
        "They met at 11:40 there.",
        "They won 4-3 there.",
        "See section 203 there.",
        "One of them said so.",
        "No one said so.",
        "It was phased in over three years.",
        "Sheep in a hundred died.",
        "On lap 52 he stopped.",
    ],
)
def test_what_only_looks_like_a_quantity(text):
    assert read(text).quantities == ()


def test_a_part_and_its_whole_give_a_share():
    part, whole, share = read("They rejected 38 of the 50 forged signatures.").quantities
    assert (part.number, whole.number) == ((38, 38), (50, 50))
    assert (share.dimension, share.value) == ("ratio", (0.76, 0.76))
    assert read("They rejected all 50 forged signatures.").quantities[-1].value == (1, 1)


@given(st.floats(0, 1e12), st.floats(0, 1e12), st.sampled_from(sorted({*RELATIONS.values()})), st.booleans())
def test_what_is_asserted_lies_in_what_is_tolerated(a, b, relation, vague):
    tight, loose = intervals(min(a, b), max(a, b), relation, vague)
    assert loose[0] <= tight[0] <= tight[1] <= loose[1]


@pytest.mark.parametrize(
    ("text", "parts", "relation", "characters"),
    [
        ("They met on Thursday.", (4, None, None, None), "", "Thursday"),
        ("They met on 5 May 2021 there.", (None, 5, 5, (2021, 2021)), "", "5 May 2021"),
        ("They met on Dec. 5 there.", (None, 5, 12, None), "", "Dec. 5"),
        ("Shut since mid-February there.", (None, None, 2, None), "since", "since mid-February"),
        ("Open until the end of March there.", (None, None, 3, None), "until", "until the end of March"),
        ("Built in the 1970s there.", (None, None, None, (1970, 1979)), "", "1970s"),
        ("Built in the 1900s there.", (None, None, None, (1900, 1999)), "", "1900s"),
        ("They met on 24-25 May 2008 there.", (None, None, 5, (2008, 2008)), "", "24-25 May 2008"),
        ("Pay by Friday there.", (5, None, None, None), "by", "by Friday"),
    ],
)
def test_dates(text, parts, relation, characters):
    (date,) = read(text).dates
    assert (date.weekday, date.day, date.month, date.years) == parts
    assert date.relation == relation
    assert shown(text, date) == characters
    assert read(text).quantities == ()


@pytest.mark.parametrize(
    "text", ["Theresa May said so.", "They may come.", "August Meier and April came.", "They march."]
)
def test_what_only_looks_like_a_date(text):
    assert read(text).dates == ()
