"""Each way in which a server fails, made by a real server and told as one plain ProviderError.

No failure may become a verdict, an abstention or an empty list.
"""

import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Any

import langchain_core.exceptions
import langchain_openai.chat_models.base
import openai
import pytest

from bot.adapters.chat import ChatEngine
from bot.adapters.chat_failures import KINDS, Kind, failure_of
from bot.adapters.chat_model import ModelSettings
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Hit
from bot.errors import ProviderError
from tests.chat.fakes import answering, judge, judged, read, stanced
from tests.chat.server import (
    USAGE,
    ScriptedServer,
    Step,
    breaks_off,
    calls_tool,
    fails,
    fails_midway,
    hangs,
    hangs_up,
    page,
    says,
    status,
)
from tests.chat.test_engine import CLAIM, ODESA, number_of

Served = Callable[..., tuple[ChatEngine, ScriptedServer]]

NOTHING = json.dumps(judged([]))


def told(error: pytest.ExceptionInfo[ProviderError]) -> str:
    """The message, after what holds for every message: one line, no key, a next step or an end."""
    message = str(error.value)
    assert "\n" not in message
    assert "Traceback" not in message
    assert len(message) < 500
    assert error.value.exit_status == 4
    return message


def test_a_reply_under_a_schema_is_read_and_counted(served: Served, hits: list[Hit]) -> None:
    engine, server = served(says(json.dumps(judged([stanced(number_of(hits, ODESA), ODESA)]))))
    assert len(judge(engine, CLAIM, hits)) == 1
    assert engine.method == "json_schema"
    assert (engine.meter.usage.input_tokens, engine.meter.usage.output_tokens) == (
        USAGE["prompt_tokens"],
        USAGE["completion_tokens"],
    )
    assert not engine.meter.usage.estimated
    sent = server.requests[0]
    assert sent["model"] == "scripted"
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert sent["max_completion_tokens"] == 4096
    assert "tools" not in sent


def test_a_server_that_wants_no_key_gets_a_placeholder(
    served: Served, hits: list[Hit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    engine, server = served(says(NOTHING))
    judge(engine, CLAIM, hits)
    assert server.keys == ["Bearer no-key-needed"]


@pytest.mark.parametrize("code", [400, 422, 500, 501])
def test_a_server_without_schemas_is_asked_by_tool_call(served: Served, hits: list[Hit], code: int) -> None:
    engine, server = served(
        fails(code, "response_format json_schema is not supported"), calls_tool(NOTHING), calls_tool(NOTHING)
    )
    assert judge(engine, CLAIM, hits) == []
    assert engine.method == "function_calling"
    judge(engine, CLAIM, hits)
    assert "tools" in server.requests[2]


def test_a_model_of_openai_without_schemas_is_asked_by_tool_call(served: Served, hits: list[Hit]) -> None:
    message = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."
    engine, _ = served(fails(400, message), calls_tool(NOTHING))
    assert judge(engine, CLAIM, hits) == []
    assert engine.method == "function_calling"


def test_a_server_without_tools_either_is_asked_in_json_mode(served: Served, hits: list[Hit]) -> None:
    engine, server = served(fails(400, "no schemas"), fails(400, "no tools"), says(NOTHING), says(NOTHING))
    assert judge(engine, CLAIM, hits) == []
    assert engine.method == "json_mode"
    assert server.requests[2]["response_format"] == {"type": "json_object"}
    assert "additionalProperties" in server.requests[2]["messages"][0]["content"]
    assert [message["role"] for message in server.requests[2]["messages"]] == ["system", "user"]


def test_a_model_without_temperature_is_asked_without(served: Served, hits: list[Hit]) -> None:
    refusal = fails(400, "Unsupported value: 'temperature' does not support 0 with this model.", param="temperature")
    engine, server = served(refusal, says(NOTHING), says(NOTHING))
    judge(engine, CLAIM, hits)
    judge(engine, CLAIM, hits)
    assert [sent.get("temperature") for sent in server.requests] == [0, None, None]
    assert engine.method == "json_schema"


@pytest.mark.parametrize(
    ("refusal", "reply", "method"),
    [
        (fails(400, "no schemas"), calls_tool(NOTHING), "function_calling"),
        (fails(400, "'temperature' is not supported", param="temperature"), says(NOTHING), "json_schema"),
    ],
)
def test_calls_that_look_for_the_way_at_the_same_time_all_find_it(
    served: Served, hits: list[Hit], refusal: Step, reply: Step, method: str
) -> None:
    """The second is refused only after the first has found what the server takes."""
    both_asked, first_done = threading.Event(), threading.Event()

    def early(handler: Any, request: Any) -> None:
        assert both_asked.wait(20)
        refusal(handler, request)

    def late(handler: Any, request: Any) -> None:
        both_asked.set()
        assert first_done.wait(20)
        refusal(handler, request)

    engine, _ = served(early, late, reply, reply)
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(judge, engine, CLAIM, hits) for _ in range(2)]
        done, _ = wait(running, timeout=20, return_when=FIRST_COMPLETED)
        first_done.set()
        assert done
        assert [future.result() for future in running] == [[], []]
    assert engine.method == method


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (fails(401, "Incorrect API key provided: sk-secret"), "OPENAI_API_KEY"),
        (fails(403, "Project has no access"), "may not use"),
        (fails(404, "The model `scripted` does not exist", code="model_not_found"), "PINCITE_MODEL"),
        (fails(429, "Rate limit reached", {"Retry-After": "300"}), "wait 300 seconds"),
        (fails(429, "You exceeded your current quota", code="insufficient_quota"), "exceeded your current quota"),
        (fails(502, "bad gateway"), "status 502"),
        (fails(503, "overloaded"), "status 503.*overloaded"),
        (
            fails(400, "maximum context length is 8 tokens", code="context_length_exceeded"),
            "PROMPT_TOKENS",
        ),
        (fails(400, "request (6031 tokens) exceeds the available context size"), "PINCITE_PROMPT_TOKENS"),
        (hangs_up(), "no connection"),
        (page("<html>Welcome</html>"), "OPENAI_BASE_URL"),
        (status(200, {"object": "list", "data": []}), "OPENAI_BASE_URL"),
        (status(200, {"choices": []}), "OPENAI_BASE_URL"),
        (status(200, {"choices": None}), "OPENAI_BASE_URL"),
        (status(200, []), "OPENAI_BASE_URL"),
        (status(200, "words"), "OPENAI_BASE_URL"),
        (says('{"claims": [', finish="length"), "PINCITE_REPLY_TOKENS"),
        (says(NOTHING, finish="length"), "PINCITE_REPLY_TOKENS"),
        (says("", finish="content_filter"), "content filter"),
        (says("", refusal="I cannot help with that."), "refused"),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["later", "first"])
def test_a_failure_is_told(served: Served, hits: list[Hit], step: Step, words: str, known: bool) -> None:
    engine, _ = served(says(NOTHING), step) if known else served(step)
    if known:
        judge(engine, CLAIM, hits)
    with pytest.raises(ProviderError, match=words) as error:
        judge(engine, CLAIM, hits)
    assert "sk-secret" not in told(error)


@pytest.mark.parametrize("step", [fails(500, "boom"), fails(400, "no")])
def test_a_server_that_did_reply_before_is_not_asked_in_other_ways(served: Served, hits: list[Hit], step: Step) -> None:
    engine, _ = served(says(NOTHING), step)
    judge(engine, CLAIM, hits)
    with pytest.raises(ProviderError) as error:
        judge(engine, CLAIM, hits)
    told(error)


@pytest.mark.parametrize(
    ("content", "words"), [("Yes, it is supported.", "not JSON"), ("", "empty"), ('{"verdict": "A"}', "another shape")]
)
def test_an_unusable_reply_is_asked_for_once_more_and_told(
    served: Served, hits: list[Hit], content: str, words: str
) -> None:
    engine, server = served(says(NOTHING), says(content), says(content))
    judge(engine, CLAIM, hits)
    with pytest.raises(ProviderError, match=words) as error:
        judge(engine, CLAIM, hits)
    assert content not in told(error) or not content
    assert words in server.requests[2]["messages"][-1]["content"]


def test_no_server_at_all_is_told(counter: TiktokenCounter, hits: list[Hit]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    engine = ChatEngine.open(ModelSettings("openai:scripted", base_url=address, retries=0), counter)
    with pytest.raises(ProviderError, match=r"no connection to http://127\.0\.0\.1") as error:
        judge(engine, CLAIM, hits)
    told(error)


def test_a_server_that_hangs_is_given_up(served: Served, hits: list[Hit]) -> None:
    engine, _ = served(hangs(1.0), timeout=0.2)
    with pytest.raises(ProviderError, match="PINCITE_MODEL_TIMEOUT") as error:
        judge(engine, CLAIM, hits)
    told(error)


def test_a_rate_limit_is_waited_for_as_the_server_asks(served: Served, hits: list[Hit]) -> None:
    engine, server = served(fails(429, "slow down", {"Retry-After": "1"}), says(NOTHING), retries=1)
    start = time.monotonic()
    assert judge(engine, CLAIM, hits) == []
    assert time.monotonic() - start >= 1
    assert len(server.requests) == 2


def test_retries_are_bounded(served: Served, hits: list[Hit]) -> None:
    engine, server = served(*[fails(503, "busy", {"Retry-After-Ms": "5"})] * 3, retries=2)
    with pytest.raises(ProviderError, match="busy"):
        judge(engine, CLAIM, hits)
    assert len(server.requests) == 3


def test_a_streamed_answer_comes_quote_by_quote_and_is_counted_once(served: Served, hits: list[Hit]) -> None:
    other = hits[0].passage.slice(hits[0].passage.sentences[0])
    reply = json.dumps({"answered": True, "sentences": [answering(number_of(hits, ODESA), ODESA), answering(1, other)]})
    for steps in ([says(reply)], [fails(400, "no schemas"), calls_tool(reply)]):
        engine, server = served(*steps)
        assert [item.text for item in read(engine, "How many?", hits)] == [ODESA, other]
        assert server.requests[-1]["stream"] is True
        assert (engine.meter.usage.input_tokens, engine.meter.usage.output_tokens) == (100, 20)
        assert not engine.meter.usage.estimated


@pytest.mark.parametrize("fine", [True, False], ids=["after a quote", "at once"])
@pytest.mark.parametrize("how", ["cut", "ended", "error"])
def test_a_stream_that_breaks_is_told_after_what_came(served: Served, hits: list[Hit], fine: bool, how: str) -> None:
    quotes = [answering(number_of(hits, ODESA), ODESA), answering(1, "and")] if fine else []
    content = json.dumps({"answered": True, "sentences": quotes})[:-30] if fine else '{"answered": true, "sen'
    steps = {
        "cut": breaks_off(content),
        "ended": breaks_off(content, politely=True),
        "error": fails_midway(content, "GPU lost"),
    }
    engine, _ = served(steps[how])
    stream = read(engine, "How many?", hits)
    if fine:
        assert next(stream).text == ODESA
    with pytest.raises(ProviderError) as error:
        next(stream)
    assert "broke off" in told(error)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (says('{"answered": tr', finish="length"), "PINCITE_REPLY_TOKENS"),
        (says("", finish="content_filter"), "content filter"),
        (says("", refusal="No."), "refused"),
        (fails(401, "wrong key"), "OPENAI_API_KEY"),
        (hangs_up(), "no connection"),
        (page("<html>"), "broke off|OPENAI_BASE_URL"),
    ],
)
def test_a_failure_of_a_stream_is_told(served: Served, hits: list[Hit], step: Step, words: str) -> None:
    engine, _ = served(step)
    with pytest.raises(ProviderError, match=words) as error:
        list(read(engine, "How many?", hits))
    told(error)


def test_a_hostile_message_of_a_server_stays_one_short_line(served: Served, hits: list[Hit]) -> None:
    engine, _ = served(fails(503, "a\nb\x1b[31m" + "x" * 10_000))
    with pytest.raises(ProviderError) as error:
        judge(engine, CLAIM, hits)
    assert "\x1b" not in told(error)


def test_every_error_of_the_libraries_is_mapped() -> None:
    """A new class of error in LangChain or openai shows up here."""
    known = {
        "OpenAIError",
        "SubjectTokenProviderError",
        "InvalidWebhookSignatureError",
        "WebSocketConnectionClosedError",
    }
    known |= {"WebSocketQueueFullError"}
    classes = [
        item
        for module in (openai, langchain_core.exceptions, langchain_openai.chat_models.base)
        for item in list(vars(module).values())
        if isinstance(item, type)
        and issubclass(item, (openai.OpenAIError, langchain_core.exceptions.ModelError))
        and item is not langchain_core.exceptions.ModelError
        and item.__name__ not in known
        and not item.__name__.startswith("_")
    ]
    assert len(classes) > 20
    unmapped = [item.__name__ for item in classes if not any(base.__name__ in KINDS for base in item.__mro__)]
    assert unmapped == []


def test_an_error_nobody_foresaw_is_still_told_as_ours() -> None:
    failure = failure_of(ZeroDivisionError("odd"), "openai:x", "there")
    assert failure.kind is Kind.UNREADABLE
    assert isinstance(failure.error, ProviderError)
