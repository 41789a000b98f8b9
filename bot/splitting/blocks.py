"""The shape of a pasted text: lines, bullets, numbers, headings. It decides where a sentence ends that has no mark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain import Span

_BULLET = re.compile(
    r"[ \t]*(?:[-*+•·‣▪■●–—►▶→»][ \t]+|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)][ \t]+|>[ \t]?|\[[ xX]\][ \t]+){1,4}"
)
_HEADING = re.compile(r"[ \t]*#{1,6}\s+")
_BREAK = re.compile(r"[\r\n\u2028\u2029]+")
_WRAPPED = 60
_WIDEST = 100
"""Characters. In a text whose lines are at most so long, a line of at least _WRAPPED goes on in the next one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of words that is at most one sentence. ``is_item``: a bullet or a number stands before it."""

    span: Span
    is_heading: bool = False
    is_item: bool = False


def units(text: str, sentences: Sequence[Span]) -> Iterator[Unit]:
    """The sentences, parted again at bullets, headings, blank lines and short lines, without their marks."""
    wrapped = max((len(line) for line in text.splitlines()), default=0) <= _WIDEST
    for sentence in _joined(text, sentences):
        start = sentence.start
        for part_end, next_start in _line_ends(text, sentence, wrapped=wrapped):
            unit = _unit(text, start, part_end)
            if unit is not None:
                yield unit
            start = next_start
        unit = _unit(text, start, sentence.end)
        if unit is not None:
            yield unit


def _joined(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """Sentences, one that goes on in small letters on its line ("the U.S. | plan") put together again."""
    pending: Span | None = None
    for sentence in sentences:
        goes_on = pending is not None and text[sentence.start].islower() and text[pending.end - 1] == "."
        if pending is not None and goes_on and _BREAK.search(text, pending.end, sentence.start) is None:
            pending = Span(pending.start, sentence.end)
            continue
        if pending is not None:
            yield pending
        pending = sentence
    if pending is not None:
        yield pending


def _line_ends(text: str, sentence: Span, *, wrapped: bool) -> Iterator[tuple[int, int]]:
    """Ends of lines inside a sentence at which it does end, and where the next line starts."""
    line_start = sentence.start
    for match in _BREAK.finditer(text, sentence.start, sentence.end):
        begins, after = match.end(), text[match.end() : match.end() + 1]
        is_blank = len(match.group().replace("\r\n", "\n")) > 1
        marked = _BULLET.match(text, begins) is not None or _HEADING.match(text, begins) is not None
        is_short = not wrapped or match.start() - line_start < _WRAPPED
        if is_blank or marked or _HEADING.match(text, line_start) or (is_short and not after.islower()):
            yield match.start(), match.end()
        line_start = match.end()


def _unit(text: str, start: int, end: int) -> Unit | None:
    """The words between start and end without bullet, number and heading mark; None where nothing is left."""
    at_line_start = start == 0 or text[start - 1] in "\r\n\u2028\u2029"
    line = _at_line(text, start) if not at_line_start else start
    is_heading = is_item = False
    if line == start:
        heading = _HEADING.match(text, start, end)
        bullet = None if heading else _BULLET.match(text, start, end)
        is_heading, is_item = heading is not None, bullet is not None
        mark = heading or bullet
        start = mark.end() if mark is not None else start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end or not any(char.isalnum() for char in text[start:end]):
        return None
    return Unit(Span(start, end), is_heading, is_item)


def _at_line(text: str, start: int) -> int:
    """``start`` itself where only blanks stand before it on its line, else -1."""
    before = start - 1
    while before >= 0 and text[before] in " \t":
        before -= 1
    return start if before < 0 or text[before] in "\r\n\u2028\u2029" else -1
