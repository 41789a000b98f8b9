"""From quotes that may answer to an answer, or an abstention."""

from collections.abc import Sequence

from bot.domain import Answer, Engine, Evidence, Hit, Searched, Sentence, SentenceState

MOST = 3
NEAREST = 3
ABSTENTION = "The sources do not say."


def compose(
    question: str,
    evidence: Sequence[Evidence],
    hits: Sequence[Hit],
    engine: Engine,
    *,
    answer_at: float,
    also_at: float,
) -> Answer:
    """The answer is its quotes, in the order of the sources: nothing is added to them.

    ``evidence`` comes best first. Below ``answer_at`` for the best, the answer is an abstention; its
    confidence is then the probability that nothing found answers.
    """
    searched = Searched(len(hits), tuple(evidence[:NEAREST]))
    best = evidence[0].score if evidence else 0.0
    if best < answer_at:
        return Answer(question, ABSTENTION, True, round(1 - best, 4), (), searched, engine)
    chosen = [item for item in evidence[:MOST] if item is evidence[0] or item.score >= also_at]
    documents = list(dict.fromkeys(item.quote.document.id for item in chosen))
    chosen.sort(key=lambda item: (documents.index(item.quote.document.id), item.quote.start))
    sentences = tuple(
        Sentence(number, text_of([item]), SentenceState.CITED, (item,)) for number, item in enumerate(chosen, start=1)
    )
    return Answer(question, text_of(chosen), False, round(best, 4), tuple(chosen), searched, engine, sentences)


def text_of(evidence: Sequence[Evidence]) -> str:
    """The words of the quotes and nothing else, on one line."""
    return " ".join(" ".join(item.quote.text.split()) for item in evidence)
