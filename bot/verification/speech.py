"""The verdict on a claim that gives words to somebody, once it is known whether the sources do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain import ClaimResult, Correction, Evidence, Stance, Verdict
from bot.quoting import same_speaker
from bot.verification.explaining import excerpt, explain
from bot.verification.utterances import Finding, Utterance

PRECISION = 0.95
"""How often a comparison of words and speakers decides rightly: 92 of 97 claims of the written training set that
were given to another speaker or repeat a sentence in full."""


def with_speech(result: ClaimResult, found: Sequence[Utterance], risk: float | None = None) -> ClaimResult:
    """Words that a source gives to another, or has otherwise, refute; words that it has as the claim does support.

    Words that no source has as this speaker's never let a claim be supported, whatever else of it holds. At a
    ``risk`` that PRECISION does not keep to nothing is decided so, and a verdict against the words is left open.
    """
    heard = _heard(result, found)
    if risk is None or 1 - risk <= PRECISION or (heard.verdict is result.verdict and not result.undecided):
        return heard
    if result.undecided or repeats(found):
        return result
    told = next(item.explanation for item in found if item.finding is not Finding.SAID)
    claim, verdict = result.claim.text, Verdict.NOT_ENOUGH_EVIDENCE
    explanation = f"{told} {explain(claim, verdict, (), True, result.searched)}"
    return replace(result, verdict=verdict, evidence=(), explanation=explanation, undecided=True)


def _heard(result: ClaimResult, found: Sequence[Utterance]) -> ClaimResult:
    if result.verdict is Verdict.SUPPORTED and any(item.bearing and item.bearing.repeats for item in result.evidence):
        return result  # a source has all of the claim, with whoever it names, in the same words
    by_finding = {item.finding: item for item in reversed(found)}
    if wrong := by_finding.get(Finding.ANOTHER_S) or by_finding.get(Finding.ALTERED):
        return _decided(result, Verdict.REFUTED, wrong)
    if missing := by_finding.get(Finding.UNVOUCHED) or by_finding.get(Finding.ABSENT):
        return _open(result, missing)
    if repeats(found):
        return _decided(result, Verdict.SUPPORTED, found[0])
    return result


def repeats(found: Sequence[Utterance]) -> bool:
    """Whether the sources have the claim in full: the words, their speaker, and all that it says besides."""
    return bool(found) and all(item.finding is Finding.SAID and item.complete for item in found)


def _decided(result: ClaimResult, verdict: Verdict, by: Utterance) -> ClaimResult:
    if by.quote is None:
        return result
    stance = Stance.REFUTES if verdict is Verdict.REFUTED else Stance.SUPPORTS
    evidence = Evidence(by.quote, stance, PRECISION, attributed_to=by.said_by)
    others = [item for item in result.evidence if item.stance is stance and not _overlap(item, evidence)]
    return replace(
        result,
        verdict=verdict,
        confidence=max(PRECISION, result.confidence) if result.verdict is verdict else PRECISION,
        evidence=(evidence, *others[:1]) if result.verdict is verdict else (evidence,),
        explanation=f"{by.explanation} {str(verdict).capitalize()} by: {excerpt(evidence, result.claim.text)}",
        undecided=False,
        probabilities=_probabilities(result.probabilities, verdict),
        correction=Correction(result.claim.text, by.wrong, by.right) if by.wrong and by.right else None,
    )


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.quote.document.id == other.quote.document.id and one.quote.span.overlaps(other.quote.span)


def _open(result: ClaimResult, missing: Utterance) -> ClaimResult:
    """Without the words nothing supports the claim; other words of the same speaker may refute it."""
    own = any(item.attributed_to and same_speaker(missing.speaker, item.attributed_to) for item in result.evidence)
    if result.verdict is Verdict.REFUTED and (own or missing.finding is Finding.UNVOUCHED):
        return replace(result, explanation=f"{missing.explanation} {result.explanation}")
    nearest, claim = result.searched.nearest, result.claim.text
    return replace(
        result,
        verdict=Verdict.NOT_ENOUGH_EVIDENCE,
        confidence=PRECISION,
        evidence=(),
        explanation=missing.explanation + (f" The nearest place: {excerpt(nearest[0], claim)}" if nearest else ""),
        undecided=False,
        probabilities=_probabilities(result.probabilities, Verdict.NOT_ENOUGH_EVIDENCE),
    )


def _probabilities(known: Mapping[str, float], verdict: Verdict) -> Mapping[str, float]:
    """The decided class at PRECISION, the others in their old proportion."""
    rest = sum(value for name, value in known.items() if name != verdict)
    return {
        name: PRECISION if name == verdict else round((1 - PRECISION) * value / rest, 4) if rest else 0.0
        for name, value in known.items()
    }
