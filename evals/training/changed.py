"""Pairs that only a teacher can label: a word or a number of the claim or of the passage becomes another.

What is altered at random has no label, but a teacher has a view of it, and a small model learns more from many such
views than from the same labelled pairs again (TinyBERT: Jiao et al., 2020). Words are replaced by near ones, as
opposites, siblings and synonyms are all near. No torch here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .pairs import AUXILIARY, other_number
from .rows import UNLABELLED, Row
from .sources import Example, Source
from .text import content_words, sentences, window

Near = Mapping[str, list[str]]
CHANGED = frozenset({"changed_nli", "changed_written"})
"""Names of the sources made here, as a config's mix has them. Their rows have no label."""
NEAREST = 8
COMMONEST = 20_000
"""Of the vocabulary, which is ordered by how common a word is, the part that is looked at."""
STEM = 4
"""Words that begin alike are forms of one another more often than other words."""
_WORD = re.compile(r"[A-Za-z]+|(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w]|[.,]\d)")
_NOT = re.compile(r"\b(?:not|never) |n't\b")


def near_words(words: Mapping[str, int], embeddings: NDArray[np.float32]) -> dict[str, list[str]]:
    """The nearest other words of each common word by cosine, forms of the word itself left out.

    ``words``: token to row of ``embeddings`` (rows x width). Computed in whole numbers, so that every machine finds the
    same ones.
    """
    common = sorted(word for word, row in words.items() if row < COMMONEST and re.fullmatch(r"[a-z]{3,}", word))
    common = [word for word in common if content_words(word)]
    scaled = np.clip(np.round(embeddings[[words[word] for word in common]] * 256), -127, 127)
    wanted = min(4 * NEAREST, len(common) - 1)
    lengths = np.sqrt((scaled.astype(np.float64) ** 2).sum(axis=1))
    found: dict[str, list[str]] = {}
    for start in range(0, len(common), 1000):
        # Sums of whole numbers below 2^24 are exact in float32, in whatever order they are added.
        products = (scaled[start : start + 1000] @ scaled.T).astype(np.float64) / lengths
        best = np.sort(np.argpartition(-products, wanted, axis=1)[:, : wanted + 1], axis=1)
        order = np.argsort(-np.take_along_axis(products, best, axis=1), axis=1, kind="stable")
        best = np.take_along_axis(best, order, axis=1)
        for word, others in zip(common[start : start + 1000], best, strict=True):
            kept = [common[i] for i in others if common[i][:STEM] != word[:STEM]]
            found[word] = kept[:NEAREST]
    return found


def _negated(text: str, rng: random.Random) -> str | None:
    """The text with one negation less, or one more."""
    if _NOT.search(text):
        return _NOT.sub("", text, count=1)
    found = list(AUXILIARY.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    return f"{text[: match.end()]} not{text[match.end() :]}"


def change(text: str, other: str, near: Near, rng: random.Random) -> str | None:
    """The text with one word or number replaced, one it shares with ``other`` for choice; None where nothing can be."""
    if rng.random() < 0.08:
        return _negated(text, rng)
    held = content_words(other)
    found = [m for m in _WORD.finditer(text) if m.group()[0].isdigit() or m.group().lower() in near]
    if not found:
        return None
    weights = [
        (3.0 if content_words(m.group()) & held else 1.0) * (2.0 if m.group()[0].isdigit() else 1.0) for m in found
    ]
    match = rng.choices(found, weights)[0]
    old = match.group()
    if old[0].isdigit():
        given = sorted({m.group() for m in _WORD.finditer(f"{other} {text}") if m.group()[0].isdigit()} - {old})
        new = rng.choice(given) if given and rng.random() < 0.5 else other_number(old, rng)
    else:
        new = rng.choice(near[old.lower()])
        new = new.capitalize() if old[0].isupper() else new
    return None if new == old else text[: match.start()] + new + text[match.end() :]


def _sentence_claim(row: Row, rng: random.Random) -> tuple[str, str] | None:
    """A sentence of the text as the claim, and a few sentences at or beside its place as the passage."""
    doc = row["doc"]
    spans = sentences(doc)
    places = [i for i, (start, end) in enumerate(spans) if 6 <= len(doc[start:end].split()) <= 30]
    if len(spans) < 3 or not places:
        return None
    place = rng.choice(places)
    first = max(0, place + rng.randint(-3, 1))
    last = min(len(spans) - 1, first + rng.randint(0, 3))
    if first > last:
        return None
    start, end = spans[place]
    return window(doc, spans, first, last), doc[start:end]


def _changed(name: str, kinds: list[Source], near: Near) -> Source:
    """Changed examples of any of the kinds, which share their rows; one in five claims is a sentence of the text."""

    def made(row: Row, rng: random.Random) -> Example | None:
        whole = _sentence_claim(row, rng) if rng.random() < 0.2 else None
        if whole is None:
            example = rng.choice(kinds).draw(row, rng)
            if example is None:
                return None
            whole = example.premise, example.claim
        premise, claim = whole
        for _ in range(rng.choice([1, 1, 2])):
            if rng.random() < 0.6:
                claim = change(claim, premise, near, rng) or claim
            else:
                premise = change(premise, claim, near, rng) or premise
        return None if (premise, claim) == whole else Example(premise, claim, UNLABELLED, name)

    return Source(name, kinds[0].rows, made)


def changed_sources(sources: Mapping[str, Source], near: Near) -> dict[str, Source]:
    """The sources of changed examples, made from those of labelled ones."""
    made = [
        _changed("changed_nli", [sources["nli"]], near),
        _changed("changed_written", [sources["written_window"], sources["written_whole"]], near),
    ]
    return {source.name: source for source in made}
