"""What follows a verdict: the words that the claim gives to somebody, and the correction of a refuted claim."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import Claim, ClaimResult, Hit, Verdict
from bot.ports import Judge, PassageStore, StanceModel
from bot.verification.aggregation import Weigh, aggregate
from bot.verification.correcting import with_correction
from bot.verification.gating import quote_gate
from bot.verification.speech import repeats, with_speech
from bot.verification.utterances import utterances


@dataclass(frozen=True, slots=True)
class Recheck:
    """How a claim as corrected is judged before it is shown: by the embedded models, whichever engine refuted it."""

    judge: Judge
    weigh: Weigh
    decide_at: float
    stance: StanceModel


def refined(
    store: PassageStore,
    recheck: Recheck | None,
    result: ClaimResult,
    hits: Sequence[Hit],
    risk: float | None = None,
) -> ClaimResult:
    """The result once the words that the claim gives to somebody are checked, with its correction where it has one.

    ``risk`` is as for ``with_speech``.
    """
    searched = list(dict.fromkeys(hit.passage.document for hit in hits))
    heard = with_speech(result, utterances(result.claim.text, store, searched), risk)
    if recheck is None:
        return replace(heard, correction=None)

    def supported(text: str) -> bool:
        if not recheck.stance.fits(text):
            return False
        claim = Claim(text, 0, len(text))
        evidence = quote_gate(recheck.judge(claim, hits), store, text)
        return aggregate(claim, evidence, hits, recheck.weigh, recheck.decide_at).verdict is Verdict.SUPPORTED

    if heard is result:
        return with_correction(heard, recheck.stance, supported)
    # where words or their speaker decide, no other change would correct anything
    text = heard.correction.text if heard.correction else ""
    holds = text and (repeats(utterances(text, store, searched)) or supported(text))
    return heard if holds else replace(heard, correction=None)
