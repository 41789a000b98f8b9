"""A library with a scripted engine behind the real facade and the real chain: the page's tests need no models."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.adapters.chroma import ChromaPassageStore
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.chains import Steps
from bot.domain import Bearing, Claim, Engine, Hit, Proposal, Stance, StanceScores, Unchecked, Verdict
from bot.ingestion.ingest import ingest_article
from bot.library import seed_articles
from bot.pincite import Pincite
from bot.resources import folder
from tests.fakes import HashEmbedder

# words of the claim or question: words of the sentence that decides it, and how
SCRIPT: Mapping[str, tuple[str, Stance]] = {
    "183 drones": ("138 drones overall", Stance.REFUTES),
    "how many drones": ("138 drones overall", Stance.SUPPORTS),
    "six people": ("Odesa reported six injuries", Stance.SUPPORTS),
    "necessary": ("described the five-hour Kremlin talks", Stance.SUPPORTS),
    "lighthouse": ("lighthouse", Stance.SUPPORTS),
    "twice said": ("They left.", Stance.SUPPORTS),
}


def scripted(directory: Path, *, seeded: bool = True, slow: float = 0.0) -> Pincite:
    """``slow`` is how many seconds each claim takes; an answer takes four times that."""
    splitter, counter = NupunktSplitter(), TiktokenCounter()
    store = ChromaPassageStore(directory, HashEmbedder())

    def judge(claim: Claim, hits: Sequence[Hit]) -> list[Proposal]:
        time.sleep(slow)
        return _proposals(claim.text, hits)

    def read(question: str, hits: Sequence[Hit]) -> list[Proposal]:
        time.sleep(4 * slow)
        return [replace(proposal, bearing=None) for proposal in _proposals(question, hits)]

    def split(text: str) -> list[Claim | Unchecked]:
        parts: list[Claim | Unchecked] = []
        for span in splitter.spans(text):
            words = span.of(text)
            if words.endswith("?"):
                parts.append(Unchecked(words, span.start, span.end, "a question"))
            else:
                parts.append(Claim(words, span.start, span.end))
        return parts

    steps = Steps(
        engine=Engine("embedded", "scripted"),
        split=split,
        judge=judge,
        read=read,
        weigh=_weigh,
        decide_at=0.6,
        answer_at=0.6,
        also_at=0.9,
    )
    pincite = Pincite(store, steps, splitter, counter, directory)
    if seeded:
        for article in seed_articles(folder("seeds")):
            ingest_article(article, store, splitter, counter)
    return pincite


def _proposals(text: str, hits: Sequence[Hit]) -> list[Proposal]:
    wanted, stance = next((found for key, found in SCRIPT.items() if key in text.casefold()), ("", Stance.NEUTRAL))
    proposals = []
    for hit in hits:
        for span in hit.passage.sentences:
            words = hit.passage.slice(span)
            decides = bool(wanted) and wanted in words
            scores = {
                Stance.SUPPORTS: StanceScores(0.97, 0.02, 0.01),
                Stance.REFUTES: StanceScores(0.01, 0.97, 0.02),
                Stance.NEUTRAL: StanceScores(0.05, 0.05, 0.9),
            }[stance if decides else Stance.NEUTRAL]
            bearing = Bearing(scores, hit.similarity, coverage=0.5)
            proposals.append(Proposal(hit.passage, words, span, bearing, 0.97 if decides else 0.1))
    return sorted(proposals, key=lambda proposal: -proposal.score)


def _weigh(bearings: Sequence[Bearing]) -> Mapping[Verdict, float]:
    supports = max((bearing.scores.supports for bearing in bearings), default=0.0)
    refutes = max((bearing.scores.refutes for bearing in bearings), default=0.0)
    if max(supports, refutes) < 0.5:
        return {Verdict.SUPPORTED: 0.05, Verdict.REFUTED: 0.05, Verdict.NOT_ENOUGH_EVIDENCE: 0.9}
    if supports > refutes:
        return {Verdict.SUPPORTED: 0.97, Verdict.REFUTED: 0.01, Verdict.NOT_ENOUGH_EVIDENCE: 0.02}
    return {Verdict.SUPPORTED: 0.01, Verdict.REFUTED: 0.97, Verdict.NOT_ENOUGH_EVIDENCE: 0.02}
