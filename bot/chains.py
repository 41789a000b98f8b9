"""The retrieval chain: the steps of both use cases composed as LangChain runnables.

    ask:    (reword a follow-up) → retrieve → read or write → quote gate → compose
    check:  split (→ reword) → for each claim: retrieve → judge (several at once) → quote gate → aggregate
            → words and speakers → correction

The steps are plain functions. With a language model the embedded engine judges first, and the model is asked what that
cannot decide (``verification.cascade``): several claims that share passages in one call, several calls at once. What
either of them proposes passes the same gate and is aggregated by the same code.

Both chains stream: each chunk is a list of one event, and chunks add up to the whole.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda, RunnablePassthrough
from langchain_core.runnables.config import ContextThreadPoolExecutor

from bot.answering.composing import ABSTENTION, NEAREST, compose
from bot.answering.drafting import BEARS_COVERAGE, BEARS_SCORE, TAKEN_BACK, Bears, decided, withdrawn
from bot.domain import (
    Answer,
    Claim,
    ClaimResult,
    Engine,
    Evidence,
    Failed,
    Hit,
    Proposal,
    Reworded,
    Searched,
    Sentence,
    SentenceState,
    Stance,
    StanceScores,
    Unchecked,
)
from bot.errors import ProviderError, ProviderUnusable, UnusableReply
from bot.ports import Asked, Draft, Drafted, Judge, LanguageModel, PassageStore, Reader, Unjudged
from bot.retrieval import retrieve
from bot.splitting.rewording import is_open, reworded
from bot.usage import Meter, Usage
from bot.verification.aggregation import Weigh, aggregate
from bot.verification.cascade import Ask, stands, with_second
from bot.verification.gating import quote_gate
from bot.verification.judging import nearness
from bot.verification.refining import Recheck, refined
from bot.verification.risk import RiskTable

JudgeAll = Callable[[Sequence[tuple[Claim, Sequence[Hit]]]], list[list[Proposal]]]
Split = Callable[[str], Sequence[Claim | Unchecked]]
Told = Reworded | Sentence | Answer
"""What asking streams; the answer comes last."""
MOST_SENTENCES = 4
"""Of a quote that decides; models are asked for three at most."""
SHOWN_TO_MODEL = 4
"""Passages at most that a language model is shown for one claim: those of the retrieved that have most of it."""
SHOWN_FROM = 0.5
"""Of the best passage's nearness, what another needs to be shown too. On development claims that halves the tokens of
the passages, and the deciding one is among them for 96.4 % instead of 97.4 %."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language model in the chain, and what belongs to it. ``ask`` says which claims it is asked.

    ``meter`` counts the session; ``bears`` is the embedded engine's look at a sentence and its quote.
    """

    model: LanguageModel
    name: str
    weigh: Weigh
    decide_at: float
    answer_at: float
    abstains: float
    """The confidence of a model that finds no answer."""
    bears: Bears
    meter: Meter
    ask: Ask
    at_once: int


@dataclass(frozen=True, slots=True)
class Steps:
    """What differs between engines, and the thresholds that belong to them. ``language`` is None without a model."""

    engine: Engine
    split: Split
    judge: Judge
    read: Reader
    weigh: Weigh
    decide_at: float
    answer_at: float
    also_at: float
    language: Language | None = None
    judge_all: JudgeAll | None = None
    """The judge of many claims at once, where that is faster than one by one."""
    risk: float | None = None
    """The risk that ``decide_at`` keeps to; None where it is a convention."""
    risks: RiskTable = field(default_factory=RiskTable)
    recheck: Recheck | None = None
    """Without it no corrections are made."""


def _step(name: str, run: Callable[[Any], Any]) -> Runnable[Any, Any]:
    return RunnableLambda(run, name=name)


def _retrieval(store: PassageStore, query: Callable[[Any], str]) -> Runnable[Any, list[Hit]]:
    return _step("retrieve", lambda state: retrieve(store, query(state), state.get("documents")))


def _gated(store: PassageStore) -> Runnable[Any, list[Evidence]]:
    def gated(state: Mapping[str, Any]) -> list[Evidence]:
        claim = state.get("claim")
        return quote_gate(state["proposals"], store, claim.text if claim else None)

    return _step("quote_gate", gated)


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What the embedded engine says of one claim, and what it looked at."""

    claim: Claim
    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    result: ClaimResult


BLOCKS = (1, 2, 4, 8, 16)
"""How many claims the embedded engine judges at once: few at first, so that the first verdict comes soon."""


def opinions(store: PassageStore, steps: Steps, wanted: Sequence["Wanted"]) -> Iterator[_Opinion]:
    """What the embedded engine says of each claim, in order; several are judged at once."""

    def judged(states: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        asked = [(state["claim"], state["hits"]) for state in states]
        found = steps.judge_all(asked) if steps.judge_all else [steps.judge(*pair) for pair in asked]
        return [{**state, "proposals": proposals} for state, proposals in zip(states, found, strict=True)]

    def aggregated(state: Mapping[str, Any]) -> _Opinion:
        claim, hits, evidence = state["claim"], state["hits"], state["evidence"]
        result = aggregate(claim, evidence, hits, steps.weigh, steps.decide_at)
        return _Opinion(claim, hits, evidence, refined(store, steps.recheck, result, hits, steps.risk))

    before = RunnablePassthrough.assign(hits=_retrieval(store, lambda state: state["claim"].text))
    judging = _step("judge", judged)
    after = RunnablePassthrough.assign(evidence=_gated(store)) | _step("aggregate", aggregated)
    at, number = 0, 0
    while at < len(wanted):
        size = BLOCKS[min(number, len(BLOCKS) - 1)] if steps.judge_all else 1
        block = wanted[at : at + size]
        found = before.batch([{"claim": claim, "documents": documents} for claim, documents in block])
        for state in judging.invoke(found):
            yield after.invoke(state)
        at, number = at + size, number + 1


def group_chain(
    store: PassageStore, language: Language, recheck: Recheck | None = None, risk: float | None = None
) -> Runnable[Any, list[ClaimResult | Failed]]:
    """Embedded opinions on claims that share passages to the language model's results, all by one call."""

    def judge(opinions: Sequence[_Opinion]) -> dict[str, Any]:
        return {
            "opinions": opinions,
            "judged": language.model.judge([_asked(item) for item in opinions], language.meter),
        }

    def aggregated(state: Mapping[str, Any]) -> list[ClaimResult | Failed]:
        return [one(opinion, judged) for opinion, judged in zip(state["opinions"], state["judged"], strict=True)]

    def one(opinion: _Opinion, judged: Any) -> ClaimResult | Failed:
        claim = opinion.claim
        if isinstance(judged, Unjudged):
            return Failed(claim.text, claim.start, claim.end, str(judged.error), judged.usage)
        gated = quote_gate(judged.proposals, store, claim.text)
        evidence = [item if _bears(item, claim, judged.hits, language) else _left_open(item) for item in gated]
        result = aggregate(claim, evidence, judged.hits, language.weigh, language.decide_at)
        result = replace(result, decided_by=language.name, usage=judged.usage)
        if not evidence:  # the model quotes nothing: the nearest places are the embedded engine's
            nearest = opinion.result.searched.nearest
            result = replace(result, searched=Searched(len(judged.hits), nearest))
        result = refined(store, recheck, result, judged.hits, risk)
        return with_second(result, opinion.result)

    return _step("judge", judge) | _step("aggregate", aggregated)


def _bears(item: Evidence, claim: Claim, hits: Sequence[Hit], language: Language) -> bool:
    """Whether a quote that is said to decide is about the claim: of a few sentences, and sharing words with it or by
    the embedded engine not far from that stance. A model that obeys an article quotes something, and any words of the
    article are a slice of it."""
    if item.stance is Stance.NEUTRAL:
        return True
    sentences = [
        span for hit in hits if hit.passage.document == item.quote.document.id for span in hit.passage.sentences
    ]
    if sum(span.overlaps(item.quote.span) for span in sentences) > MOST_SENTENCES:
        return False
    measured = language.bears(claim.text, item.quote.text)
    scores = measured.scores
    own = scores.supports if item.stance is Stance.SUPPORTS else scores.refutes
    return measured.coverage >= BEARS_COVERAGE or own >= BEARS_SCORE


def _left_open(item: Evidence) -> Evidence:
    """The same quote as one that leans and decides nothing."""
    bearing = replace(item.bearing, scores=StanceScores(0.5, 0.0, 0.5)) if item.bearing else None
    return replace(item, stance=Stance.NEUTRAL, score=0.5, bearing=bearing)


def _asked(opinion: _Opinion) -> Asked:
    """The claim with the passages that have the most of it."""
    near = [
        (max((nearness(opinion.claim, hit, span) for span in hit.passage.sentences), default=0.0), hit)
        for hit in opinion.hits
    ]
    near.sort(key=lambda item: -item[0])
    return Asked(opinion.claim, [hit for value, hit in near[:SHOWN_TO_MODEL] if value >= SHOWN_FROM * near[0][0]])


Wanted = tuple[Claim, Sequence[str] | None]
"""A claim, and the ids of the documents to check it against; None for all."""


def results(store: PassageStore, steps: Steps, wanted: Sequence[Wanted]) -> Iterator[tuple[int, ClaimResult | Failed]]:
    """(place, result) of each claim, as they come. Raises ProviderUnusable where no call can succeed."""
    language = steps.language
    held: list[_Opinion] = []
    spared: list[int] = []
    for place, item in enumerate(opinions(store, steps, wanted)):
        held.append(item)
        if language is None:
            yield place, item.result
        elif stands(item.result, language.ask, steps.risk or 1 - steps.decide_at):
            spared.append(place)
    if language is None:
        return
    left = [place for place in range(len(held)) if place not in spared]
    for place, saved in zip(spared, _saved(language, held, left, len(spared)), strict=True):
        yield place, replace(held[place].result, usage=saved)
    group = group_chain(store, language, steps.recheck, steps.risk)
    groups = language.model.groups([_asked(held[place]) for place in left])
    pool = ContextThreadPoolExecutor(max_workers=language.at_once)
    try:
        running = {pool.submit(group.invoke, [held[left[member]] for member in members]): members for members in groups}
        for done in as_completed(running):
            for member, result in zip(running[done], done.result(), strict=True):
                yield left[member], result
    finally:
        # whoever stops reading, by an error or by Ctrl-C, does not wait for what is still under way
        pool.shutdown(wait=False, cancel_futures=True)


def _saved(language: Language, opinions: Sequence[_Opinion], left: Sequence[int], number: int) -> list[Usage]:
    """What each of the claims that were not sent has spared, by estimate."""
    if not number:
        return []
    everything = language.model.estimate([_asked(item) for item in opinions])
    asked = language.model.estimate([_asked(opinions[place]) for place in left])
    whole = Usage(
        everything.calls - asked.calls,
        everything.input_tokens - asked.input_tokens,
        everything.output_tokens - asked.output_tokens,
        cost=None if everything.cost is None or asked.cost is None else everything.cost - asked.cost,
    )
    shares = [
        Usage(saved_calls=share.calls, saved_tokens=share.tokens, saved_cost=share.cost)
        for share in whole.shares(number)
    ]
    for share in shares:
        language.meter.add(share)
    return shares


def split_text(text: str, steps: Steps) -> tuple[list[Claim | Unchecked], Usage]:
    """The parts of a text in its order, and what splitting took. A language model rewords the claims that do not stand
    alone; where its reply is of no use, or may not be taken, the wording by rule stays."""
    parts = list(steps.split(text))
    language = steps.language
    open_claims = [part for part in parts if isinstance(part, Claim) and is_open(part)]
    if language is None or language.ask is Ask.NEVER or len(parts) < 2 or not open_claims:
        return parts, Usage()
    meter = Meter(language.meter)
    try:
        wordings = language.model.reword_claims(text, open_claims, meter)
    except ProviderUnusable:
        raise
    except ProviderError:
        return parts, meter.usage
    made = {claim: reworded(claim, words, text) for claim, words in zip(open_claims, wordings, strict=True)}
    split: list[Claim | Unchecked] = []
    for part in parts:
        split += made.get(part, [part]) if isinstance(part, Claim) else [part]
    return split, meter.usage


def claims_chain(store: PassageStore, steps: Steps) -> Runnable[Any, list[ClaimResult | Unchecked]]:
    """``{"parts": claims and others, "documents": ids or None, "spent": Usage}`` to their results, in order."""

    def each(states: Iterator[Any]) -> Iterator[list[ClaimResult | Unchecked]]:
        for state in states:
            parts, documents = state["parts"], state.get("documents")
            places = [place for place, part in enumerate(parts) if isinstance(part, Claim)]
            known: dict[int, ClaimResult | Unchecked] = {
                place: part for place, part in enumerate(parts) if isinstance(part, Unchecked)
            }
            spent = state.get("spent", Usage())
            following = 0
            for place, result in results(store, steps, [(parts[place], documents) for place in places]):
                known[places[place]] = replace(result, usage=result.usage + spent)
                spent = Usage()
                while following in known:
                    yield [known.pop(following)]
                    following += 1
            while following in known:
                yield [known.pop(following)]
                following += 1

    return RunnableGenerator(each, name="claims")


def ask_chain(store: PassageStore, steps: Steps) -> Runnable[Any, list[Told]]:
    """``{"question": str, "history": (question, answer) pairs, "documents": ids or None}`` to what is told.

    Streams ``[Reworded]`` where a follow-up was reworded, ``[Sentence]`` for each state of each sentence, and last
    ``[Answer]``. Raises ProviderError, also after sentences.
    """
    language = steps.language

    def understood(state: Mapping[str, Any]) -> str:
        question, history = state["question"], state.get("history") or ()
        if language is None or not history:
            return str(question)
        return language.model.reword(question, history, state["meter"])

    def told(states: Iterator[Any]) -> Iterator[list[Told]]:
        for state in states:
            if state["understood"] != state["question"]:
                yield [Reworded(state["understood"])]
            run = _read(store, steps, state) if language is None else _written(store, steps, language, state)
            for event in run:
                yield [event]

    telling: Runnable[Any, list[Told]] = RunnableGenerator(told, name="tell")
    return (
        RunnablePassthrough.assign(meter=lambda _: Meter(language.meter if language else None))
        | RunnablePassthrough.assign(understood=_step("reword", understood))
        | RunnablePassthrough.assign(hits=_retrieval(store, lambda state: state["understood"]))
        | _step("retrieved", dict)
        | telling
    )


def _read(store: PassageStore, steps: Steps, state: Mapping[str, Any]) -> Iterator[Told]:
    question, hits = state["question"], state["hits"]
    evidence = quote_gate(steps.read(question, hits), store)
    answer = compose(question, evidence, hits, steps.engine, answer_at=steps.answer_at, also_at=steps.also_at)
    yield from answer.sentences
    yield answer


def _written(store: PassageStore, steps: Steps, language: Language, state: Mapping[str, Any]) -> Iterator[Told]:
    """A language model's answer, sentence by sentence. What it takes back, or says of other drafts, is withdrawn."""
    question, meter = state["understood"], state["meter"]
    sentences: dict[int, Sentence] = {}
    run: Generator[Draft, None, Drafted] = language.model.write(question, state["hits"], meter)
    while True:
        try:
            draft = next(run)
        except StopIteration as finished:
            ended: Drafted = finished.value
            break
        sentences[draft.number] = _sentence(draft, store, question, language.bears)
        yield sentences[draft.number]
    standing = set(ended.numbers) if ended.answered else set()
    for number, sentence in sentences.items():
        if number not in standing and sentence.state in (SentenceState.CITED, SentenceState.WRITING):
            sentences[number] = withdrawn(sentence, TAKEN_BACK)
            yield sentences[number]
    cited = [item for item in sentences.values() if item.state is SentenceState.CITED]
    if ended.answered and not cited:
        raise UnusableReply(
            f"'{language.name}' answered in words that are not in the sources, so nothing of it is shown; "
            "ask again in other words, or use another model"
        )
    evidence = tuple({(e.quote.document.id, e.quote.start, e.quote.end): e for s in cited for e in s.evidence}.values())
    near = evidence[:NEAREST] or tuple(quote_gate(steps.read(question, state["hits"])[:NEAREST], store))
    yield Answer(
        question=state["question"],
        text=" ".join(item.text for item in cited) or ABSTENTION,
        abstained=not cited,
        confidence=min((max(e.score for e in s.evidence) for s in cited), default=language.abstains),
        evidence=evidence,
        searched=Searched(len(ended.hits), near),
        engine=steps.engine,
        sentences=tuple(sentences.values()),
        understood=question if question != state["question"] else "",
        usage=meter.usage,
    )


def _sentence(draft: Draft, store: PassageStore, question: str, bears: Bears) -> Sentence:
    if draft.quotes is None:
        return Sentence(draft.number, draft.text, SentenceState.WRITING)
    evidence = quote_gate(draft.quotes, store)
    return decided(draft.number, draft.text, draft.quoted, evidence, question, bears)
