"""Claims that a passage's own sentences make, to measure how a model takes words in common."""

from __future__ import annotations

import random
import re

from bot.domain import Span
from bot.splitting import split

from .pairs import make_pair
from .rows import TARGETS
from .sources import Example
from .text import sentences, window

_QUOTED = re.compile(r"[\"“”‘«»]")


def _plain_sentences(doc: str) -> list[int]:
    """Which of a passage's sentences say something in the passage's own voice: no quotation, no page boilerplate."""
    texts = [doc[a:b].strip() for a, b in sentences(doc)]
    return [
        number
        for number, text in enumerate(texts)
        if 6 <= len(text.split()) <= 40 and text.endswith(".") and text[0].isupper() and not _QUOTED.search(text)
    ]


def _statement(sentence: str, rng: random.Random) -> str:
    """The sentence, or in half of the draws one of the statements that a pasted sentence is split into."""
    pieces = [piece.claim.text for piece in split(sentence, [Span(0, len(sentence))]) if piece.checkable]
    pieces = [text for text in pieces if len(text.split()) >= 4]
    return rng.choice(pieces) if pieces and rng.random() < 0.5 else sentence


def own_sentence(doc: str, rng: random.Random) -> Example | None:
    """A sentence of the passage, or a statement of it, as the claim, against 1 to 6 sentences around it: supported.

    Half of them are changed in one place, so that words in common decide nothing.
    """
    chosen = _plain_sentences(doc)
    if not chosen:
        return None
    number, spans = rng.choice(chosen), sentences(doc)
    claim = _statement(doc[slice(*spans[number])].strip(), rng)
    first = max(0, number - rng.choice([0, 0, 1, 1, 2, 3]))
    last = min(len(spans) - 1, number + rng.choice([0, 0, 1, 1, 2]))
    premise = window(doc, spans, first, last)
    pair = (claim, "supported") if rng.random() < 0.5 else make_pair(premise, claim, rng)
    return Example(premise, pair[0], TARGETS[pair[1]], "own_sentence") if pair else None
