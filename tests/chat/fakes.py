"""A chat model by script, in memory: for the logic of the engine. What a server does is tested against servers."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field
from typing_extensions import override

from bot.adapters.chat import ChatEngine
from bot.chains import Steps, claims_chain, split_text
from bot.domain import Claim, ClaimResult, Document, Hit, Passage, Proposal, Unchecked
from bot.ports import Asked, PassageStore, Unjudged

Line = str | dict[str, Any] | Exception | AIMessage


class ScriptedChatModel(BaseChatModel):
    """Says its lines in order and records what it was sent; fails the test when the lines run out.

    A line is JSON as a dict, words, a whole message, or an exception to raise.
    """

    lines: list[Any] = Field(default_factory=list)
    history: list[list[BaseMessage]] = Field(default_factory=list)
    unable: set[str] = Field(default_factory=set)
    """Ways of structured output that this provider does not have."""

    @property
    @override
    def _llm_type(self) -> str:
        return "scripted"

    @override
    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        return self.bind()

    @override
    def with_structured_output(self, schema: Any, *, method: str = "json_schema", **kwargs: Any) -> Runnable[Any, Any]:
        if method in self.unable:
            raise ValueError(f"no {method}")
        kwargs.pop("strict", None)
        return super().with_structured_output(schema, **kwargs)

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self.history.append(messages)
        if not self.lines:
            pytest.fail("the scripted model was asked more often than it has lines")
        line: Line = self.lines.pop(0)
        if isinstance(line, Exception):
            raise line
        if isinstance(line, AIMessage):
            return line
        text = line if isinstance(line, str) else json.dumps(line)
        return AIMessage(text, response_metadata={"finish_reason": "stop"})

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    @override
    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        whole = self._next(messages)
        text = str(whole.text)
        for at in range(0, len(text), 20):
            yield ChatGenerationChunk(message=AIMessageChunk(text[at : at + 20]))
        yield ChatGenerationChunk(message=AIMessageChunk("", response_metadata=whole.response_metadata))


def judged(quotes: list[dict[str, Any]]) -> dict[str, Any]:
    """A reply about the only claim that was asked."""
    return {"claims": [{"claim": 1, "quotes": quotes}]}


def stanced(passage: int, quote: str, stance: str = "supports", confidence: str = "high") -> dict[str, Any]:
    return {"passage": passage, "quote": quote, "stance": stance, "confidence": confidence}


def answering(passage: int, quote: str, confidence: str = "high", text: str = "") -> dict[str, Any]:
    """A sentence of an answer that rests on one quote; its words are the quote's own unless given."""
    return {"text": text or quote, "quotes": [{"passage": passage, "quote": quote}], "confidence": confidence}


def judge(engine: ChatEngine, claim: Claim, hits: Sequence[Hit]) -> list[Proposal]:
    """The engine's proposals for one claim; its error is raised."""
    [found] = engine.judge([Asked(claim, hits)])
    if isinstance(found, Unjudged):
        raise found.error
    return list(found.proposals)


def read(engine: ChatEngine, question: str, hits: Sequence[Hit]) -> Iterator[Proposal]:
    """The proposals of an answer's sentences as they come."""
    for draft in engine.write(question, hits):
        yield from draft.quotes or ()


def sent_text(model: ScriptedChatModel, call: int = -1) -> str:
    """All that one call sent."""
    return "\n".join(str(message.text) for message in model.history[call])


class OneArticle:
    """As much of a passage store as the chain asks of it, for one document."""

    def __init__(self, document: Document, hits: Sequence[Hit]) -> None:
        self.document = document
        self.hits = list(hits)

    def get(self, document: str) -> Document:
        assert document == self.document.id
        return self.document

    def passages(self, document: str) -> list[Passage]:
        assert document == self.document.id
        return [hit.passage for hit in self.hits]

    def search(self, query: str, limit: int, documents: Sequence[str] | None = None) -> list[Hit]:
        assert query.strip()
        return self.hits[:limit] if documents is None or self.document.id in documents else []


def checked(store: PassageStore, steps: Steps, text: str) -> list[ClaimResult | Unchecked]:
    """The results of a text's claims, in its order."""
    parts, spent = split_text(text, steps)
    return claims_chain(store, steps).invoke({"parts": parts, "spent": spent})
