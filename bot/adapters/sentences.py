"""Sentences by nupunkt (MIT, pure Python, linear): Punkt (Kiss and Strunk, 2006) trained on American English."""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.domain import Span

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_BLANK = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_MARKER = re.compile(r"\s*(?:#{1,6}\s+|[-*+•–]\s+|>\s+|\d{1,2}[.)]\s+)+")
_WORD = re.compile(r"\w")
_BREAKS = re.compile(r"[\r\n]")
_AFTER_NO = re.compile(r"(?<=\bno\.)\s+(?=[\"“‘A-Z])")
_WRAP_WIDTH = (40, 110)
"""Plain text broken by hand has lines of 40 to 110 characters."""


class NupunktSplitter:
    """Sentence spans without surrounding white space; headings, list markers and quote marks stay outside.

    A line break ends a sentence, except in a paragraph whose lines were broken at one width by hand.
    """

    def spans(self, text: str) -> list[Span]:
        from nupunkt import sent_spans

        found: list[Span] = []
        for start, end in _blocks(text):
            marker = _MARKER.match(text, start, end)
            at = marker.end() if marker and marker.end() < end else start
            # line breaks inside a block were put there by hand; as spaces they end no sentence
            for a, b in _cut_after_no(_BREAKS.sub(" ", text[at:end]), sent_spans):
                piece = text[at + a : at + b]
                if not (trimmed := piece.strip()):
                    continue
                left = at + a + len(piece) - len(piece.lstrip())
                span = Span(left, left + len(trimmed))
                if found and found[-1].start >= at and (trimmed[0].islower() or not _WORD.search(trimmed)):
                    # "Russia-U.S. discussions" goes on in lower case; a stray closing mark ends what it closes
                    found[-1] = Span(found[-1].start, span.end)
                else:
                    found.append(span)
        return found


def _cut_after_no(block: str, sent_spans: Callable[[str], Iterable[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """nupunkt takes every "no." for "number"; before a word with a capital it ends a sentence."""
    for start, end in sent_spans(block):
        for gap in _AFTER_NO.finditer(block, start, end):
            yield start, gap.start()
            start = gap.end()
        yield start, end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, or whole paragraphs where the line breaks inside were only put there to fit a width."""
    start = 0
    for blank in [*_BLANK.finditer(text), None]:
        end = blank.start() if blank else len(text)
        lines = [(m.start(), m.end()) for m in _LINE.finditer(text, start, end) if m.group().strip()]
        if lines and _is_wrapped([text[a:b] for a, b in lines]):
            yield lines[0][0], lines[-1][1]
        else:
            yield from lines
        start = end
        if blank:
            start = blank.end()


def _is_wrapped(lines: list[str]) -> bool:
    if len(lines) < 2 or any(_MARKER.match(line) for line in lines[1:]):
        return False
    widths = [len(line.rstrip()) for line in lines]
    longest = max(widths)
    inner_ends = sum(line.rstrip()[-1] in '.!?:"”’' for line in lines[:-1])
    return (
        _WRAP_WIDTH[0] <= longest <= _WRAP_WIDTH[1]
        and all(width >= longest - 20 for width in widths[:-1])
        and inner_ends <= len(lines) // 2
    )
