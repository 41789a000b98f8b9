"""The source's own words that a proposed quotation comes nearest to, and what differs.

Words are aligned to locate the place and to show the difference. Nearness never approves: a difference is
harmless only where one of a few fixed rules of spelling says so.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from bot.domain import Passage, Span
from bot.quoting import lexicon
from bot.quoting.normalise import normalise

MOST_WORDS = 2000
"""Words of a quotation that are aligned; a longer one that is not found exactly is not looked for further."""

LONGEST_PASSAGE = 300_000
"""Characters of a passage in which a near match is looked for; in a longer one only the words themselves are."""

MOST_PLACES = 64
"""Places of one word that are counted when looking for where a quotation comes from."""

ABBREVIATION = 8
"""Words and marks of the source that one spelt-out edge of a quotation may answer to: "U.S.S.R." for "USSR"."""

LEAST_WORDS = 4
"""Words of a quotation that may be repaired; in fewer a difference of one letter is a difference."""

LEAST_SHARED = 0.5
"""Share of a quotation's words that must stand together in the source for it to be called near."""

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\.\.\.|\S")

_OUTER = frozenset(".,;:\"'()[]") | {"..."}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the words as proposed and the words as the source has them; either may be empty."""

    said: str
    source: str


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest words of a passage, as a span of the document, and all differences in order."""

    passage: Passage
    span: Span
    changes: tuple[Change, ...]
    harmless: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """One difference word by word, and the source's words beside it, on which some rules turn."""

    said: list[str]
    source: list[str]
    following: str
    preceding: str = ""


@dataclass(frozen=True, slots=True)
class _Tokens:
    words: list[str]
    spans: list[tuple[int, int]]


@lru_cache(maxsize=16)
def _tokens(text: str) -> _Tokens:
    """The words, numbers and marks of a text, and their spans. The last few texts are remembered."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(text):
        words.append(found.group())
        spans.append(found.span())
    return _Tokens(words, spans)


def nearest(words: str, passages: Sequence[Passage]) -> Near | None:
    """The nearest run of words in any one of the passages, or None where fewer than half are shared.

    Linear in the passages' length; the alignment itself takes the quotation's words times about as many words of
    the source, at most ``MOST_WORDS`` of them.
    """
    said = _tokens(normalise(words).text).words
    if not any(word[0].isalnum() for word in said) or len(said) > MOST_WORDS:
        return None
    best: tuple[int, int, Passage] | None = None
    for passage in passages:
        if len(passage.text) > LONGEST_PASSAGE:
            continue
        votes, offset = _place(said, _tokens(normalise(passage.text).text).words)
        if best is None or votes > best[0]:
            best = (votes, offset, passage)
    if best is None or best[0] == 0:
        return None
    return _aligned(said, best[2], best[1])


def _place(said: list[str], source: list[str]) -> tuple[int, int]:
    """How many content words stand at about one distance from their place in the quotation, and that distance."""
    wanted = {word.lower() for word in said if word[0].isalnum()}
    content = wanted - lexicon.FUNCTION_WORDS or wanted
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(source):
        lower = word.lower()
        if lower in content and len(places[lower]) < MOST_PLACES:
            places[lower].append(index)
    votes: Counter[int] = Counter()
    for index, word in enumerate(said):
        for place in places.get(word.lower(), ()):
            votes[place - index] += 1
    if not votes:
        return 0, 0
    slack = max(2, len(said) // 8)
    peaks = votes.most_common(8)
    score, offset = max((sum(votes.get(near, 0) for near in range(d - slack, d + slack + 1)), d) for d, _ in peaks)
    return score, offset


def _aligned(said: list[str], passage: Passage, offset: int) -> Near | None:
    form = normalise(passage.text)
    source = _tokens(form.text)
    slack = max(6, len(said) // 2)
    first = max(0, offset - slack)
    window = source.words[first : offset + len(said) + slack]
    blocks = [op for op in Levenshtein.opcodes(_lower(said), _lower(window)) if op.tag == "equal"]
    shared = sum(op.src_end - op.src_start for op in blocks)
    if not blocks or shared < LEAST_SHARED * len(said):
        return None
    opening, closing = blocks[0], blocks[-1]
    head = _head(said[: opening.src_start], window[: opening.dest_start], window[opening.dest_start])
    tail = _tail(said[closing.src_end :], window[closing.dest_end :])
    begin, end = opening.dest_start - head, closing.dest_end + tail
    groups = _groups(said, window[begin:end])
    spelt = [group for group in groups if not _letter_case(group)]
    enough = sum(word[0].isalnum() for word in said) >= LEAST_WORDS
    harmless = enough and len(spelt) <= max(2, len(said) // 8) and all(_harmless(group) for group in groups)
    span = form.original(source.spans[first + begin][0], source.spans[first + end - 1][1])
    if span is None:
        return None
    changes = tuple(Change(_spaced(group.said), _spaced(group.source)) for group in groups)
    return Near(passage, Span(span.start + passage.start, span.end + passage.start), changes, harmless)


def _spaced(words: list[str]) -> str:
    """Words and marks as they are written, for display."""
    return re.sub(r"(?<=\b[A-Z]) \. ?(?=[A-Z]\b|$)", ".", re.sub(r" (?=[,;:?!)]|\.(?!\.))", "", " ".join(words)))


def _lower(words: list[str]) -> list[str]:
    return [word.lower() for word in words]


def _head(said: list[str], before: list[str], following: str) -> int:
    """How many source words before the first shared one answer to the quotation's unshared beginning."""
    for length in range(0 if _marks_alone(said) else 1, min(ABBREVIATION, len(before)) + 1):
        if _harmless(_Group(said, before[len(before) - length :], following)):
            return length
    return min(len(said), len(before))


def _tail(said: list[str], after: list[str]) -> int:
    for length in range(0 if _marks_alone(said) else 1, min(ABBREVIATION, len(after)) + 1):
        if _harmless(_Group(said, after[:length], "")):
            return length
    return min(len(said), len(after))


def _marks_alone(words: list[str]) -> bool:
    """Whether nothing is said at all; a word at the edge must have its counterpart in the source."""
    return all(word in _OUTER for word in words)


def _groups(said: list[str], source: list[str]) -> list[_Group]:
    """The runs where quotation and source differ, letter case included, in order."""
    runs: list[list[int]] = []
    for op in Levenshtein.opcodes(said, source):
        if op.tag == "equal":
            continue
        if runs and runs[-1][1] == op.src_start and runs[-1][3] == op.dest_start:
            runs[-1][1], runs[-1][3] = op.src_end, op.dest_end
        else:
            runs.append([op.src_start, op.src_end, op.dest_start, op.dest_end])
    padded = ["", *source, ""]
    return [_Group(said[a:b], source[c:d], padded[d + 1], padded[c]) for a, b, c, d in runs]


def _harmless(group: _Group) -> bool:
    """Whether the two differ in spelling or an article alone, by rules that cannot touch what is said.

    Anything with a digit, a number word or a negation is a difference, whatever the rest.
    """
    if group.said == group.source or _letter_case(group):
        return True
    for word in (*group.said, *group.source):
        lower = word.lower()
        if any(c.isdigit() for c in word) or lower in lexicon.NUMBER_WORDS or lower in lexicon.NEGATIONS:
            return False
    return any(rule(group) for rule in (_marks, _hyphens, _article, _abbreviation, _spelling))


def _marks(group: _Group) -> bool:
    """Double for single quotation marks, but not inches for feet, or the comma before the last part of a list."""
    if set(group.said) | set(group.source) <= {'"', "'"}:
        return not group.preceding[:1].isdigit()
    return _pair(group) == {"", ","} and group.following.lower() in {"and", "or"}


def _letter_case(group: _Group) -> bool:
    """Capital first letters more or less, of words that are the same words either way."""
    if len(group.said) != len(group.source):
        return False
    return all(
        one == other or (one[1:] == other[1:] and one.lower() == other.lower() not in lexicon.CASE_MATTERS)
        for one, other in zip(group.said, group.source, strict=True)
    )


def _hyphens(group: _Group) -> bool:
    """A hyphen or none between two plain words."""
    return _pair(group) == {"", "-"} and group.following[:1].isalpha() and group.following.islower()


def _article(group: _Group) -> bool:
    """ "the" more or less, or "a" for "an", where no count, order or degree follows."""
    following = group.following
    if (
        following in lexicon.FUNCTION_WORDS
        or following in lexicon.QUANTIFIERS | lexicon.NUMBER_WORDS
        or not following.islower()
    ):
        return False
    pair = _pair(group)
    return pair == {"the", ""} or pair == {"a", "an"}


def _abbreviation(group: _Group) -> bool:
    """ "U.S." for "US": the same capitals with and without full stops."""
    one, other = ("".join(words).replace(".", "") for words in (group.said, group.source))
    return one == other and one.isalpha() and one.isupper() and len(one) > 1


def _spelling(group: _Group) -> bool:
    """British for American spelling, or a capitalised name without its accents."""
    if len(group.said) != 1 or len(group.source) != 1:
        return False
    one, other = group.said[0], group.source[0]
    if one.islower() and other.islower() and lexicon.american(one) == lexicon.american(other):
        return True
    named = one[:1].isupper() and other[:1].isupper() and len(one) > 3
    return named and _without_accents(one) == _without_accents(other)


def _pair(group: _Group) -> set[str]:
    return {" ".join(group.said), " ".join(group.source)}


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
