"""Who says what a passage says: direct quotation, reported speech, "according to".

Rules over one sentence at a time, precise rather than greedy: what no rule gives to a speaker is the article's
own reporting. Pronouns are resolved to the person who spoke or acted last.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain import Span
from bot.quoting import people
from bot.quoting.lexicon import AUXILIARIES
from bot.quoting.reporting import Reported, reported
from bot.quoting.reporting_words import PASTS


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker, by the fullest name that the text gives, and the span of the document that is theirs."""

    speaker: str
    part: Span


def attribution(document_text: str, sentences: Sequence[Span], span: Span) -> Attribution | None:
    """Who says ``document_text[span.start:span.end]``, or None where the article says it itself.

    All offsets are into the text; ``sentences`` are its sentences in order. Where several speak within the span, the
    one with the longest share of it counts, and of equal shares the closest part. ``part`` may reach beyond the span
    or cover only some of it.
    """
    found = [item for item in _attributions(document_text, tuple(sentences)) if item.part.overlaps(span)]
    return max(found, key=lambda item: (_overlap(item.part, span), item.part.start - item.part.end), default=None)


def attributions(document_text: str, sentences: Sequence[Span]) -> tuple[Attribution, ...]:
    """All attributed parts of a text, in the order of its sentences."""
    return _attributions(document_text, tuple(sentences))


def _overlap(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


@lru_cache(maxsize=8)
def _attributions(text: str, sentences: tuple[Span, ...]) -> tuple[Attribution, ...]:
    known = people.full_names(text)
    quotations = _quotations(text)
    opened = [start for start, _ in quotations]
    found: list[Attribution] = []
    person: str | None = None
    group: str | None = None
    for sentence in sentences:
        inside = bisect_right(opened, sentence.start - 1) - 1
        events = reported(text, sentence, inside >= 0 and quotations[inside][1] > sentence.start)
        for event in events:
            person = (
                _acting(text, Span(sentence.start, event.at), known) or person if event.at > sentence.start else person
            )
            speaker = _named(event, known, person, group, sentence)
            if speaker is None:
                continue
            found += [Attribution(speaker, _grown(text, part, quotations, opened)) for part in event.parts]
            if event.plural or speaker[0].islower():
                group = speaker
            else:
                person = speaker
        spoken = max((part.end for event in events for part in event.parts), default=sentence.start)
        if spoken < sentence.end:
            person = _acting(text, Span(spoken, sentence.end), known) or person
        if not events and _whole_quotation(sentence, quotations, opened):
            spoken_before = found and "\n" not in text[found[-1].part.end : sentence.start]
            if spoken_before and sentence.start - found[-1].part.end < NEARBY:
                found.append(Attribution(found[-1].speaker, sentence))
    return tuple(found)


NEARBY = 120
"""Characters between a quotation and the next one of the same speaker in the same paragraph, at most."""


def _named(
    event: Reported, known: Sequence[tuple[int, str]], person: str | None, group: str | None, at: Span
) -> str | None:
    if event.pronoun in {"he", "she"}:
        return person or next((name for start, name in reversed(known) if start < at.start), None)
    if event.pronoun in {"they", "it", "we"}:
        return group
    if event.pronoun:
        return None
    if event.name and event.speaker:
        return people.fullest(event.speaker, known)
    return event.speaker


def _acting(text: str, sentence: Span, known: Sequence[tuple[int, str]]) -> str | None:
    """The last person who does something in a part of a sentence, whom a later "he" or "she" may mean."""
    line = people.tokens(text, sentence.start, sentence.end)
    humans = people.humans(text)
    acting: str | None = None
    index = 0
    while index < len(line):
        if not line[index].capital:
            index += 1
            continue
        end = people.run_starting(line, index)
        opens = index == 0 or line[index - 1].text in ",;" or line[index - 1].text.islower()
        follows = line[end].lower if end < len(line) else ""
        acts = follows in AUXILIARIES or follows in {",", "who"} or follows.endswith(("ed", "s")) or follows in PASTS
        if opens and acts and not line[end - 1].possessive:
            name = people.fullest(people.text_of(people.without_titles(line[index:end])), known)
            acting = name if name in humans else acting
        index = end
    return acting


def _quotations(text: str) -> list[tuple[int, int]]:
    """The spans between quotation marks, marks included, paragraph by paragraph."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for index, character in enumerate(text):
        if character == "\n":
            opened = None
        elif character == "“" or (character == '"' and opened is None):
            opened = index
        elif character in '”"' and opened is not None:
            found.append((opened, index + 1))
            opened = None
    return found


def _grown(text: str, part: Span, quotations: list[tuple[int, int]], opened: list[int]) -> Span:
    """The part with the whole of a quotation that it is cut from, across sentences."""
    index = bisect_right(opened, part.start) - 1
    if index >= 0 and quotations[index][1] >= part.start and quotations[index][1] >= part.end - 1:
        start, end = quotations[index]
        if end - 1 < part.end:
            return Span(min(start + 1, part.start), part.end)
        inner = text[start + 1 : end - 1].rstrip(" ,")
        return Span(min(start + 1, part.start), max(start + 1 + len(inner), part.start + 1))
    return part


def _whole_quotation(sentence: Span, quotations: list[tuple[int, int]], opened: list[int]) -> bool:
    """Whether the sentence is nothing but words between quotation marks."""
    index = bisect_right(opened, sentence.start) - 1
    return index >= 0 and quotations[index][1] >= sentence.end - 1
