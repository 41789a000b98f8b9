"""The shapes that a language model's replies must have, and how a reply is read.

A reply is JSON of exactly one shape, or it is unreadable; nothing is guessed from prose. Pydantic is used here alone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from langchain_core.messages import AIMessage
from langchain_core.utils.json import parse_partial_json
from langchain_core.utils.json_schema import dereference_refs
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from bot.adapters.chat_weighing import Confidence
from bot.domain import Stance
from bot.errors import UnusableReply


class UnreadableReply(Exception):
    """The reply is empty, no JSON, or JSON of another shape; the message says which, in words for the model."""


def _words(value: str) -> str:
    if not value.strip():
        raise ValueError("it has no words")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("it is not Unicode text") from None
    return value


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProposedQuote(_Shape):
    passage: int
    quote: str

    @field_validator("quote")
    @classmethod
    def _has_words(cls, value: str) -> str:
        return _words(value)


class StancedQuote(ProposedQuote):
    stance: Stance
    confidence: Confidence


class ClaimReply(_Shape):
    claim: int
    quotes: list[StancedQuote]


class JudgeReply(_Shape):
    claims: list[ClaimReply]


class AnswerSentence(_Shape):
    text: str
    quotes: list[ProposedQuote]
    confidence: Confidence

    @field_validator("text")
    @classmethod
    def _has_words(cls, value: str) -> str:
        return _words(value)


class AnswerReply(_Shape):
    answered: bool
    sentences: list[AnswerSentence]

    @model_validator(mode="after")
    def _rests_on_sentences(self) -> "AnswerReply":
        if self.answered and not self.sentences:
            raise ValueError("`answered` is true, but there is no sentence")
        return self


class CondensedQuestion(_Shape):
    question: str

    @field_validator("question")
    @classmethod
    def _has_words(cls, value: str) -> str:
        return _words(value)


class StatementReply(_Shape):
    number: int
    claims: list[str]


class SplitReply(_Shape):
    statements: list[StatementReply]


Reply = TypeVar("Reply", bound=BaseModel)


def schema_of(shape: type[BaseModel], limits: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The JSON Schema of a shape without references, titles or descriptions: what the model is told is in prompts/.

    ``limits`` gives for a property the highest number that it may have, from 1: a server that follows the schema then
    lets the model write no other.
    """
    schema = dereference_refs(shape.model_json_schema())
    plain = _without(schema, {"$defs", "title", "description"})
    for name, highest in (limits or {}).items():
        for place in _properties(plain, name):
            place["enum"] = list(range(1, highest + 1))
    return {"title": shape.__name__, **plain}


def _properties(schema: Any, name: str) -> Iterator[dict[str, Any]]:
    """Every property of this name, however deep."""
    if isinstance(schema, dict):
        found = schema.get("properties", {}).get(name)
        if found is not None:
            yield found
        for value in schema.values():
            yield from _properties(value, name)


def _without(schema: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            kept[key] = {name: _without(item, keys) for name, item in value.items()}
        elif key not in keys:
            kept[key] = _without(value, keys) if isinstance(value, Mapping) else value
    return kept


_CUT_OFF = {"length", "max_tokens", "max_output_tokens", "model_length"}
_FILTERED = {"content_filter", "safety", "prohibited_content", "recitation"}
_REASONS = ("finish_reason", "stop_reason", "done_reason")
_CODE_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*)\n```\Z", re.DOTALL)

CUT_OFF = "the model's reply was cut off at its length limit; set PINCITE_REPLY_TOKENS higher, or ask for less at once"
FILTERED = "the provider's content filter stopped the reply; nothing was decided"
REFUSED = "the model refused to reply; nothing was decided. Another model may do it"


def read_reply(message: AIMessage, shape: type[Reply]) -> Reply:
    """The reply as its shape.

    Raises UnusableReply where it is cut off, filtered or refused, UnreadableReply where asking again may help.
    """
    reasons = {str(message.response_metadata.get(name, "")).lower() for name in _REASONS}
    details = message.response_metadata.get("incomplete_details")
    if isinstance(details, Mapping):
        reasons.add(str(details.get("reason", "")).lower())
    if reasons & _CUT_OFF:
        raise UnusableReply(CUT_OFF)
    if reasons & _FILTERED:
        raise UnusableReply(FILTERED)
    if "refusal" in reasons or _refuses(message):
        raise UnusableReply(REFUSED)
    return _shaped(_written(message), shape)


def text_of(message: AIMessage) -> str:
    """What the model wrote, as it is shown to it again: the arguments of its first tool call, or its text."""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return str(message.text)


def has_ended(message: AIMessage) -> bool:
    """Whether the server said why the reply ended; a stream that breaks off without an error does not."""
    return any(message.response_metadata.get(name) for name in (*_REASONS, "status"))


def sentences_so_far(written: str) -> list[str | AnswerSentence]:
    """What of an answer's sentences stands in a reply that is still being written, in its order.

    A sentence is given as its words once they are complete, and again as a whole once its quotes are; what is given
    once stays at its place, so that a longer ``written`` only adds.
    """
    try:
        partial = parse_partial_json(written)
    except ValueError:
        return []
    items = partial.get("sentences") if isinstance(partial, Mapping) else None
    found: list[str | AnswerSentence] = []
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
            break
        if len(item) < 2 or not item["text"].strip():  # the words may still be going on
            break
        found.append(item["text"])
        if items is None or number == len(items):  # the last one may still be going on
            break
        try:
            found.append(AnswerSentence.model_validate(item))
        except ValidationError:
            break
    return found


def _refuses(message: AIMessage) -> bool:
    content = message.content if isinstance(message.content, list) else []
    blocks = [block for block in content if isinstance(block, Mapping)]
    return bool(message.additional_kwargs.get("refusal")) or any(block.get("type") == "refusal" for block in blocks)


def _written(message: AIMessage) -> Any:
    if message.tool_calls:
        return message.tool_calls[0]["args"]
    text = text_of(message).strip()
    if not text:
        raise UnreadableReply("it was empty")
    fenced = _CODE_FENCE.match(text)
    try:
        return json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        raise UnreadableReply("it was not JSON") from None


def _shaped(written: Any, shape: type[Reply]) -> Reply:
    try:
        return shape.model_validate(written)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(step) for step in item['loc']) or 'the reply'}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        ]
        more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
        raise UnreadableReply(f"it had another shape than was asked for ({'; '.join(problems[:3])}{more})") from None
