"""Whether a place in the claim and a place in the sentence give a number or date for the same thing.

Without a parser, "the same thing" is: the noun phrases behind the two numbers share their head, the words around
the claim's number stand around the sentence's number as well, and the sentence covers what else the claim says.
All of it counts stems, with a few synonyms.
"""

from dataclasses import dataclass

from bot.comparison.quantities import Quantity
from bot.comparison.reading import Reading
from bot.comparison.words import each

NEAR_IN_CLAIM = 4
"""Content words on each side of the claim's place that are looked for near the sentence's."""
NEAR_IN_SENTENCE = 12
"""Tokens on each side of the sentence's place that count as near it."""

PRONOUNS = frozenset({"he", "she", "it", "they", "him", "them"})
"""One of these in the clause stands for a name that the sentence gives further away."""
PAUSES = frozenset({";", ":", "(", ")", "but", "while", "whereas", "although", "though"})
DASHES = frozenset({"—", "–"})

SHIFTS = frozenset(
    each("""another other others previous previously earlier former formerly last next old older new newer second
    expected planned target limit forecast estimate originally initially ago average each combined more extra
    additional further alone separate separately minimum maximum record peak normally usually before instead
    remaining rest together also again too per yearly monthly weekly daily annual
    """)
)
"""Words that move a number to another thing, time or measure ("her last novel", "the other drug")."""
NEGATION_REACH = 7
"""How many tokens away from a number a negation may stand and still bear on it."""
MOST_TAKEN_UP, TAKEN_UP_SHARE = 2, 0.4
"""How many of the claim's words, and which share of them, a sentence may take up from the text before it."""
INSERTION = 9
"""How many tokens an insertion between two dashes may have."""

Place = tuple[int, int]
"""First and last token index of a quantity or date, last exclusive."""


@dataclass(frozen=True, slots=True)
class Fit:
    """``coverage`` and ``near`` are shares from 0 to 1 of the claim's content words, in the whole sentence and
    around its place; ``names_missing`` counts the claim's capitalised words that the sentence lacks, ``size``
    all of the claim's content words outside of the place. The claim's first word counts as a name, since its
    capital does not tell. ``anchored``: a content word that stands right beside both places is the same.
    ``back`` is the share of the content words beside the sentence's place that the claim has."""

    coverage: float
    near: float
    names_missing: int
    size: int
    anchored: bool
    back: float


def fit(claim: Reading, mine: Place, sentence: Reading, theirs: Place, context: frozenset[str]) -> Fit:
    """How well two places fit. ``context`` has the stems of what the source says before it."""
    others = [index for index in claim.content if not mine[0] <= index < mine[1]]
    missing = [index for index in others if claim.content[index] not in sentence.stems]
    if len(missing) <= MOST_TAKEN_UP and len(missing) <= TAKEN_UP_SHARE * len(others):
        missing = _not_taken_up(claim, missing, sentence, theirs, context)
    before = [index for index in others if index < mine[0]][-NEAR_IN_CLAIM:]
    after = [index for index in others if index >= mine[1]][:NEAR_IN_CLAIM]
    around = clause(sentence, theirs)
    window = {stem for index, stem in sentence.content.items() if index in around}
    known = sentence.stems if any(sentence.words.lower[index] in PRONOUNS for index in around) else frozenset()
    near = [
        claim.content[index] in window or (index in claim.names and claim.content[index] in known)
        for index in before + after
    ]
    back = [sentence.content[index] in claim.stems for index in beside(sentence, theirs) if index in sentence.content]
    return Fit(
        coverage=1 - len(missing) / len(others) if others else 0.0,
        near=sum(near) / len(near) if near else 0.0,
        names_missing=sum(index in claim.names or index == 0 for index in missing),
        size=len(others),
        anchored=bool(neighbours(claim, mine) & neighbours(sentence, theirs)),
        back=sum(back) / len(back) if back else 1.0,
    )


def _not_taken_up(
    claim: Reading, missing: list[int], sentence: Reading, theirs: Place, context: frozenset[str]
) -> list[int]:
    """The missing words, or none where the sentence plainly takes them up from the context: it names nobody and
    nothing else beside its place ("the signal", after "the Quillabra signal")."""
    around = clause(sentence, theirs)
    names_another = any(index in around and sentence.content[index] not in claim.stems for index in sentence.names)
    known = all(claim.content[index] in context for index in missing)
    return [] if known and not names_another else missing


def beside(reading: Reading, place: Place) -> range:
    """The tokens of a place and the five on each side of it."""
    return range(max(0, place[0] - 5), min(len(reading.words), place[1] + 5))


def clause(reading: Reading, place: Place) -> set[int]:
    """The tokens around a place that are likely to be about it: up to a strong pause, a contrast or the second
    comma, at most NEAR_IN_SENTENCE on each side. What stands between two dashes is stepped over."""
    lower = reading.words.lower
    return {*_reach(lower, place[0] - 1, -1), *range(*place), *_reach(lower, place[1], 1)}


def _reach(lower: tuple[str, ...], index: int, step: int) -> list[int]:
    reached: list[int] = []
    pauses = 0
    while 0 <= index < len(lower) and len(reached) < NEAR_IN_SENTENCE:
        if lower[index] in DASHES:
            inside = range(index + step, index + step * INSERTION, step)
            partner = next((at for at in inside if 0 <= at < len(lower) and lower[at] in DASHES), None)
            index = index if partner is None else partner
        pauses += lower[index] == "," or lower[index] in DASHES
        if lower[index] in PAUSES or pauses == 2:
            break
        reached.append(index)
        index += step
    return reached


def neighbours(reading: Reading, place: Place) -> set[str]:
    """Stems of the content words nearest to the place: two before and two after, at most six tokens away."""
    before = [stem for index, stem in reading.content.items() if place[0] - 6 <= index < place[0]][-2:]
    after = [stem for index, stem in reading.content.items() if place[1] <= index < place[1] + 6][:2]
    return {*before, *after}


def same_noun(mine: Quantity, theirs: Quantity) -> bool:
    """Whether the phrases behind two quantities share a word, or neither has one."""
    if not mine.noun and not theirs.noun:
        return mine.dimension != "count" or bool(mine.before and mine.before == theirs.before)
    if not mine.noun or not theirs.noun:
        bare, full = (mine, theirs) if theirs.noun else (theirs, mine)
        return mine.dimension == "count" and bare.before in full.noun  # "wounding six", "six people were wounded"
    return bool(set(mine.noun[:3]) & set(theirs.noun[:3]))


def same_polarity(claim: Reading, sentence: Reading, theirs: Place) -> bool:
    """Whether both or neither are negated; in the sentence only near the place."""
    around = clause(sentence, theirs)
    near = range(theirs[0] - NEGATION_REACH, theirs[1] + NEGATION_REACH)
    return bool(claim.negations) == any(index in around and index in near for index in sentence.negations)


def same_shifts(claim: Reading, mine: Place, sentence: Reading, theirs: Place) -> bool:
    """Whether no word that moves a number elsewhere stands on one side only; in the sentence, near the place."""
    whole = {word for index, word in enumerate(claim.words.lower) if not mine[0] <= index < mine[1]} & SHIFTS
    if not whole <= set(sentence.words.lower):
        return False
    lower = sentence.words.lower
    near = {lower[index] for index in beside(sentence, theirs) if not theirs[0] <= index < theirs[1]}
    return near & SHIFTS <= set(claim.words.lower)
