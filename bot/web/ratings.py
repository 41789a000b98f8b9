"""Whether a verdict or an answer is right, as its reader says: the buttons, and what they say as feedback."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain import Answer, ClaimResult, Engine, Evidence
from bot.errors import UsageError
from bot.feedback import ABSTAINED, ANSWERED, MOST_CHARACTERS, Feedback, Place
from bot.web import words
from bot.web.rendering import safe

_MOST_PLACES = 20


def claim_rating(result: ClaimResult, engine: Engine | None) -> str:
    """The buttons under a verdict."""
    options = [(str(verdict), words.VERDICT[verdict]) for verdict in words.VERDICT if verdict is not result.verdict]
    places = result.evidence or result.searched.nearest
    return _rating("claim", result.claim.text, str(result.verdict), places, words.RATE_WRONG_VERDICT, options, engine)


def answer_rating(answer: Answer) -> str:
    """The buttons under an answer, or under the abstention in its place."""
    given = ABSTAINED if answer.abstained else ANSWERED
    options = [
        (value, shown)
        for value, shown in ((ABSTAINED, words.RATE_NOT_SAID), (ANSWERED, words.RATE_SAID))
        if value != given
    ]
    places = answer.evidence or answer.searched.nearest
    return _rating("question", answer.question, given, places, words.RATE_WRONG_ANSWER, options, answer.engine)


def _rating(
    kind: str,
    text: str,
    given: str,
    evidence: Sequence[Evidence],
    wrong: str,
    options: Sequence[tuple[str, str]],
    engine: Engine | None,
) -> str:
    if len(text) > MOST_CHARACTERS:
        return ""
    places = [[item.quote.document.id, item.quote.start, item.quote.end] for item in evidence[:_MOST_PLACES]]
    judged = f"{engine.name} {engine.version}" if engine else ""
    about = safe(json.dumps({"kind": kind, "text": text, "given": given, "places": places, "engine": judged}))
    choices = "".join(f'<option value="{value}">{shown}</option>' for value, shown in [("", words.RATE_OPEN), *options])
    return (
        f'<div class="pc-rate" data-rate="{about}"><div class="pc-rate-ask">'
        f'<button type="button" class="pc-small" data-rate-right><span aria-hidden="true">👍</span> {words.RATE_RIGHT}'
        '</button> <button type="button" class="pc-small" data-rate-wrong aria-expanded="false">'
        f'<span aria-hidden="true">👎</span> {wrong}</button></div>'
        f'<div class="pc-rate-form" hidden><label>{words.RATE_EXPECTED} <select>{choices}</select></label>'
        f'<label>{words.RATE_REASON} <textarea rows="2" maxlength="{MOST_CHARACTERS}"></textarea></label>'
        f'<button type="button" class="pc-small" data-rate-send>{words.RATE_SEND}</button></div>'
        '<p class="pc-soft" role="status"></p></div>'
    )


def feedback_of(data: Mapping[str, Any]) -> Feedback:
    """What the page's script sends. Raises UsageError where that is no feedback."""
    try:
        about = json.loads(data["about"])
        return Feedback(
            kind=about["kind"],
            text=str(about["text"]),
            given=str(about["given"]),
            right=data["right"] is True,
            expected=str(data["expected"]) if data.get("expected") else None,
            reason=str(data.get("reason") or "").strip(),
            places=tuple(Place(str(name), int(start), int(end)) for name, start, end in about["places"][:_MOST_PLACES]),
            engine=str(about["engine"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise UsageError(words.BAD_RATING) from None
