"""Whether a slice leaves out what turns its meaning: a cut word or number, or what governs it in its sentence.

Rules over words, not a parse, and on the careful side: a fragment that may have lost its negation, hedge,
condition, or the words that say who claims it, is refused, since the whole clause can always be quoted instead.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from bot.domain import Span
from bot.quoting import lexicon
from bot.quoting.normalise import INVISIBLE, normalise

CONTEXT = 600
"""Characters of a sentence that are read on either side of a slice."""

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*%?|[^\W\d_]+(?:['.][^\W\d_]+)*(?:-[^\W\d_]+)*|\.\.\.|\S")
_STRONG = frozenset(";:.!?-()") | lexicon.CLAUSE_ENDS
_ARTICLES = frozenset({"the", "a", "an", "its", "his", "her", "their"})
_OPENING = "“‘\"'«„"
_CLOSING = "”’\"'»"


def tokens_of(text: str) -> list[str]:
    """Lower-case words, numbers and marks of a text, typography taken out."""
    return _WORD.findall(normalise(text.replace("—", " ; ")).text.lower())


def cuts_a_word(text: str, span: Span) -> bool:
    """Whether an edge of the slice falls inside a word, a number, an amount or a hyphenated compound."""
    return _joined(text, span.start) or _joined(text, span.end)


def _joined(text: str, edge: int) -> bool:
    """Whether the characters on both sides of an offset belong to one word."""
    left, right = edge - 1, edge
    while left >= 0 and text[left] in INVISIBLE:
        left -= 1
    while right < len(text) and text[right] in INVISIBLE:
        right += 1
    if left < 0 or right >= len(text):
        return False
    before, after = text[left], text[right]
    further = text[right + 1 : right + 2]
    earlier = text[left - 1 : left] if left else ""
    if unicodedata.combining(after) or (_wordlike(before) and _wordlike(after)):
        return True
    if before in "'’-‐‑−/@" and _wordlike(after) and _wordlike(earlier):
        return True
    if after in "'’-‐‑−/@" and _wordlike(before) and _wordlike(further):
        return True
    if before in ".,:–" and after.isdigit() and earlier.isdigit():
        return True
    if after in ".,:–" and before.isdigit() and further.isdigit():
        return True
    if before == "." and _wordlike(after) and earlier.isalpha():
        return True
    if after == "." and _wordlike(before) and further.isalpha():
        return True
    if after.isdigit() and (before in "$€£¥₹+#" or (before in "-−–" and not _wordlike(earlier))):
        return True
    return before.isdigit() and after in "%‰°€£¥$′″"


def _wordlike(character: str) -> bool:
    return bool(character) and (character.isalnum() or character == "_" or unicodedata.combining(character) != 0)


def surroundings(text: str, sentences: Sequence[Span], span: Span) -> tuple[str, str]:
    """What stands in the slice's own sentences before it and after it, each at most ``CONTEXT`` characters.

    All offsets are into ``text``. Without sentences a line stands for one. A sentence that begins with a small
    letter is read together with the one before, since the split between them is doubtful.
    """
    opening = text.rfind("\n", 0, span.start) + 1
    closing = text.find("\n", span.end)
    closing = len(text) if closing < 0 else closing
    if sentences:
        starts = [sentence.start for sentence in sentences]
        first = bisect_right(starts, span.start) - 1
        while first > 0 and text[starts[first] : starts[first] + 1].islower():
            first -= 1
        if first >= 0:
            opening = sentences[first].start
        last = bisect_right(starts, span.end - 1) - 1
        if last >= 0:
            closing = max(sentences[last].end, span.end)
    return text[max(opening, span.start - CONTEXT) : span.start], text[span.end : min(closing, span.end + CONTEXT)]


def quoted_at(text: str, span: Span) -> bool:
    """Whether the slice stands inside quotation marks of its paragraph, so that it is somebody's direct words."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - 4 * CONTEXT)
    before = text[start : span.start]
    if before.count("“") > before.count("”") or before.count("«") > before.count("»"):
        return True
    mark = before.rfind('"')
    opening = (
        mark >= 0 and before[mark - 1 : mark].strip("([—–-") in {"", " "} and not before[mark + 1 : mark + 2].isspace()
    )
    if opening:
        return '"' in text[span.end : span.end + 4 * CONTEXT] or text[span.end - 1] == '"'
    opened = before.rfind("‘")
    return opened >= 0 and not re.search(r"’(?!\w)", before[opened:])


def truncated(text: str, sentences: Sequence[Span], span: Span, *, attributed: bool = False) -> str | None:
    """Why the slice must not stand alone, as one plain sentence, or None where nothing that governs it is missing.

    All offsets are into ``text``. What the sentence says before the slice is read for negations, refusals,
    conditions, hedges, limiting words and reporting verbs in the same clause; what it says after it for
    conditions, hedges, attributions, a denial, and a question mark. With ``attributed`` the words that say who
    reports the slice may be missing, because the caller names the speaker beside it.
    """
    before, after = surroundings(text, sentences, span)
    slice_tokens = tokens_of(span.of(text)[:200])
    if not slice_tokens:
        return None
    direct = quoted_at(text, span)
    reported = not attributed
    capital = span.of(text).lstrip(_OPENING)[:1].isupper()
    lost = _lost_before(tokens_of(before), slice_tokens, direct=direct, reported=reported, capital=capital)
    lost = lost or _lost_after(after, span.of(text), direct=direct, reported=reported and not direct)
    return f"the words leave out “{lost}”, which changes what the source's sentence says" if lost else None


def _lost_before(left: list[str], quote: list[str], *, direct: bool, reported: bool, capital: bool) -> str | None:
    opens = direct and bool(left) and left[-1] in {'"', "'"}
    while left and left[-1] in {'"', "'", "("}:
        left = left[:-1]
    if not left:
        return None
    first = next((token for token in quote if token[0].isalnum()), quote[0])
    last = left[-1]
    if last in lexicon.NARROWING or (last in lexicon.BOUNDS and _is_number(first)):
        return f"{' '.join(left[-2:])} {first}"
    if (
        _is_number(last)
        and ":" not in last
        and (first in lexicon.MAGNITUDES or first in lexicon.UNITS or _is_number(first))
    ):
        return f"{last} {first}"
    plain = first in {"be", "have", "do"} or (
        first not in lexicon.FUNCTION_WORDS and first[0].isalpha() and not first.endswith("ing")
    )
    if last == "to" and plain and not capital:
        return f"{' '.join(left[-2:])} {first}"
    return _governor(left, quote, outside=opens, reported=reported)


def _governor(left: list[str], quote: list[str], *, outside: bool, reported: bool) -> str | None:
    """The word in the slice's own clause that governs it, reading backwards from the slice.

    ``outside`` tells that ``left`` stands outside the quotation marks that the slice opens: who speaks and in which
    mood is not part of the words then, but a negation or a denial of them is.
    """
    crossed = False
    another = left[-1] in {"and", "or"} and quote[0] in _ARTICLES
    if quote[0] in {"said", "says", "told", "called", "insisted", "argued"} and (
        left[-1] not in lexicon.NEGATIONS | lexicon.HEDGES
    ):
        return None
    fresh = quote[0].endswith("ing") or quote[0] in {"and", "but", "which", "who", "where", "when", "while"}
    for index in range(len(left) - 1, -1, -1):
        token = left[index]
        near = len(left) - index
        another = another or (token in {"and", "or"} and near > 1 and left[index + 1] in _ARTICLES)
        if token in _STRONG:
            return None
        if token == ",":
            crossed = True
            continue
        following = left[index + 1] if near > 1 else quote[0]
        if token in lexicon.CONDITIONS or token in lexicon.HEDGES:
            return token
        if token == '"':
            outside = True
            continue
        if token == "according" and reported and not outside:
            return "according to"
        if crossed and fresh:
            continue
        if (token in lexicon.NEGATIONS or token.endswith("n't")) and not (
            near > 1 and following in {"only", "just", "merely"}
        ):
            return token
        if token in lexicon.REFUSALS and not (another and token in lexicon.REFUSAL_NOUNS):
            return token
        if (token, following) in lexicon.TURNING_PAIRS:
            return f"{token} {following}"
        if (
            token in lexicon.MODALS
            and not outside
            and (near == 1 or (near == 2 and quote[0] not in lexicon.FUNCTION_WORDS))
        ):
            return token
        if crossed or outside:
            continue
        if token in lexicon.ACCUSATIONS:
            return token
        if not reported:
            continue
        reporting = token in lexicon.SPEECH_VERBS or token in lexicon.REPORTED_NOUNS
        if reporting and "that" in [*left[index + 1 : index + 6], quote[0]]:
            return f"{token} that"
        if token in lexicon.BARE_CLAUSE_VERBS:
            return token
    return None


def _lost_after(after: str, quote: str, *, direct: bool, reported: bool) -> str | None:
    right = tokens_of(after)
    closes_speech = bool(re.match(rf"[,.!?…]?[{_CLOSING}]", after)) or (quote[-1:] in _CLOSING and direct)
    while right and right[0] in {'"', "'"}:
        right = right[1:]
    if not right:
        return None
    if right[-1] == "?" or right[-2:-1] == ["?"]:
        return "?"
    last = (tokens_of(quote[-80:]) or [""])[-1]
    if _is_number(last) and (right[0] in lexicon.MAGNITUDES or right[0] in lexicon.UNITS or right[0] == "or"):
        return f"{last} {' '.join(right[:2])}"
    paused = right[0] in {",", "-", ";", "("}
    rest = right[1:] if paused else right
    if not rest:
        return None
    lead = " ".join(rest[:3])
    if rest[0] in lexicon.CONDITIONS - {"whether"} or rest[0] in {"except", "pending"}:
        return lead
    if lead.startswith(
        ("but only", "only if", "only when", "only after", "as long as", "but not", "or not", "in theory")
    ):
        return lead
    if rest[0] in lexicon.HEDGES:
        return rest[0]
    if reported and not closes_speech and _attributes(rest, right[0] == ","):
        return " ".join(rest[:6])
    if not paused and _denies(rest):
        return " ".join(rest[:4])
    return None


def _attributes(rest: list[str], paused: bool) -> bool:
    """Whether what follows says whose claim the slice is: "according to …", ", the minister said"."""
    if rest[:2] == ["according", "to"]:
        return True
    if not paused:
        return False
    ends = next((index for index, token in enumerate(rest) if token in _STRONG or token == ","), len(rest))
    if rest[0] in {"said", "says"}:
        return ends <= 8 and not set(rest[:ends]) & (lexicon.AUXILIARIES | {"that", "it"})
    for token in rest[1 : min(ends, 9)]:
        if token in lexicon.BARE_CLAUSE_VERBS:
            return True
        if token in {"that", "who", "which", "where", "when"}:
            return False
    return False


def _denies(rest: list[str]) -> bool:
    """Whether the slice is the subject, or the beginning, of what the source denies."""
    if rest[0] in lexicon.NEGATIONS - {"without", "lacking"} or rest[0].endswith("n't"):
        return True
    if rest[0] in lexicon.AUXILIARIES:
        return any(token in lexicon.NEGATIONS or token in lexicon.REFUSALS for token in rest[1:4])
    return False


def _is_number(token: str) -> bool:
    return token[:1].isdigit() or token in lexicon.NUMBER_WORDS
