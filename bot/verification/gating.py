"""What engines propose, through the quote gate, to evidence."""

from collections.abc import Sequence
from functools import lru_cache

from bot.domain import Document, Evidence, Match, Proposal, Quote, Span, Stance
from bot.ports import PassageStore
from bot.quoting import attribution, gate, instruction_spans
from bot.verification.attributing import in_part


def quote_gate(proposals: Sequence[Proposal], store: PassageStore, claim: str | None = None) -> list[Evidence]:
    """Only what stands in the source word for word comes through, with whoever says what bears on the claim.

    What looks like an instruction to a model is no reporting, and never evidence.
    """
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
        if looks_like_orders(document, ruling.span):
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


def looks_like_orders(document: Document, place: Span) -> bool:
    """Whether any of the place reads as an instruction to a model, which is no reporting."""
    return any(place.overlaps(order) for order in _instructions(document.text))


@lru_cache(maxsize=64)
def _instructions(text: str) -> tuple[Span, ...]:
    return tuple(instruction_spans(text))


def _score(proposal: Proposal) -> float:
    if proposal.bearing is None:
        return proposal.score
    scores = proposal.bearing.scores
    return {
        Stance.SUPPORTS: scores.supports,
        Stance.REFUTES: scores.refutes,
        Stance.NEUTRAL: scores.neutral,
    }[proposal.bearing.stance]
