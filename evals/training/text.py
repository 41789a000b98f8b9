"""Sentences, windows of sentences and word overlap, for making training premises."""

from __future__ import annotations

import re

Span = tuple[int, int]

_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gen|Gov|Lt|Col|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|No|vs|Inc|Co)"
    r"|\b[A-Z])\.$"
)
_WORD = re.compile(r"[A-Za-z]+|\d[\d,.]*")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an the of to in on at by for from with and or but not no as is are was were be been has have had do does "
        "did will would can could it its he she they them his her their this that these those who which what when "
        "where why how than then there said say says",
    )
)


def sentences(text: str) -> list[Span]:
    """Split text into sentence spans (character offsets, whitespace at the ends left out)."""
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        if "\n" not in match.group() and _ABBREVIATION.search(text[start : match.start()]):
            continue
        end = match.start() + len(match.group().rstrip())
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, start + len(text[start:].rstrip())))
    return spans


def window(text: str, spans: list[Span], first: int, last: int) -> str:
    """The text from sentence ``first`` to sentence ``last``, both included."""
    return text[spans[first][0] : spans[last][1]]


def covering(spans: list[Span], start: int, end: int) -> tuple[int, int]:
    """Indices of the first and last sentence that touch the characters from start to end."""
    touched = [i for i, (a, b) in enumerate(spans) if a < end and b > start]
    return (touched[0], touched[-1]) if touched else (0, len(spans) - 1)


def content_words(text: str) -> set[str]:
    """Lower-case words and numbers of the text without the commonest function words; words cut to six letters."""
    words = (word.lower().rstrip(".,") for word in _WORD.findall(text))
    return {word[:6] for word in words if word not in _COMMON}


def coverage(claim: str, text: str) -> float:
    """Share (0 to 1) of the claim's content words that the text holds."""
    words = content_words(claim)
    return len(words & content_words(text)) / len(words) if words else 1.0
