"""Words of a pasted text with their places, and how words are put together to a sentence again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import Span

_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^()\s]{1,300}\)")
_RUN = r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"  # letters, also with marks that stand behind them
_TOKEN = re.compile(
    r"(?P<mark>\*+|`+|~~|(?<![^\W_])_+(?=[^\W_])|(?<=[^\W_])_+(?![^\W_]))"
    r"|(?:[^\W\d_]\.){2,}|(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Gov|Lt|Col|Capt|No|Inc|Ltd|Co|Jr|Sr|vs)\.(?=\s)"
    rf"|[$£€¥]?\d+(?:[.,:]\d+)*%?(?:-[^\W_]+)*(?:[^\W\d_]+)?|{_RUN}(?:[’'&-]{_RUN}|\.(?=[^\W\d_]{{2}}){_RUN})*|[^\w\s]|_"
)
_OPENING = {"“": "”", "(": ")", "[": "]", "«": "»", "‘": "’"}
SENTENCE_END = ".!?…"
_CLOSING = "”\"’')]»"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: start and end in the pasted text; both -1 for a word that was brought in.

    ``space``: white space stands before it. ``opaque``: it stands in quotation marks or brackets, where
    nothing is split and nothing is replaced.
    """

    text: str
    lower: str
    start: int
    end: int
    space: bool
    opaque: bool = False

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] in "$£€¥"

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit() or self.text[0] in "$£€¥"


Tokens = tuple[Token, ...]


def brought(*texts: str) -> Tokens:
    """Words that do not stand at this place of the pasted text."""
    return tuple(Token(text, text.lower(), -1, -1, space=text not in ".,;") for text in texts)


def tokenise(text: str, span: Span) -> Tokens:
    """Tokens of the span, without Markdown emphasis and link targets. Linear in the span's length."""
    hidden: list[tuple[int, int]] = []
    for link in _LINK.finditer(text, span.start, span.end):
        hidden += [(link.start(), link.start(1)), (link.end(1), link.end())]
    hidden.reverse()
    found: list[Token] = []
    end = span.start
    broken = False  # a mark was left out after white space
    for match in _TOKEN.finditer(text, span.start, span.end):
        space = broken or match.start() > end
        end = match.end()
        while hidden and hidden[-1][1] <= match.start():
            hidden.pop()
        if match.lastgroup == "mark" or (hidden and hidden[-1][0] <= match.start()):
            broken = space
            continue
        broken = False
        found.append(Token(match.group(), match.group().lower(), match.start(), end, space))
    return _with_opaque(found)


def _with_opaque(tokens: list[Token]) -> Tokens:
    """Mark what stands between quotation marks or brackets, the marks included. Unpaired marks enclose nothing."""
    opened: dict[str, int] = {}  # closing mark -> index of its opening mark
    inside = [0] * (len(tokens) + 1)  # +1 where an enclosure begins, -1 after its end
    for index, token in enumerate(tokens):
        mark = token.text
        if mark in opened and not (mark in "'’" and not _closes(tokens, index)):
            start = opened.pop(mark)
            inside[start] += 1
            inside[index + 1] -= 1
        elif mark in _OPENING:
            opened[_OPENING[mark]] = index
        elif mark == '"' or (mark == "'" and token.space):
            opened[mark] = index
    depth, marked = 0, []
    for token, change in zip(tokens, inside, strict=False):
        depth += change
        marked.append(replace(token, opaque=True) if depth else token)
    return tuple(marked)


def _closes(tokens: Sequence[Token], index: int) -> bool:
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return not tokens[index].space and (following is None or following.space or not following.is_word)


def wording(tokens: Sequence[Token]) -> str:
    """The tokens as one sentence: first letter large, one full stop at the end, single spaces."""
    kept = list(tokens)
    while kept and kept[-1].text in ",;:—–-":
        kept.pop()
    if not kept:
        return ""
    text = "".join((" " if token.space and index else "") + token.text for index, token in enumerate(kept))
    ending = text.rstrip(_CLOSING)
    if not ending.endswith(tuple(SENTENCE_END)) or _is_abbreviation(kept[-1], ending):
        text += "." if not text.endswith(".") else ""
    first = next((index for index, char in enumerate(text) if char.isalnum()), 0)
    return text[:first] + text[first].upper() + text[first + 1 :]


def _is_abbreviation(last: Token, ending: str) -> bool:
    return len(last.text) > 1 and last.text.endswith(".") and not ending.endswith("..")


def place(tokens: Sequence[Token]) -> Span:
    """From the first word that stands in the pasted text to the last, without the mark that ends the sentence."""
    standing = [token for token in tokens if token.end >= 0]
    while len(standing) > 1 and standing[-1].text in ".!?…,;:—–-":
        standing.pop()
    return Span(standing[0].start, standing[-1].end)
