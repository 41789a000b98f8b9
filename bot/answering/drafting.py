"""From a sentence that a language model wrote, and its quotes that passed the gate, to what is shown of it."""

from collections.abc import Callable, Sequence

from bot.comparison.reading import read
from bot.domain import Bearing, Evidence, Sentence, SentenceState, Stance
from bot.splitting.rewording import digits

Bears = Callable[[str, str], Bearing]
"""(sentence, quote) to how the quote bears on the sentence, by the embedded engine."""

BEARS_COVERAGE, BEARS_SCORE = 0.34, 0.3
"""A quote bears on what has this share of its content words in it, or its stance with this probability."""

REFUTES_AT = 0.5
"""From this probability on a quote refutes the sentence that rests on it."""

NO_QUOTE = "no quote of it is in the source"
OTHER_NUMBERS = "its quotes do not have its numbers"
OTHER_NAMES = "its quotes do not have its names"
ABOUT_OTHERS = "its quotes are about something else"
SAYS_OTHERWISE = "its quotes say otherwise"
TAKEN_BACK = "the model took it back"


def decided(
    number: int, text: str, quoted: bool, evidence: Sequence[Evidence], question: str, bears: Bears
) -> Sentence:
    """The sentence with its state. ``quoted`` tells whether the model gave any quote, ``evidence`` what passed.

    A sentence is withdrawn where none of its quotes is the source's, where it has a number or a name that neither they
    nor the question have, where no quote is about what it says, or where a quote refutes it: the model's words may not
    say more than the source's.
    """
    if not quoted:
        return Sentence(number, text, SentenceState.NOT_SOURCED, reason="it came without a quote")
    if not evidence:
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=NO_QUOTE)
    words = " ".join(item.quote.text for item in evidence)
    if digits(text) - digits(words) - digits(question):
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=OTHER_NUMBERS)
    speakers = [item.attributed_to for item in evidence if item.attributed_to]
    if not _has_names(text, " ".join([words, question, *speakers])):
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=OTHER_NAMES)
    measured = [bears(text, item.quote.text) for item in evidence]
    if any(item.quantities is Stance.REFUTES or item.scores.refutes >= REFUTES_AT for item in measured):
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=SAYS_OTHERWISE)
    # a bare number has no content words, and was looked up above
    if read(text).content and not any(
        item.coverage >= BEARS_COVERAGE or item.scores.supports >= BEARS_SCORE for item in measured
    ):
        return Sentence(number, text, SentenceState.WITHDRAWN, reason=ABOUT_OTHERS)
    return Sentence(number, text, SentenceState.CITED, tuple(evidence))


def withdrawn(sentence: Sentence, reason: str) -> Sentence:
    return Sentence(sentence.number, sentence.text, SentenceState.WITHDRAWN, reason=reason)


def _has_names(text: str, words: str) -> bool:
    """Whether the words have every name of the text, also as another form of it: Russia, Russian."""
    mine, known = read(text), [stem for stem in read(words).stems if len(stem) > 3]
    names = {mine.content[index] for index in mine.names} - read(words).stems
    return all(any(one.startswith(name) or name.startswith(one) for one in known) for name in names)
