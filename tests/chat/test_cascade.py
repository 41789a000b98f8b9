"""When the embedded verdict stands, and what two engines that agree or disagree come to."""

import pytest

from bot.domain import Bearing, Claim, ClaimResult, Document, Evidence, Quote, Searched, Stance, StanceScores, Verdict
from bot.verification.cascade import Ask, stands, with_second

DOCUMENT = Document.of("Odesa reported six injuries.", title="t", origin="o")


def result(verdict: Verdict, confidence: float = 0.9, *, undecided: bool = False, passages: int = 3) -> ClaimResult:
    stance = {Verdict.SUPPORTED: Stance.SUPPORTS, Verdict.REFUTED: Stance.REFUTES}.get(verdict)
    bearing = Bearing(StanceScores(0.9, 0.05, 0.05))
    evidence = (Evidence(Quote(DOCUMENT, 0, 5), stance, 0.9, bearing=bearing),) if stance else ()
    return ClaimResult(
        Claim("c", 0, 1),
        verdict,
        confidence,
        evidence,
        "Why.",
        Searched(passages),
        undecided,
        {str(verdict): confidence},
    )


SUPPORTED, REFUTED, OPEN = result(Verdict.SUPPORTED), result(Verdict.REFUTED), result(Verdict.NOT_ENOUGH_EVIDENCE)
UNDECIDED = result(Verdict.NOT_ENOUGH_EVIDENCE, 0.6, undecided=True)


@pytest.mark.parametrize(
    ("found", "ask", "expected"),
    [
        (SUPPORTED, Ask.ALWAYS, False),
        (SUPPORTED, Ask.UNCERTAIN, True),
        (REFUTED, Ask.UNCERTAIN, True),
        (UNDECIDED, Ask.UNCERTAIN, False),
        (UNDECIDED, Ask.NEVER, True),
        (OPEN, Ask.UNCERTAIN, True),
        (result(Verdict.NOT_ENOUGH_EVIDENCE, 0.7), Ask.UNCERTAIN, False),
        (result(Verdict.NOT_ENOUGH_EVIDENCE, 0.7, passages=0), Ask.ALWAYS, True),
    ],
)
def test_the_dial(found: ClaimResult, ask: Ask, expected: bool) -> None:
    assert stands(found, ask, risk=0.1) is expected


def test_agreement_raises_the_confidence() -> None:
    both = with_second(result(Verdict.SUPPORTED, 0.8), SUPPORTED)
    assert both.confidence == pytest.approx(0.72 / (0.72 + 0.02), abs=1e-3)
    assert both.second is not None
    assert both.second.agrees
    assert both.explanation == "Why."
    weak = with_second(result(Verdict.SUPPORTED, 0.8), result(Verdict.SUPPORTED, 0.4))
    assert weak.confidence == 0.8


@pytest.mark.parametrize("embedded", [REFUTED, OPEN])
def test_disagreement_is_told(embedded: ClaimResult) -> None:
    told = with_second(SUPPORTED, embedded)
    assert told.verdict is Verdict.SUPPORTED
    assert told.confidence == SUPPORTED.confidence
    assert told.second is not None
    assert not told.second.agrees
    assert "disagree" in told.explanation
    assert told.explanation.endswith("Why.")


def test_an_undecided_engine_has_no_opinion() -> None:
    assert with_second(SUPPORTED, UNDECIDED) == SUPPORTED
