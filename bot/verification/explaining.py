"""One plain sentence for each verdict, made from what was decided."""

import re
from collections.abc import Sequence

from bot.domain import Evidence, Searched, Verdict

_LONGEST_EXCERPT = 160


def explain(claim: str, verdict: Verdict, quotes: Sequence[Evidence], undecided: bool, searched: Searched) -> str:
    """Names the deciding words, what was compared, and who says them where the article only attributes them."""
    if verdict is Verdict.NOT_ENOUGH_EVIDENCE:
        return _left_open(undecided, searched)
    if verdict is Verdict.CONFLICTING:
        return f"The sources disagree: {_named(quotes[0])} supports it, {_named(quotes[1])} refutes it."
    first = quotes[0]
    verb = "Supported" if verdict is Verdict.SUPPORTED else "Refuted"
    speaker = first.attributed_to
    if verdict is Verdict.SUPPORTED and speaker and not names(claim, speaker):
        verb = f"Supported only as the words of {speaker}, which the source does not vouch for"
    elif speaker:
        verb = f"{verb} by the words of {speaker}"
    else:
        verb = f"{verb} by"
    if first.bearing and first.bearing.note and first.bearing.quantities is first.stance:
        return f"{first.bearing.note} {verb}: {_excerpt(first)}"
    return f"{verb}: {_excerpt(first)}"


def names(claim: str, speaker: str) -> bool:
    """Whether the claim itself says whose words they are: it has the last word of the speaker's name."""
    last = speaker.split()[-1]
    return re.search(rf"\b{re.escape(last)}\b", claim, re.IGNORECASE) is not None


def _left_open(undecided: bool, searched: Searched) -> str:
    if not searched.nearest:
        return f"The sources do not say: nothing near the claim was found in {_passages(searched)}."
    if undecided:
        return "The engine is undecided, which is not the same as sources that do not say; the nearest place is " + (
            f"{_excerpt(searched.nearest[0])}"
        )
    return f"The sources do not say; the nearest of {_passages(searched)} is {_excerpt(searched.nearest[0])}"


def _passages(searched: Searched) -> str:
    return f"{searched.passages} passage{'' if searched.passages == 1 else 's'}"


def _named(item: Evidence) -> str:
    return f"“{item.quote.document.title}” ({_excerpt(item)})"


def _excerpt(item: Evidence) -> str:
    words = " ".join(item.quote.text.split())
    if len(words) > _LONGEST_EXCERPT:
        words = words[:_LONGEST_EXCERPT].rsplit(" ", 1)[0] + " …"
    return f"“{words}”"
