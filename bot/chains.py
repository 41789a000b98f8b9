"""The retrieval chain: the steps of both use cases composed as LangChain runnables.

    ask:    retrieve → read  → quote gate → compose
    check:  split → for each claim: retrieve → judge → quote gate → aggregate

The steps are plain functions; a language model takes the embedded reader's or judge's place by being passed
in its stead. ``check`` streams: each chunk is a list of one result, and chunks add up to the whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda, RunnablePassthrough

from bot.answering.composing import compose
from bot.domain import (
    Answer,
    Claim,
    ClaimResult,
    Engine,
    Evidence,
    Hit,
    Match,
    Proposal,
    Quote,
    Stance,
    Unchecked,
)
from bot.ports import Judge, PassageStore, Reader
from bot.quoting import attribution, gate
from bot.retrieval import retrieve
from bot.verification.aggregation import Weigh, aggregate
from bot.verification.attributing import in_part

Split = Callable[[str], Sequence[Claim | Unchecked]]


@dataclass(frozen=True, slots=True)
class Steps:
    """What differs between engines, and the thresholds that belong to them."""

    engine: Engine
    split: Split
    judge: Judge
    read: Reader
    weigh: Weigh
    decide_at: float
    answer_at: float
    also_at: float


def quote_gate(proposals: Sequence[Proposal], store: PassageStore, claim: str | None = None) -> list[Evidence]:
    """Only what stands in the source word for word comes through, with whoever says what bears on the claim."""
    named = {proposal.passage.document for proposal in proposals}
    documents = {name: store.get(name) for name in named}
    sentences = {name: [span for passage in store.passages(name) for span in passage.sentences] for name in named}
    evidence: list[Evidence] = []
    for proposal in proposals:
        document = documents[proposal.passage.document]
        # words cut from "X said that …" come through where they can be shown as the words of X
        ruling = gate(proposal, document, attributed=True)
        if ruling.match is Match.REJECTED or ruling.span is None:
            continue
        quote = Quote(document, ruling.span.start, ruling.span.end)
        speaker = attribution(document.text, sentences[document.id], ruling.span)
        if speaker is None and gate(proposal, document).match is Match.REJECTED:
            continue
        if speaker and claim and not in_part(claim, speaker.part.of(document.text), quote.text):
            speaker = None
        evidence.append(
            Evidence(
                quote=quote,
                stance=proposal.bearing.stance if proposal.bearing else Stance.NEUTRAL,
                score=_score(proposal),
                match=ruling.match,
                attributed_to=speaker.speaker if speaker else None,
                bearing=proposal.bearing,
            )
        )
    return evidence


def _score(proposal: Proposal) -> float:
    if proposal.bearing is None:
        return proposal.score
    scores = proposal.bearing.scores
    return {
        Stance.SUPPORTS: scores.supports,
        Stance.REFUTES: scores.refutes,
        Stance.NEUTRAL: scores.neutral,
    }[proposal.bearing.stance]


def _step(name: str, run: Callable[[Any], Any]) -> Runnable[Any, Any]:
    return RunnableLambda(run, name=name)


def _retrieval(store: PassageStore, query: Callable[[Any], str]) -> Runnable[Any, list[Hit]]:
    return _step("retrieve", lambda state: retrieve(store, query(state), state.get("documents")))


def _gated(store: PassageStore) -> Runnable[Any, list[Evidence]]:
    def gated(state: Mapping[str, Any]) -> list[Evidence]:
        claim = state.get("claim")
        return quote_gate(state["proposals"], store, claim.text if claim else None)

    return _step("quote_gate", gated)


def claim_chain(store: PassageStore, steps: Steps) -> Runnable[Any, ClaimResult]:
    """``{"claim": Claim, "documents": ids or None}`` to a ClaimResult."""

    def aggregated(state: Mapping[str, Any]) -> ClaimResult:
        return aggregate(state["claim"], state["evidence"], state["hits"], steps.weigh, steps.decide_at)

    return (
        RunnablePassthrough.assign(hits=_retrieval(store, lambda state: state["claim"].text))
        | RunnablePassthrough.assign(proposals=_step("judge", lambda state: steps.judge(state["claim"], state["hits"])))
        | RunnablePassthrough.assign(evidence=_gated(store))
        | _step("aggregate", aggregated)
    )


def check_chain(store: PassageStore, steps: Steps) -> Runnable[Any, list[ClaimResult | Unchecked]]:
    """``{"text": str, "documents": ids or None}`` to the results of its claims, in the text's order."""
    one = claim_chain(store, steps)

    def split(state: Mapping[str, Any]) -> dict[str, Any]:
        return {"parts": list(steps.split(state["text"])), "documents": state.get("documents")}

    def each(states: Iterator[Any]) -> Iterator[list[ClaimResult | Unchecked]]:
        for state in states:
            for part in state["parts"]:
                if isinstance(part, Unchecked):
                    yield [part]
                else:
                    yield [one.invoke({"claim": part, "documents": state["documents"]})]

    claims: Runnable[Any, list[ClaimResult | Unchecked]] = RunnableGenerator(each, name="claims")
    return _step("split", split) | claims


def ask_chain(store: PassageStore, steps: Steps) -> Runnable[Any, Answer]:
    """``{"question": str, "documents": ids or None}`` to an Answer."""

    def composed(state: Mapping[str, Any]) -> Answer:
        return compose(
            state["question"],
            state["evidence"],
            state["hits"],
            steps.engine,
            answer_at=steps.answer_at,
            also_at=steps.also_at,
        )

    return (
        RunnablePassthrough.assign(hits=_retrieval(store, lambda state: state["question"]))
        | RunnablePassthrough.assign(
            proposals=_step("read", lambda state: steps.read(state["question"], state["hits"]))
        )
        | RunnablePassthrough.assign(evidence=_gated(store))
        | _step("compose", composed)
    )
