"""From a sentence that a language model wrote, and its quotes that passed the gate, to what is shown of it."""

import re
from collections.abc import Callable, Sequence

from bot.domain import Bearing, Evidence, Sentence, SentenceState, Stance

Bears = Callable[[str, str], Bearing]
"""(sentence, quote) to how the quote bears on the sentence, by the embedded engine."""

REFUTES_AT = 0.5
"""From this probability on a quote refutes the sentence that rests on it."""

NO_QUOTE = "no quote of it is in the source"
OTHER_NUMBERS = "its quotes do not have its numbers"
SAYS_OTHERWISE = "its quotes say otherwise"
TAKEN_BACK = "the model took it back"

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def decided(
    number: int, text: str, quoted: bool, evidence: Sequence[Evidence], question: str, bears: Bears
) -> Sentence:
    """The sentence with its state. ``quoted`` tells whether the model gave any quote, ``evidence`` what passed.

    A sentence is withdrawn where none of its quotes is the source's, where it has a number that neither they nor the
    question have, or where a quote refutes it: the model's words may not say more than the source's.
    """
    if not quoted:
        return Sentence(number, text, SentenceState.NOT_SOURCED, reason="it came without a quote")
    if not evidence:
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=NO_QUOTE)
    words = " ".join(item.quote.text for item in evidence)
    if _numbers(text) - _numbers(words) - _numbers(question):
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=OTHER_NUMBERS)
    measured = [bears(text, item.quote.text) for item in evidence]
    if any(item.quantities is Stance.REFUTES or item.scores.refutes >= REFUTES_AT for item in measured):
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=SAYS_OTHERWISE)
    return Sentence(number, text, SentenceState.CITED, tuple(evidence))


def withdrawn(sentence: Sentence, reason: str) -> Sentence:
    return Sentence(sentence.number, sentence.text, SentenceState.WITHDRAWN, reason=reason)


def _numbers(text: str) -> set[str]:
    return {found.replace(",", "") for found in _NUMBER.findall(text)}
