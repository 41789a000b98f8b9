"""Whether words that somebody quotes stand in the sources, where, and whose they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain import Document, Evidence, Match, Passage, PassageKind, Quote, QuoteCheck, Span, Stance
from bot.ports import PassageStore
from bot.quoting import people
from bot.quoting.attribution import Attribution, attribution
from bot.quoting.court import NOT_FOUND, Place, Ruling, find, refusal, rule

_SINGLE = r"(?<![\w’'])[‘'](?=\S)([^‘'’\n]*(?:(?<=\w)['’](?=\w)[^‘'’\n]*)*)(?<=\S)[’'](?!\w)"
_QUOTED = re.compile(rf"“([^”\n]+)”|«([^»\n]+)»|„([^“”\n]+)[“”]|\"(?=\S)([^\"\n]+)(?<=\S)\"|{_SINGLE}")
_SENTENCE = re.compile(r"\S(?:.*?[.!?][\"”’']*(?=\s+[\"“‘A-Z]|\s*$)|.*$)", re.MULTILINE)


MOST_PLACES = 200
"""Of words that stand in more places than that, the rest are not asked whose they are."""


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """A quotation inside a text: its words, their span without the marks, and to whom the text gives them."""

    words: str
    span: Span
    speaker: str | None


def rough_sentences(text: str) -> list[Span]:
    """The sentences of a short text by their end marks alone: for texts that no splitter has parted before."""
    return [Span(*found.span()) for found in _SENTENCE.finditer(text)]


def quoted_parts(text: str) -> list[QuotedPart]:
    """The quotations of a text in order: curly, straight, angled and single marks, but not apostrophes."""
    spans: list[Span] = []
    plain = list(text)
    for found in _QUOTED.finditer(text):
        group = found.lastindex or 0
        if not re.search(r"[^\W_]", found.group(group)):
            continue
        spans.append(Span(*found.span(group)))
        plain[found.start()], plain[found.end() - 1] = "“", "”"
    marked = "".join(plain)
    sentences = rough_sentences(marked)
    parts: list[QuotedPart] = []
    for span in spans:
        said = attribution(marked, sentences, span)
        parts.append(QuotedPart(span.of(text), span, said.speaker if said else None))
    return parts


@dataclass(frozen=True, slots=True)
class Heard:
    """A place where words stand or come nearest to, its document, and whose words stand there."""

    place: Place
    document: Document
    said: Attribution | None

    @property
    def quote(self) -> Quote:
        return Quote(self.document, self.place.span.start, self.place.span.end)

    @property
    def sentence(self) -> Span:
        """The sentence of the document that the words begin in."""
        within = (span for span in self.place.passage.sentences if span.end > self.place.span.start)
        return next(within, self.place.span)

    def evidence(self, match: Match) -> Evidence:
        return Evidence(self.quote, Stance.NEUTRAL, 0.0, match, self.said.speaker if self.said else None)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the court found of words over whole documents: the ruling and the places that it rests on.

    ``more`` tells that there are further places, beyond MOST_PLACES.
    """

    ruling: Ruling
    places: tuple[Heard, ...]
    more: bool = False

    @property
    def sound(self) -> list[Heard]:
        """The places where the words may be quoted from."""
        return [item for item in self.places if item.place.objection is None]


def hear(words: str, store: PassageStore, documents: Sequence[str]) -> Hearing:
    """The words over whole documents, boilerplate left out. They may stand in several places.

    Rejected words have one place, the one they come nearest to, with an objection, or none.
    """
    sources = {identity: store.get(identity) for identity in documents}
    runs = [run for identity in documents for run in _runs(sources[identity], store.passages(identity))]
    reporting = [run for run in runs if run.kind is PassageKind.REPORTING]
    if refused := refusal(words):
        return Hearing(Ruling(Match.REJECTED, refused), ())
    if places := find(words, reporting, attributed=True):
        ruling = Ruling(Match.VERIFIED, "the words are in the source")
    else:
        ruling = rule(words, runs, attributed=True)
        if ruling.span is None or ruling.passage is None:
            return Hearing(ruling, ())
        objection = ruling.reason if ruling.match is Match.REJECTED else None
        places = [Place(ruling.passage, ruling.span, objection)]
    heard = _heard(places[:MOST_PLACES], sources)
    return Hearing(ruling, tuple(heard), more=len(places) > MOST_PLACES)


def _heard(places: Sequence[Place], sources: dict[str, Document]) -> Iterator[Heard]:
    """Whose words they are; where nobody can be named, what says that they are reported must not be missing."""
    strict: dict[tuple[str, int, str], dict[Span, str | None]] = {}
    for place in places:
        document = sources[place.passage.document]
        said = attribution(document.text, place.passage.sentences, place.span)
        if said is None and place.objection is None:
            text = place.span.of(document.text)
            key = (document.id, place.passage.start, text)
            if key not in strict:
                strict[key] = {other.span: other.objection for other in find(text, [place.passage])}
            place = Place(place.passage, place.span, strict[key].get(place.span))
        yield Heard(place, document, said)


def check_words(
    words: str, store: PassageStore, documents: Sequence[str] | None = None, *, speaker: str | None = None
) -> QuoteCheck:
    """What the quote court says of words that a user quotes.

    ``documents`` are ids; None means all. Words that stand in several places are verified, at the place where
    ``speaker`` says them if one is given. With a speaker whose words they are not, they are rejected, and the
    right one is named. For rejected words the evidence, if any, is the source's own nearest text.
    """
    ids = [info.id for info in store.sources()] if documents is None else list(documents)
    hearing = hear(words, store, ids)
    ruling, sound = hearing.ruling, hearing.sound
    if not hearing.places:
        reason = "the words are not in the sources" if ruling.reason == NOT_FOUND else ruling.reason
        return QuoteCheck(words, ruling.match, reason)
    if not sound:
        reason = hearing.places[0].place.objection or ruling.reason
        if ruling.changes:
            reason += f": {ruling.difference}"
        return QuoteCheck(words, Match.REJECTED, reason, hearing.places[0].evidence(Match.VERIFIED))
    chosen = next((item for item in sound if speaker and item.said and same_speaker(speaker, item.said.speaker)), None)
    if speaker and chosen is None and hearing.more:
        reason = f"the words stand in too many places to tell whether {speaker} says them; quote more of them"
        return QuoteCheck(words, Match.REJECTED, reason, sound[0].evidence(Match.VERIFIED))
    if speaker and chosen is None:
        others = list(dict.fromkeys(item.said.speaker for item in sound if item.said))
        whose = f"gives them to {' and '.join(others)}" if others else "says them itself, as its own reporting"
        reason = f"the words are in the source, but not as {speaker}'s: the source {whose}"
        return QuoteCheck(words, Match.REJECTED, reason, sound[0].evidence(Match.VERIFIED))
    item = chosen or sound[0]
    places = f"more than {MOST_PLACES}" if hearing.more else f"{len(sound)}"
    reason = ruling.reason + (f", in {places} places" if len(sound) > 1 else "")
    reason += f"; {item.said.speaker} says them" if item.said else ""
    reason += f": {ruling.difference}" if ruling.changes else ""
    return QuoteCheck(words, ruling.match, reason, item.evidence(ruling.match))


def same_speaker(one: str, other: str) -> bool:
    """Whether two names may name one speaker: the same last word, and nothing that contradicts before it."""
    first, second = _name(one), _name(other)
    if not first or not second or first[-1] != second[-1]:
        return False
    shorter, longer = sorted((first, second), key=len)
    return all(word in longer for word in shorter)


def _name(speaker: str) -> list[str]:
    line = [
        token for token in people.tokens(speaker) if token.text[0].isalpha() and token.lower not in {"the", "a", "an"}
    ]
    return [token.bare.casefold().replace(".", "") for token in people.without_titles(line)] if line else []


def _runs(document: Document, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Neighbouring passages of reporting as one, since a user's quotation knows nothing of passages."""
    for kind, group in groupby(passages, key=lambda passage: passage.kind):
        members = list(group)
        if kind is not PassageKind.REPORTING:
            yield from members
            continue
        first, last = members[0], members[-1]
        text = document.text[first.start : last.end]
        sentences = tuple(sentence for member in members for sentence in member.sentences)
        yield Passage(document.id, document.title, first.index, first.start, last.end, text, kind, sentences)
