"""Who a phrase of news prose names, by rules over capital letters and titles; no model, no list of people."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain import Span
from bot.quoting.lexicon import FUNCTION_WORDS
from bot.quoting.reporting_words import GIVEN_NAMES, NOT_NAMES, PARTICLES, TITLES

WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?:Dr|Mr|Mrs|Ms|Prof|St|Gen|Sen|Gov|Rep|Lt|Col|Sgt|Capt|Rev)\.(?=\s[^\W\d_])|"
    r"[^\W\d_]+(?:['’\-‑][^\W\d_]+)*|\d+(?:[.,:]\d+)*%?(?:-[^\W\d_]+)*|\S"
)

DEMONYM = re.compile(r"(?:ian|ean|ish|ese|ench|erman|merican|raeli|raqi|uropean|utch|reek|U\.S\.|UK|EU|US|British)$")
PRONOUN = re.compile(r"\b(?:he|she|his|her|him|hers)\b", re.IGNORECASE)
"""Words that take up a person, so that another name in the text may not fit them."""
_ROLE_ENDING = re.compile(r"(?:ist|eer|woman|ician|er|or|ant|ent)$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text, at ``start`` to ``end`` of that text."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def bare(self) -> str:
        """Without the possessive ending."""
        return re.sub(r"['’]s?$", "", self.text)

    @property
    def possessive(self) -> bool:
        return self.bare != self.text

    @property
    def capital(self) -> bool:
        """Whether it can be part of a name."""
        return self.text[0].isupper() and self.lower not in FUNCTION_WORDS and self.lower not in NOT_NAMES


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``, at their offsets in ``text``."""
    found = WORD.finditer(text, start, len(text) if end is None else end)
    return [Token(match.group(), match.start(), match.end()) for match in found]


def run_ending(line: list[Token], last: int) -> int:
    """The first index of the capitalised run that ends at ``last``; particles such as "van" may stand inside it."""
    first = last
    while first > 0:
        before = line[first - 1]
        if before.capital and not before.possessive:
            first -= 1
        elif before.lower in PARTICLES and first > 1 and line[first - 2].capital and not line[first - 2].possessive:
            first -= 2
        else:
            break
    return first


def run_starting(line: list[Token], first: int) -> int:
    """The index behind the capitalised run that starts at ``first``."""
    last = first
    while last < len(line) and (
        line[last].capital or (line[last].lower in PARTICLES and last + 1 < len(line) and line[last + 1].capital)
    ):
        last += 1
        if line[last - 1].possessive:
            break
    return last


def without_titles(run: list[Token]) -> list[Token]:
    """A capitalised run without what stands before the name: "Russian President Vladimir Putin" → the last two."""
    last_title = max(
        (i for i, token in enumerate(run[:-1]) if token.lower.strip(".").split("-")[-1] in TITLES), default=-1
    )
    run = run[last_title + 1 :]
    while len(run) > 2 and run[0].lower not in GIVEN_NAMES and _is_role(run[0]):
        run = run[1:]
    return run


def _is_role(token: Token) -> bool:
    """Whether a word in front of two more capitals reads as a role or an origin: "Economist", "French"."""
    return bool(_ROLE_ENDING.search(token.text) or DEMONYM.search(token.text))


def text_of(run: list[Token]) -> str:
    return " ".join([token.text for token in run[:-1]] + [run[-1].bare])


def name_spans(text: str) -> Iterator[Span]:
    """Capitalised runs with the titles before them, without a possessive ending.

    No single word that opens a text, a sentence or a quotation: it may be any word.
    """
    line = tokens(text)
    index = 0
    while index < len(line):
        if not line[index].capital:
            index += 1
            continue
        behind = run_starting(line, index)
        if behind - index > 1 or (index > 0 and line[index - 1].text not in '.!?“"'):
            last = line[behind - 1]
            yield Span(line[_titled(line, index)].start, last.start + len(last.bare))
        index = behind


def _titled(line: list[Token], first: int) -> int:
    while first > 0 and line[first - 1].lower in TITLES:
        first -= 1
    return first


@lru_cache(maxsize=8)
def full_names(text: str) -> tuple[tuple[int, str], ...]:
    """Every capitalised run of two to four words, titles off, with its offset, in order: people, mostly."""
    line = tokens(text)
    found: list[tuple[int, str]] = []
    index = 0
    while index < len(line):
        if not line[index].capital:
            index += 1
            continue
        behind = run_starting(line, index)
        name = without_titles(line[index:behind])
        if 2 <= len(name) <= 4:
            found.append((name[0].start, text_of(name)))
        index = behind
    return tuple(found)


@lru_cache(maxsize=8)
def humans(text: str) -> frozenset[str]:
    """The full names that are probably a person's: never behind "the", and with a title or the surname used alone."""
    line = tokens(text)
    things: set[str] = set()
    titled: set[str] = set()
    surnames: set[str] = set()
    index = 0
    while index < len(line):
        if not line[index].capital:
            index += 1
            continue
        behind = run_starting(line, index)
        run = without_titles(line[index:behind])
        before = line[index - 1] if index else None
        if before and before.lower == "the":
            things.add(text_of(run))
            things.add(run[-1].bare)
        elif len(run) == 1:
            surnames.add(run[0].bare)
        elif len(run) < behind - index or (before and before.lower in TITLES):
            titled.add(text_of(run))
        index = behind
    named = {name for _, name in full_names(text)} - things
    return frozenset(name for name in named if name in titled or name.split()[-1] in surnames - things)


def fullest(name: str, known: Sequence[tuple[int, str]]) -> str:
    """The fullest of the known names that ends with the same word, or the name as it is."""
    last = name.split()[-1]
    same = [full for _, full in known if full.split()[-1] == last and len(full.split()) > len(name.split())]
    return same[0] if same else name
