"""Citations in the sense of ALCE (Gao et al., EMNLP 2023), and how much of what is quoted is needed.

ALCE asks an entailment model whether the cited text supports the statement. Here the engine's own stance model is
that judge, on the cited words alone and without the fitted rule: what it says of its own quotes is a check of
consistency, not proof. The figures against a set's deciding words (``scorers``) are the independent ones.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.domain import StanceScores
from bot.ports import StanceModel
from evals.datasets import ClaimCase
from evals.runs import figure_of
from evals.scorers import STANCE_OF
from evals.systems import Checked

Holds = Callable[[Sequence[str]], bool]


def recall(quotes: Sequence[str], holds: Holds) -> float:
    """1 where all quotes together have the verdict's stance."""
    return float(bool(quotes) and holds(quotes))


def precision(quotes: Sequence[str], holds: Holds) -> float:
    """Share of quotes that are not beside the point: one is, where it has not the stance alone and the others do
    without it. 0 where all together have not the stance."""
    if not recall(quotes, holds):
        return 0.0
    kept = 0
    for place, quote in enumerate(quotes):
        rest = [*quotes[:place], *quotes[place + 1 :]]
        kept += holds([quote]) or not (rest and holds(rest))
    return kept / len(quotes)


def minimality(quote: str, holds_each: Callable[[Sequence[str]], Sequence[bool]]) -> float:
    """Share of a quote's words that its stance needs: words are cut from the end, then from the start, as long as
    some shorter text keeps the stance."""
    words = quote.split()
    ends = holds_each([" ".join(words[:count]) for count in range(1, len(words) + 1)])
    last = next((count for count, keeps in enumerate(ends, 1) if keeps), len(words))
    starts = holds_each([" ".join(words[first:last]) for first in range(last)])
    first = max((place for place, keeps in enumerate(starts) if keeps), default=0)
    return (last - first) / len(words)


def citation_summary(
    pairs: Sequence[tuple[ClaimCase, Checked]], model: StanceModel, minimal_cases: int
) -> dict[str, dict[str, float]]:
    """Figures over decided verdicts, none where nothing is decided; minimality over the first ``minimal_cases`` of
    them, since it asks the model about every word."""
    decided = [(case, result) for case, result in pairs if result.verdict in STANCE_OF and result.quotes]
    recalls, precisions, shares = [], [], []
    for number, (case, result) in enumerate(decided):
        stance = STANCE_OF[result.verdict]

        def each(texts: Sequence[str], claim: str = case.claim, stance: str = stance) -> list[bool]:
            return [likeliest(scores) == stance for scores in model.score([(text, claim) for text in texts])]

        def together(texts: Sequence[str], each: Callable[[Sequence[str]], list[bool]] = each) -> bool:
            return each([" ".join(texts)])[0]

        quotes = [quote.text for quote in result.quotes]
        recalls.append(recall(quotes, together))
        precisions.append(precision(quotes, together))
        if number < minimal_cases:
            shares.append(sum(minimality(quote, each) for quote in quotes) / len(quotes))
    if not decided:
        return {}
    owners = [case.doc for case, _ in decided]
    figures: dict[str, Any] = {
        "citation recall (ALCE)": figure_of(recalls, owners),
        "citation precision (ALCE)": figure_of(precisions, owners),
    }
    if shares:
        figures["quoted words needed"] = figure_of(shares, owners[: len(shares)])
    return figures


def likeliest(scores: StanceScores) -> str:
    """The stance with the highest probability."""
    named = {"supports": scores.supports, "refutes": scores.refutes, "neutral": scores.neutral}
    return max(named, key=lambda name: named[name])
