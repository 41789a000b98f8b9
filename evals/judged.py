"""Claims with the evidence that the product's own steps find for them, before any rule is applied."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain import Bearing, Claim, Evidence, Hit
from bot.ports import SentenceSplitter, StanceModel, TokenCounter
from bot.retrieval import retrieve
from bot.verification.gating import quote_gate
from bot.verification.judging import judge
from evals.datasets import ClaimCase
from evals.memory import MemoryPassageStore, stored


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with what the product's steps found, before any rule is applied. ``own`` is its document's id."""

    case: ClaimCase
    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    own: str

    @property
    def claim(self) -> Claim:
        return Claim(self.case.claim, 0, len(self.case.claim))

    def by_document(self) -> dict[str, list[Bearing]]:
        found: dict[str, list[Bearing]] = {}
        for item in self.evidence:
            if item.bearing:
                found.setdefault(item.quote.document.id, []).append(item.bearing)
        return found


@dataclass(frozen=True)
class ClaimJudge:
    """The product's steps from a claim to evidence, over one library in memory."""

    store: MemoryPassageStore
    model: StanceModel
    ids: Mapping[str, str]

    @classmethod
    def over(
        cls,
        cases: Iterable[ClaimCase],
        store: MemoryPassageStore,
        model: StanceModel,
        splitter: SentenceSplitter,
        counter: TokenCounter,
    ) -> "ClaimJudge":
        return cls(store, model, stored((case.doc for case in cases), store, splitter, counter))

    def judged(self, case: ClaimCase, *, own_only: bool) -> JudgedClaim | None:
        """None where the claim is too long for the stance model."""
        if not self.model.fits(case.claim):
            return None
        own = self.ids[case.doc]
        hits = retrieve(self.store, case.claim, [own] if own_only else None)
        claim = Claim(case.claim, 0, len(case.claim))
        evidence = quote_gate(judge(claim, hits, self.model), self.store)
        return JudgedClaim(case, hits, evidence, own)
