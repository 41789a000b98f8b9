"""Weekdays, dates and years, with what relates the event to them ("by Friday", "since October").

``dateparser`` was tried: its search resolves "Thursday" against today, reads "may" as a month and "38% and 9" as
a date, and needs 0.13 s to import. A claim and an article give partial dates, and it is the parts that are compared.
"""

from dataclasses import dataclass

from bot.comparison.words import Words, each

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    form: number
    for number, name in enumerate(each("monday tuesday wednesday thursday friday saturday sunday"), start=1)
    for form in (name, f"{name}s", f"{name}'s")
}
LEADS = frozenset(
    each("in since until till by from before after last next this early mid late of to through during - ,")
)
"""Before a month that stands alone; elsewhere "May", "April" and "August" are people too."""
BETWEEN = frozenset(each("on the of - at in least end beginning start middle mid early late noon midnight"))
"""What may stand between a preposition and its date: "until the end of March"."""
LIMITS = {
    "by": "by",
    "until": "until",
    "till": "until",
    "before": "before",
    "after": "after",
    "since": "since",
    "from": "from",
    "beyond": "after",
    "through": "until",
}


@dataclass(frozen=True, slots=True)
class Date:
    """A partial date; ``relation`` is "" for a point in time, else by, until, before, after, since or from.

    ``years`` are the first and last year that may be meant: twice the same, or those of a decade or
    century ("the 1970s", "the 1900s").
    ``first`` to ``last`` are the token indexes of preposition and date.
    """

    weekday: int | None
    day: int | None
    month: int | None
    years: tuple[int, int] | None
    relation: str
    first: int
    last: int

    def excludes(self, other: "Date") -> bool:
        """Whether a part that both give differs. Weekday against month says nothing."""
        if self.years and other.years and (self.years[1] < other.years[0] or other.years[1] < self.years[0]):
            return True
        return any(
            mine is not None and theirs is not None and mine != theirs
            for mine, theirs in zip(self._days(), other._days(), strict=True)
        )

    def agrees(self, other: "Date") -> bool:
        """Whether the other gives every part that this one gives, and the same."""
        if self.years and not (other.years and self.years[0] <= other.years[0] and other.years[1] <= self.years[1]):
            return False
        return all(mine is None or mine == theirs for mine, theirs in zip(self._days(), other._days(), strict=True))

    def is_like(self, other: "Date") -> bool:
        """Whether both give a part of the same kind, so that they can agree or differ."""
        return bool(self.years and other.years) or any(
            mine is not None and theirs is not None for mine, theirs in zip(self._days(), other._days(), strict=True)
        )

    def _days(self) -> tuple[int | None, int | None, int | None]:
        return self.weekday, self.day, self.month


def dates_of(words: Words) -> list[Date]:
    found = []
    index = 0
    while index < len(words):
        word = words.lower[index]
        may_begin = word in MONTHS or word in WEEKDAYS or word[0].isdigit()
        date = _date_at(words, index) if may_begin else None
        if date is None:
            index += 1
        else:
            found.append(date)
            index = date.last
    return found


def _number(words: Words, index: int, low: int, high: int) -> int | None:
    token = words.at(index)
    return int(token) if token.isascii() and token.isdigit() and low <= int(token) <= high else None


def _date_at(words: Words, index: int) -> Date | None:
    word = words.lower[index]
    weekday = WEEKDAYS.get(word)
    if weekday is not None:
        return _closed(words, weekday, None, None, None, index, index + 1)
    month = _month(words, index)
    if month is not None:
        return _with_day(words, month, index)
    year = _number(words, index, 1000, 2199)
    if year is None or len(words.at(index)) != 4:
        return None
    if (after := _decade(words, index)) > index:
        span = 99 if year % 100 == 0 else 9  # "the 1900s" may be the century
        return _closed(words, None, None, None, (year, year + span), index, after) if year % 10 == 0 else None
    return _closed(words, None, None, None, (year, year), index, index + 1) if _is_year(words, index) else None


def _decade(words: Words, index: int) -> int:
    """The index after "1970s" or "1970's"; ``index`` itself where it is no decade."""
    after = index + 1 + (words.at(index + 1) == "'")
    return after + 1 if words.at(after) == "s" and words.is_joined(after) else index


def _month(words: Words, index: int) -> int | None:
    """ "may", "march" and short names count only with a capital; "May" also needs a date's company."""
    word = words.lower[index]
    if word not in MONTHS or not words.text[words.starts[index]].isupper():
        return None
    if word in ("may", "march") and index == 0 and _number(words, 1, 1, 31) is None:
        return None
    return MONTHS[word]


def _with_day(words: Words, month: int, index: int) -> Date | None:
    """A month with the day and year around it; of "24-25 May" the day is left open."""
    first, last, day, year = index, index + 1, None, None
    if words.at(last) == "." and words.is_joined(last):
        last += 1
    before = index - 1
    if words.at(before) == "of":
        before -= 1
    if words.at(before) in ("st", "nd", "rd", "th"):
        before -= 1
    if before >= 0 and (day := _number(words, before, 1, 31)) is not None:
        first = before
        if words.at(before - 1) in ("-", "–", "and", "to") and _number(words, before - 2, 1, 31) is not None:
            first, day = before - 2, None
    elif (day := _number(words, last, 1, 31)) is not None:
        last += 1
        if words.at(last) in ("st", "nd", "rd", "th"):
            last += 1
        if words.at(last) in ("-", "–", "and", "to") and _number(words, last + 1, 1, 31) is not None:
            last, day = last + 2, None
    comma = words.at(last) == ","
    if (year := _number(words, last + comma, 1000, 2199)) is not None and len(words.at(last + comma)) == 4:
        last += 1 + comma
    else:
        year = None
    if day is None and year is None and words.at(first - 1) not in LEADS and not words.at(first - 1).endswith("'s"):
        return None
    return _closed(words, None, day, month, (year, year) if year else None, first, last)


def _is_year(words: Words, index: int) -> bool:
    before, after = words.at(index - 1), words.at(index + 1)
    if before in ("a", "the") and 1900 <= int(words.at(index)) <= 2099 and after[:1].isalpha():
        return after not in ("people", "percent", "points")
    if before in ("in", "since", "until", "by", "before", "after", "from", "of", "to", "and", "(", "during", "between"):
        return after not in ("people", "%", "percent", "-") or before == "("
    return before in ("early", "late", "mid", "summer", "autumn", "spring", "winter") or (
        before == "-" and words.at(index - 2) in ("mid", "")
    )


def _closed(
    words: Words,
    weekday: int | None,
    day: int | None,
    month: int | None,
    years: tuple[int, int] | None,
    first: int,
    last: int,
) -> Date:
    """The date with its preposition; modifiers such as "early", "noon on" and "the end of" are stepped over."""
    at = first - 1
    relation = ""
    for _ in range(5):
        word = words.at(at)
        if word in LIMITS:
            relation, first = LIMITS[word], at
            break
        if word not in BETWEEN:
            break
        at -= 1
    return Date(weekday, day, month, years, relation, first, last)
