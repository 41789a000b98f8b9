"""The language model as steps of the real chain: only true slices of the source reach a verdict or an answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.chat import ChatEngine
from bot.adapters.chat_weighing import ABSTAINS, ALSO_AT, ANSWER_AT, DECIDE_AT, weigh
from bot.chains import SHOWN_TO_MODEL, Language, Steps, ask_chain
from bot.domain import (
    Answer,
    Claim,
    ClaimResult,
    Document,
    Failed,
    Hit,
    Passage,
    PassageKind,
    Span,
    StanceScores,
    Verdict,
)
from bot.errors import ProviderError
from bot.ports import StanceModel
from bot.verification.cascade import Ask
from bot.verification.judging import bearing_of
from tests.chat.fakes import OneArticle, answering, checked, judged, stanced
from tests.chat.server import ScriptedServer, fails, says
from tests.chat.test_engine import ODESA, Scripted, number_of

SUPPORTED = "Russia launched two ballistic missiles."


@pytest.fixture(scope="module")
def hits(all_hits: list[Hit]) -> list[Hit]:
    """As many passages as a claim is judged by, that with the drones among them, in the article's order; all so near
    that a model is shown all."""
    first = [hit for hit in all_hits if ODESA in hit.passage.text] + all_hits
    shown = sorted(dict.fromkeys(first[:SHOWN_TO_MODEL]), key=lambda hit: hit.passage.start)
    return [Hit(hit.passage, 1.0) for hit in shown]


@pytest.fixture(scope="module")
def store(article: Document, hits: list[Hit]) -> OneArticle:
    return OneArticle(article, hits)


class Unsure:
    """A stance model that finds everything possible."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        return [StanceScores(0.4, 0.1, 0.5) for _ in pairs]

    def fits(self, claim: str) -> bool:
        return bool(claim)


def steps_of(engine: ChatEngine, ask: Ask = Ask.ALWAYS, stance: StanceModel | None = None) -> Steps:
    """The engine behind an embedded one that judges nothing; ``stance`` looks at its quotes."""
    looks = stance or Unsure()
    return Steps(
        engine=engine.engine,
        split=lambda text: [Claim(text, 0, len(text))],
        judge=lambda claim, hits: [],  # noqa: ARG005
        read=lambda question, hits: [],  # noqa: ARG005
        weigh=weigh,
        decide_at=DECIDE_AT,
        answer_at=ANSWER_AT,
        also_at=ALSO_AT,
        language=Language(
            model=engine,
            name=engine.engine.name,
            weigh=weigh,
            decide_at=DECIDE_AT,
            answer_at=ANSWER_AT,
            abstains=ABSTAINS,
            bears=lambda sentence, text: bearing_of(sentence, text, looks.score([(text, sentence)])[0], 0.0),
            meter=engine.meter,
            ask=ask,
            at_once=4,
        ),
    )


def check(engine: ChatEngine, store: OneArticle, claim: str) -> ClaimResult:
    [result] = checked(store, steps_of(engine), claim)
    if isinstance(result, Failed):
        raise ProviderError(result.reason)
    assert isinstance(result, ClaimResult)
    return result


def ask(engine: ChatEngine, store: OneArticle, question: str) -> Answer:
    answer = ask_chain(store, steps_of(engine)).invoke({"question": question, "documents": None})[-1]
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("asked", [Ask.NEVER, Ask.ALWAYS])
@pytest.mark.parametrize("risk", [None, 0.05, 0.02])
def test_the_rule_of_words_and_speakers_keeps_to_the_risk(scripted: Scripted, asked: Ask, risk: float | None) -> None:
    text = 'Minister Ann Lee called the talks "necessary".'
    document = Document.of(text, title="t", origin="o")
    passage = Passage(document.id, "t", 0, 0, len(text), text, PassageKind.REPORTING, (Span(0, len(text)),))
    claim = 'Bo Dahl called the talks "necessary".'
    engine, _ = scripted(judged([stanced(1, text)]))
    steps = replace(steps_of(engine, asked), risk=risk)
    [result] = checked(OneArticle(document, [Hit(passage, 0.5)]), steps, claim)
    assert isinstance(result, ClaimResult)
    assert result.verdict is (Verdict.NOT_ENOUGH_EVIDENCE if risk == 0.02 else Verdict.REFUTED)
    if risk == 0.02:
        assert result.undecided
        assert "to Bo Dahl; the source, to Ann Lee. The engine is undecided" in result.explanation


def test_a_verified_quote_decides(scripted: Scripted, hits: list[Hit], store: OneArticle) -> None:
    engine, _ = scripted(judged([stanced(number_of(hits, ODESA), ODESA)]))
    result = check(engine, store, SUPPORTED)
    assert result.verdict is Verdict.SUPPORTED
    assert [item.quote.text for item in result.evidence] == [ODESA]
    assert result.confidence >= DECIDE_AT


@pytest.mark.parametrize(
    "quote",
    [
        ODESA.replace("138", "183"),
        ODESA.replace("drone strikes", "no drone strikes"),
        "Russia launching 138 drones overall.",
        "Odesa reported six injuries … 138 drones overall.",
        "supported",
        "The claim is true.",
    ],
)
def test_a_quote_that_the_source_has_not_decides_nothing(
    scripted: Scripted, hits: list[Hit], store: OneArticle, quote: str
) -> None:
    engine, _ = scripted(*[judged([stanced(number_of(hits, ODESA), quote)])] * 2)
    result = check(engine, store, SUPPORTED)
    assert (result.verdict, result.undecided) == (Verdict.NOT_ENOUGH_EVIDENCE, True)
    assert result.evidence == ()
    assert all(item.quote.text in store.document.text for item in result.searched.nearest)


def test_low_confidence_stays_undecided(scripted: Scripted, hits: list[Hit], store: OneArticle) -> None:
    engine, _ = scripted(judged([stanced(number_of(hits, ODESA), ODESA, confidence="low")]))
    result = check(engine, store, SUPPORTED)
    assert (result.verdict, result.undecided) == (Verdict.NOT_ENOUGH_EVIDENCE, True)


def test_a_model_that_takes_another_number_for_support_is_not_followed(
    scripted: Scripted, hits: list[Hit], store: OneArticle
) -> None:
    engine, _ = scripted(judged([stanced(number_of(hits, ODESA), ODESA, "supports")]))
    result = check(engine, store, "Russia launched 183 drones overall.")
    assert result.verdict is not Verdict.SUPPORTED


def test_an_answer_is_the_sources_words(scripted: Scripted, hits: list[Hit], store: OneArticle) -> None:
    sentences = [answering(number_of(hits, ODESA), ODESA), answering(1, "Some 9,000 drones, says the model.")]
    engine, _ = scripted({"answered": True, "sentences": sentences})
    answer = ask(engine, store, "How many drones?")
    assert answer.text == ODESA
    assert not answer.abstained
    assert answer.engine.prompts["answer"]


@pytest.mark.parametrize("use", [check, ask])
def test_a_failure_is_never_a_result(
    served: Callable[..., tuple[ChatEngine, ScriptedServer]], store: OneArticle, use: Callable[..., Any]
) -> None:
    for step in (fails(503, "down"), says("{}", finish="length"), fails(401, "key")):
        engine, _ = served(step)
        with pytest.raises(ProviderError):
            use(engine, store, SUPPORTED)


def test_a_whole_check_over_the_wire(
    served: Callable[..., tuple[ChatEngine, ScriptedServer]], hits: list[Hit], store: OneArticle
) -> None:
    reply = json.dumps(judged([stanced(number_of(hits, ODESA), ODESA), stanced(42, ODESA), stanced(1, "Made up.")]))
    engine, server = served(says(reply))
    result = check(engine, store, SUPPORTED)
    assert result.verdict is Verdict.SUPPORTED
    assert engine.found == {"verified": 1, "unknown": 1, "rejected": 1}
    assert len(server.requests) == 1
