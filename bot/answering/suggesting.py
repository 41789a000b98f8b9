"""First questions for a reader who does not know the article: made by rule from its own words, not answered here."""

import re
from collections.abc import Iterator, Sequence

from bot.comparison.quantities import quantities_of
from bot.comparison.words import each, words_of
from bot.domain import Document, Passage, PassageKind, Span
from bot.quoting.attribution import attributions
from bot.quoting.people import full_names, humans

_MONTHS_AND_DAYS = frozenset(
    each("""January February March April May June July August September October November December
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday""")
)
_PLACE = re.compile(r"\b(?:in|to|from|near) ((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)?)(?=[\s,.;:—])")
_PLURAL = re.compile(r"(?P<nouns>[a-z]+s)\b")
_IRREGULAR = {"people", "men", "women", "children"}


def suggested_questions(document: Document, passages: Sequence[Passage]) -> list[str]:
    """Questions that the article may answer, kinds taken in turn, none twice; empty where nothing was found.

    They ask what somebody said of something, how many there were, what happened somewhere, and who somebody is.
    """
    spans = [span for passage in passages if passage.kind is PassageKind.REPORTING for span in passage.sentences]
    text = document.text
    kinds = [_sayings(text, spans), _counts(text, spans), _places(text, spans), _people(text, spans)]
    found: list[str] = []
    while kinds:
        for kind in list(kinds):
            question = next((question for question in kind if question not in found), None)
            if question is None:
                kinds.remove(kind)
            else:
                found.append(question)
    return found


def _sayings(text: str, sentences: Sequence[Span]) -> Iterator[str]:
    names = [name for _, name in full_names(text)]
    known = humans(text)
    for item in attributions(text, sentences):
        if item.speaker not in known:
            continue
        said = item.part.of(text)
        topics = [name for name in names if name in said and name.split()[-1] not in item.speaker]
        topics += [word for word in re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", said) if word not in _MONTHS_AND_DAYS]
        topics = [topic for topic in topics if topic.split()[-1] not in item.speaker]
        if topics:
            yield f"What did {item.speaker} say about {topics[0]}?"


def _counts(text: str, sentences: Sequence[Span]) -> Iterator[str]:
    for span in sentences:
        words = words_of(span.of(text))
        for quantity in quantities_of(words):
            if quantity.dimension != "count" or quantity.form != "digits":
                continue
            noun = words.lower[quantity.noun_last - 1]
            if quantity.noun_last > quantity.last and (noun in _IRREGULAR or _PLURAL.fullmatch(noun)):
                phrase = " ".join(words.lower[quantity.last : quantity.noun_last])
                if re.fullmatch(r"[a-z -]+", phrase):
                    yield f"How many {phrase} were there?"


def _places(text: str, sentences: Sequence[Span]) -> Iterator[str]:
    people = {part for name in humans(text) for part in name.split()}
    for span in sentences:
        for found in _PLACE.finditer(span.of(text)):
            place = found[1].removesuffix("’s").removesuffix("'s")
            if not set(place.split()) & (people | _MONTHS_AND_DAYS):
                yield f"What happened in {place}?"


def _people(text: str, sentences: Sequence[Span]) -> Iterator[str]:
    known = humans(text)
    for start, name in full_names(text):
        if name in known and any(span.start <= start < span.end for span in sentences):
            yield f"Who is {name}?"
