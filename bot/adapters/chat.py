"""A language model in the place of the embedded judge and reader. It proposes quotes; the quote gate decides.

What a model writes reaches nobody: of a reply, the number of a passage that was sent, a stance, a level of
confidence and words to look for in that passage are taken, and the words are shown only where the source has them.
"""

import hashlib
import re
import secrets
import threading
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.chat_model import ModelSettings, open_model
from bot.adapters.chat_replies import AnswerReply, CondensedQuestion, JudgeReply, ProposedQuote
from bot.adapters.chat_structured import Spent, StructuredChat
from bot.adapters.chat_weighing import (
    ALSO_AT,
    ANSWER_AT,
    CONTRADICTED,
    DECIDE_AT,
    EVEN_ODDS,
    LEVELS,
    answer_score,
    scores_of,
)
from bot.domain import Bearing, Claim, Engine, Hit, Match, Proposal, Span, Stance
from bot.errors import ProviderError, UsageError
from bot.ports import TokenCounter
from bot.prompting import Turn, load
from bot.quoting import Ruling, rule
from bot.verification.judging import bearing_of
from bot.version import __version__

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROMPTS: Mapping[str, frozenset[str]] = {
    "judge": frozenset({"boundary", "passages", "claim"}),
    "answer": frozenset({"boundary", "passages", "question"}),
    "condense": frozenset({"boundary", "history", "question"}),
    "fence": frozenset({"boundary", "label", "text"}),
    "json_reply": frozenset({"schema"}),
    "correction": frozenset({"problem"}),
}
"""The prompt files, and the variables that are supplied to each."""

MOST_QUOTES = 12
"""Quotes of one reply that are looked at."""

SCHEMA_TOKENS = 300
"""Room for the reply's schema, which servers put into the prompt."""

BOUNDARY_TOKENS = 16
"""The most tokens of a random word of 16 hexadecimal digits."""

_TURN_TOKENS = 16
"""What a message costs besides its text, rounded up."""

_CONTROL = re.compile(r"<(?=\||/?s>|(?:start|end)_of_turn>)|\[(?=/?INST\])")
"""Where a text has what some servers read as the end of a message, not as words."""
_NO_SPACE = "\u200b"


class ChatEngine:
    """Judges claims, answers questions and rewords follow-ups with a LangChain chat model.

    ``judge`` is a ``Judge`` and ``read`` a ``Reader`` of ``bot.ports``: they take the places of the same names in
    ``bot.chains.Steps``, with ``weigh``, ``DECIDE_AT``, ``ANSWER_AT`` and ``ALSO_AT`` of ``chat_weighing``. All of
    them raise ProviderError where the model or its server fails; no failure is ever a verdict, an abstention or an
    empty list. Safe to use from several threads.
    """

    def __init__(self, model: "BaseChatModel", counter: TokenCounter, settings: ModelSettings) -> None:
        """Nothing is called yet. Raises InputError or InvariantError where a prompt file is missing or wrong."""
        self._prompts = {name: load(name) for name in PROMPTS}
        self._counter = counter
        self.settings = settings
        self._found: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._chat = StructuredChat(
            model,
            counter,
            self._prompts["json_reply"],
            self._prompts["correction"],
            name=settings.model,
            server=settings.server,
        )

    @classmethod
    def open(cls, settings: ModelSettings, counter: TokenCounter) -> "ChatEngine":
        """With the model that the settings name. Raises UsageError where it cannot be set up."""
        return cls(open_model(settings), counter, settings)

    @property
    def engine(self) -> Engine:
        """Name and version for results. The version changes with the package, the server, a bound or a threshold."""
        rules = (
            self.settings.server,
            self.settings.prompt_tokens,
            self.settings.reply_tokens,
            sorted(LEVELS.items()),
            (DECIDE_AT, ANSWER_AT, ALSO_AT, CONTRADICTED),
        )
        digest = hashlib.sha256(repr(rules).encode()).hexdigest()
        hashes = {name: prompt.sha256 for name, prompt in sorted(self._prompts.items())}
        return Engine(self.settings.model, f"{__version__}+{digest[:8]}", hashes)

    @property
    def method(self) -> str | None:
        """The way of structured output that the server does, known after the first reply."""
        return self._chat.method

    @property
    def spent(self) -> Spent:
        """Calls and tokens so far."""
        return self._chat.spent

    @property
    def found(self) -> Mapping[str, int]:
        """How many proposed quotes so far were verified, repaired, rejected, or of a passage that was not sent."""
        return dict(self._found)

    def judge(self, claim: Claim, hits: Sequence[Hit]) -> list[Proposal]:
        """The quotes that the model proposes for one claim, each with its bearing, in the model's order.

        The scores of a bearing are the model's stance and confidence; quantities and negations are compared here,
        on the source's own words. Where the model decides by words alone that its passages have not, also when told
        so, the nearest place is proposed at even odds, so that the claim is undecided and not "not enough evidence".
        Without passages there is nothing to judge, and no call.
        Raises ProviderError, and UsageError where no passage fits into the token budget.
        """
        if not hits:
            return []
        boundary = _boundary([claim.text, *(hit.passage.text for hit in hits)])
        said = self._fenced(boundary, "claim", claim.text)
        prompt = self._prompts["judge"]
        sent = self._fitting(hits, prompt.fill(boundary="", claim=self._fenced("", "claim", claim.text), passages=""))
        turns = prompt.fill(boundary=boundary, claim=said, passages=self._numbered(boundary, sent))
        reply = self._chat.ask(turns, JudgeReply, len(sent), lambda reply: _objection(_decisive(reply), sent))
        proposals: list[Proposal] = []
        for item in reply.quotes[:MOST_QUOTES]:
            if (place := self._counted(item, sent)) is None:
                continue
            scores = scores_of(item.stance, item.confidence)
            bearing = bearing_of(claim.text, place.words, scores, place.hit.similarity)
            proposals.append(Proposal(place.hit.passage, item.quote, bearing=bearing))
        if _objection(_decisive(reply), sent):
            proposals.append(_open_question(_decisive(reply)[0], sent))
        return proposals

    def read(self, question: str, hits: Sequence[Hit]) -> list[Proposal]:
        """The quotes that the model proposes as the answer, best first; none where the passages do not answer.

        Raises as ``judge`` does, and ProviderError where the model answers with nothing but words that the sources
        have not: that the sources do not say would not be true.
        """
        if not hits:
            return []
        turns, sent = self._asked(question, hits)
        reply = self._chat.ask(turns, AnswerReply, len(sent), lambda reply: _objection(_answers(reply), sent))
        self._refuse_inventions(reply, sent)
        ranked = sorted(reply.quotes[:MOST_QUOTES], key=lambda item: -LEVELS[item.confidence])
        given: list[ProposedQuote] = []
        return [found for item in ranked if (found := self._answering(item, sent, given, reply.answered))]

    def read_stream(self, question: str, hits: Sequence[Hit]) -> Generator[Proposal, None, bool]:
        """As ``read``, each proposal as soon as the model has written it; returns whether the passages answer.

        Raises as ``judge`` does, also after proposals: what came until then stands, and is not the whole.
        """
        if not hits:
            return False
        turns, sent = self._asked(question, hits)
        run = self._chat.stream(turns, AnswerReply, len(sent), ProposedQuote)
        given: list[ProposedQuote] = []
        while True:
            try:
                item = next(run)
            except StopIteration as finished:
                reply: AnswerReply = finished.value
                break
            if found := self._answering(item, sent, given):
                yield found
        for item in reply.quotes[:MOST_QUOTES]:
            if found := self._answering(item, sent, given, reply.answered):
                yield found
        self._refuse_inventions(reply, sent)
        return reply.answered

    def condense(self, question: str, history: Sequence[tuple[str, str]]) -> str:
        """A follow-up question in words that stand alone, to search with. It is the model's text: do not show it
        as a source's. ``history`` is (question, answer) pairs, oldest first; the newest that fit are sent.

        Raises ProviderError.
        """
        if not history:
            return question
        boundary = _boundary([question, *(part for pair in history for part in pair)])
        told: list[str] = []
        left = self.settings.prompt_tokens // 2
        for asked, answered in reversed(history):
            pair = self._fenced(boundary, "question before", asked) + "\n" + self._fenced(boundary, "answer", answered)
            left -= self._counter.count(pair)
            if left < 0:
                break
            told.insert(0, pair)
        turns = self._prompts["condense"].fill(
            boundary=boundary, history="\n\n".join(told), question=self._fenced(boundary, "question", question)
        )
        return " ".join(self._chat.ask(turns, CondensedQuestion).question.split())

    def _asked(self, question: str, hits: Sequence[Hit]) -> tuple[Sequence[Turn], Mapping[int, Hit]]:
        boundary = _boundary([question, *(hit.passage.text for hit in hits)])
        said = self._fenced(boundary, "question", question)
        prompt = self._prompts["answer"]
        sent = self._fitting(
            hits, prompt.fill(boundary="", question=self._fenced("", "question", question), passages="")
        )
        return prompt.fill(boundary=boundary, question=said, passages=self._numbered(boundary, sent)), sent

    def _answering(
        self, item: ProposedQuote, sent: Mapping[int, Hit], given: list[ProposedQuote], answered: bool = True
    ) -> Proposal | None:
        """The proposal of a quote; None where its passage was not sent, or one of ``given`` already has its words."""
        same = [other.quote for other in given if other.passage == item.passage]
        if any(item.quote in quote or quote in item.quote for quote in same):
            return None
        given.append(item)
        if (place := self._counted(item, sent)) is None:
            return None
        return Proposal(place.hit.passage, item.quote, score=answer_score(answered, item.confidence))

    def _counted(self, item: ProposedQuote, sent: Mapping[int, Hit]) -> "_Place | None":
        """Where a quote's words stand, or None where its passage was not sent: the model can refer to nothing else."""
        place = _place_of(item, sent)
        with self._lock:
            self._found[str(place.ruling.match) if place else "unknown"] += 1
        return place

    def _refuse_inventions(self, reply: AnswerReply, sent: Mapping[int, Hit]) -> None:
        if _objection(_answers(reply), sent):
            raise ProviderError(
                f"'{self.settings.model}' answered in words that are not in the sources, so nothing of it is shown; "
                "ask again in other words, or use another model"
            )

    def _fitting(self, hits: Sequence[Hit], around: Sequence[Turn]) -> Mapping[int, Hit]:
        """The passages that fit as a whole, best first into the budget, numbered from 1 in the order of the sources.

        ``around`` is the prompt without passages and boundary: boundaries are reckoned at their longest, so that the
        same passages are sent every time.
        """
        left = self.settings.prompt_tokens - SCHEMA_TOKENS - 4 * BOUNDARY_TOKENS
        left -= sum(self._counter.count(turn.text) + _TURN_TOKENS for turn in around)
        chosen: list[Hit] = []
        for hit in hits:
            fenced = self._fenced("", f"passage {len(hits)}", hit.passage.text)
            needed = self._counter.count(fenced) + 2 * BOUNDARY_TOKENS + 2
            if needed <= left:
                left -= needed
                chosen.append(hit)
        if not chosen:
            raise UsageError("no passage fits beside the question into the prompt; set PINCITE_PROMPT_TOKENS higher")
        documents = list(dict.fromkeys(hit.passage.document for hit in hits))
        chosen.sort(key=lambda hit: (documents.index(hit.passage.document), hit.passage.start))
        return dict(enumerate(chosen, start=1))

    def _numbered(self, boundary: str, sent: Mapping[int, Hit]) -> str:
        return "\n\n".join(
            self._fenced(boundary, f"passage {number}", hit.passage.text) for number, hit in sent.items()
        )

    def _fenced(self, boundary: str, label: str, text: str) -> str:
        """The text between its two lines. Control marks are broken up by an invisible space, which the gate ignores."""
        inert = _CONTROL.sub(lambda mark: mark[0] + _NO_SPACE, text)
        return self._prompts["fence"].fill(boundary=boundary, label=label, text=inert)[0].text


@dataclass(frozen=True, slots=True)
class _Place:
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


def _place_of(item: ProposedQuote, sent: Mapping[int, Hit]) -> _Place | None:
    hit = sent.get(item.passage)
    return _Place(item, hit, rule(item.quote, [hit.passage])) if hit else None


def _decisive(reply: JudgeReply) -> Sequence[ProposedQuote]:
    return [item for item in reply.quotes[:MOST_QUOTES] if item.stance is not Stance.NEUTRAL]


def _answers(reply: AnswerReply) -> Sequence[ProposedQuote]:
    return reply.quotes[:MOST_QUOTES] if reply.answered else []


def _objection(quotes: Sequence[ProposedQuote], sent: Mapping[int, Hit]) -> str | None:
    """Why none of these quotes can be shown, in words for the model; None where one can, or there is none."""
    places = [_place_of(item, sent) for item in quotes]
    if not quotes or any(place and place.ruling.match is not Match.REJECTED for place in places):
        return None
    reasons = [
        f"quote {number} of passage {item.passage}: {place.ruling.reason if place else 'there is no such passage'}"
        for number, (item, place) in enumerate(zip(quotes, places, strict=True), start=1)
    ]
    return "; ".join(reasons[:3])


def _open_question(item: ProposedQuote, sent: Mapping[int, Hit]) -> Proposal:
    """The sentence nearest to words that no source has, at even odds."""
    place = _place_of(item, sent)
    hit = place.hit if place else next(iter(sent.values()))
    sentences = hit.passage.sentences or (Span(hit.passage.start, hit.passage.end),)
    near = place.ruling.span if place else None
    span = next((sentence for sentence in sentences if near and sentence.overlaps(near)), sentences[0])
    return Proposal(hit.passage, hit.passage.slice(span), span, Bearing(EVEN_ODDS, hit.similarity))


def _boundary(texts: Sequence[str]) -> str:
    """A word that nobody could foresee and no text has."""
    while True:
        boundary = secrets.token_hex(8)
        if not any(boundary in text for text in texts):
            return boundary
