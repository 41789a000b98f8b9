"""A language model as ``LanguageModel`` of the ports. It proposes; the chain's quote gate decides.

Of a reply are taken: numbers of passages that were sent, stances, levels of confidence, words to look for in those
passages, and sentences of an answer, which are shown only beside the source's own words for them. A reply that names
anything else is unreadable. Replies are kept by what was asked (model, prompts, passages, claim or question), and the
code that decides runs anew on them.
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.chat_court import (
    MOST_QUOTES,
    decisive,
    objection,
    objection_to_answer,
    open_question,
    place_of,
)
from bot.adapters.chat_drafts import Drafts
from bot.adapters.chat_kept import KeptReplies
from bot.adapters.chat_model import ModelSettings, open_model
from bot.adapters.chat_prompts import Prompts, key_of
from bot.adapters.chat_replies import (
    AnswerReply,
    AnswerSentence,
    ClaimReply,
    CondensedQuestion,
    JudgeReply,
    SplitReply,
    sentences_so_far,
)
from bot.adapters.chat_structured import StructuredChat
from bot.adapters.chat_weighing import (
    ALSO_AT,
    ANSWER_AT,
    CONTRADICTED,
    DECIDE_AT,
    LEVELS,
    answer_score,
    scores_of,
)
from bot.domain import Claim, Engine, Hit, Proposal
from bot.errors import ProviderError, ProviderUnusable, UnusableReply
from bot.ports import Asked, Draft, Drafted, Judged, ReplyCache, TokenCounter, Unjudged
from bot.usage import Meter, Price, Usage
from bot.verification.judging import bearing_of
from bot.version import __version__

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

REPLY_TOKENS_A_CLAIM = 90
"""What a reply takes for each claim, where nothing has been measured yet: one quote of a sentence or two."""


class ChatEngine:
    """A ``LanguageModel`` over a LangChain chat model. Safe to use from several threads.

    All methods raise ProviderError where the model or its server fails, ProviderUnusable where no call can succeed; no
    failure is ever a verdict, an abstention or an empty list.
    """

    def __init__(
        self,
        model: "BaseChatModel",
        counter: TokenCounter,
        settings: ModelSettings,
        cache: ReplyCache | None = None,
    ) -> None:
        """Nothing is called yet. Raises InputError or InvariantError where a prompt file is missing or wrong."""
        self.settings = settings
        self.prompts = Prompts(counter, settings.prompt_tokens)
        self.meter = Meter()
        """Everything that this engine has taken."""
        self.kept = KeptReplies(cache, settings, self.prompts)
        self._found: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._chat = StructuredChat(
            model,
            counter,
            self.prompts.files["json_reply"],
            self.prompts.files["correction"],
            name=settings.model,
            server=settings.server,
            at_once=settings.at_once,
            price=settings.price,
        )

    @classmethod
    def open(cls, settings: ModelSettings, counter: TokenCounter, cache: ReplyCache | None = None) -> "ChatEngine":
        """With the model that the settings name. Raises UsageError where it cannot be set up."""
        return cls(open_model(settings), counter, settings, cache)

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
        hashes = {name: prompt.sha256 for name, prompt in sorted(self.prompts.files.items())}
        return Engine(self.settings.model, f"{__version__}+{digest[:8]}", hashes, self.settings.host)

    @property
    def method(self) -> str | None:
        """The way of structured output that the server does, known after the first reply."""
        return self._chat.method

    @property
    def price(self) -> Price | None:
        return self.settings.price

    @property
    def found(self) -> Mapping[str, int]:
        """How many proposed quotes so far were verified, repaired, rejected, or of a passage that was not sent."""
        return dict(self._found)

    def groups(self, asked: Sequence[Asked]) -> list[list[int]]:
        """Places of the claims for one call each: claims that share passages, as far as all of these fit."""
        return self.prompts.grouped(asked)

    def judge(self, asked: Sequence[Asked], meter: Meter | None = None) -> list[Judged | Unjudged]:
        """For each claim the quotes that the model proposes, each with its bearing, in the model's order.

        The scores of a bearing are the model's stance and confidence; quantities and negations are compared here,
        on the source's own words. Where the model decides by words alone that its passages have not, also when told
        so, the nearest place is proposed at even odds, so that the claim is undecided and not "not enough evidence".
        A claim without passages has nothing to be judged by, and takes no call. Where a reply over several claims is
        of no use they are asked one by one; then each fails alone.
        Raises ProviderUnusable, and UsageError where no passage fits into the token budget.
        """
        results: dict[int, Judged | Unjudged] = {}
        pool = {key_of(hit): hit for item in asked for hit in item.hits}
        for place, item in enumerate(asked):
            if not item.hits:
                results[place] = Judged((), ())
            elif known := self.kept.read_claim(item, pool):
                self._meter(meter).add(Usage(cached=1))
                reply, shown = known
                results[place] = Judged(
                    self._proposals(item.claim, reply, shown), tuple(shown.values()), Usage(cached=1)
                )
        left = [place for place in range(len(asked)) if place not in results]
        if left:
            for place, judged in zip(left, self._judged([asked[place] for place in left], meter), strict=True):
                results[place] = judged
        return [results[place] for place in range(len(asked))]

    def _judged(self, asked: Sequence[Asked], meter: Meter | None) -> list[Judged | Unjudged]:
        own = Meter(self._meter(meter))
        sent = self.prompts.for_claims(asked)
        try:
            replies = self._judge_together(asked, sent, own)
        except UnusableReply as error:
            if len(asked) == 1:
                return [Unjudged(error, own.usage)]
            alone = [self._judged([item], meter)[0] for item in asked]
            paid = own.usage.shares(len(asked))
            return [replace(one, usage=one.usage + share) for one, share in zip(alone, paid, strict=True)]
        except ProviderUnusable:
            raise
        except ProviderError as error:
            return [Unjudged(error, share) for share in own.usage.shares(len(asked))]
        results: list[Judged | Unjudged] = []
        for item, reply, usage in zip(asked, replies, own.usage.shares(len(asked)), strict=True):
            if reply is None:
                left_out = UnusableReply(f"'{self.settings.model}' left this claim out of its reply; check it again")
                results.append(Unjudged(left_out, usage))
                continue
            self.kept.write_claim(item, reply, sent)
            results.append(Judged(self._proposals(item.claim, reply, sent), tuple(sent.values()), usage))
        return results

    def _judge_together(self, asked: Sequence[Asked], sent: Mapping[int, Hit], meter: Meter) -> list[ClaimReply | None]:
        """The reply for each claim, None where it has none; one correction is asked for where it can do any good."""
        first: dict[int, ClaimReply] = {}

        def problems(reply: JudgeReply) -> str | None:
            given = _by_claim(reply)
            first.update(given)
            found = []
            for number in range(1, len(asked) + 1):
                if number not in given:
                    found.append(f"claim {number} is missing")
                elif said := objection(decisive(given[number].quotes), sent):
                    found.append(f"claim {number}: {said}" if len(asked) > 1 else said)
            return "; ".join(found) or None

        turns = self.prompts.judging([item.claim.text for item in asked], sent)
        limits = {"passage": len(sent), "claim": len(asked)}
        last = _by_claim(self._chat.ask(turns, JudgeReply, meter, limits, problems))
        replies: list[ClaimReply | None] = []
        for number in range(1, len(asked) + 1):
            before = first.get(number)
            if before and not objection(decisive(before.quotes), sent):
                replies.append(before)
            else:
                replies.append(last.get(number) or before)
        return replies

    def _proposals(self, claim: Claim, reply: ClaimReply, sent: Mapping[int, Hit]) -> list[Proposal]:
        proposals: list[Proposal] = []
        for item in reply.quotes[:MOST_QUOTES]:
            place = place_of(item, sent)
            self._count(str(place.ruling.match) if place else "unknown")
            if place is None:
                continue
            scores = scores_of(item.stance, item.confidence)
            bearing = bearing_of(claim.text, place.words, scores, place.hit.similarity)
            proposals.append(Proposal(place.hit.passage, item.quote, bearing=bearing))
        if objection(decisive(reply.quotes), sent):
            proposals.append(open_question(decisive(reply.quotes)[0], sent))
        return proposals

    def estimate(self, asked: Sequence[Asked]) -> Usage:
        """What judging these claims would take, one reply a call; marked as an estimate."""
        calls = paid = told = 0
        for group in self.groups([item for item in asked if item.hits]):
            members = [asked[place] for place in group]
            turns = self.prompts.judging([item.claim.text for item in members], self.prompts.for_claims(members))
            calls += 1
            paid += self.prompts.tokens(turns)
            told += REPLY_TOKENS_A_CLAIM * len(members)
        cost = self.price.of(paid, told) if self.price else None
        return Usage(calls, paid, told, estimated=True, cost=cost)

    def write(self, question: str, hits: Sequence[Hit], meter: Meter | None = None) -> Generator[Draft, None, Drafted]:
        """The answer's sentences, each as soon as the model has written it: its words, then with its quotes.

        Returns which of them stand in the reply as a whole. Raises also after drafts: what came until then is not the
        whole. A model that quotes nothing of the passages is told so and asked once more.
        Raises ProviderError, UnusableReply, and UsageError where no passage fits into the token budget.
        """
        if not hits:
            return Drafted(False, (), ())
        sent = self.prompts.for_question(question, hits)
        key = self.kept.key("answer", question, *(hit.passage.text for hit in sent.values()))
        known = self.kept.read(key, AnswerReply)
        drafts = Drafts()
        if known:
            self._meter(meter).add(Usage(cached=1))
            reply = known
        else:
            objected: list[tuple[int, AnswerReply]] = []

            def problem(first: AnswerReply) -> str | None:
                said = objection_to_answer(first, sent)
                if said:
                    objected.append((drafts.attempt, first))
                return said

            turns, limits = self.prompts.answering(question, sent), {"passage": len(sent)}
            run = self._chat.stream(turns, AnswerReply, self._meter(meter), limits, sentences_so_far, problem)
            while True:
                try:
                    attempt, item = next(run)
                except StopIteration as finished:
                    reply = finished.value
                    break
                if isinstance(item, str):
                    if draft := drafts.begin(attempt, item):
                        yield draft
                elif number := drafts.complete(attempt, item):
                    yield Draft(number, item.text, self._quoted(item, sent, answers=True), bool(item.quotes))
            for attempt, first in objected:  # what came last in it had not been seen to be complete
                for item in first.sentences:
                    if draft := drafts.begin(attempt, item.text):
                        yield draft
                    if number := drafts.complete(attempt, item):
                        yield Draft(number, item.text, self._quoted(item, sent, answers=True), bool(item.quotes))
            if not objection_to_answer(reply, sent):
                self.kept.write(key, reply.model_dump(mode="json"))
        standing = []
        for item in reply.sentences:
            begun, new, number = drafts.whole(item)
            yield from begun
            if new:
                yield Draft(new, item.text, self._quoted(item, sent, answers=reply.answered), bool(item.quotes))
            standing.append(number)
        return Drafted(reply.answered, standing, tuple(sent.values()))

    def _quoted(self, item: AnswerSentence, sent: Mapping[int, Hit], *, answers: bool) -> list[Proposal]:
        """The sentence's quotes as proposals; of a passage that was not sent there are none."""
        found = []
        for quote in item.quotes[:MOST_QUOTES]:
            place = place_of(quote, sent)
            self._count(str(place.ruling.match) if place else "unknown")
            if place is not None:
                found.append(Proposal(place.hit.passage, quote.quote, score=answer_score(answers, item.confidence)))
        return found

    def reword(self, question: str, history: Sequence[tuple[str, str]], meter: Meter | None = None) -> str:
        """A follow-up question in words that stand alone, to search with. It is the model's text: do not show it
        as a source's. ``history`` is (question, answer) pairs, oldest first; the newest that fit are sent.

        Raises ProviderError.
        """
        if not history:
            return question
        key = self.kept.key("condense", question, *(part for pair in history for part in pair))
        reply = self.kept.read(key, CondensedQuestion)
        if reply:
            self._meter(meter).add(Usage(cached=1))
        else:
            reply = self._chat.ask(self.prompts.condensing(question, history), CondensedQuestion, self._meter(meter))
            self.kept.write(key, reply.model_dump())
        return " ".join(reply.question.split())

    def reword_claims(self, text: str, claims: Sequence[Claim], meter: Meter | None = None) -> list[list[str]]:
        """For each claim of the text the model's wordings of it that stand alone; none where it gives none.

        Raises ProviderError.
        """
        key = self.kept.key("split", text, *(claim.text for claim in claims))
        reply = self.kept.read(key, SplitReply)
        if reply:
            self._meter(meter).add(Usage(cached=1))
        else:
            turns = self.prompts.splitting(text, [claim.text for claim in claims])
            reply = self._chat.ask(turns, SplitReply, self._meter(meter), {"number": len(claims)})
            self.kept.write(key, reply.model_dump())
        given = {item.number: item.claims for item in reply.statements}
        return [[" ".join(words.split()) for words in given.get(number, [])] for number in range(1, len(claims) + 1)]

    def ping(self) -> str:
        """One tiny call; returns the way of structured output that the server did. Raises ProviderError."""
        turns = self.prompts.condensing("And where?", [("Who met?", "Two ministers met.")])
        self._chat.ask(turns, CondensedQuestion, self.meter)
        return self.method or ""

    def watched(self) -> Callable[[], dict[str, int]]:
        """A function that gives what was found from now on; right only where nothing else is asked meanwhile."""
        before = Counter(self._found)
        return lambda: dict(Counter(self._found) - before)

    def _meter(self, meter: Meter | None) -> Meter:
        return meter or self.meter

    def _count(self, what: str) -> None:
        with self._lock:
            self._found[what] += 1


def _by_claim(reply: JudgeReply) -> dict[int, ClaimReply]:
    """The replies by number; a number that comes twice has the quotes of both."""
    found: dict[int, ClaimReply] = {}
    for item in reply.claims:
        before = found.get(item.claim)
        found[item.claim] = ClaimReply(claim=item.claim, quotes=[*before.quotes, *item.quotes]) if before else item
    return found
