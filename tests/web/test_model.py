"""The page over a language model: words as they come, what code does not let through, follow-ups, cost, settings.

The model is a server on loopback: one that speaks by script, and llama.cpp's own with the small model of the tests.
"""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chat.conftest import llama_url  # noqa: F401  # a fixture
from tests.chat.server import ScriptedServer, Step, fails, says
from tests.chat.test_engine import ODESA
from tests.web.conftest import OpenPage
from tests.web.serving import real_page
from tests.web.steps import ask, assert_marked, place_of, reload

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

DRONES = "How many drones did Russia launch?"


def reply(request: dict[str, Any], *sentences: tuple[str, str | None]) -> str:
    """The model's JSON for sentences, each with words that it says stand in the passage of the seed's drones."""
    prompt = "\n".join(str(message["content"]) for message in request["messages"])
    number = int(re.findall(r"passage (\d+)", prompt[: prompt.index(ODESA)])[-1])
    told = [
        {"text": text, "quotes": [{"passage": number, "quote": quote}] if quote else [], "confidence": "high"}
        for text, quote in sentences
    ]
    return json.dumps({"answered": True, "sentences": told})


def spoken(*sentences: tuple[str, str | None], pause: float = 0.0) -> Step:
    """A streamed answer; ``pause`` seconds lie between its pieces."""

    def step(handler: Any, request: dict[str, Any]) -> None:
        content = reply(request, *sentences)
        if not pause:
            says(content)(handler, request)
            return
        write = handler.wfile.write

        def slowly(data: bytes) -> int:
            time.sleep(pause)
            return int(write(data))

        handler.wfile.write = slowly
        says(content)(handler, request)

    return step


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.close()
    assert not scripted.overrun, "the page asked more often than the script has steps"


@pytest.fixture(scope="module")
def modelled(server: ScriptedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`pincite serve` with the scripted model; its replies are not kept, so that each test has its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PINCITE_MODEL", "openai:scripted")
        patch.setenv("OPENAI_BASE_URL", server.url)
        patch.setenv("PINCITE_CACHE", "off")
        with real_page(tmp_path_factory.mktemp("modelled") / "library") as address:
            yield address


def test_sentences_appear_as_they_are_written_and_then_with_their_citations(
    modelled: str, server: ScriptedServer, open_page: OpenPage
) -> None:
    server.steps += [
        spoken(
            ("Russia launched 138 drones.", ODESA),
            ("It was a long night.", ODESA.replace("138", "183")),
            ("The night was cold.", None),
            pause=0.5,
        )
    ]
    page = open_page(modelled)
    state = page.locator(".pc-state")
    assert server.url.removeprefix("http://").removesuffix("/v1") in state.inner_text()
    assert "nothing leaves" not in state.inner_text()
    page.locator("#pc-ask-box textarea").fill(DRONES)
    page.locator("#pc-ask").click()
    writing = page.locator(".pc-sentence.pc-writing").first
    writing.wait_for()
    assert "not checked yet" in writing.inner_text()
    assert page.locator("#pc-stop-ask").is_visible()
    page.locator(".pc-reply footer", has_text="sure").wait_for()
    told = page.locator(".pc-reply")
    cited = told.locator(".pc-sentence", has_text="Russia launched 138 drones.").first
    chip = cited.locator(".pc-chip")
    assert cited.locator(".pc-here").inner_text() == ODESA
    chip.click()
    assert assert_marked(page, place_of(chip), "neutral") == ODESA
    withdrawn = told.locator(".pc-withdrawn")
    assert withdrawn.locator("s").inner_text() == "It was a long night."
    assert "no quote of it is in the source" in withdrawn.inner_text()
    assert "without a source" in told.locator(".pc-not_sourced").inner_text()
    assert "1 call, 120 tokens, cost not known" in state.inner_text()


def test_a_follow_up_is_understood_from_the_conversation(
    modelled: str, server: ScriptedServer, open_page: OpenPage
) -> None:
    server.steps += [
        spoken((ODESA, ODESA)),
        says(json.dumps({"question": DRONES})),
        spoken((ODESA, ODESA)),
    ]
    page = open_page(modelled)
    ask(page, "What did Russia launch?")
    told = ask(page, "How many of them?").inner_text()
    assert f"Understood as: {DRONES}" in told
    assert "138 drones" in told
    sent = json.dumps(server.requests[-2], ensure_ascii=False)
    assert "What did Russia launch?" in sent
    reload(page)
    page.locator(".pc-reply").nth(1).wait_for()
    assert page.locator(".pc-reply").nth(1).inner_text() == told


def test_a_failed_call_is_told_and_what_was_typed_is_kept(
    modelled: str, server: ScriptedServer, open_page: OpenPage
) -> None:
    server.steps += [fails(401, "Incorrect API key provided")]
    page = open_page(modelled)
    told = ask(page, DRONES)
    assert told.locator("[role=alert]").count() == 1
    assert "OPENAI_API_KEY" in told.inner_text()
    assert page.locator("#pc-ask-box textarea").input_value() == DRONES
    assert told.locator(".pc-quote, .pc-verdict").count() == 0


def test_the_embedded_engine_can_be_chosen_and_then_nothing_is_sent(
    modelled: str, server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_page(modelled)
    before = len(server.requests)
    page.get_by_role("tab", name="Settings").click()
    page.locator("#pc-engine").get_by_role("radio", name="Embedded:").check()
    page.locator(".pc-state", has_text="nothing leaves this machine").wait_for()
    page.get_by_role("tab", name="Ask").click()
    ask(page, DRONES)
    reload(page)
    page.locator(".pc-reply").wait_for()
    page.locator(".pc-state", has_text="nothing leaves this machine").wait_for()
    ask(page, "What is the population of Odesa?")
    assert len(server.requests) == before


def test_a_link_sends_nothing_by_itself(modelled: str, server: ScriptedServer, open_page: OpenPage) -> None:
    before = len(server.requests)
    page = open_page(modelled, query="tab=ask&question=How%20many%20drones%3F")
    page.wait_for_timeout(1500)
    assert page.locator("#pc-ask-box textarea").input_value() == "How many drones?"
    assert page.locator(".pc-reply").count() == 0
    assert len(server.requests) == before


def test_a_real_small_model_is_streamed_and_nothing_it_invents_is_shown_as_a_source(
    llama_url: str,  # noqa: F811
    open_page: OpenPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINCITE_MODEL", "openai:smollm2")
    monkeypatch.setenv("OPENAI_BASE_URL", llama_url)
    monkeypatch.setenv("PINCITE_MODEL_TIMEOUT", "600")
    monkeypatch.setenv("PINCITE_REPLY_TOKENS", "300")
    monkeypatch.setenv("PINCITE_PROMPT_TOKENS", "1500")
    with real_page(tmp_path / "library") as address:
        page = open_page(address)
        page.set_default_timeout(600_000)
        page.locator("#pc-ask-box textarea").fill(DRONES)
        page.locator("#pc-ask").click()
        page.locator(".pc-sentence, .pc-quote, .pc-notice, .pc-answer > header").first.wait_for()
        page.wait_for_function("!document.querySelector('#pc-chat .pc-waiting')")
        reply = page.locator(".pc-reply")
        text = page.locator("#pc-pane .pc-text").evaluate("element => element.textContent")
        for quote in reply.locator(".pc-here").all_inner_texts():
            assert " ".join(quote.split()) in " ".join(text.split())
        assert reply.locator(".pc-here, .pc-notice, .pc-nearest, .pc-sentence").count()
        assert "tokens" in page.locator(".pc-state").inner_text() or reply.locator(".pc-notice").count()
