"""The cascade: the embedded engine decides what it is calibrated to decide, and a language model is asked the rest.

After FrugalGPT (Chen, Zaharia and Zou, 2023): the cheap judge's verdict stands where it keeps to the risk that is set
(``risk``: the share of decided verdicts that may be wrong), and the dear one is asked where it does not.
"""

from dataclasses import replace
from enum import StrEnum

from bot.domain import ClaimResult, SecondOpinion, Verdict, percent


class Ask(StrEnum):
    """Which claims a language model is asked: all, those that the embedded engine cannot decide at its risk, none."""

    ALWAYS = "always"
    UNCERTAIN = "uncertain"
    NEVER = "never"


_TOLD = {
    Verdict.SUPPORTED: "supported",
    Verdict.REFUTED: "refuted",
    Verdict.NOT_ENOUGH_EVIDENCE: "not decided by the sources",
    Verdict.CONFLICTING: "told both ways by the sources",
}


def stands(result: ClaimResult, ask: Ask, risk: float) -> bool:
    """Whether the embedded result needs no second judge. A claim that nothing was found for has nothing to judge.

    What is decided keeps to the risk already; that the sources do not say is believed from the probability 1 - risk.
    """
    if ask is Ask.NEVER or not result.searched.passages:
        return True
    if ask is Ask.ALWAYS or result.undecided or result.verdict is Verdict.CONFLICTING:
        return False
    if result.verdict is Verdict.NOT_ENOUGH_EVIDENCE:
        return result.probabilities.get(str(result.verdict), 0.0) >= 1 - risk
    return True


def with_second(result: ClaimResult, embedded: ClaimResult) -> ClaimResult:
    """The language model's result beside what the embedded engine says.

    Two engines that agree are taken as independent witnesses, which raises the confidence:
    p·q / (p·q + (1 - p)·(1 - q)). Where the embedded engine has decided otherwise, the explanation says so. Where it
    is undecided it says nothing.
    """
    if embedded.undecided:
        return result
    agrees = embedded.verdict is result.verdict and not result.undecided
    second = SecondOpinion(embedded.verdict, embedded.confidence, agrees)
    if agrees:
        raised = max(result.confidence, _both(result.confidence, embedded.confidence))
        return replace(result, second=second, confidence=round(raised, 4))
    if result.undecided and embedded.verdict is Verdict.NOT_ENOUGH_EVIDENCE:
        return replace(result, second=second)
    sure = percent(embedded.confidence)
    told = f"The engines disagree: by the embedded one it is {_TOLD[embedded.verdict]} ({sure})."
    return replace(result, second=second, explanation=f"{told} {result.explanation}")


def _both(p: float, q: float) -> float:
    agree, differ = p * q, (1 - p) * (1 - q)
    return agree / (agree + differ) if agree + differ else p
