"""Whether a language model's wording of a claim may take the place of the claim's own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Claim

_OPEN = re.compile(
    r"\b(?:he|she|it|they|him|her|hers|them|his|its|their|theirs|this|that|these|those|there|then|here|"
    r"the (?:former|latter|same|other|others|two|three|pair|company|country|city|group|minister|president))\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:no|not|none|never|nobody|nothing|nor|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_LONGER = 60
"""Characters that a wording may have beyond twice the claim's: what is much longer adds something."""
MOST = 4


def is_open(claim: Claim) -> bool:
    """Whether the wording still has what only the text around it can tell."""
    return _OPEN.search(claim.text) is not None


def reworded(claim: Claim, wordings: Sequence[str], text: str) -> list[Claim]:
    """The claims that the wordings make, at the same place; the claim itself where any of them may not be taken.

    A wording may use only numbers and capitalised words that the text has, must keep all of the claim's numbers among
    them, and may not add or lose a negation.
    """
    chosen = list(dict.fromkeys(" ".join(words.split()) for words in wordings))[: MOST + 1]
    if not chosen or len(chosen) > MOST or not all(_keeps(claim.text, words, text) for words in chosen):
        return [claim]
    joined = " ".join(chosen)
    if not digits(claim.text) <= digits(joined) or _negations(claim.text) != _negations(joined):
        return [claim]
    return [replace(claim, text=words) for words in chosen]


def _keeps(own: str, words: str, text: str) -> bool:
    if not any(character.isalpha() for character in words) or len(words) > 2 * len(own) + _LONGER:
        return False
    return digits(words) <= digits(text) and _names(words) <= _words(text)


def digits(text: str) -> set[str]:
    """The numbers of a text that are written in digits, without thousands separators."""
    return {found.replace(",", "") for found in re.findall(r"\d+(?:[.,:]\d+)*", text)}


def _negations(text: str) -> int:
    return len(_NEGATION.findall(text))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+", text)}


def _names(text: str) -> set[str]:
    """Capitalised words but for the first of the sentence."""
    return {word.casefold() for word in re.findall(r"(?<=\S )[A-Z]\w+", text)}
