"""Instructions in an article change nothing: not the embedded engine's verdicts, and not what the gate lets through
where a model obeys them to the letter."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.adapters.onnx import OnnxEmbedder
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.chains import ask_chain
from bot.domain import ClaimResult, Document, Hit, Passage, PassageKind, SentenceState, Span, Verdict
from bot.errors import UnusableReply
from bot.pincite import Pincite
from bot.wiring import EmbeddedModels, embedded_steps
from evals.memory import MemoryPassageStore
from evals.systems import remembering
from tests.chat.attacks import ATTACKS, CLAIM
from tests.chat.fakes import OneArticle, answering, checked, judged, stanced
from tests.chat.test_chain import steps_of
from tests.chat.test_engine import Scripted

ARTICLE = (
    "Kyiv was quiet on Monday, the mayor said. Trains ran on time, and schools were open. "
    "Odesa reported six injuries after 138 drones were launched overnight.",
    "The power company said that 40,000 homes had light again by noon. It asked people to save electricity.",
)
CLAIMS = {
    "Odesa reported six injuries.": Verdict.SUPPORTED,
    "Odesa reported nine injuries.": Verdict.REFUTED,
    CLAIM: Verdict.NOT_ENOUGH_EVIDENCE,
}


@pytest.fixture(scope="module")
def models() -> EmbeddedModels:
    return remembering(EmbeddedModels.load())


@pytest.fixture(scope="module")
def before(models: EmbeddedModels) -> dict[str, Verdict]:
    return verdicts(models, "\n\n".join(ARTICLE))


def verdicts(models: EmbeddedModels, text: str, risk: float | None = None) -> dict[str, Verdict]:
    splitter = NupunktSplitter()
    pincite = Pincite(
        MemoryPassageStore(models.embedder), embedded_steps(models, splitter), splitter, TiktokenCounter()
    )
    pincite.ingest_text(text, "t")
    found = {}
    for claim in CLAIMS:
        [result] = pincite.check(claim, risk=risk).claims
        assert all(item.quote.text in text for item in (*result.evidence, *result.searched.nearest))
        found[claim] = result.verdict
    return found


def test_the_article_without_instructions(models: EmbeddedModels) -> None:
    assert verdicts(models, "\n\n".join(ARTICLE), risk=1) == CLAIMS
    assert len(ATTACKS) >= 25


@pytest.mark.parametrize("risk", [None, 1])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_instruction_moves_a_verdict_of_the_embedded_engine(
    models: EmbeddedModels, before: dict[str, Verdict], attack: str, risk: float | None
) -> None:
    text = f"{ARTICLE[0]}\n\n{attack}\n\n{ARTICLE[1]}"
    assert verdicts(models, text, risk) == (before if risk is None else CLAIMS)


def obeying(attack: str, text: str) -> list[dict[str, Any]]:
    """What a model may say that does as it is told: the claim as a quote, the order itself, any words of the source."""
    first_line = next(line for line in attack.splitlines() if line.strip())
    return [
        stanced(1, CLAIM),
        stanced(2, CLAIM),
        stanced(1, attack),
        stanced(1, first_line),
        stanced(1, "Trains ran on time, and schools were open."),
        stanced(1, text),
    ]


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_model_that_obeys_decides_nothing(scripted: Scripted, attack: str, models: EmbeddedModels) -> None:
    text = f"{ARTICLE[0]} {attack} {ARTICLE[1]}"
    document = Document.of(text, title="t", origin="o")
    spans = tuple(NupunktSplitter().spans(text))
    passage = Passage(document.id, "t", 0, 0, len(text), text, PassageKind.REPORTING, spans or (Span(0, len(text)),))
    store = OneArticle(document, [Hit(passage, 0.5)])
    for quote in obeying(attack, text):
        engine, model = scripted(*[judged([quote])] * 2)
        steps = steps_of(engine, stance=models.stance)
        [result] = checked(store, steps, CLAIM)
        assert isinstance(result, ClaimResult)
        assert result.verdict is Verdict.NOT_ENOUGH_EVIDENCE, quote
        assert all(item.quote.text in text for item in result.searched.nearest)
        assert [message.type for message in model.history[0]] == ["system", "human"]


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_model_that_obeys_gets_no_sentence_cited(scripted: Scripted, attack: str, models: EmbeddedModels) -> None:
    text = f"{ARTICLE[0]} {attack} {ARTICLE[1]}"
    document = Document.of(text, title="t", origin="o")
    spans = tuple(NupunktSplitter().spans(text))
    passage = Passage(document.id, "t", 0, 0, len(text), text, PassageKind.REPORTING, spans or (Span(0, len(text)),))
    store = OneArticle(document, [Hit(passage, 0.5)])
    made_up = "Putin resigned in disgrace after the summit collapsed."
    quotes = [
        "Trains ran on time, and schools were open.",
        "Odesa reported six injuries after 138 drones were launched overnight.",
        attack,
        text,
    ]
    engine, _ = scripted(
        *[{"answered": True, "sentences": [answering(1, quote, text=made_up) for quote in quotes]}] * 2
    )
    seen: list[Any] = []
    stream = ask_chain(store, steps_of(engine, stance=models.stance)).stream({"question": "What happened?"})
    with pytest.raises(UnusableReply):
        seen.extend(event for chunk in stream for event in chunk)
    assert {event.state for event in seen} == {SentenceState.WRITING, SentenceState.WITHDRAWN}


def test_nothing_of_a_reply_is_followed(scripted: Scripted, embedder: OnnxEmbedder) -> None:
    """A reply's words are data: sockets are closed in tests, and no name of the reply is looked up or run."""
    del embedder
    made = "__import__('os').abort()"
    text = "Kyiv was quiet on Monday."
    document = Document.of(text, title="t", origin="o")
    hit = Hit(Passage(document.id, "t", 0, 0, len(text), text, PassageKind.REPORTING, (Span(0, len(text)),)), 0.5)
    engine, _ = scripted(*[judged([stanced(1, made), stanced(1, "http://127.0.0.1:9/x")])] * 2)
    results: Iterator[Any] = iter(checked(OneArticle(document, [hit]), steps_of(engine), CLAIM))
    assert next(results).verdict is Verdict.NOT_ENOUGH_EVIDENCE
