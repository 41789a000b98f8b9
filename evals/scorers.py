"""Scorers: ``(case, result) -> Score``, pure, one case at a time. What a figure over many cases means stands in
``measures``."""

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Span
from evals.datasets import NOT_ENOUGH, REFUTED, SUPPORTED, ClaimCase, QuestionCase
from evals.systems import Answered, Checked, Cited

STANCE_OF = {SUPPORTED: "supports", REFUTED: "refutes"}
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` is 0 to 1; None where the measure does not apply to the case, which then does not count."""

    value: float | None
    why: str = ""


def verdict_right(case: ClaimCase, result: Checked) -> Score:
    """1 where the verdict is the label. A label of two classes asks only whether it is supported."""
    if case.label in (SUPPORTED, REFUTED, NOT_ENOUGH):
        return Score(float(result.verdict == case.label), f"{case.label}: {result.verdict}")
    return Score(float(result.verdict != SUPPORTED), f"{case.label}: {result.verdict}")


def verdict_with_evidence(case: ClaimCase, result: Checked) -> Score:
    """1 where the verdict is right and, for supported and refuted, a quote of that stance meets the deciding words.

    FEVER's score (Thorne et al., NAACL 2018) with spans in place of sentences. Not enough evidence needs no quote.
    """
    right = verdict_right(case, result).value
    if case.label not in STANCE_OF:
        return Score(right)
    wanted = gold_spans(case.doc, case.evidence)
    if not wanted:
        return Score(None, "the set names no deciding words")
    met = any(meets(quote, case.doc, wanted) for quote in result.quotes if quote.stance in ("", STANCE_OF[case.label]))
    return Score(float(bool(right) and met), "" if met else "no quote meets the deciding words")


def left_open(_case: ClaimCase, result: Checked) -> Score:
    """1 where the system decides nothing."""
    return Score(float(result.verdict == NOT_ENOUGH))


def quotes_valid(_case: object, result: Checked | Answered) -> Score:
    """Share of the quotes that are exact slices of their document; None where nothing is quoted."""
    if not result.quotes:
        return Score(None)
    valid = [
        0 <= quote.start < quote.end and quote.document[quote.start : quote.end] == quote.text
        for quote in result.quotes
    ]
    return Score(sum(valid) / len(valid))


def quotes_on_gold(case: ClaimCase, result: Checked) -> Score:
    """Citation precision against the set's own deciding words: the share of quotes that meet them."""
    wanted = gold_spans(case.doc, case.evidence)
    if case.label not in STANCE_OF or not wanted or not result.quotes:
        return Score(None)
    return Score(sum(meets(quote, case.doc, wanted) for quote in result.quotes) / len(result.quotes))


def gold_quoted(case: ClaimCase, result: Checked) -> Score:
    """Citation recall against the set's own deciding words: the share of them, by characters, inside the quotes.

    Counts decided verdicts on claims that the set decides.
    """
    wanted = gold_spans(case.doc, case.evidence)
    if case.label not in STANCE_OF or not wanted or not result.quotes:
        return Score(None)
    quoted = {place for quote in result.quotes if quote.document == case.doc for place in range(quote.start, quote.end)}
    places = {place for span in wanted for place in range(span.start, span.end)}
    return Score(len(places & quoted) / len(places))


def exact_match(case: QuestionCase, result: Answered) -> Score:
    """SQuAD 2.0's EM: the normalised answer equals one of the accepted ones; unanswerable, an empty answer."""
    if not case.answerable:
        return Score(float(result.abstained))
    return Score(float(any(normalised(result.text) == normalised(answer) for answer in case.answers)))


def answer_f1(case: QuestionCase, result: Answered) -> Score:
    """SQuAD 2.0's F1: the best overlap of words with one of the accepted answers; unanswerable, an empty answer."""
    if not case.answerable:
        return Score(float(result.abstained))
    return Score(max(word_f1(answer, result.text) for answer in case.answers))


def answer_hit(case: QuestionCase, result: Answered) -> Score:
    """1 where a quote meets a sentence that answers, or has an accepted answer in it; None for the unanswerable."""
    if not case.answerable:
        return Score(None)
    inside = [quote for quote in result.quotes if quote.document == case.doc]
    if case.sentences:
        wanted = gold_spans(case.doc, case.sentences)
        return Score(float(any(meets(quote, case.doc, wanted) for quote in inside)))
    return Score(
        float(any(normalised(answer) in normalised(quote.text) for answer in case.answers for quote in inside))
    )


def normalised(text: str) -> str:
    """SQuAD's normalisation: lower case, without punctuation, articles and repeated white space."""
    bare = "".join(character for character in text.lower() if character not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def word_f1(answer: str, given: str) -> float:
    """Harmonic mean of the shares of common words in both, after SQuAD's normalisation."""
    wanted, found = normalised(answer).split(), normalised(given).split()
    if not wanted or not found:
        return float(wanted == found)
    common = sum((Counter(wanted) & Counter(found)).values())
    return 2 * common / (len(wanted) + len(found))


def gold_spans(document: str, words: Sequence[str]) -> list[Span]:
    """Where the words stand, at their first place each; words that are not in the document are left out."""
    found = [(document.find(piece), piece) for piece in words if piece.strip()]
    return [Span(start, start + len(piece)) for start, piece in found if start >= 0]


def meets(quote: Cited, document: str, wanted: Sequence[Span]) -> bool:
    """Whether the quote is of this document and overlaps one of the spans."""
    return quote.document == document and any(span.start < quote.end and quote.start < span.end for span in wanted)
