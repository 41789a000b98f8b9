"""The endless stream of training batches: sources mixed by share, tokenised, bucketed by length.

The stream is a function of the seed and of the progress at each pool, and its state is small, so that a resumed run
goes on with the very batch that would have come next.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tokenizers import Tokenizer

from bot.adapters.shared_words import shared_types

from .sources import Example, Source


@dataclass(frozen=True)
class Item:
    """A tokenised example: token ids, token types (``shared_types``), target, source's name, a teacher's logits."""

    ids: list[int]
    types: list[int]
    target: int
    source: str
    taught: tuple[float, ...] = ()


Batch = list[Item]


def encode(tokenizer: Tokenizer, examples: list[Example], length: int) -> list[Item]:
    """Tokenise pairs; of a pair longer than ``length`` tokens only the passage is cut, at its end."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(length, strategy="only_first")
    pairs = [(example.premise, " ".join(example.claim.split()[:90])) for example in examples]
    encodings = tokenizer.encode_batch(pairs)
    return [
        Item(encoding.ids, shared_types(encoding), example.target, example.source, example.taught)
        for example, encoding in zip(examples, encodings, strict=True)
    ]


def batches_by_length(items: list[Item], tokens: int) -> list[Batch]:
    """Sort by length and cut into batches of at most ``tokens`` padded tokens (one item at least)."""
    made: list[Batch] = []
    current: Batch = []
    for item in sorted(items, key=lambda item: len(item.ids)):
        if current and len(item.ids) * (len(current) + 1) > tokens:
            made.append(current)
            current = []
        current.append(item)
    return [*made, current] if current else made


@dataclass
class Drawer:
    """Draws the examples of a source, its rows in an order of their own in each pass over them."""

    seed: int
    positions: dict[str, int] = field(default_factory=dict)
    _orders: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def _row(self, source: Source) -> int:
        position = self.positions.get(source.name, 0)
        self.positions[source.name] = position + 1
        epoch, place = divmod(position, len(source.rows))
        key = (source.name, epoch)
        if key not in self._orders:
            order = list(range(len(source.rows)))
            random.Random(f"{self.seed}:{source.name}:{epoch}").shuffle(order)
            self._orders.pop((source.name, epoch - 1), None)
            self._orders[key] = order
        return self._orders[key][place]

    def draw(self, source: Source, rng: random.Random) -> Example:
        """The next example of a source. Raises ValueError where it makes none."""
        for _ in range(1000):
            example = source.draw(source.rows[self._row(source)], rng)
            if example is not None:
                return example
        raise ValueError(f"source {source.name!r} made no example from 1,000 rows in a row")


@dataclass
class Stream:
    """Batches in order. ``progress`` (0 to 1) sets the mix of each new pool of rows."""

    sources: Mapping[str, Source]
    mix: Mapping[str, Mapping[str, float]]
    tokenizer: Tokenizer
    seed: int
    pool_rows: int
    tokens: int
    max_length: int
    long_share: float
    long_length: int
    pool: int = 0
    _before: dict[str, Any] = field(default_factory=dict)
    _batches: list[Batch] = field(default_factory=list)
    _next: int = 0

    def __post_init__(self) -> None:
        self._drawer = Drawer(self.seed)

    def state(self) -> dict[str, Any]:
        """What ``restore`` needs: where the current pool began, and how many of its batches are used."""
        return {**self._before, "used": self._next}

    def restore(self, state: dict[str, Any]) -> None:
        """Go to the place that ``state`` describes."""
        if "pool" not in state:
            return
        self.pool, self._drawer.positions = state["pool"], dict(state["positions"])
        self._fill(state["progress"])
        self._next = state["used"]

    def next_batch(self, progress: Callable[[], float]) -> Batch:
        """The next batch; ``progress`` is asked only where a new pool begins."""
        if self._next >= len(self._batches):
            self._fill(progress())
        self._next += 1
        return self._batches[self._next - 1]

    def _fill(self, progress: float) -> None:
        self._before = {"pool": self.pool, "positions": dict(self._drawer.positions), "progress": progress}
        rng = random.Random(f"{self.seed}:pool:{self.pool}")
        names = list(self.mix)
        shares = [(1 - progress) * self.mix[n]["start"] + progress * self.mix[n]["end"] for n in names]
        examples = [self._drawer.draw(self.sources[n], rng) for n in rng.choices(names, shares, k=self.pool_rows)]
        long = [e for e in examples if e.source == "written_whole" and rng.random() < self.long_share]
        chosen = {id(e) for e in long}
        items = encode(self.tokenizer, [e for e in examples if id(e) not in chosen], self.max_length)
        items += encode(self.tokenizer, long, self.long_length)
        rng.shuffle(items)
        self._batches = batches_by_length(items, self.tokens)
        rng.shuffle(self._batches)
        self._next = 0
        self.pool += 1
