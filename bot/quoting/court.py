"""The quote court: proposed words and the passages they may come from in, a ruling out.

Words are *verified* where a passage has them exactly, or has them once typography is taken out (``normalise``).
They are *repaired* where only spelling, letter case, an article or outer punctuation differ (``near``): the span
is the source's own words then, which replace what was proposed. All else is *rejected*, with the nearest words of
the source and the difference where there are any. What is verified or repaired is whole words, does not lose
what governs it in its sentence (``truncation``), stands in one passage, and stands there once.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain import Document, Match, Passage, PassageKind, Proposal, Span
from bot.errors import InvariantError
from bot.quoting import lexicon
from bot.quoting.near import Change, Near, nearest
from bot.quoting.normalise import Normalised, normalise, trimmed
from bot.quoting.truncation import CONTEXT, cuts_a_word, truncated

MOST_OCCURRENCES = 1000
"""Occurrences in one passage that are looked at; hostile text has a million."""

LONGEST_VARIED = 100_000
"""Characters of a quotation that is looked for in other typography or near; a longer one is there exactly or not."""

EDGES = " \t\r\n\"'“”‘’«»„.,;:…[]()"
"""Marks around a quotation that are not part of what was said."""

_WORDS = re.compile(r"\w+(?:['’]\w+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’]?\s+")
_ELLIPSIS = re.compile(r"\[?(?:…|\.\s?\.\s?\.)\]?")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the court found. ``span`` is in document offsets.

    Verified: the span's text equals the words but for typography. Repaired: the span's text is the source's own,
    and takes the place of the words. Rejected: the span, if any, is the place the words come nearest to.
    """

    match: Match
    reason: str
    passage: Passage | None = None
    span: Span | None = None
    changes: tuple[Change, ...] = ()

    @property
    def difference(self) -> str:
        """The changes for display: “183” → “138” reads "183" was proposed, "138" is in the source."""
        return "; ".join(f"“{change.said}” → “{change.source}”" for change in self.changes)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: a span of the document, and why it may not be quoted so, if it may not."""

    passage: Passage
    span: Span
    objection: str | None = None


def rule(words: str, passages: Sequence[Passage], *, attributed: bool = False) -> Ruling:
    """The ruling on ``words`` as a quotation of one of ``passages``, the passages that were shown.

    With ``attributed`` the words may leave out who reports them ("Putin said that"), because the caller names the
    speaker beside them; what denies, hedges or conditions them may never be left out.

    Linear in the length of words and passages, whatever they hold.
    """
    refused = refusal(words)
    if refused:
        return Ruling(Match.REJECTED, refused)
    evidence = [passage for passage in passages if passage.kind is PassageKind.REPORTING]
    places = find(words, evidence, attributed=attributed)
    if places:
        return _among(places, Match.VERIFIED, "the words are in the source")
    if any(find(words, [passage]) for passage in passages if passage.kind is not PassageKind.REPORTING):
        return Ruling(Match.REJECTED, "the words stand only in the page around the article, which is not reporting")
    if len(words) > LONGEST_VARIED:
        return Ruling(Match.REJECTED, NOT_FOUND)
    core = words.strip(EDGES)
    if core != words.strip() and core and not core.endswith(("?", "!")) and not refusal(core):
        places = find(core, evidence, attributed=attributed)
        if places:
            return _among(places, Match.REPAIRED, "only the punctuation around the words differs from the source")
    joined = _joined(words, evidence)
    near = nearest(words, evidence)
    if joined:
        return _rejected(joined, near)
    if near is None:
        return Ruling(Match.REJECTED, NOT_FOUND)
    if near.harmless:
        own = near.span.of(" " * near.passage.start + near.passage.text)
        repaired = _among(
            find(own, evidence, attributed=attributed), Match.REPAIRED, "the source spells the words differently"
        )
        return Ruling(repaired.match, repaired.reason, repaired.passage, repaired.span, near.changes)
    return _rejected(_described(near.changes), near)


def gate(proposal: Proposal, document: Document, *, attributed: bool = False) -> Ruling:
    """The ruling on an engine's proposal: its span must hold its text, or its words must be in its passage.

    ``attributed`` is as for ``rule``.
    Raises InvariantError where the proposal's passage is not a slice of the document.
    """
    passage = proposal.passage
    if passage.document != document.id or document.text[passage.start : passage.end] != passage.text:
        raise InvariantError(f"passage {passage.index} is not a slice of document {document.id}")
    if proposal.span is None:
        return rule(proposal.text, [passage], attributed=attributed)
    span = proposal.span
    refused = refusal(proposal.text)
    if passage.kind is not PassageKind.REPORTING:
        refused = "the words stand in the page around the article, which is not reporting"
    elif not passage.start <= span.start < span.end <= passage.end:
        refused = "the place is outside the passage that was shown"
    elif span.of(document.text) != proposal.text:
        refused = "the words do not stand at the place that was given"
    if refused:
        return Ruling(Match.REJECTED, refused)
    return _among([_placed(passage, span, attributed)], Match.VERIFIED, "the words are in the source")


def find(words: str, passages: Sequence[Passage], *, attributed: bool = False) -> list[Place]:
    """The places of the words: exact ones, else those that are equal once typography is taken out.

    Places that cut a word are given only where there is no other; those that must not stand alone are always
    given, with the objection, since a second meaning of the same words makes them ambiguous.
    """
    exact = words.strip()
    if not exact:
        return []
    places = [place for passage in passages for place in _exact_places(exact, passage, attributed)]
    if len(exact) <= LONGEST_VARIED and not any(not place.objection for place in places):
        form = normalise(exact).text
        places += [place for passage in passages for place in _normal_places(form, passage, places, attributed)]
    whole = [place for place in places if not _cuts(place)]
    return whole or places[:1]


def _exact_places(words: str, passage: Passage, attributed: bool) -> Iterator[Place]:
    for start in _occurrences(words, passage.text):
        yield _placed(passage, Span(passage.start + start, passage.start + start + len(words)), attributed)


def _normal_places(form: str, passage: Passage, known: Sequence[Place], attributed: bool) -> Iterator[Place]:
    source = normalise(passage.text)
    if form == "" or (source.text == passage.text and known):
        return
    seen = {(place.passage.index, place.passage.document, place.span) for place in known}
    for start in _occurrences(form, source.text):
        span = _mapped(source, passage.text, start, start + len(form))
        if span is None:
            continue
        place = _placed(passage, Span(passage.start + span.start, passage.start + span.end), attributed)
        if (passage.index, passage.document, place.span) not in seen:
            yield place


def _mapped(source: Normalised, text: str, start: int, end: int) -> Span | None:
    span = source.original(start, end)
    return trimmed(text, span) if span else None


def _occurrences(words: str, text: str) -> Iterator[int]:
    start = -1
    for _ in range(MOST_OCCURRENCES):
        start = text.find(words, start + 1)
        if start < 0:
            return
        yield start


NOT_FOUND = "the words are not in the passages shown"
CUT = "the words begin or end in the middle of a word or number of the source"


def _placed(passage: Passage, span: Span, attributed: bool) -> Place:
    """The place with its objection: what is cut, or what is left out that governs it."""
    inside = Span(span.start - passage.start, span.end - passage.start)
    if cuts_a_word(passage.text, inside):
        return Place(passage, span, CUT)
    # only the sentences around it, or words that stand in a thousand places would take a thousand times as long
    first = bisect_right(passage.sentences, span.start - CONTEXT, key=lambda sentence: sentence.end) - 1
    last = bisect_left(passage.sentences, span.end, key=lambda sentence: sentence.start) + 1
    sentences = [Span(s.start - passage.start, s.end - passage.start) for s in passage.sentences[max(0, first) : last]]
    return Place(passage, span, truncated(passage.text, sentences, inside, attributed=attributed))


def _cuts(place: Place) -> bool:
    return place.objection is CUT


def _among(places: Sequence[Place], match: Match, reason: str) -> Ruling:
    """The ruling on words that stand at these places."""
    first = places[0]
    if len(places) > 1:
        reason = f"the words stand more than once in what was shown ({len(places)} places), so the place is not clear"
        return Ruling(Match.REJECTED, reason, first.passage, first.span)
    if first.objection:
        return Ruling(Match.REJECTED, first.objection, first.passage, first.span)
    return Ruling(match, reason, first.passage, first.span)


def _rejected(reason: str, near: Near | None) -> Ruling:
    if near is None:
        return Ruling(Match.REJECTED, reason)
    return Ruling(Match.REJECTED, reason, near.passage, near.span, near.changes)


def refusal(words: str) -> str | None:
    """Why words cannot be looked for at all."""
    if not words.strip():
        return "there are no words to look for"
    found = [word.lower() for _, word in zip(range(4), (m.group() for m in _WORDS.finditer(words)), strict=False)]
    if not any(character.isalnum() for word in found for character in word):
        return "there are only marks, no words to look for"
    if len(found) < 4 and all(word.replace("’", "'") in lexicon.FUNCTION_WORDS for word in found):
        return "these words are too common to be a quotation"
    return None


def _joined(words: str, passages: Sequence[Passage]) -> str | None:
    """Whether the words put together what stands apart: by an ellipsis, or sentence after sentence."""
    parts = [part for part in _ELLIPSIS.split(words) if part.strip(EDGES)]
    if len(parts) > 1:
        return "an ellipsis joins words that stand apart in the source"
    parts = [part for part in _SENTENCE_END.split(words) if part.strip(EDGES)]
    if 1 < len(parts) <= 20 and all(find(part.strip(), passages) for part in parts):
        return "the words join sentences that do not stand together in one passage of the source"
    return None


def _described(changes: Sequence[Change]) -> str:
    """What kind of change it is, worst first, in one sentence."""
    words = [word.lower() for change in changes for word in _WORDS.findall(f"{change.said} {change.source}")]
    if any(word in lexicon.NEGATIONS or word.endswith("n't") for word in words):
        what = "a negation"
    elif any(word[0].isdigit() or word in lexicon.NUMBER_WORDS for word in words):
        what = "a number"
    elif all(not change.said for change in changes):
        return "the words leave out some of the source's own"
    elif all(not change.source for change in changes):
        return "the words add to the source's own"
    elif any(word[:1].isupper() for change in changes for word in _WORDS.findall(change.source)):
        what = "a name or the beginning of a sentence"
    else:
        what = "words"
    return f"the words change {what} of the source"
