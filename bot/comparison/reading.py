"""One text read for comparison, cached: a claim meets many sentences, and a sentence many claims."""

from dataclasses import dataclass, replace
from functools import lru_cache

from bot.comparison.dates import Date, dates_of
from bot.comparison.quantities import Quantity, quantities_of
from bot.comparison.words import NEGATIONS, Words, each, is_content, stem, words_of

IFS = frozenset(each("if unless would than compared"))
"""The claim speaks of what might be, or compares two things: its numbers are not plainly the source's."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``content`` maps the token index of each content word outside quantities and dates to its stem.

    ``stems`` are those of all content words, also inside; ``names`` the token indexes of capitalised ones;
    ``negations`` those of negating words that are no part of a quantity ("no more than 5" negates nothing).
    """

    words: Words
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    content: dict[int, str]
    stems: frozenset[str]
    names: frozenset[int]
    negations: tuple[int, ...]
    conditional: bool

    @property
    def text(self) -> str:
        return self.words.text


@lru_cache(maxsize=1024)
def stems_in(text: str) -> frozenset[str]:
    """The stems of a text's content words alone, for text that is only looked up in."""
    return frozenset(stem(word) for word in words_of(text).lower if is_content(word))


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    words = words_of(text)
    dates = dates_of(words)
    in_date = {index for date in dates for index in range(date.first, date.last)}
    blanked = replace(words, lower=tuple("_" if index in in_date else w for index, w in enumerate(words.lower)))
    quantities = quantities_of(blanked)
    taken = in_date | {index for quantity in quantities for index in range(quantity.first, quantity.last)}
    everything = {index: stem(word) for index, word in enumerate(words.lower) if is_content(word)}
    content = {index: found for index, found in everything.items() if index not in taken}
    return Reading(
        words,
        tuple(quantities),
        tuple(dates),
        content,
        frozenset(everything.values()),
        frozenset(index for index in content if words.is_name(index)),
        tuple(
            index
            for index, word in enumerate(words.lower)
            if (word in NEGATIONS or word.endswith("n't")) and index not in taken
        ),
        any(word in IFS and index not in taken for index, word in enumerate(words.lower)),
    )
