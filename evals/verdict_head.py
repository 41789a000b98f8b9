"""Fits the rule from one document's evidence to a verdict (bot.verification.weighing) on development claims.

Each instance is a claim and the evidence of one document, made by the product's own steps. The written claims are
asked of one library of all their documents and again of their own document: the own document's evidence has the
claim's label, that of any other is not enough evidence. Public claims are asked of their own text alone.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.chains import quote_gate
from bot.domain import Bearing, Claim, Evidence, Hit, Verdict
from bot.ports import SentenceSplitter, StanceModel, TokenCounter
from bot.retrieval import retrieve
from bot.verification.aggregation import aggregate
from bot.verification.judging import judge
from bot.verification.weighing import CLASSES, FEATURES, VerdictHead, features_of
from evals.datasets import THREE_CLASSES, UNSUPPORTED, ClaimCase
from evals.measures import accuracy, macro_f1
from evals.memory import MemoryPassageStore, stored
from evals.regression import Fitted, Linear, fit_grouped

PUBLIC_SAMPLES = {"mnli": 300, "vitaminc": 100, "healthver": 250, "control": 50, "fever_symmetric": 250}
"""Rows taken of each file of ``dev/``; the benchmarks that are for evaluation only are not among them."""
LONGEST_PUBLIC = 4000
"""Characters; longer public documents are left out of the sample, to keep the fit quick."""
OTHERS_WEIGHT = 0.5
"""What all the other documents found for one claim weigh together, against 1 for its own."""
LOWEST_THRESHOLD = 0.5
"""A verdict is given only where it is likelier than not."""
THRESHOLDS = tuple(round(0.40 + 0.02 * step, 2) for step in range(30))
_DECIDED = (Verdict.SUPPORTED, Verdict.REFUTED, Verdict.CONFLICTING)
RISKS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with what the product's steps found, before any rule is applied. ``own`` is its document's id."""

    case: ClaimCase
    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    own: str

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


def public_sample(cases: Sequence[ClaimCase], size: int) -> list[ClaimCase]:
    """A fixed sample of the rows that say which of the three classes they are."""
    usable = [case for case in cases if case.label != UNSUPPORTED and len(case.doc) <= LONGEST_PUBLIC]
    return random.Random(0).sample(usable, min(size, len(usable)))


def fit_verdict(written: Sequence[JudgedClaim], public: Sequence[JudgedClaim]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rule as the product reads it, and cross-validated figures of it on the written claims."""
    values, labels, groups, weights = [], [], [], []
    total = {True: 0.0, False: 0.0}
    is_written = []
    for judged, ours in [(item, True) for item in written] + [(item, False) for item in public]:
        documents = judged.by_document()
        others = max(1, len(documents.keys() - {judged.own}))
        for document, bearings in documents.items():
            owned = document == judged.own
            values.append(features_of(bearings))
            labels.append(
                THREE_CLASSES.index(judged.case.label) if owned else CLASSES.index(Verdict.NOT_ENOUGH_EVIDENCE)
            )
            groups.append(judged.own)
            weights.append(1.0 if owned else OTHERS_WEIGHT / others)
            is_written.append(ours)
            total[ours] += weights[-1]
    share = min(1.0, total[True] / total[False]) if total[False] else 1.0
    scaled = np.array([weight if ours else weight * share for weight, ours in zip(weights, is_written, strict=True)])
    fitted = fit_grouped(np.array(values), labels, groups, scaled)
    table = decision_table(written, fitted)
    best = max((row for row in table if row["threshold"] >= LOWEST_THRESHOLD), key=lambda row: row["macro_f1"])
    head = {
        "features": list(FEATURES),
        "classes": [str(name) for name in CLASSES],
        "weights": [[round(float(value), 5) for value in row] for row in fitted.final.weights],
        "intercepts": [round(float(value), 5) for value in fitted.final.intercepts],
        "decide_at": best["threshold"],
        "risk_table": risk_table(table),
    }
    return head, {
        "written_claims": len(written),
        "public_claims": len(public),
        "instances": len(labels),
        "strength": fitted.strength,
        "log_loss": round(fitted.log_loss, 4),
        **{name: best[name] for name in ("accuracy", "macro_f1", "risk", "coverage")},
    }


def decision_table(judged: Sequence[JudgedClaim], fitted: Fitted) -> list[dict[str, float]]:
    """What the whole rule gives at each threshold, each claim by the regression fitted without its document."""
    heads = [_as_head(part) for part in fitted.of_fold]
    outcomes: list[list[Verdict]] = [[] for _ in THRESHOLDS]
    for item in judged:
        head = heads[fitted.fold_of[item.own]] if item.own in fitted.fold_of else heads[0]
        claim = Claim(item.case.claim, 0, len(item.case.claim))
        for outcome, threshold in zip(outcomes, THRESHOLDS, strict=True):
            outcome.append(aggregate(claim, item.evidence, item.hits, head.weigh, threshold).verdict)
    gold = [item.case.label for item in judged]
    return [_row(threshold, gold, outcome) for threshold, outcome in zip(THRESHOLDS, outcomes, strict=True)]


def _row(threshold: float, gold: Sequence[str], outcome: Sequence[Verdict]) -> dict[str, float]:
    decided = [(label, str(verdict)) for label, verdict in zip(gold, outcome, strict=True) if verdict in _DECIDED]
    wrong = sum(label != verdict for label, verdict in decided)
    return {
        "threshold": threshold,
        "coverage": round(len(decided) / len(gold), 4),
        "risk": round(wrong / len(decided), 4) if decided else 0.0,
        "accuracy": round(accuracy(gold, [str(verdict) for verdict in outcome]), 4),
        "macro_f1": round(macro_f1(gold, [str(verdict) for verdict in outcome]), 4),
    }


def risk_table(table: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """For each risk (share of wrong verdicts among decided ones) the threshold that keeps it with most decided.

    Risks that no threshold keeps while deciding anything are left out (El-Yaniv and Wiener, JMLR 2010).
    """
    rows = []
    for risk in RISKS:
        kept = [row for row in table if row["coverage"] > 0 and row["risk"] <= risk]
        if kept:
            best = max(kept, key=lambda row: row["coverage"])
            rows.append({"risk": risk, "threshold": best["threshold"], "coverage": best["coverage"]})
    return rows


def _as_head(part: Linear) -> VerdictHead:
    return VerdictHead(tuple(tuple(row) for row in part.weights.tolist()), tuple(part.intercepts.tolist()), 0.0)
