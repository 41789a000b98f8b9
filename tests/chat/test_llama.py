"""The real llama.cpp server with a real, small model: plumbing, never quality. Whatever it writes, only slices pass."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.adapters.chat import ChatEngine
from bot.adapters.chat_model import ModelSettings
from bot.adapters.tokens import TiktokenCounter
from bot.chains import ask_chain
from bot.domain import Answer, Claim, ClaimResult, Hit
from bot.errors import ProviderError
from bot.verification.gating import quote_gate
from tests.chat.fakes import OneArticle, checked, judge, read
from tests.chat.test_chain import steps_of

pytestmark = pytest.mark.timeout(900)  # a token takes up to a second where other work has the cores

QUESTIONS = ("How many drones did Russia launch?", "What did Putin reject?")
CLAIM = "Russia launched two ballistic missiles and 138 drones."


@pytest.fixture(scope="module")
def engine(llama_url: str, counter: TiktokenCounter) -> ChatEngine:
    settings = ModelSettings("openai:smollm2", base_url=llama_url, timeout=600, reply_tokens=200)
    return ChatEngine.open(settings, counter)


@pytest.fixture(scope="module")
def near(hits: list[Hit]) -> list[Hit]:
    """The passage that answers, and one more: a small prompt, since reading it takes most of the time."""
    return [hit for hit in hits if "138 drones" in hit.passage.text] + hits[:1]


@pytest.fixture(scope="module")
def small(store: OneArticle, near: list[Hit]) -> OneArticle:
    return OneArticle(store.document, near)


def outcome(use: Callable[[], Any]) -> Any:
    """What the call gives, or its ProviderError: a small model often writes until it is cut off."""
    try:
        return use()
    except ProviderError as error:
        return error


TOLD = ("PINCITE_REPLY_TOKENS", "no usable reply", "not in the sources")


def is_told(error: ProviderError) -> bool:
    return "\n" not in str(error) and any(words in str(error) for words in TOLD)


def test_claims_and_questions_go_through_the_whole_chain(engine: ChatEngine, small: OneArticle) -> None:
    text = small.document.text
    ask = ask_chain(small, steps_of(engine))
    found: list[Any] = [outcome(lambda: checked(small, steps_of(engine), CLAIM)[0])]
    found += [outcome(lambda q=question: ask.invoke({"question": q, "documents": None})[-1]) for question in QUESTIONS]
    results = [item for item in found if isinstance(item, (ClaimResult, Answer))]
    assert all(is_told(item) for item in found if isinstance(item, ProviderError))
    for _ in range(5):  # the boundary is random, and so is where a small model stops
        if engine.method is None:
            outcome(lambda: list(read(engine, QUESTIONS[0], small.hits)))
    assert engine.method == "json_schema"
    for result in results:
        for item in (*result.evidence, *result.searched.nearest):
            assert item.quote.text == text[item.quote.start : item.quote.end]


def test_streamed_proposals_pass_the_same_gate(engine: ChatEngine, near: list[Hit], store: OneArticle) -> None:
    proposals = []
    stream = read(engine, QUESTIONS[0], near)
    while not isinstance(item := outcome(lambda: next(stream, None)), ProviderError | None):
        proposals.append(item)
    assert item is None or is_told(item)
    spent = engine.meter.usage
    assert spent.calls >= 1
    assert spent.input_tokens > 500
    assert spent.output_tokens > 10
    assert not spent.estimated
    assert all(item.quote.text in store.document.text for item in quote_gate(proposals, store))


def test_two_at_once(engine: ChatEngine, near: list[Hit]) -> None:
    def checked(text: str) -> Any:
        return outcome(lambda: judge(engine, Claim(text, 0, len(text)), near[:1]))

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(checked, ["Odesa was hit.", "Nobody was hurt."]))
    assert all(isinstance(item, list) or is_told(item) for item in found)


def test_a_prompt_that_is_too_long_for_the_server_is_told(engine: ChatEngine, near: list[Hit]) -> None:
    wide = ChatEngine.open(
        ModelSettings("openai:smollm2", engine.settings.base_url, retries=0, prompt_tokens=100_000), TiktokenCounter()
    )
    text = "word " * 9_000
    with pytest.raises(ProviderError, match="PINCITE_PROMPT_TOKENS"):
        judge(wide, Claim(text, 0, len(text)), near[:1])


@pytest.mark.parametrize("arguments", [("check", CLAIM), ("ask", QUESTIONS[0])])
def test_the_command_line_shows_nothing_that_is_not_the_sources(
    llama_url: str, seed_text: str, tmp_path_factory: pytest.TempPathFactory, arguments: tuple[str, str]
) -> None:
    environment = {
        **os.environ,
        "PINCITE_LIBRARY": str(tmp_path_factory.getbasetemp() / "llama-library"),
        "PINCITE_MODEL": "openai:smollm2",
        "PINCITE_ASK_MODEL": "always",
        "PINCITE_REPLY_TOKENS": "120",
        "PINCITE_MODEL_TIMEOUT": "600",
        "OPENAI_BASE_URL": llama_url,
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", *arguments, "--json"],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=800,
    )
    assert done.returncode in (0, 4), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 4:
        assert is_told(ProviderError(done.stderr.strip()))
        return
    record = json.loads(done.stdout)
    parts = record.get("claims", [record])
    assert record["usage"]["calls"] >= 1
    for quote in [quote for part in parts for quote in (*part["quotes"], *part["searched"]["nearest"])]:
        assert quote["text"] == seed_text[quote["start"] : quote["end"]]
