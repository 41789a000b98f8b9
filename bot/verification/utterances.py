"""Words that a claim gives to somebody: whether the sources have them, in these words, from this speaker.

Decided by comparing words and speakers, never by a model: the quote court rules on quotations, and reported speech is
held against what the sources attribute to others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.comparison import features
from bot.domain import Document, Match, PassageKind, Quote, Span
from bot.ports import PassageStore
from bot.quoting import Attribution, Heard, QuotedPart, attributions, hear, quoted_parts, same_speaker
from bot.quoting.people import PRONOUN, name_spans
from bot.verification.gating import looks_like_orders

REPORTED = 0.75
"""Share of the content words of reported speech that another speaker's words must have to be the same speech."""

_CONTRAST = re.compile(r"\b(?:not|rather than|instead of) (?:the )?[A-Z]")
""" "It was Ann, not Bo, who said": two speakers, of whom the grammar here sees one."""
_DENIALS = re.compile(r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|disput(?:es|ed)|refus(?:es|ed))\b")
_NAMING = re.compile(r"\b(?:call|describ|dubb|label|brand|term|deem)(?:s|es|ed|ing|led|ling)?\b")
"""Verbs that give somebody's words for a thing: one does for the other."""
_TITLE = re.compile(r"(?:[A-Z0-9]\S*|\b(?:of|the|a|an|in|on|and|to|for|at|by)\b|\s)+")


class Finding(StrEnum):
    """What became of words that a claim gives to a speaker."""

    SAID = "said"
    """The source has them as this speaker's."""
    ANOTHER_S = "another's"
    """The source gives them to somebody else, and not to this speaker."""
    ALTERED = "altered"
    """The source has other words of this speaker in their place."""
    UNVOUCHED = "unvouched"
    """The source has the words, or some of them, but not as what this speaker says."""
    ABSENT = "absent"
    """The source has no such words."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One part of a claim that the claim gives to ``speaker``, and what the sources have of it.

    ``explanation`` is one plain sentence. ``quote`` is the place that decides or comes nearest, if there is one, and
    ``said_by`` whose words they are there. ``wrong`` is the part of the claim that does not hold, and ``right`` what
    the source has in its place, where that can be told.
    """

    speaker: str
    finding: Finding
    explanation: str
    quote: Quote | None = None
    said_by: str | None = None
    complete: bool = False
    """Whether the sentence has all of the claim besides: its words, names and numbers, and nothing that turns them."""
    wrong: Span | None = None
    right: Quote | None = None


def utterances(claim: str, store: PassageStore, documents: Sequence[str]) -> list[Utterance]:
    """What the documents, given by id, have of the words that the claim gives to somebody, in the claim's order."""
    if _CONTRAST.search(claim):
        return []
    quoted = [(part, part.speaker) for part in quoted_parts(claim) if part.speaker]
    if quoted:
        return [found for part, speaker in quoted if (found := _quoted(claim, part, speaker, store, documents))]
    parts = attributions(claim, [Span(0, len(claim))]) if claim else ()
    return [found for part in parts if (found := _reported(claim, part, store, documents))]


def _quoted(
    claim: str, part: QuotedPart, speaker: str, store: PassageStore, documents: Sequence[str]
) -> Utterance | None:
    hearing = hear(part.words, store, documents)
    places = [item for item in hearing.places if not looks_like_orders(item.document, _sentence(item).span)]
    sound = [item for item in places if item.place.objection is None]
    words = f"“{' '.join(part.words.strip(' ,.;:').split())}”"
    if sound:
        own = next((item for item in sound if item.said and same_speaker(speaker, item.said.speaker)), None)
        if own and own.said:
            told = f"The source has {words} as words of {own.said.speaker}."
            whole = _complete(claim, speaker, _sentence(own).text, own.said.speaker)
            return Utterance(speaker, Finding.SAID, told, _sentence(own), own.said.speaker, whole)
        others = [item for item in sound if item.said]
        if others and all(
            item.said and _another(claim, speaker, item.said, item.document, item.sentence) for item in others
        ):
            item = others[0]
            who = item.said.speaker if item.said else ""
            return _another_s(claim, speaker, who, f"The claim gives {words} to {speaker}", _sentence(item))
        if others or _TITLE.fullmatch(part.words) or any(_named_near(speaker, item) for item in sound):
            return None
        return _found(speaker, Finding.UNVOUCHED, f"The source has {words}, but not as words of {speaker}.", sound[0])
    if not places:
        return Utterance(speaker, Finding.ABSENT, f"The sources do not have the words {words}.")
    item, changes = places[0], hearing.ruling.changes
    if changes and item.said and same_speaker(speaker, item.said.speaker):
        theirs = " ".join(item.quote.text.split())
        return Utterance(
            speaker,
            Finding.ALTERED,
            f"The claim quotes {words}; the source has “{theirs}”.",
            _sentence(item),
            item.said.speaker,
            wrong=part.span,
            right=item.quote,
        )
    if item.said is None and hearing.ruling.match is not Match.REJECTED and _named_near(speaker, item):
        return None
    reason = item.place.objection or hearing.ruling.reason
    return _found(speaker, Finding.UNVOUCHED, f"The words {words} are not so in the source: {reason}.", item)


def _named_near(speaker: str, item: Heard) -> bool:
    """Whether the sentence of the words, or one beside it, names the speaker: then the words may be theirs."""
    sentences = item.place.passage.sentences
    at = next((index for index, span in enumerate(sentences) if span.end > item.place.span.start), 0)
    near = sentences[max(0, at - 1) : at + 2]
    return any(_has_name(speaker, span.of(item.document.text)) for span in near)


def _has_name(speaker: str, text: str) -> bool:
    """Whether the text has the last word of the name, other than as an owner's."""
    return re.search(rf"\b{re.escape(speaker.split()[-1])}\b(?!['’]s\b)", text) is not None


def _complete(claim: str, speaker: str, sentence: str, named: str) -> bool:
    rest = _NAMING.sub("said", claim).replace(speaker.split()[-1], " ")
    measured = features(rest, f"{sentence} {named}")
    turned = ("number_mismatch", "number_absent", "negation_mismatch", "opposite")
    return measured["coverage"] == measured["name_coverage"] == 1.0 and not any(measured[name] for name in turned)


def _found(speaker: str, finding: Finding, explanation: str, item: Heard) -> Utterance:
    said_by = item.said.speaker if item.said else None
    return Utterance(speaker, finding, explanation, _sentence(item), said_by)


def _sentence(item: Heard) -> Quote:
    sentence = item.sentence
    return Quote(item.document, min(sentence.start, item.place.span.start), max(sentence.end, item.place.span.end))


def _reported(claim: str, part: Attribution, store: PassageStore, documents: Sequence[str]) -> Utterance | None:
    """Another's finding where the sources give the same speech to others alone; else nothing is known."""
    speech = part.part.of(claim)
    if _DENIALS.search(claim):
        return None
    found: list[tuple[float, Attribution, Document, Span]] = []
    for document, sentences in _texts(store, documents):
        for item in attributions(document.text, sentences):
            measured = features(speech, item.part.of(document.text))
            differs = measured["number_mismatch"] + measured["number_absent"] + measured["negation_mismatch"]
            if (
                measured["coverage"] >= REPORTED
                and measured["name_coverage"] == 1.0
                and not differs
                and not measured["opposite"]
            ):
                sentence = next((span for span in sentences if span.end > item.part.start), item.part)
                found.append((measured["coverage"], item, document, sentence))
    if not found or not all(_another(claim, part.speaker, item, document, span) for _, item, document, span in found):
        return None
    _, item, document, sentence = max(found, key=lambda entry: entry[0])
    place = Quote(document, min(sentence.start, item.part.start), max(sentence.end, item.part.end))
    return _another_s(claim, part.speaker, item.speaker, f"The claim gives this to {part.speaker}", place)


def _another_s(claim: str, claimed: str, named: str, told: str, place: Quote) -> Utterance:
    told = f"{told}; the source, to {named}."
    wrong, right = _name_in(claim, claimed), place.document.text.find(named, place.start, place.end)
    if wrong is None or right < 0:
        return Utterance(claimed, Finding.ANOTHER_S, told, place, named)
    own = Quote(place.document, right, right + len(named))
    return Utterance(claimed, Finding.ANOTHER_S, told, place, named, wrong=wrong, right=own)


def _name_in(claim: str, speaker: str) -> Span | None:
    """The speaker's name with its titles, where another name could stand in its place; else None.

    Not where something else tells who it is: a pronoun, an apposition, an office before it that is no plain title.
    """
    if PRONOUN.search(claim):
        return None
    last = speaker.split()[-1]
    spans = [span for span in name_spans(claim) if span.of(claim).split()[-1] == last]
    if not spans and claim.startswith(f"{last} "):
        spans = [Span(0, len(last))]
    if len(spans) != 1 or claim[spans[0].end :].lstrip().startswith(("'", "’", ",", "(")):
        return None
    before = claim[: spans[0].start].split()
    plain = not before or before[-1].lower() in {"said", "to", "was", "by", "that"} or before[-1][-1] in ",\"”’'"
    return spans[0] if plain else None


def _texts(store: PassageStore, documents: Sequence[str]) -> Iterator[tuple[Document, list[Span]]]:
    for identity in documents:
        passages = [item for item in store.passages(identity) if item.kind is PassageKind.REPORTING]
        document, sentences = store.get(identity), [span for passage in passages for span in passage.sentences]
        yield document, [span for span in sentences if not looks_like_orders(document, span)]


def _another(claim: str, claimed: str, said: Attribution, document: Document, sentence: Span) -> bool:
    """Whether the two certainly are two people: full names both, and the sentence does not name the claimed one.

    The claim may have only the last word of a name that the document has in full.
    """
    if same_speaker(claimed, said.speaker) or not (_is_name(claimed) and _is_name(said.speaker)):
        return False
    if " " not in said.speaker or _has_name(said.speaker, claim):
        return False
    outside = document.text[sentence.start : max(sentence.start, said.part.start)]
    return not _has_name(claimed, outside + document.text[said.part.end : sentence.end])


def _is_name(speaker: str) -> bool:
    words = speaker.split()
    return all(word[0].isupper() for word in words) and not any(re.search(r"['’]s?$", word) for word in words)
