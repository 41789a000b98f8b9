"""What a language model was asked and what that cost: calls, tokens, US dollars.

Prices are those of ``prices.json``: US dollars for a million tokens, with the date they were taken on and where from.
"""

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UsageError

PRICES_VARIABLE = "PINCITE_PRICES"
_FILE = Path(__file__).with_name("prices.json")
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)\Z")
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests that were answered, their tokens, and what screening and cache have spared. Usages add up."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    """Whether some of the tokens are tiktoken's count, because the server gave none."""
    cost: float | None = 0.0
    """US dollars; None where a price is not known."""
    cached: int = 0
    """Replies that came from the cache, without a call."""
    saved_calls: int = 0
    """Calls that the embedded engine has made unnecessary."""
    saved_tokens: int = 0
    """Tokens that these calls would have taken, input and output, by estimate."""
    saved_cost: float | None = 0.0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.estimated or other.estimated,
            _sum(self.cost, other.cost),
            self.cached + other.cached,
            self.saved_calls + other.saved_calls,
            self.saved_tokens + other.saved_tokens,
            _sum(self.saved_cost, other.saved_cost),
        )

    def shares(self, number: int) -> list["Usage"]:
        """The usage of one call over several claims as one usage for each; they add up to the whole.

        Tokens and cost are shared alike, what is left of a division and the whole numbers go to the first.
        """
        if number == 1:
            return [self]
        rest = Usage(
            0,
            self.input_tokens // number,
            self.output_tokens // number,
            self.estimated,
            None if self.cost is None else self.cost / number,
        )
        first = Usage(
            self.calls,
            self.input_tokens - rest.input_tokens * (number - 1),
            self.output_tokens - rest.output_tokens * (number - 1),
            self.estimated,
            rest.cost,
            self.cached,
            self.saved_calls,
            self.saved_tokens,
            self.saved_cost,
        )
        return [first] + [rest] * (number - 1)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def total(usages: "Sequence[Usage]") -> Usage:
    return sum(usages, Usage())


class Meter:
    """Adds up usages from several threads."""

    def __init__(self, parent: "Meter | None" = None) -> None:
        """What is added here is added to ``parent`` too: one meter for a check, one for the session."""
        self._parent = parent
        self._usage = Usage()
        self._lock = threading.Lock()

    @property
    def usage(self) -> Usage:
        return self._usage

    def add(self, usage: Usage) -> None:
        with self._lock:
            self._usage += usage
        if self._parent:
            self._parent.add(usage)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of a prompt, and of a reply. ``date`` is when it was taken, ``source`` where."""

    input: float
    output: float
    date: str = ""
    source: str = ""

    def of(self, input_tokens: int, output_tokens: int) -> float:
        return (input_tokens * self.input + output_tokens * self.output) / _MILLION


def price_of(model: str, server: str = "", given: str = "") -> Price | None:
    """The price of ``provider:name``, of a dated snapshot of it too; None where it is not known.

    ``server`` is the address of a compatible server: what is asked there has no list price. ``given`` is the value
    of ``PINCITE_PRICES``, which goes before the file: two numbers, such as ``0.25,2``.
    Raises UsageError where ``given`` is not that.
    """
    if given.strip():
        return _given(given)
    if server:
        return None
    listed: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    found = listed["models"].get(model) or listed["models"].get(_SNAPSHOT.sub("", model))
    return Price(found[0], found[1], listed["date"], listed["source"]) if found else None


def _given(text: str) -> Price:
    try:
        paid, told = (float(part) for part in text.split(","))
    except ValueError:
        paid = told = -1.0
    if not (0 <= paid < _MILLION and 0 <= told < _MILLION):
        raise UsageError(
            f"{PRICES_VARIABLE} is '{text}'; write US dollars for a million tokens of prompt and of reply, as in 0.25,2"
        )
    return Price(paid, told, source=PRICES_VARIABLE)
