"""One plain sentence or two for each verdict, made from what was decided: what was compared, and with what."""

import re
from collections.abc import Sequence

from bot.comparison import absent, opposites
from bot.comparison.reading import read
from bot.domain import Bearing, Evidence, Searched, Stance, Verdict, percent

_LONGEST_EXCERPT = 160
_MOST_LEFT_OPEN = 4


def explain(
    claim: str,
    verdict: Verdict,
    quotes: Sequence[Evidence],
    undecided: bool,
    searched: Searched,
    leaning: tuple[Verdict, float] | None = None,
) -> str:
    """Names the deciding words, what was compared, and who says them where the article only attributes them.

    ``leaning`` is the verdict that an undecided claim comes nearest to, with its probability.
    """
    if verdict is Verdict.NOT_ENOUGH_EVIDENCE:
        return _undecided(claim, searched, leaning) if undecided else _left_open(claim, searched)
    if verdict is Verdict.CONFLICTING:
        return f"The sources disagree: {_named(quotes[0], claim)} supports it, {_named(quotes[1], claim)} refutes it."
    first = quotes[0]
    verb = "Supported" if verdict is Verdict.SUPPORTED else "Refuted"
    speaker = first.attributed_to
    if verdict is Verdict.SUPPORTED and speaker and not names(claim, speaker):
        verb = f"Supported only as the words of {speaker}, which the source does not vouch for"
    elif speaker:
        verb = f"{verb} by the words of {speaker}"
    else:
        verb = f"{verb} by"
    compared = _compared(claim, first)
    return f"{compared} {verb}: {excerpt(first, claim)}".lstrip()


def _compared(claim: str, item: Evidence) -> str:
    """What was held against what, where it can be told in words; what the model weighed otherwise."""
    bearing = item.bearing
    if bearing is None:
        return ""
    if bearing.repeats:
        return "The source has this in the same words."
    if bearing.note and bearing.quantities is item.stance:
        return bearing.note
    if item.stance is Stance.REFUTES:
        if bearing.opposite and (pair := opposites(claim, item.quote.text)):
            return f"The claim says “{pair[0]}”; the source says “{pair[1]}”."
        return _negated(claim, item.quote.text) if bearing.negation_differs and _nearly_all(bearing) else ""
    missing = absent(claim, [item.quote.text])
    return "The source has every word and number of the claim." if not missing and not bearing.negation_differs else ""


def _negated(claim: str, source: str) -> str:
    mine, theirs = read(claim), read(source)
    which, other, reading = ("claim", "source", mine) if mine.negations else ("source", "claim", theirs)
    word = reading.words.lower[reading.negations[0]] if reading.negations else ""
    return f"The {which} has a negation, “{word}”, where the {other} has none." if word else ""


def _nearly_all(bearing: Bearing) -> bool:
    return bearing.coverage >= 0.75 and bearing.names == 1.0


def names(claim: str, speaker: str) -> bool:
    """Whether the claim itself says whose words they are: it has the last word of the speaker's name."""
    last = speaker.split()[-1]
    return re.search(rf"\b{re.escape(last)}\b", claim, re.IGNORECASE) is not None


def _undecided(claim: str, searched: Searched, leaning: tuple[Verdict, float] | None) -> str:
    told = "The engine is undecided, which is not the same as sources that do not say."
    if leaning:
        told += f" It leans to {leaning[0]} ({percent(leaning[1])})."
    return f"{told} The nearest place is {excerpt(searched.nearest[0], claim)}" if searched.nearest else told


def _left_open(claim: str, searched: Searched) -> str:
    if not searched.nearest:
        return f"The sources do not say: nothing near the claim was found in {_passages(searched)}."
    nearest = searched.nearest[0]
    missing = absent(claim, [item.quote.text for item in searched.nearest])
    left = ", ".join(f"“{words}”" for words in dict.fromkeys(missing[:_MOST_LEFT_OPEN]))
    if left:
        more = " and more" if len(missing) > _MOST_LEFT_OPEN else ""
        return (
            f"The sources do not say; the nearest of {_passages(searched)} leave open {left}{more}. "
            f"The nearest place is {excerpt(nearest, claim)}"
        )
    return (
        f"The sources do not say: the nearest of {_passages(searched)} have the words of the claim, but do not put "
        f"them together as it does. The nearest place is {excerpt(nearest, claim)}"
    )


def _passages(searched: Searched) -> str:
    return f"{searched.passages} passage{'' if searched.passages == 1 else 's'}"


def _named(item: Evidence, claim: str) -> str:
    return f"“{item.quote.document.title}” ({excerpt(item, claim)})"


def excerpt(item: Evidence, claim: str) -> str:
    """The quote in quotation marks, on one line; of a long one the part that has most of the claim's words."""
    words = " ".join(item.quote.text.split())
    if len(words) <= _LONGEST_EXCERPT:
        return f"“{words}”"
    wanted = read(claim).stems
    starts = [found.start() for found in re.finditer(r"(?<!\S)\S", words)]
    within = [start for start in starts if start + _LONGEST_EXCERPT <= len(words)] or [0]
    pieces = [_piece(words, start) for start in {0, *within[:: max(1, len(within) // 24)], within[-1]}]
    best = max(pieces, key=lambda piece: (len(wanted & read(piece[1]).stems), -piece[0]))
    start, shown = best
    opening, closing = "… " if start else "", " …" if start + len(shown) < len(words) else ""
    return f"“{opening}{shown}{closing}”"


def _piece(words: str, start: int) -> tuple[int, str]:
    piece = words[start : start + _LONGEST_EXCERPT]
    return start, piece if start + len(piece) >= len(words) else piece.rsplit(" ", 1)[0]
