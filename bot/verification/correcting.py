"""The smallest change that makes a refuted claim one that the source supports, in the source's own words.

Candidates are made by putting words of the refuting quote where the claim differs from it: another number or date of
the same kind, another name, or the words between two that both texts have. A candidate is shown only where the
comparison finds no difference left, and the engine that refuted the claim supports it as corrected.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rapidfuzz.distance import Levenshtein, Opcode

from bot.comparison import compare, features
from bot.comparison.alignment import same_noun
from bot.comparison.dates import Date
from bot.comparison.quantities import Quantity
from bot.comparison.reading import Reading, read
from bot.comparison.relations import agree, comparable
from bot.comparison.words import Words, stem, words_of
from bot.domain import ClaimResult, Correction, Document, Evidence, Quote, Span, Stance, Verdict
from bot.ports import StanceModel
from bot.quoting.people import PRONOUN, name_spans
from bot.quoting.words import rough_sentences

Supported = Callable[[str], bool]
"""Whether the engine supports a claim as corrected."""

MOST_TRIED = 6
"""Candidates of one quote that the engine is asked about."""
LONGEST_CHANGE = 4
"""Words that may give way or take their place, between words that both texts have."""
_PICKED = re.compile(r"\b(?:one|all|each|every|of|only)\b", re.IGNORECASE)
"""Words that pick some out of several: another number in their place does not fit the sentence."""
LEAST_KEPT = 3
"""Content words of the claim that must stay as they are around such a change."""


def corrected(claim: str, evidence: Sequence[Evidence], model: StanceModel, supported: Supported) -> Correction | None:
    """The first candidate that is supported, or None. Only refuting quotes give words, the deciding one first.

    Where the comparison of numbers or dates refuted the claim and agrees with it as corrected, it is enough that the
    stance model reads the quote as support sooner than as refutation. Any other candidate must be one that the model
    reads as supported by the quote and the engine by all that was retrieved.
    """
    for item in evidence:
        if item.stance is not Stance.REFUTES:
            continue
        compared = compare(claim, item.quote.text)
        refuted = compared is not None and compared.stance is Stance.REFUTES
        for candidate in islice(_plausible(claim, item.quote), MOST_TRIED):
            (scores,) = model.score([(item.quote.text, candidate.text)])
            again = compare(candidate.text, item.quote.text)
            if refuted and again is not None and again.stance is Stance.SUPPORTS:
                holds = scores.supports > scores.refutes or supported(candidate.text)
            else:
                holds = scores.supports > max(scores.refutes, scores.neutral) and supported(candidate.text)
            if holds:
                return candidate
    return None


def _plausible(claim: str, quote: Quote) -> Iterator[Correction]:
    """Different candidates in which the comparison finds nothing more to object to."""
    seen = {claim}
    for span, source in _candidates(claim, quote):
        pair = _trimmed(claim, span, quote.document, source)
        if pair is None:
            continue
        candidate = Correction(claim, pair[0], Quote(quote.document, pair[1].start, pair[1].end))
        if candidate.text not in seen and _agrees(candidate, quote.text):
            seen.add(candidate.text)
            yield candidate


def _agrees(candidate: Correction, source: str) -> bool:
    """Whether the comparison finds no difference, and the source has each content word of the corrected claim as often.

    A word that the source does not have may be what the claim is wrong in: "cut its rate" stays wrong with any number.
    """
    if _content(candidate.text) - Counter(stem(word) for word in words_of(source).lower):
        return False
    measured = features(candidate.text, source)
    if measured["number_mismatch"] or measured["negation_mismatch"] or measured["opposite"]:
        return False
    compared = compare(candidate.text, source)
    return compared is None or compared.stance is not Stance.REFUTES


def _content(text: str) -> Counter[str]:
    """How often each content word stands in the text, by its stem."""
    said = read(text)
    return Counter(stem(said.words.lower[at]) for at in said.content)


def _candidates(claim: str, quote: Quote) -> Iterator[tuple[Span, Span]]:
    """Spans of the claim and of the document, the likeliest kind first."""
    source, offset = quote.text, quote.start
    mine, theirs = read(claim), read(source)
    compared = compare(claim, source)
    if compared and compared.stance is Stance.REFUTES:
        yield compared.claim_span, _moved(compared.sentence_span, offset)
        return
    for one, other in _amounts(mine, theirs):
        yield one, _moved(other, offset)
    for one, other in _names(claim, source):
        yield one, _moved(other, offset)
    for one, other in _between(claim, source):
        yield one, _moved(other, offset)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _amounts(mine: Reading, theirs: Reading) -> Iterator[tuple[Span, Span]]:
    """A number or date of the claim that the source does not have, and the one of its kind that it has instead.

    Only where there is one that could be meant: of the same noun, or in the same relation to the event.
    """
    for quantity in mine.quantities:
        likes = [other for other in theirs.quantities if comparable(quantity, other) and same_noun(quantity, other)]
        free = [other for other in likes if not any(agree(known, other) for known in mine.quantities)]
        if len(free) == 1 and not any(agree(quantity, other) for other in likes):
            yield _place(mine, quantity), _place(theirs, free[0])
    for date in mine.dates:
        alike = [other for other in theirs.dates if date.is_like(other)]
        if len(alike) == 1 and date.relation == alike[0].relation and not date.agrees(alike[0]):
            yield _place(mine, date), _place(theirs, alike[0])


def _place(reading: Reading, item: Quantity | Date) -> Span:
    return Span(reading.words.starts[item.first], reading.words.ends[item.last - 1])


def _names(claim: str, source: str) -> Iterator[tuple[Span, Span]]:
    """A name of the claim that the source does not have, and the others in the sentence that is most like the claim."""
    if PRONOUN.search(claim):
        return
    near = _nearest_sentence(claim, source)
    mine = list(name_spans(claim))
    theirs = [span for span in name_spans(source) if near.start <= span.start and span.end <= near.end]
    strangers = [span for span in mine if span.of(claim).split()[-1] not in source]
    for one in strangers:
        for other in theirs:
            if other.of(source).split()[-1] not in claim:
                yield one, other


def _nearest_sentence(claim: str, source: str) -> Span:
    """The sentence of the source that has most content words of the claim."""
    wanted = _content(claim)
    return max(rough_sentences(source), key=lambda part: (wanted & _content(part.of(source))).total())


def _between(claim: str, source: str) -> Iterator[tuple[Span, Span]]:
    """What stands in each text between words that both have, shortest first."""
    mine, theirs = words_of(claim), words_of(source)
    said = read(claim)
    ops = list(Levenshtein.opcodes([stem(word) for word in mine.lower], [stem(word) for word in theirs.lower]))
    blocks: list[tuple[int, Span, Span]] = []
    for index, op in enumerate(ops):
        if op.tag == "equal" or not _framed(ops, index, mine, theirs):
            continue
        for before, after in ((0, 0), (1, 0), (0, 1)):
            a, b, c, d = op.src_start - before, op.src_end + after, op.dest_start - before, op.dest_end + after
            if not (0 <= a < b <= len(mine) and 0 <= c < d <= len(theirs)) or max(b - a, d - c) > LONGEST_CHANGE:
                continue
            one, other = Span(mine.starts[a], mine.ends[b - 1]), Span(theirs.starts[c], theirs.ends[d - 1])
            kept = sum(not one.start <= mine.starts[at] < one.end for at in said.content)
            plain = not re.search(r"[,;:.!?()—\d]|\b[A-Z]", one.of(claim) + other.of(source))
            if plain and kept >= LEAST_KEPT:
                blocks.append((b - a + d - c, one, other))
    for _, one, other in sorted(blocks, key=lambda block: block[0]):
        yield one, other


def _framed(ops: Sequence[Opcode], index: int, mine: Words, theirs: Words) -> bool:
    """Whether both texts have the same words before and behind a difference, or end there."""
    op = ops[index]
    if index == 0 or ops[index - 1].tag != "equal" or not any(map(str.isalnum, mine.lower[op.src_start - 1])):
        return False
    ends = all(not word.isalnum() for word in mine.lower[op.src_end :])
    if ends:
        return op.dest_end == len(theirs) or not theirs.lower[op.dest_end].isalnum()
    return index + 1 < len(ops) and ops[index + 1].tag == "equal"


def _trimmed(claim: str, span: Span, document: Document, source: Span) -> tuple[Span, Span] | None:
    """Both without the words that they begin or end with alike; None where nothing would differ but small words."""
    said, given = _bare(span.of(claim)), _bare(source.of(document.text))
    mine = [(m.start() + span.start, m.end() + span.start) for m in re.finditer(r"\S+", said)]
    theirs = [(m.start() + source.start, m.end() + source.start) for m in re.finditer(r"\S+", given)]

    def same(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return claim[slice(*one)].lower() == document.text[slice(*other)].lower()

    while len(mine) > 1 and len(theirs) > 1 and same(mine[0], theirs[0]):
        mine, theirs = mine[1:], theirs[1:]
    while len(mine) > 1 and len(theirs) > 1 and same(mine[-1], theirs[-1]):
        mine, theirs = mine[:-1], theirs[:-1]
    if not mine or not theirs or (len(mine) == len(theirs) == 1 and same(mine[0], theirs[0])):
        return None
    one, other = Span(mine[0][0], mine[-1][1]), Span(theirs[0][0], theirs[-1][1])
    words = one.of(claim), other.of(document.text)
    return None if _PICKED.search(" ".join(words)) or not any(map(_says_something, words)) else (one, other)


def _says_something(words: str) -> bool:
    """Whether there is more in the words than small ones: "to" for "at" alone corrects nothing, "not" does."""
    said = read(words)
    return bool(said.content or said.quantities or said.dates or said.negations)


def _bare(words: str) -> str:
    return words.rstrip(" .,;:!?")


def with_correction(result: ClaimResult, model: StanceModel, supported: Supported) -> ClaimResult:
    """The result with its correction, where it is refuted, has none yet, and one can be shown."""
    if result.verdict is not Verdict.REFUTED or result.correction:
        return result
    return replace(result, correction=corrected(result.claim.text, result.evidence, model, supported))
