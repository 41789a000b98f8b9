"""The comparison of a claim with one sentence, in numbers and dates."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.comparison.alignment import Fit, Place, fit, same_noun, same_polarity, same_shifts
from bot.comparison.dates import Date
from bot.comparison.quantities import Quantity
from bot.comparison.reading import Reading, read, stems_in
from bot.comparison.relations import OPEN, agree, can_be_derived, comparable, exclude, meets
from bot.comparison.words import REPORTING
from bot.domain import Span, Stance

REFUTES_COVERAGE, REFUTES_NEAR, REFUTES_BACK = 0.75, 0.75, 0.5
"""What a refutation needs of the fit, chosen on written/train for a precision of 0.95."""
RIVAL_MARGIN = 0.25
"""How much less near another number of the kind must be than the one that is compared."""
MOVED = frozenset({"later", "earlier", "before", "after", "sooner", "from", "ahead", "behind"})
"""After a duration: "two weeks later than planned" gives a second date that is not written out."""
REFUTES_DATE_COVERAGE = 0.8
"""Dates need more: in a short claim the one word that is missing is the verb ("born", "died")."""
SUPPORTS_COVERAGE, SUPPORTS_NEAR = 0.6, 0.6
"""What an agreement needs: it is a feature and decides nothing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What claim and sentence give for the same thing.

    ``supports`` means that the numbers agree, not that the claim is true; only ``refutes`` may decide.
    The spans are offsets into the claim and into the sentence. ``kind`` is count, money, ratio, duration, age,
    ordinal, date, or another unit's dimension (length, mass …).
    """

    stance: Stance
    explanation: str
    claim_span: Span
    sentence_span: Span
    kind: str


def compare(claim: str, sentence: str, context: str = "") -> Comparison | None:
    """Compare the quantities and dates that both give for the same thing; None where that is not sure.

    ``context`` is the text of the source before the sentence, as far back as the caller likes: names in it may
    be taken up in the sentence by "the signal" or "she". Without it, every name of the claim must be in the sentence.
    A pair that excludes one another outweighs pairs that agree, and the best-fitting pair is reported.
    """
    mine, theirs = read(claim), read(sentence)
    if not (mine.quantities and theirs.quantities) and not (mine.dates and theirs.dates):
        return None
    before = stems_in(context)
    found = [*_quantities(mine, theirs, before), *_dates(mine, theirs, before)]
    refuting = [item for item in found if item[1].stance is Stance.REFUTES]
    return max(refuting or found, key=lambda item: item[0], default=(0.0, None))[1]


def _quantities(claim: Reading, sentence: Reading, context: frozenset[str]) -> Iterator[tuple[float, Comparison]]:
    for mine in claim.quantities:
        rivals = [theirs for theirs in sentence.quantities if comparable(mine, theirs)]
        for theirs in rivals:
            how = fit(claim, _place(mine), sentence, _place(theirs), context)
            if agree(mine, theirs):
                if how.coverage >= SUPPORTS_COVERAGE and how.near >= SUPPORTS_NEAR and same_noun(mine, theirs):
                    yield how.coverage + how.near, _result(Stance.SUPPORTS, claim, mine, sentence, theirs)
            elif exclude(mine, theirs) and _may_refute(claim, mine, sentence, theirs, how, context):
                yield how.coverage + how.near, _result(Stance.REFUTES, claim, mine, sentence, theirs)


def _place(item: Quantity | Date) -> Place:
    return item.first, item.last


def _same_thing(claim: Reading, mine: Place, sentence: Reading, theirs: Place, how: Fit) -> bool:
    """Whether the fit is close enough for a refutation, and nothing moves either number to another thing."""
    return (
        how.coverage >= REFUTES_COVERAGE
        and how.near >= REFUTES_NEAR
        and how.back >= REFUTES_BACK
        and how.anchored
        and not how.names_missing
        and how.size > 1
        and not claim.conditional
        and same_polarity(claim, sentence, theirs)
        and same_shifts(claim, mine, sentence, theirs)
    )


def _may_refute(
    claim: Reading, mine: Quantity, sentence: Reading, theirs: Quantity, how: Fit, context: frozenset[str]
) -> bool:
    """Beyond the same thing: no other number of the sentence is the claim's, or gives it by arithmetic."""
    if theirs.number == (1, 1) and theirs.form == "words" and theirs.first == theirs.last - 1:
        return False  # "one" also picks one out of several: "one boy … the other boy"
    if not same_noun(mine, theirs) or _is_whole(claim, mine) != _is_whole(sentence, theirs):
        return False
    if not _same_thing(claim, _place(mine), sentence, _place(theirs), how):
        return False
    if _is_given_elsewhere(mine, sentence) or _has_rival(claim, mine, sentence, theirs, how, context):
        return False
    others = [other for other in claim.quantities if other is not mine]
    if any(other.number == theirs.number for other in others) or not _rest_agrees(claim, mine, sentence):
        return False
    is_share = mine.dimension == "ratio"
    if can_be_derived(theirs, others if is_share else claim.quantities):
        return False
    # a share that leaves the claim's is no contradiction ("62% kept" of "38% lost"), unless all words are the same
    identical = is_share and how.coverage == how.near == how.back == 1
    return not can_be_derived(mine, [theirs] if identical else sentence.quantities)


def _is_given_elsewhere(mine: Quantity, sentence: Reading) -> bool:
    """Whether another number of the sentence is, or may be, the claim's; almost any is more than a few.

    A list may give the unit once ("14 per cent for noise, 21 for planning"): a bare number is read in the claim's.
    """
    unit = 0.01 if mine.dimension == "ratio" else mine.factor
    return any(
        (
            other.dimension == mine.dimension
            and meets(mine.loose, other.loose)
            and (mine.relation not in OPEN or same_noun(mine, other))
        )
        or (
            mine.dimension != "count"
            and other.dimension == "count"
            and not other.noun
            and meets(mine.loose, (other.number[0] * unit, other.number[1] * unit))
        )
        for other in sentence.quantities
    )


def _has_rival(
    claim: Reading, mine: Quantity, sentence: Reading, theirs: Quantity, how: Fit, context: frozenset[str]
) -> bool:
    """Whether another number of the sentence may as well be the one that the claim is about."""
    for other in sentence.quantities:
        if other is theirs or not comparable(mine, other):
            continue
        if mine.dimension == "age":
            return True
        if same_noun(mine, other):
            near = fit(claim, _place(mine), sentence, _place(other), context).near
            if near > how.near - RIVAL_MARGIN:
                return True
    return False


def _rest_agrees(claim: Reading, compared: Quantity | Date, sentence: Reading) -> bool:
    """Whether the claim's other numbers and dates agree with the sentence, or it has none of their kind.

    A claim that differs twice is likely to be about something else: another season, another report.
    """
    for date in claim.dates:
        likes = [other for other in sentence.dates if date.is_like(other)]
        if date is not compared and likes and not any(date.agrees(other) for other in likes):
            return False
    for quantity in claim.quantities:
        others = [other for other in sentence.quantities if comparable(quantity, other) and same_noun(quantity, other)]
        if quantity is not compared and others and not any(agree(quantity, other) for other in others):
            return False
    if isinstance(compared, Date) or not claim.dates or not sentence.dates:
        return True
    return any(date.agrees(other) for date in claim.dates for other in sentence.dates)


def _is_whole(reading: Reading, quantity: Quantity) -> bool:
    """Whether another quantity is a part of this one: the 50 of "38 of the 50 signatures"."""
    return any(
        0 < quantity.first - other.last <= 4 and reading.words.at(other.last) == "of" for other in reading.quantities
    )


def _dates(claim: Reading, sentence: Reading, context: frozenset[str]) -> Iterator[tuple[float, Comparison]]:
    for mine in claim.dates:
        for theirs in sentence.dates:
            if mine.relation != theirs.relation:
                continue
            how = fit(claim, _place(mine), sentence, _place(theirs), context)
            if mine.agrees(theirs):
                if how.coverage >= SUPPORTS_COVERAGE and how.near >= SUPPORTS_NEAR:
                    yield how.coverage + how.near, _result(Stance.SUPPORTS, claim, mine, sentence, theirs)
            elif mine.excludes(theirs) and _may_refute_date(claim, mine, sentence, theirs, how):
                yield how.coverage + how.near, _result(Stance.REFUTES, claim, mine, sentence, theirs)


def _may_refute_date(claim: Reading, mine: Date, sentence: Reading, theirs: Date, how: Fit) -> bool:
    """Beyond the same thing: the sentence gives one date of this kind, and none for its own reporting."""
    if how.coverage < REFUTES_DATE_COVERAGE:
        return False
    if not _same_thing(claim, _place(mine), sentence, _place(theirs), how):
        return False
    if _is_of_report(claim, mine) != _is_of_report(sentence, theirs):
        return False
    for item in sentence.quantities:
        moves = item.dimension == "duration" and not MOVED.isdisjoint(_words_after(sentence, item))
        if moves and not any(comparable(known, item) and agree(known, item) for known in claim.quantities):
            return False
    if not _rest_agrees(claim, mine, sentence) or sum(mine.is_like(other) for other in claim.dates) > 1:
        return False
    return sum(mine.is_like(other) for other in sentence.dates) == 1


def _words_after(reading: Reading, quantity: Quantity) -> tuple[str, ...]:
    return reading.words.lower[quantity.last : quantity.last + 2]


def _is_of_report(reading: Reading, date: Date) -> bool:
    """ "said on Monday": the date of the telling, not of what is told."""
    before = [reading.words.at(date.first - back) for back in (1, 2)]
    return any(word in REPORTING for word in before)


def _result(
    stance: Stance, claim: Reading, mine: Quantity | Date, sentence: Reading, theirs: Quantity | Date
) -> Comparison:
    """The comparison in words: both numbers with what they count, as written."""
    said, given = _span(claim, mine), _span(sentence, theirs)
    kind = "date" if isinstance(mine, Date) else mine.dimension.partition(":")[0]
    return Comparison(
        stance,
        f"The claim says {_shown(claim, mine)}; the source says {_shown(sentence, theirs)}.",
        said,
        given,
        kind,
    )


def _span(reading: Reading, item: Quantity | Date) -> Span:
    return Span(reading.words.starts[item.first], reading.words.ends[item.last - 1])


def _shown(reading: Reading, item: Quantity | Date) -> str:
    """The number or date as written, with the noun phrase after it where there is one."""
    last = item.noun_last if isinstance(item, Quantity) and item.noun else item.last
    shown = reading.text[reading.words.starts[item.first] : reading.words.ends[last - 1]]
    return " ".join(shown.split())
