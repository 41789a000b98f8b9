"""Quantities of a text: number, relation, unit, and the noun phrase that says of what.

A quantity is two intervals of the true value. ``tight`` is what the words assert; ``loose`` adds what a fair
writer may have rounded away ("140" for 138). Two quantities agree where the source's tight interval lies in
the claim's, and exclude each other where the loose ones do not meet; between the two nothing is decided.
"""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.comparison.numerals import Number, may_begin_number, number_at
from bot.comparison.units import (
    ABOUT,
    AFTER,
    AT_LEAST,
    AT_MOST,
    BARELY,
    CURRENCY_SIGNS,
    EXACT,
    LESS,
    MORE,
    NEARLY,
    RELATIONS,
    UNITS,
    is_duration,
)
from bot.comparison.words import NEGATIONS, Words, each, is_content, stem

ABOUT_TIGHT, ABOUT_LOOSE = 0.1, 0.25
"""How far "about 100" reaches: within 10% it agrees, beyond 25% it is excluded."""

Interval = tuple[float, float]
SHARE_SLACK = 0.02
"""How far a share that is worked out here may lie from the percentage that a writer makes of it."""
PHRASE_LENGTH = 5
LABELS = frozenset(
    {"section", "sections", "figure", "page", "pages", "chapter", "version", "lap", "line", "route", "room", "no"}
    | {"number", "table", "article", "stage", "junction", "kilometre", "mile", "channel", "series", "season", "part"}
)
"""Words after which a number is a name ("section 203", "lap 52") and no count."""
PERSONS = frozenset({"people", "person", "persons"})
AUXILIARIES = frozenset({"are", "is", "was", "were", "be", "been", "being", "have", "has", "had"})
"""Stepped over behind a noun, so that "six people were injured" and "six injured" share their phrase."""
CHANGES = {
    "more": "more",
    "higher": "more",
    "above": "more",
    "longer": "more",
    "extra": "more",
    "additional": "more",
    "further": "more",
    "up": "more",
    "ahead": "more",
    "fewer": "fewer",
    "less": "fewer",
    "lower": "fewer",
    "below": "fewer",
    "shorter": "fewer",
    "short": "fewer",
    "down": "fewer",
    "behind": "fewer",
}
CHANGE_VERBS = frozenset(map(stem, each("rise fall cut drop raise lower jump slump add shed gain lose up down slip")))


@dataclass(frozen=True, slots=True)
class Quantity:
    """``dimension`` is count, ratio, multiple, ordinal, age, or one of the units' dimensions.

    ``number`` is as written, ``value`` the same in the dimension's own unit, of which ``factor`` is the written one.

    ``first`` to ``last`` are token indexes of relation, number and unit; ``noun`` holds the stems of the noun
    phrase after it, ``rate`` the stem of the unit it is counted per ("a litre"), ``role`` tells a level from a
    change: "to", "from", or "by", "more", "fewer" where the number is a difference. ``of`` tells that the whole
    follows ("a third of"), ``before`` is the stem of the content word in front, if there is one.
    """

    dimension: str
    number: Interval
    value: Interval
    relation: str
    tight: Interval
    loose: Interval
    first: int
    last: int
    noun: tuple[str, ...]
    noun_last: int
    rate: str
    role: str
    form: str
    factor: float
    of: bool
    before: str


def intervals(low: float, high: float, relation: str, vague: bool = False) -> tuple[Interval, Interval]:
    """Tight and loose interval of a number that stands in ``relation`` to the true value."""
    if relation in (MORE, AT_LEAST):
        floor = math.nextafter(low, math.inf) if relation == MORE else low
        return (floor, math.inf), (low, math.inf)  # writers who say "more than 40" may mean 40
    if relation in (LESS, AT_MOST):
        ceiling = math.nextafter(high, -math.inf) if relation == LESS else high
        return (-math.inf, ceiling), (-math.inf, high)
    if relation == ABOUT:
        return _widened(low, high, ABOUT_TIGHT), _widened(low, high, ABOUT_LOOSE)
    if relation == NEARLY:
        return (low * (1 - ABOUT_TIGHT), high), (low * (1 - ABOUT_LOOSE), high * 1.02)
    if relation == BARELY:
        return (low, high * (1 + ABOUT_TIGHT)), (low * 0.98, high * (1 + ABOUT_LOOSE))
    if vague:
        return (low, high), (low / 2, high * 10)
    return (low, high), (low, high)


def _widened(low: float, high: float, share: float) -> Interval:
    return low - abs(low) * share, high + abs(high) * share


def quantities_of(words: Words) -> list[Quantity]:
    """All quantities of a text, in order; a range ("between 200 and 250") is one."""
    found: list[Quantity] = []
    index = 0
    while index < len(words):
        quantity = _quantity_at(words, index) if may_begin_number(words.lower[index]) else None
        if quantity is None:
            index += 1
            continue
        found.append(quantity)
        index = max(quantity.last, index + 1)
    return found + shares_of(words, found)


def shares_of(words: Words, quantities: list[Quantity]) -> list[Quantity]:
    """The shares that two counts give together: "38 of the 50 signatures" is 0.76, "all 50 signatures" is 1."""
    found = []
    for part, whole in pairwise(quantities):
        plain = part.dimension == whole.dimension == "count" and part.relation == whole.relation == EXACT
        if plain and part.of and whole.first - part.last <= 3 and part.number[0] < whole.number[0]:
            found.append(_share(part.number[0] / whole.number[0], part.first, whole))
    for whole in quantities:
        before = words.lower[max(0, whole.first - 4) : whole.first]
        if whole.dimension == "count" and whole.relation == EXACT and whole.number[0] > 1:
            if before[-1:] == ("all",):
                found.append(_share(1.0, whole.first - 1, whole))
            elif before == ("every", "one", "of", "the"):
                found.append(_share(1.0, whole.first - 4, whole))
    return found


def _share(value: float, first: int, whole: Quantity) -> Quantity:
    pair = (value, value)
    near = (value - SHARE_SLACK, value + SHARE_SLACK) if value < 1 else pair
    return replace(
        whole,
        dimension="ratio",
        number=pair,
        value=pair,
        tight=pair,
        loose=near,
        first=first,
        form="share",
        factor=1.0,
        of=True,
    )


def _quantity_at(words: Words, index: int) -> Quantity | None:
    number = number_at(words, index)
    if number is None or _is_part_of_something_else(words, number):
        return None
    number = _range(words, number)
    first, relation = _relation_before(words, number.first)
    currency = words.at(number.first - 1) if words.at(number.first - 1) in CURRENCY_SIGNS else ""
    dimension, factor, last = _unit(words, number, currency)
    after = tuple(words.lower[last : last + 2])
    if after in AFTER:
        relation, last = AFTER[after], last + 2
    if relation == EXACT and "dozen" in words.lower[number.first : number.last]:
        relation = ABOUT
    if dimension == "duration" and (_is_duration_and(words, first) or _is_duration_and(words, last + 1)):
        return None  # "a year and four months" is neither a year nor four months
    if dimension == "duration" and words.at(first) in ("over", "under", "some"):
        return None  # "phased in over three years" is not "more than three years"
    if dimension == "duration" and words.at(last) == "-" and words.at(last + 1) == "old":
        dimension, last = "age", last + 2
    elif dimension == "duration" and words.at(last) in ("old", "older", "younger"):
        dimension, last = "age", last + 1
    elif dimension == "count" and _is_age(words, number):
        dimension, factor = "age", UNITS["year"][1]
    rate, last = _rate(words, last)
    noun, noun_last = _noun(words, last)
    low, high = number.low * factor, number.high * factor
    tight, loose = intervals(low, high, relation, number.form == "vague")
    if number.high > number.low and words.at(first - 1) == "between":
        first -= 1
    before = words.at(first - 1)
    return Quantity(
        dimension=dimension,
        number=(number.low, number.high),
        value=(low, high),
        relation=relation,
        tight=tight,
        loose=loose,
        first=first,
        last=last,
        noun=noun,
        noun_last=noun_last,
        rate=rate,
        role=_role(words, first, last, noun_last),
        form=number.form,
        factor=factor,
        of=words.at(last) == "of",
        before=stem(before) if is_content(before) else "",
    )


def _is_duration_and(words: Words, index: int) -> bool:
    """Whether "and" before token ``index`` joins a duration to another ("a year and four months")."""
    joined = words.at(index - 1) == "and" and is_duration(words.at(index - 2))
    number = number_at(words, index) if joined and index < len(words) else None
    return number is not None and is_duration(words.at(number.last))


def _is_part_of_something_else(words: Words, number: Number) -> bool:
    """Names and codes ("Junction 14", "A380"), clock times, scores, and "one" as a pronoun are not quantities."""
    before, after = words.at(number.first - 1), words.at(number.last)
    if words.lower[number.first] == "one" and number.form == "words" and number.last == number.first + 1:
        if words.at(number.last + 1) == "in" and may_begin_number(words.at(number.last + 2) or " "):
            return True  # "one pool in seven"
        follows = is_content(after) or after == "-" or after in UNITS
        return not follows and not (after == "or" and words.at(number.last + 1) == "two")
    if before in LABELS:
        return True
    if number.form == "digits":
        if {before, after} & {"-", "–"} and _is_score(words, number):
            return True
        joined = words.is_joined(number.first) and before not in CURRENCY_SIGNS and before not in "(\"'“‘—–,"
        if joined and before != "-":
            return True
        if before == "-" and words.is_joined(number.first) and not words.at(number.first - 2)[:1].isdigit():
            return True
        if after in (":", "/") and words.is_joined(number.last) and words.at(number.last + 1)[:1].isdigit():
            return True
        if after in ("a", "p", "am", "pm") and (after != "a" or words.at(number.last + 1) == "."):
            return True
        if after in ("m", "b") and words.is_joined(number.last):
            return True
        if before and before[0].isalpha() and words.is_name(number.first - 1):
            return after not in UNITS and after != ","
    if before == "in" and words.lower[number.first] in ("a", "an") and number.form == "words":
        return True  # "one sheep in a hundred"
    if number.form == "ordinal" and before == "-":
        return True
    return after == "o'clock" or (number.form == "fraction" and before == "first")


def _is_score(words: Words, number: Number) -> bool:
    """One side of "4-3": two small numbers with a joined dash, the first not the smaller (else it is a range)."""
    if words.is_joined(number.last) and words.at(number.last) in ("-", "–"):
        pair = number.low, words.at(number.last + 1)
        return pair[1].isdigit() and pair[1].isascii() and float(pair[1]) <= pair[0] < 1000
    pair_before = words.at(number.first - 2)
    return words.is_joined(number.first) and pair_before.isdigit() and pair_before.isascii()


def _range(words: Words, number: Number) -> Number:
    """ "between 200 and 250", "200 to 250", "200-250" as one number with both ends."""
    joint = words.at(number.last)
    if joint not in ("and", "to", "or", "-", "–") or number.last + 1 >= len(words):
        return number
    if joint == "and" and words.at(number.first - 1) != "between":
        return number
    if joint == "to" and words.at(number.first - 1) == "from":
        return number
    if words.at(number.last + 1) in CURRENCY_SIGNS and number.last + 2 < len(words):
        other = number_at(words, number.last + 2)
    else:
        other = number_at(words, number.last + 1)
    if other is None or other.form != number.form or other.low <= number.high:
        return number
    return replace(number, high=other.high, last=other.last)


def _relation_before(words: Words, index: int) -> tuple[int, str]:
    """The relation whose words stand right before ``index``, and where they begin; the longest phrase wins."""
    at = index - 1 if words.at(index - 1) in CURRENCY_SIGNS else index
    for length in (4, 3, 2, 1):
        phrase = words.lower[max(0, at - length) : at]
        if len(phrase) == length and phrase in RELATIONS:
            first, relation = at - length, RELATIONS[phrase]
            return (first - 1, AT_MOST) if relation == MORE and words.at(first - 1) in NEGATIONS else (first, relation)
    return at, EXACT


def _unit(words: Words, number: Number, currency: str) -> tuple[str, float, int]:
    """Dimension, factor, and the token index after the unit."""
    at = number.last
    if currency:
        return *UNITS[currency], at
    if number.form in ("ordinal", "multiple"):
        return number.form, 1.0, at
    if words.at(at) == "-" and words.at(at + 1) in UNITS:
        at += 1
    if words.at(at) == "per" and words.at(at + 1) == "cent":
        at, word = at + 1, "percent"
    else:
        word = words.at(at)
    if (word in ("percent", "%", "percentage") and words.at(at + 1) in ("point", "points")) or word == "points":
        return "points", 1.0, at + 1 + (word != "points")
    if word in ("percent", "%"):
        return "ratio", 0.01, at + 1
    if number.form == "fraction":
        return ("ratio", 1.0, at) if word not in UNITS else (*UNITS[word], at + 1)
    if word in ("us", "more", "further") and words.at(at + 1) in UNITS and word == "us":
        at, word = at + 1, words.at(at + 1)
    if word in UNITS:
        return *UNITS[word], at + 1
    return "count", 1.0, at


def _is_age(words: Words, number: Number) -> bool:
    """ "aged eight", and "Noor Castell, 54, said": a whole number of years between two commas after a word."""
    before, after = words.at(number.first - 1), words.at(number.last)
    return before in ("aged", "age") or (
        number.form == "digits"
        and before == ","
        and after in (",", ".", ")")
        and number.first > 1
        and words.at(number.first - 2)[:1].isalpha()
        and 0 < number.low < 115
        and number.low == int(number.low)
    )


def _rate(words: Words, last: int) -> tuple[str, int]:
    """ "a litre", "per hour", "each": the stem of what the quantity is counted per."""
    if words.at(last) in ("a", "an", "per") and is_content(words.at(last + 1)):
        return stem(words.at(last + 1)), last + 2
    if words.at(last) == "each":
        return "each", last + 1
    return "", last


def _noun(words: Words, last: int) -> tuple[tuple[str, ...], int]:
    """Stems of the noun phrase that follows: content words up to a pause or a function word.

    "138 of the 50 forged signatures" takes the phrase behind "of".
    """
    at = last
    if words.at(at) == "-":
        at += 1
    if words.at(at) == "of":
        at += 1
        while words.at(at) in ("the", "its", "their", "his", "her", "those", "these", "all", "which", "them", "our"):
            at += 1
        if at < len(words) and (number := number_at(words, at)) is not None and number.form in ("digits", "words"):
            at = number.last
    stems: list[str] = []
    end = at
    while at < len(words) and len(stems) < PHRASE_LENGTH:
        word = words.lower[at]
        if word in ("more", "other", "new", "-", "'", "additional"):
            at += 1
            continue
        if word in PERSONS:
            stems.append("people")
            at = end = at + 1
            continue
        if stems and word in AUXILIARIES:
            at += 1
            continue
        if not is_content(word) or number_at(words, at) is not None:
            break
        stems.append(stem(word))
        at = end = at + 1
    return tuple(stems), end


def _role(words: Words, first: int, last: int, noun_last: int) -> str:
    before = words.at(first - 1)
    if before in ("to", "by", "from"):
        return before
    if before == "of" and words.at(first - 2) in ("margin", "lead", "majority", "rise", "fall", "increase", "drop"):
        return "by"
    for at in (last, noun_last):
        if words.at(at) in CHANGES and not (words.at(at) in ("up", "down", "above", "below") and at > last):
            return CHANGES[words.at(at)]
    if words.at(last) == "of" and words.at(last + 1) in CHANGES:
        return CHANGES[words.at(last + 1)]
    return "by" if before and stem(before) in CHANGE_VERBS else ""
