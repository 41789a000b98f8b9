"""What a reader sees of an answer as it comes: words, then citations; withdrawn and unsourced sentences marked."""

from typing import Any

import pytest

from bot.answering.drafting import ABOUT_OTHERS, OTHER_NAMES, OTHER_NUMBERS
from bot.chains import ask_chain
from bot.domain import Answer, Hit, Reworded, Sentence, SentenceState
from bot.errors import UnusableReply
from bot.pincite import Pincite
from bot.wiring import EmbeddedModels
from tests.chat.fakes import OneArticle, answering, sent_text
from tests.chat.test_chain import steps_of
from tests.chat.test_engine import ODESA, Scripted, number_of

WRITING, CITED, WITHDRAWN, NOT_SOURCED = SentenceState


def told(engine: Any, store: OneArticle, question: str = "How many drones?", history: Any = ()) -> list[Any]:
    state = {"question": question, "documents": None, "history": history}
    return [event for chunk in ask_chain(store, steps_of(engine)).stream(state) for event in chunk]


def states(events: list[Any]) -> list[tuple[int, SentenceState]]:
    return [(event.number, event.state) for event in events if isinstance(event, Sentence)]


def test_each_sentence_is_written_and_then_cited_withdrawn_or_marked(
    scripted: Scripted, hits: list[Hit], store: OneArticle
) -> None:
    number = number_of(hits, ODESA)
    sentences = [
        answering(number, ODESA, text="Russia launched 138 drones."),
        answering(number, ODESA.replace("138", "183"), text="It was a long night."),
        {"text": "The night was cold.", "quotes": [], "confidence": "high"},
        answering(number, ODESA, text="Russia launched 183 drones."),
        answering(99, ODESA, text="Odesa reported injuries."),
    ]
    engine, _ = scripted({"answered": True, "sentences": sentences})
    events = told(engine, store)
    assert states(events) == [
        (1, WRITING),
        (1, CITED),
        (2, WRITING),
        (2, WITHDRAWN),
        (3, WRITING),
        (3, NOT_SOURCED),
        (4, WRITING),
        (4, WITHDRAWN),
        (5, WRITING),
        (5, WITHDRAWN),
    ]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.text == "Russia launched 138 drones."
    assert [item.quote.text for item in answer.evidence] == [ODESA]
    assert [sentence.state for sentence in answer.sentences] == [CITED, WITHDRAWN, NOT_SOURCED, WITHDRAWN, WITHDRAWN]
    assert all(sentence.reason for sentence in answer.sentences if sentence.state is WITHDRAWN)
    assert answer.usage.calls == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Six people were hurt by drones in Odesa.", ""),
        ("Odesa reported six injuries from Russian strikes.", ""),
        ("138.", ""),
        ("Odesa reported six injuries, Macron said.", OTHER_NAMES),
        ("Putin resigned in disgrace after the summit collapsed.", ABOUT_OTHERS),
        ("Odesa reported 9 injuries.", OTHER_NUMBERS),
    ],
)
def test_a_sentence_stands_only_on_a_quote_that_bears_on_it(
    scripted: Scripted, hits: list[Hit], store: OneArticle, text: str, reason: str
) -> None:
    quoted = answering(number_of(hits, ODESA), ODESA, text=text)
    engine, _ = scripted({"answered": True, "sentences": [answering(number_of(hits, ODESA), ODESA), quoted]})
    steps = steps_of(engine, stance=EmbeddedModels.load().stance)
    answer = ask_chain(store, steps).invoke({"question": "What happened?", "documents": None})[-1]
    assert answer.sentences[1].reason == reason


def test_a_sentence_that_the_corrected_reply_has_no_more_is_withdrawn(
    scripted: Scripted, hits: list[Hit], store: OneArticle
) -> None:
    made_up = {"answered": True, "sentences": [answering(1, "Nine thousand drones flew.", text="Nine thousand.")]}
    right = {"answered": True, "sentences": [answering(number_of(hits, ODESA), ODESA)]}
    engine, _ = scripted(made_up, right)
    events = told(engine, store)
    assert events[-1].text == ODESA
    last = {event.number: event.state for event in events if isinstance(event, Sentence)}
    assert sorted(last.values()) == [CITED, WITHDRAWN]


def test_a_model_that_denies_its_own_sentences_abstains(scripted: Scripted, hits: list[Hit], store: OneArticle) -> None:
    engine, _ = scripted({"answered": False, "sentences": [answering(number_of(hits, ODESA), ODESA)]})
    events = told(engine, store)
    assert events[-1].abstained
    assert states(events)[-1][1] is WITHDRAWN


def test_nothing_of_the_sources_is_an_error_and_no_abstention(scripted: Scripted, store: OneArticle) -> None:
    made_up = {"answered": True, "sentences": [answering(1, "Nine thousand drones flew.")]}
    engine, _ = scripted(made_up, made_up)
    seen: list[Any] = []
    stream = ask_chain(store, steps_of(engine)).stream({"question": "How many?", "documents": None})
    with pytest.raises(UnusableReply, match="not in the sources"):
        seen.extend(event for chunk in stream for event in chunk)
    assert not any(isinstance(event, Answer) for event in seen)


def test_a_follow_up_is_understood_by_its_history(scripted: Scripted, hits: list[Hit], store: OneArticle) -> None:
    answer = {"answered": True, "sentences": [answering(number_of(hits, ODESA), ODESA)]}
    engine, model = scripted({"question": "How many drones did Russia launch?"}, answer)
    first, *_, last = told(engine, store, "How many of them?", [("What did Russia launch?", "Drones.")])
    assert first == Reworded("How many drones did Russia launch?")
    assert last.understood == "How many drones did Russia launch?"
    assert last.question == "How many of them?"
    assert "How many drones did Russia launch?" in sent_text(model)
    assert last.usage.calls == 2


def test_the_embedded_engine_tells_its_quotes_in_the_same_events(seeded: Pincite) -> None:
    *sentences, answer = seeded.stream_ask("How many drones did Russia launch?", [("Who?", "Russia.")])
    assert isinstance(answer, Answer)
    assert [sentence.state for sentence in sentences if isinstance(sentence, Sentence)] == [CITED] * len(sentences)
    assert answer.text == " ".join(sentence.text for sentence in answer.sentences)
    assert "138 drones" in answer.text
    assert answer.usage.calls == 0
    assert seeded.engine.host == ""
    assert seeded.usage.calls == 0
