"""Corrections of refuted claims: small, in the source's words, and shown only where they are supported."""

from collections.abc import Sequence

import pytest

from bot.domain import Correction, Document, Evidence, Quote, Stance, StanceScores
from bot.verification.correcting import corrected

SOURCE = "Odesa reported six injuries, and Russia launched two missiles and 138 drones on 3 March, Ann Lee said."


class Leaning:
    """A stance model that always leans one way."""

    def __init__(self, supports: float = 0.9) -> None:
        self.supports = supports

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        return [StanceScores(self.supports, 1 - self.supports, 0.0) for _ in pairs]

    def fits(self, claim: str) -> bool:
        return bool(claim)


def made(claim: str, source: str = SOURCE, *, model: float = 0.9, engine: bool = True) -> Correction | None:
    document = Document.of(source, title="t", origin="o")
    evidence = Evidence(Quote(document, 0, len(source)), Stance.REFUTES, 0.9)
    return corrected(claim, [evidence], Leaning(model), lambda _: engine)


@pytest.mark.parametrize(
    ("claim", "replaced", "by"),
    [
        ("Russia launched 183 drones.", "183", "138"),
        ("Russia launched 138 drones on 4 March.", "4", "3"),
        ("Russia launched 138 drones, Bo Dahl said.", "Bo Dahl", "Ann Lee"),
    ],
)
def test_the_smallest_change_in_the_source_s_words(claim: str, replaced: str, by: str) -> None:
    correction = made(claim)
    assert correction
    assert (correction.replaced, correction.by) == (replaced, by)
    assert correction.quote.text in SOURCE
    assert correction.text == claim.replace(replaced, by)


def test_what_is_not_supported_once_corrected_is_not_shown() -> None:
    assert made("Russia launched 183 drones.", model=0.1, engine=False) is None
    assert made("Russia launched 138 drones, Bo Dahl said.", engine=False) is None


@pytest.mark.parametrize(
    "claim",
    ["Rain fell for two days.", "The firm is the only one of its kind.", "Russia launched 138 drones until 4 May."],
)
def test_where_nothing_fits_nothing_is_shown(claim: str) -> None:
    assert made(claim) is None


def test_a_quote_that_does_not_refute_gives_no_words() -> None:
    document = Document.of(SOURCE, title="t", origin="o")
    evidence = Evidence(Quote(document, 0, len(SOURCE)), Stance.NEUTRAL, 0.9)
    assert corrected("Russia launched 183 drones.", [evidence], Leaning(), lambda _: True) is None


def test_a_difference_between_words_that_both_have() -> None:
    source = "Early disclosures might undermine the negotiation framework."
    correction = made("Early disclosures might strengthen the negotiation framework.", source)
    assert correction
    assert correction.text == source


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        # "cut" stays wrong whatever else is changed
        ("The bank cut its key rate to 5% on Thursday.", "The bank held its key rate at 4.75% on Thursday."),
        # a name of another sentence is no speaker of this one
        (
            '"We do not count what we did not see," answered Abdi Roon.',
            '"We do not count what we did not see," she answered. Doses are stuck in Lamo.',
        ),
        # a word that the source says once is not said twice
        ("Faulty brakes could be ruled out as the cause.", "Grau said that no cause could be ruled out."),
    ],
)
def test_a_claim_that_would_stay_wrong_or_odd_is_not_corrected(claim: str, source: str) -> None:
    assert made(claim, source) is None
