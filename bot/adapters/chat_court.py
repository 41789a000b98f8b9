"""What a model's quotes are worth before the chain's own gate sees them: where they stand, and what to object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.chat_replies import AnswerReply, ProposedQuote, StancedQuote
from bot.adapters.chat_weighing import EVEN_ODDS
from bot.domain import Bearing, Hit, Match, Proposal, Span, Stance
from bot.quoting import Ruling, rule

MOST_QUOTES = 12
"""Quotes of one claim or answer that are looked at."""

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A proposed quote beside the passage that it names."""

    item: ProposedQuote
    hit: Hit
    ruling: Ruling

    @property
    def words(self) -> str:
        """The source's own words for the quote; the model's where the source has none and the gate turns it down."""
        if self.ruling.match is Match.REJECTED or self.ruling.span is None:
            return self.item.quote
        return self.hit.passage.slice(self.ruling.span)


def place_of(item: ProposedQuote, sent: Mapping[int, Hit]) -> Place | None:
    """Where a quote's words stand; None where its passage was not sent: the model can refer to nothing else."""
    hit = sent.get(item.passage)
    return Place(item, hit, rule(item.quote, [hit.passage])) if hit else None


def decisive(quotes: Sequence[StancedQuote]) -> Sequence[StancedQuote]:
    return [item for item in quotes[:MOST_QUOTES] if item.stance is not Stance.NEUTRAL]


def objection(quotes: Sequence[ProposedQuote], sent: Mapping[int, Hit]) -> str | None:
    """Why none of these quotes can be shown, in words for the model; None where one can, or there is none."""
    places = [place_of(item, sent) for item in quotes[:MOST_QUOTES]]
    if not quotes or any(place and place.ruling.match is not Match.REJECTED for place in places):
        return None
    reasons = [
        f"quote {number} of passage {item.passage}: {place.ruling.reason if place else 'there is no such passage'}"
        for number, (item, place) in enumerate(zip(quotes, places, strict=False), start=1)
    ]
    return "; ".join(reasons[:_MOST_REASONS])


def objection_to_answer(reply: AnswerReply, sent: Mapping[int, Hit]) -> str | None:
    """Why nothing of an answer can be shown: it quotes nothing, or nothing that the passages have."""
    if not reply.answered:
        return None
    quotes = [quote for sentence in reply.sentences for quote in sentence.quotes]
    return objection(quotes, sent) if quotes else "no sentence has a quote"


def open_question(item: ProposedQuote, sent: Mapping[int, Hit]) -> Proposal:
    """The sentence nearest to words that no source has, at even odds."""
    place = place_of(item, sent)
    hit = place.hit if place else next(iter(sent.values()))
    sentences = hit.passage.sentences or (Span(hit.passage.start, hit.passage.end),)
    near = place.ruling.span if place else None
    span = next((sentence for sentence in sentences if near and sentence.overlaps(near)), sentences[0])
    return Proposal(hit.passage, hit.passage.slice(span), span, Bearing(EVEN_ODDS, hit.similarity))
