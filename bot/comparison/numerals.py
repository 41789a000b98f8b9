"""Numbers as news writes them: digits, words, fractions, vague amounts, with the tokens they cover.

Measured against kept libraries before it was written: quantulum3 reads "$2.5bn" as dollar-bit-newton, folds
"between 200 and 250" into 225 and needs two seconds for its first call; text2num, numerizer and number-parser
give no character offsets and read "tens of thousands" as "10 of 1000" and "a third" as 3 or 3rd.
"""

import math
from dataclasses import dataclass

from bot.comparison.units import is_duration
from bot.comparison.words import Words, each

ONES = {
    word: value
    for value, word in enumerate(
        each("""zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""")
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(each("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
SUFFIXES = {"k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "m": 1e6, "b": 1e9}
"""Written onto digits. A lone "m" or "b" means a magnitude only after a currency sign ("400m" may be metres)."""

VAGUE = {
    "dozens": (20.0, 99.0),
    "tens": (20.0, 99.0),
    "scores": (30.0, 99.0),
    "hundreds": (200.0, 999.0),
    "thousands": (2e3, 9999.0),
    "millions": (2e6, 999e6),
    "billions": (2e9, 999e9),
    "several": (3.0, 12.0),
    "couple": (2.0, 3.0),
}
PLURAL_SCALES = {"thousands": 1e3, "millions": 1e6, "billions": 1e9}

FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
}
FRACTIONS |= {f"{word}s": value for word, value in FRACTIONS.items() if word != "half"}
MULTIPLES = {
    "twice": 2.0,
    "double": 2.0,
    "doubled": 2.0,
    "doubles": 2.0,
    "doubling": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "trebled": 3.0,
    "tripling": 3.0,
    "quadrupled": 4.0,
    "halved": 0.5,
    "halves": 0.5,
    "halving": 0.5,
}
"""What something was or is multiplied by; "three times as many" and "threefold" are read as well."""
ORDINALS = {
    word: value
    for value, word in enumerate(
        each("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), start=1
    )
}


STARTERS = frozenset({"a", "an", "half", *ONES, *TENS, *VAGUE, *ORDINALS, *MULTIPLES})
"""Words that a number may begin with."""


@dataclass(frozen=True, slots=True)
class Number:
    """``low`` to ``high`` inclusive; ``form`` is digits, words, vague, fraction, multiple or ordinal.

    ``first`` and ``last`` are the token indexes it covers, ``last`` exclusive.
    """

    low: float
    high: float
    first: int
    last: int
    form: str


def _digits(words: Words, index: int) -> float | None:
    token = words.lower[index]
    return float(token.replace(",", "")) if token[0].isdigit() and token[0].isascii() and token.isascii() else None


def _run(words: Words, index: int) -> tuple[float, int] | None:
    """A run of number words ("two hundred and five thousand"): value and the index after it."""
    total, current, at, seen = 0.0, 0.0, index, 0.0
    # ``seen`` is the last value below a hundred, so that "nineteen ninety" is not added up
    while at < len(words):
        word = words.lower[at]
        if word in ONES and (seen == 0 or (seen >= 20 and 0 < ONES[word] < 10)):
            current += ONES[word]
            seen = ONES[word] or 1
        elif word in TENS and seen == 0:
            current += TENS[word]
            seen = TENS[word]
        elif word in SCALES and at > index:
            scale = SCALES[word]
            if scale == 100:
                current, seen = current * 100, 0
            else:
                total, current, seen = total + current * scale, 0.0, 0
        elif word in ("and", "-") and at > index and _continues(words, at, seen):
            pass
        else:
            break
        at += 1
    return (total + current, at) if at > index else None


def _continues(words: Words, at: int, seen: float) -> bool:
    """Whether "and" or a hyphen joins two parts of one number word."""
    word, following = words.lower[at], words.at(at + 1)
    if word == "and":
        return words.at(at - 1) in SCALES and words.at(at - 1) != "dozen" and (following in ONES or following in TENS)
    return words.is_joined(at) and seen >= 20 and following in ONES


def _scaled(words: Words, value: float, at: int, money: bool) -> tuple[float, int]:
    """``value`` times the magnitude that follows it, if one does."""
    if words.at(at) == "-" and words.at(at + 1) in SCALES:
        at += 1
    word = words.at(at)
    if word in SCALES:
        return value * SCALES[word], at + 1
    if word in SUFFIXES and words.is_joined(at) and (len(word) > 1 or word == "k" or money):
        return value * SUFFIXES[word], at + 1
    return value, at


def _article(words: Words, index: int) -> Number | None:
    """Numbers that "a" opens: "a dozen", "a third", "a hundred and six", "a couple of", "a half"."""
    word = words.at(index + 1)
    if word in FRACTIONS:
        return _fraction(words, FRACTIONS[word], index, index + 2)
    if word == "couple":
        return Number(*VAGUE[word], index, index + 2, "vague")
    if word in SCALES:
        run = _run_from_scale(words, index + 1)
        return Number(run[0], run[0], index, run[1], "words")
    return None


def _run_from_scale(words: Words, index: int) -> tuple[float, int]:
    value, at = SCALES[words.lower[index]], index + 1
    while words.at(at) in SCALES and words.at(at) != "dozen":
        value, at = value * SCALES[words.at(at)], at + 1
    if words.at(at) == "and" and (run := _run(words, at + 1)) and run[0] < value:
        return value + run[0], run[1]
    return value, at


def _fraction(words: Words, value: float, first: int, at: int) -> Number:
    """ "half a million", "a quarter of a million" and "half a dozen" are counts, "half a percent" is a number of
    hundredths; the rest are shares."""
    ahead = at + 1 if words.at(at) == "of" else at
    if words.at(ahead) == "a" and words.at(ahead + 1) in ("percent", "percentage", "per"):
        return Number(value, value, first, ahead + 1, "words")
    if words.at(ahead) == "a" and words.at(ahead + 1) in SCALES:
        scaled = value * SCALES[words.at(ahead + 1)]
        return Number(scaled, scaled, first, ahead + 2, "words")
    return Number(value, value, first, at, "fraction")


def _vague(words: Words, index: int) -> Number:
    """ "hundreds", "tens of thousands", "hundreds of millions", "several thousand"."""
    low, high = VAGUE[words.lower[index]]
    at = index + 1
    if words.lower[index] == "several" and words.at(at) in SCALES:
        scale = SCALES[words.at(at)]
        return Number(low * scale, high * scale, index, at + 1, "vague")
    if words.at(at) == "of" and words.at(at + 1) in PLURAL_SCALES:
        scale = PLURAL_SCALES[words.at(at + 1)]
        return Number(low * scale, (high + 1) * scale - 1, index, at + 2, "vague")
    return Number(low, high, index, at, "vague")


def may_begin_number(word: str) -> bool:
    """A look at one lower-case token, before anything is read."""
    return word in STARTERS or word[0].isdigit()


def number_at(words: Words, index: int) -> Number | None:
    """The number that begins at token ``index``, or None."""
    word = words.lower[index]
    if word[0].isdigit():
        value = _digits(words, index)
        return None if value is None else _from_digits(words, index, value)
    if word not in STARTERS:
        return None
    if word in ("a", "an"):
        return _article(words, index)
    if word == "half":
        return _fraction(words, 0.5, index, index + 1)
    if word in VAGUE and word != "couple":
        return _vague(words, index)
    if word in MULTIPLES:
        return Number(MULTIPLES[word], MULTIPLES[word], index, index + 1, "multiple")
    if word in ORDINALS and words.at(index + 1) not in ("of", ""):
        return Number(ORDINALS[word], ORDINALS[word], index, index + 1, "ordinal")
    run = _run(words, index) if word in ONES or word in TENS else None
    if run is None:
        return None
    value, at = run
    if words.at(at) == "-" and words.at(at + 1) in FRACTIONS and words.at(at + 1) != "half":
        at += 1
    if words.at(at) in FRACTIONS and words.at(at) != "half" and value < 20:
        share = value * FRACTIONS[words.at(at)]
        return Number(share, share, index, at + 1, "fraction")
    if (ratio := _one_in(words, value, at)) is not None:
        return Number(ratio[0], ratio[0], index, ratio[1], "fraction")
    value, at = _and_a_half(words, value, at)
    return _times(words, Number(value, value, index, at, "words"))


def _from_digits(words: Words, index: int, value: float) -> Number:
    at = index + 1
    if words.at(at) in ("st", "nd", "rd", "th") and words.is_joined(at):
        return Number(value, value, index, at + 1, "ordinal")
    value, at = _scaled(words, value, at, money=words.at(index - 1) in ("$", "€", "£", "¥"))
    if (ratio := _one_in(words, value, at)) is not None:
        return Number(ratio[0], ratio[0], index, ratio[1], "fraction")
    return _times(words, Number(value, value, index, at, "digits"))


def _times(words: Words, number: Number) -> Number:
    """ "three times as many", "3.4 times the size", but not "three times a week"."""
    if words.at(number.last) == "times" and words.at(number.last + 1) in ("as", "the", "more", "higher", "that"):
        return Number(number.low, number.high, number.first, number.last + 1, "multiple")
    return number


def _one_in(words: Words, value: float, at: int) -> tuple[float, int] | None:
    """ "one in eight", "two out of three": the share and the index after it."""
    if words.at(at) == "in":
        below = at + 1
    elif words.at(at) == "out" and words.at(at + 1) == "of":
        below = at + 2
    else:
        return None
    if below >= len(words):
        return None
    every = words.at(below) == "every"
    run = _run(words, below + every) if below + every < len(words) else None
    if run is None and below + every < len(words) and (digits := _digits(words, below + every)) is not None:
        run = digits, below + every + 1
    if run is None or not value < run[0] <= 1000 or is_duration(words.at(run[1])):
        return None  # "the first one in six years"
    return value / run[0], run[1]


def _and_a_half(words: Words, value: float, at: int) -> tuple[float, int]:
    if words.at(at) == "and" and words.at(at + 1) == "a" and words.at(at + 2) == "half":
        return value + 0.5, at + 3
    return value, at


def is_rounded_form_of(rounded: float, exact: float) -> bool:
    """Whether a writer may give ``exact`` as ``rounded``: "140" for 138, "5 percent" for 5.2; never 14 for 13.

    True where rounding ``exact`` to a place at which ``rounded`` ends gives ``rounded``, and the change is at
    most 5%.
    """
    if rounded == exact:
        return True
    if rounded == 0 or abs(rounded - exact) > 0.05 * abs(rounded):
        return False
    if not exact.is_integer() and round(exact) == rounded:
        return True
    place = 10.0
    while math.fmod(rounded, place) == 0:
        if math.floor(exact / place + 0.5) * place == rounded:
            return True
        place *= 10
    return False
