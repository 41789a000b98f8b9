"""Cheap lexical features of one pair, for a calibrated verdict head beside the stance model."""

from collections.abc import Sequence

from bot.comparison.antonyms import OPPOSITES
from bot.comparison.reading import Reading, read
from bot.comparison.relations import agree, comparable, exclude
from bot.comparison.words import stem

PAUSES = frozenset(".,;:!()—…")
"""What may be written otherwise in the same words; a sign of a number, a question and quotation marks may not."""
_MARKS = str.maketrans("“”«»‘’", '""""\'\'')
FEWEST_WORDS = 4
"""Of a claim that can be repeated: fewer are a headline or an answer more often than a statement."""


def features(claim: str, sentence: str) -> dict[str, float]:
    """Features of a (claim, sentence) pair; all between 0 and 1.

    ``coverage``: share of the claim's content words (stemmed, outside numbers and dates) that the sentence has.
    ``name_coverage``: the same for capitalised words; 1 where the claim has none.
    ``number_agreement``: share of the claim's quantities and dates with which one of the sentence's agrees.
    ``number_mismatch``: share that none agrees with and that one of the same kind excludes.
    ``number_absent``: share for which the sentence has nothing of the same kind.
    ``negation_mismatch``: 1 where exactly one of the two contains a negating word.
    ``opposite``: 1 where a content word is missing in the sentence, which has its opposite instead.
    """
    mine, theirs = read(claim), read(sentence)
    words = mine.content.values()
    names = [mine.content[index] for index in mine.names]
    agreeing = mismatching = 0
    for quantity in mine.quantities:
        others = [other for other in theirs.quantities if comparable(quantity, other)]
        if any(agree(quantity, other) for other in others):
            agreeing += 1
        elif any(exclude(quantity, other) for other in others):
            mismatching += 1
    for date in mine.dates:
        if any(date.agrees(other) for other in theirs.dates):
            agreeing += 1
        elif any(date.excludes(other) for other in theirs.dates):
            mismatching += 1
    total = len(mine.quantities) + len(mine.dates)
    return {
        "coverage": sum(word in theirs.stems for word in words) / len(words) if words else 0.0,
        "name_coverage": sum(name in theirs.stems for name in names) / len(names) if names else 1.0,
        "number_agreement": agreeing / total if total else 0.0,
        "number_mismatch": mismatching / total if total else 0.0,
        "number_absent": (total - agreeing - mismatching) / total if total else 0.0,
        "negation_mismatch": float(bool(mine.negations) != bool(theirs.negations)),
        "opposite": float(_has_opposite(mine, theirs)),
    }


def same_words(claim: str, sentence: str) -> bool:
    """Whether the two are the same, word for word and number for number with its signs, but for case and pauses.

    What one of them has in quotation marks the other has too: words that are only reported are no quotation.
    """
    mine, theirs = (
        [word.translate(_MARKS) for word in read(text).words.lower if word not in PAUSES] for text in (claim, sentence)
    )
    return len(mine) >= FEWEST_WORDS and mine == theirs


def opposites(claim: str, sentence: str) -> tuple[str, str] | None:
    """A word of the claim and the opposite that the sentence has in its place, as both write them."""
    mine, theirs = read(claim), read(sentence)
    for word in mine.stems - theirs.stems:
        for other in OPPOSITES.get(word, frozenset()) & theirs.stems - mine.stems:
            return _written(mine, word), _written(theirs, other)
    return None


def absent(claim: str, texts: Sequence[str]) -> list[str]:
    """The names, numbers, dates and other content words of the claim that no text has, as written, in order."""
    mine, theirs = read(claim), [read(text) for text in texts]
    stems = frozenset[str]().union(*(reading.stems for reading in theirs))
    found: list[tuple[int, str]] = []
    for quantity in mine.quantities:
        if not any(
            agree(quantity, other) for reading in theirs for other in reading.quantities if comparable(quantity, other)
        ):
            found.append((quantity.first, _slice(mine, quantity.first, quantity.last)))
    for date in mine.dates:
        if not any(date.agrees(other) for reading in theirs for other in reading.dates):
            found.append((date.first, _slice(mine, date.first, date.last)))
    found += [(index, _slice(mine, index, index + 1)) for index, word in mine.content.items() if word not in stems]
    return [text for _, text in sorted(found)]


def _slice(reading: Reading, first: int, last: int) -> str:
    return " ".join(reading.text[reading.words.starts[first] : reading.words.ends[last - 1]].split())


def _written(reading: Reading, wanted: str) -> str:
    index = next(index for index, word in enumerate(reading.words.lower) if stem(word) == wanted)
    return _slice(reading, index, index + 1)


def _has_opposite(mine: Reading, theirs: Reading) -> bool:
    return any(
        not theirs.stems.isdisjoint(OPPOSITES[word] - mine.stems)
        for word in mine.stems - theirs.stems
        if word in OPPOSITES
    )
