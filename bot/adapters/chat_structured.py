"""One conversation turn with a chat model whose reply has a shape, by the strictest way its server knows.

The ways, strictest first: a JSON Schema that the server holds the model to, a tool call with that schema, and JSON
mode with the schema in the prompt. The first that gives a readable reply is kept for the session. A reply that is
unreadable is sent back once with what is wrong with it. So a call takes two requests at most once the way is known,
and six at most before.
"""

import json
import re
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableSequence
from pydantic import BaseModel

from bot.adapters.chat_failures import failure_of
from bot.adapters.chat_replies import UnreadableReply, has_ended, read_reply, schema_of, text_of
from bot.errors import PinciteError, ProviderError, UnusableReply
from bot.ports import TokenCounter
from bot.prompting import Prompt, Turn
from bot.usage import Meter, Price, Usage

Method = Literal["json_schema", "function_calling", "json_mode"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode")

Schema = dict[str, Any]
Reply = TypeVar("Reply", bound=BaseModel)
Item = Any
Watch = Callable[[str], Sequence[Item]]
"""What stands complete in a reply so far; a longer reply only adds."""
Objection = Callable[[Any], str | None]


class StructuredChat:
    """A chat model that replies in shapes. Safe to use from several threads.

    ``model`` is only called, never given tools to run: a tool call is a way to write JSON, and nothing follows it.
    """

    def __init__(
        self,
        model: BaseChatModel,
        counter: TokenCounter,
        json_prompt: Prompt,
        correction: Prompt,
        *,
        name: str,
        server: str,
        at_once: int = 8,
        price: Price | None = None,
    ) -> None:
        """``at_once`` bounds the requests that are under way at the same time."""
        self.name = name
        self.method: Method | None = None
        self._model = model
        self._counter = counter
        self._json_prompt = json_prompt
        self._correction = correction
        self._server = server
        self._slots = threading.BoundedSemaphore(at_once)
        self._price = price

    def ask(
        self,
        turns: Sequence[Turn],
        shape: type[Reply],
        meter: Meter,
        limits: Mapping[str, int] | None = None,
        objection: Callable[[Reply], str | None] | None = None,
    ) -> Reply:
        """The model's reply as ``shape``; ``limits`` are those of ``schema_of``. ``meter`` counts what it takes.

        Where ``objection`` has one, the model is told it and asked once more; what it then replies is returned.
        Raises ProviderError where there is no reply, for whatever reason.
        """
        run = self._run(turns, shape, meter, limits, None, objection)
        while True:
            try:
                next(run)
            except StopIteration as finished:
                reply: Reply = finished.value
                return reply

    def stream(
        self,
        turns: Sequence[Turn],
        shape: type[Reply],
        meter: Meter,
        limits: Mapping[str, int],
        watch: Watch,
        objection: Callable[[Reply], str | None] | None = None,
    ) -> Generator[tuple[int, Item], None, Reply]:
        """As ``ask``; yields (number of the try from 1, item) as soon as ``watch`` finds an item complete.

        Raises ProviderError, also after items.
        """
        return (yield from self._run(turns, shape, meter, limits, watch, objection))

    def _run(
        self,
        turns: Sequence[Turn],
        shape: type[Reply],
        meter: Meter,
        limits: Mapping[str, int] | None,
        watch: Watch | None,
        objection: Objection | None,
    ) -> Generator[tuple[int, Item], None, Reply]:
        schema = schema_of(shape, limits)
        first: Reply | None = None
        refusal: ProviderError | None = None
        unreadable: UnreadableReply | None = None
        tries = 0
        known = self.method  # another thread may find it while this one still looks
        for method in (known,) if known else METHODS:
            messages = self._messages(turns, method, schema)
            for _ in range(2):
                tries += 1
                try:
                    reply = yield from self._send(messages, method, schema, meter, watch, tries)
                except _NotThisWay as error:
                    refusal = error.told
                    if known:
                        raise error.told from None
                    break
                try:
                    read = read_reply(reply, shape)
                except UnreadableReply as error:
                    if watch and not has_ended(reply):
                        raise ProviderError(f"the reply of {self._server} broke off; try again") from None
                    if first is not None:
                        return first
                    unreadable = error
                    messages = self._corrected(messages, reply, str(error))
                    continue
                except UnusableReply:
                    if first is not None:
                        return first
                    raise
                self.method = "function_calling" if reply.tool_calls else method
                problem = objection(read) if objection and first is None else None
                if problem is None:
                    return read
                first, messages = read, self._corrected(messages, reply, problem)
            if first is not None:
                return first
        if unreadable:
            raise UnusableReply(f"'{self.name}' gave no usable reply: {unreadable}; try again, or use another model")
        raise refusal or ProviderError(f"'{self.name}' has no way of structured output; use another model")

    def _send(
        self,
        messages: Sequence[BaseMessage],
        method: Method,
        schema: Schema,
        meter: Meter,
        watch: Watch | None,
        number: int,
    ) -> Generator[tuple[int, Item], None, AIMessage]:
        """One request. Raises ProviderError, and _NotThisWay where another way of structured output may do."""
        came: list[AIMessageChunk] = []
        model = self._model
        try:
            bound = self._bound(model, method, schema)
            with self._slots:
                if watch:
                    reply = yield from _streamed(bound, messages, watch, came, number)
                else:
                    reply = bound.invoke(list(messages))
        except (PinciteError, _NotThisWay):
            raise
        except Exception as error:  # whatever a client library raises is told as our own, and never taken as a verdict
            failure = failure_of(error, self.name, self._server, midway=bool(came))
            self._count(messages, getattr(error, "completion", None) or (came[0] if came else None), meter)
            if failure.about_temperature and getattr(model, "temperature", None) is not None:
                self._model = model.model_copy(update={"temperature": None})
                return (yield from self._send(messages, method, schema, meter, watch, number))
            if failure.steps_down:
                raise _NotThisWay(failure.error) from None
            raise failure.error from None
        self._count(messages, reply, meter)
        return reply

    def _bound(self, model: BaseChatModel, method: Method, schema: Schema) -> Runnable[Any, AIMessage]:
        """The model bound to the shape, without LangChain's own parser after it, which loses what it cannot parse."""
        strict = {"strict": True} if method == "json_schema" else {}
        try:
            chain = model.with_structured_output(schema, method=method, **strict)
        except (NotImplementedError, ValueError, TypeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise _NotThisWay(ProviderError(f"'{self.name}' does not do {method} ({reason})")) from None
        if not isinstance(chain, RunnableSequence):
            raise _NotThisWay(ProviderError(f"'{self.name}' does not do {method}"))
        return chain.first

    def _messages(self, turns: Sequence[Turn], method: Method, schema: Schema) -> list[BaseMessage]:
        if method == "json_mode":
            turns = [*turns, *self._json_prompt.fill(schema=json.dumps(schema, ensure_ascii=False))]
        return _messages_of(turns)

    def _corrected(self, messages: Sequence[BaseMessage], reply: AIMessage, problem: str) -> list[BaseMessage]:
        """The conversation with the reply in it, and what is wrong with that."""
        written = [AIMessage(text_of(reply))] if text_of(reply) else []
        return [*messages, *written, *_messages_of(self._correction.fill(problem=problem))]

    def _count(self, messages: Sequence[BaseMessage], reply: Any, meter: Meter) -> None:
        """Adds one answered request: by the server's count where it gave one."""
        if reply is None:
            return
        usage = getattr(reply, "usage_metadata", None)
        estimated = False
        if usage:
            asked, told = usage["input_tokens"], usage["output_tokens"]
        elif getattr(reply, "usage", None):
            asked, told = reply.usage.prompt_tokens, reply.usage.completion_tokens
        else:
            asked = sum(self._counter.count(str(message.text)) for message in messages)
            told = self._counter.count(text_of(reply)) if isinstance(reply, AIMessage) else 0
            estimated = True
        cost = self._price.of(asked, told) if self._price else None
        meter.add(Usage(1, asked, told, estimated, cost))


_ENDS = re.compile(r'["\]}]')
"""Without one of these nothing of a JSON text has become complete."""


class _NotThisWay(Exception):
    """The server or the provider does not do this way of structured output; ``told`` is the failure if none is left."""

    def __init__(self, told: ProviderError) -> None:
        super().__init__(str(told))
        self.told = told


def _streamed(
    bound: Runnable[Any, AIMessage],
    messages: Sequence[BaseMessage],
    watch: Watch,
    came: list[AIMessageChunk],
    number: int,
) -> Generator[tuple[int, Item], None, AIMessage]:
    """Yields each item once it is complete, returns the whole message; ``came`` is what came so far, in one piece."""
    given = 0
    for chunk in _chunks(bound, messages):
        came[:] = [came[0] + chunk if came else chunk]
        if not _ENDS.search(_written_so_far(chunk)):
            continue
        found = watch(_written_so_far(came[0]))
        for item in found[given:]:
            yield number, item
        given = max(given, len(found))
    return came[0] if came else AIMessage("")


def _chunks(bound: Runnable[Any, AIMessage], messages: Sequence[BaseMessage]) -> Iterator[AIMessageChunk]:
    for chunk in bound.stream(list(messages)):
        if isinstance(chunk, AIMessageChunk):
            yield chunk


def _written_so_far(message: AIMessageChunk) -> str:
    calls = message.tool_call_chunks
    return (calls[0]["args"] or "") if calls else str(message.text)


def _messages_of(turns: Sequence[Turn]) -> list[BaseMessage]:
    """One system message first, as some servers demand, then the others."""
    system = "\n\n".join(turn.text for turn in turns if turn.role == "system")
    said: list[BaseMessage] = [HumanMessage(turn.text) for turn in turns if turn.role == "user"]
    return [SystemMessage(system), *said] if system else said
