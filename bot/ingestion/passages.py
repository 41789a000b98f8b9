"""A document's text as passages that tile it: joined in order they give back the exact text."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain import Document, Passage, PassageKind, Span
from bot.errors import InvariantError
from bot.ingestion.boilerplate import boilerplate_lines
from bot.ports import SentenceSplitter, TokenCounter

MAX_TOKENS = 128
"""A passage's bound. The embedder reads 256 word pieces, about 190 tokens of English news."""

_WORD = re.compile(r"\s*\S+|\s+")
_LONGEST_WORD = 120
_LINE_BREAK = re.compile(r"[\r\n]+[^\S\r\n]*|[^\S\r\n]+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One sentence with the white space and marks that follow it, up to the next."""

    start: int
    end: int
    sentence: Span | None
    kind: PassageKind
    opens_paragraph: bool


def passages_of(document: Document, splitter: SentenceSplitter, counter: TokenCounter) -> list[Passage]:
    """Greedy runs of whole sentences of at most MAX_TOKENS tokens, one kind each.

    A new passage starts at a paragraph where the running one is at least half full. Only a sentence that
    alone exceeds the bound is divided, at white space. Raises InvariantError where the tiles do not join up.
    """
    text = document.text
    runs: list[list[_Unit]] = []
    for unit in _units(text, splitter, counter):
        run = runs[-1] if runs else None
        if run is None or run[0].kind is not unit.kind or _is_full(text, run, unit, counter):
            runs.append([unit])
        else:
            run.append(unit)
    passages = [
        Passage(
            document=document.id,
            title=document.title,
            index=index,
            start=run[0].start,
            end=run[-1].end,
            text=text[run[0].start : run[-1].end],
            kind=run[0].kind,
            sentences=tuple(unit.sentence for unit in run if unit.sentence),
        )
        for index, run in enumerate(runs)
    ]
    if "".join(passage.text for passage in passages) != text:
        raise InvariantError(f"the passages of '{document.title}' do not tile its text")
    return passages


def _is_full(text: str, run: Sequence[_Unit], unit: _Unit, counter: TokenCounter) -> bool:
    start = run[0].start
    if counter.count(text[start : unit.end]) > MAX_TOKENS:
        return True
    return unit.opens_paragraph and counter.count(text[start : run[-1].end]) > MAX_TOKENS // 2


def _units(text: str, splitter: SentenceSplitter, counter: TokenCounter) -> Iterator[_Unit]:
    boilerplate = boilerplate_lines(text)
    sentences = _apart(text, splitter.spans(text), boilerplate)
    if not sentences:
        yield from _divided(text, 0, len(text), None, PassageKind.REPORTING, True, counter)
        return
    start, marked = 0, 0
    for number, sentence in enumerate(sentences):
        following = sentences[number + 1].start if number + 1 < len(sentences) else len(text)
        end = following
        if number + 1 < len(sentences) and (gap := _LINE_BREAK.match(text, sentence.end, following)):
            # what precedes the next sentence on its own line (a list marker) goes with that sentence
            end = gap.end()
        while marked < len(boilerplate) and boilerplate[marked].end <= sentence.start:
            marked += 1
        inside = marked < len(boilerplate) and boilerplate[marked].overlaps(sentence)
        kind = PassageKind.BOILERPLATE if inside else PassageKind.REPORTING
        opens = number == 0 or "\n" in text[sentences[number - 1].end : sentence.start]
        yield from _divided(text, start, end, sentence, kind, opens, counter)
        start = end


def _apart(text: str, sentences: Sequence[Span], boilerplate: Sequence[Span]) -> list[Span]:
    """Sentences cut at the edges of boilerplate lines, so that each is wholly inside or outside, and trimmed."""
    edges = sorted({edge for span in boilerplate for edge in (span.start, span.end)})
    cut: list[Span] = []
    at = 0
    for sentence in sentences:
        while at < len(edges) and edges[at] <= sentence.start:
            at += 1
        inside = next((place for place in range(at, len(edges)) if edges[place] >= sentence.end), len(edges))
        stops = [sentence.start, *edges[at:inside], sentence.end]
        cut += [_trimmed(text, start, end) for start, end in pairwise(stops) if text[start:end].strip()]
    return cut


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return Span(left, left + len(piece.strip()))


def _divided(
    text: str,
    start: int,
    end: int,
    sentence: Span | None,
    kind: PassageKind,
    opens_paragraph: bool,
    counter: TokenCounter,
) -> Iterator[_Unit]:
    """The unit itself, or, where it alone exceeds the bound, pieces of it cut at white space."""
    if counter.count(text[start:end]) <= MAX_TOKENS:
        yield _Unit(start, end, sentence, kind, opens_paragraph)
        return
    at = start
    for stop in [*_cuts(text, start, end, counter), end]:
        shown = _trimmed(text, at, stop) if sentence and text[at:stop].strip() else None
        yield _Unit(at, stop, shown, kind, opens_paragraph and at == start)
        at = stop


def _cuts(text: str, start: int, end: int, counter: TokenCounter) -> Iterator[int]:
    """Places inside start:end where a piece ends, so that no piece exceeds the bound."""
    tokens, last = 0, start
    for word in _WORD.finditer(text, start, end):
        at = word.start()
        while at < word.end():
            stop = _before_marks(text, min(at + _LONGEST_WORD, word.end()), word.end())
            count = counter.count(text[at:stop])
            if count > MAX_TOKENS:
                stop = min(at + MAX_TOKENS // 4, word.end())
                count = counter.count(text[at:stop])
            if tokens + count > MAX_TOKENS and at > last:
                yield at
                tokens, last = 0, at
            tokens += count
            at = stop


def _before_marks(text: str, at: int, end: int) -> int:
    """Moves a cut behind combining marks and joiners, at most 16 of them, so that a letter stays whole."""
    for _ in range(16):
        if at < end and (unicodedata.combining(text[at]) or text[at] in "\u200d\ufe0f"):
            at += 1
    return at
