"""What a model, its server or its client library can fail with, told once as a ProviderError of one plain line.

Providers bring their own exceptions; they are known by the names of their classes, those of LangChain first, then
those of the client libraries of OpenAI, Anthropic and httpx, so that none of these has to be imported here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bot.adapters.chat_replies import CUT_OFF, FILTERED, REFUSED
from bot.errors import ProviderError, ProviderUnusable, UnusableReply


class Kind(Enum):
    """What went wrong, as far as the next step differs."""

    TOO_LONG = auto()
    KEY = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    RATE = auto()
    TIMEOUT = auto()
    CONNECTION = auto()
    REJECTED = auto()
    SERVER = auto()
    CUT_OFF = auto()
    FILTERED = auto()
    REFUSED = auto()
    BROKEN = auto()
    UNREADABLE = auto()


KINDS: Mapping[str, Kind] = {
    "ContextOverflowError": Kind.TOO_LONG,
    "ModelAuthenticationError": Kind.KEY,
    "ModelPermissionDeniedError": Kind.FORBIDDEN,
    "ModelNotFoundError": Kind.NOT_FOUND,
    "ModelRateLimitError": Kind.RATE,
    "ModelRefusalError": Kind.REFUSED,
    "ModelTimeoutError": Kind.TIMEOUT,
    "ModelConnectionError": Kind.CONNECTION,
    "ModelInvalidRequestError": Kind.REJECTED,
    "ModelAPIError": Kind.SERVER,
    "AuthenticationError": Kind.KEY,
    "PermissionDeniedError": Kind.FORBIDDEN,
    "NotFoundError": Kind.NOT_FOUND,
    "RateLimitError": Kind.RATE,
    "APITimeoutError": Kind.TIMEOUT,
    "APIConnectionError": Kind.CONNECTION,
    "BadRequestError": Kind.REJECTED,
    "UnprocessableEntityError": Kind.REJECTED,
    "ConflictError": Kind.SERVER,
    "InternalServerError": Kind.SERVER,
    "APIResponseValidationError": Kind.UNREADABLE,
    "LengthFinishReasonError": Kind.CUT_OFF,
    "ContentFilterFinishReasonError": Kind.FILTERED,
    "OpenAIRefusalError": Kind.REFUSED,
    "StreamChunkTimeoutError": Kind.TIMEOUT,
    "TimeoutException": Kind.TIMEOUT,
    "ConnectError": Kind.CONNECTION,
    "UnsupportedProtocol": Kind.CONNECTION,
    "TransportError": Kind.BROKEN,
    "ConnectionError": Kind.CONNECTION,
    "APIStatusError": Kind.SERVER,
    "APIError": Kind.BROKEN,
}
"""By the name of the exception's class or the nearest of its bases. What is not here is an unreadable response."""

_UNUSABLE = {Kind.KEY, Kind.FORBIDDEN, Kind.NOT_FOUND}
_OF_NO_USE = {Kind.CUT_OFF, Kind.FILTERED, Kind.REFUSED}

_STEPS_DOWN = {400, 415, 422, 500, 501}
"""Statuses with which servers answer to a way of structured output that they do not have."""

_LONGEST_DETAIL = 240


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told, and whether another way of structured output may do.

    ``about_temperature`` is true where the model takes no temperature.
    """

    kind: Kind
    error: ProviderError
    steps_down: bool
    about_temperature: bool


def failure_of(error: Exception, model: str, server: str, *, midway: bool = False) -> Failure:
    """The failure behind an exception of a client library. ``server`` is where the model was called, for display;
    ``midway`` tells that a part of the reply had come."""
    kind = _kind(error)
    if midway and kind is Kind.CONNECTION:
        kind = Kind.BROKEN
    status = getattr(error, "status_code", None)
    detail = _detail(error)
    rejected = kind in (Kind.REJECTED, Kind.SERVER) and status in _STEPS_DOWN
    return Failure(
        kind=kind,
        error=_error(kind)(_told(kind, error, model, server, detail)),
        steps_down=rejected or isinstance(error, NotImplementedError),
        about_temperature=rejected and "temperature" in detail.lower(),
    )


def _error(kind: Kind) -> type[ProviderError]:
    if kind in _UNUSABLE:
        return ProviderUnusable
    return UnusableReply if kind in _OF_NO_USE else ProviderError


def _kind(error: Exception) -> Kind:
    text = str(error).lower()
    if "context size" in text or "context length" in text or "context_length" in text or "context window" in text:
        return Kind.TOO_LONG
    names = [base.__name__ for base in type(error).__mro__]
    for name in names:
        if name in KINDS:
            return KINDS[name]
    return Kind.UNREADABLE


def _told(kind: Kind, error: Exception, model: str, server: str, detail: str) -> str:
    said = f" ({detail})" if detail else ""
    match kind:
        case Kind.TOO_LONG:
            return f"the prompt is longer than '{model}' can read{said}; set PINCITE_PROMPT_TOKENS lower"
        case Kind.KEY:
            return f"{server} does not accept the key; set the provider's key, for example OPENAI_API_KEY"
        case Kind.FORBIDDEN:
            return f"the key may not use '{model}' at {server}; use another model, or ask its owner for access"
        case Kind.NOT_FOUND:
            return (
                f"{server} knows no '{model}'{said}; check PINCITE_MODEL, and OPENAI_BASE_URL, which often ends in /v1"
            )
        case Kind.RATE:
            return f"{server} takes no more requests for now{_wait(error)}{said}; try again later, or check the account"
        case Kind.TIMEOUT:
            return f"{server} did not reply in time; try again, or set PINCITE_MODEL_TIMEOUT (seconds) higher"
        case Kind.CONNECTION:
            return f"no connection to {server}; check the network, that the server runs, and OPENAI_BASE_URL"
        case Kind.REJECTED:
            return f"{server} rejected the request{said}; check that '{model}' is a chat model"
        case Kind.SERVER:
            return f"{server} failed{_status(error)}{said}; try again later"
        case Kind.CUT_OFF:
            return CUT_OFF
        case Kind.FILTERED:
            return FILTERED
        case Kind.REFUSED:
            return REFUSED
        case Kind.BROKEN:
            return f"the reply of {server} broke off{said}; try again"
        case Kind.UNREADABLE:
            what = f"{type(error).__name__}{f': {detail}' if detail else ''}"
            return (
                f"the response of {server} is not that of a chat model ({what}); "
                "check OPENAI_BASE_URL, which often ends in /v1"
            )


def _detail(error: Exception) -> str:
    """What the server says, in one line of bounded length."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, Mapping) else None
    text = " ".join(str(said or getattr(error, "message", None) or error).split())
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= _LONGEST_DETAIL else text[: _LONGEST_DETAIL - 2] + " …"


def _status(error: Exception) -> str:
    status = getattr(error, "status_code", None)
    return f" with status {status}" if status else ""


def _wait(error: Exception) -> str:
    headers = getattr(getattr(error, "response", None), "headers", {})
    seconds = str(headers.get("retry-after", ""))
    return f", and asks to wait {seconds} seconds" if seconds.isdigit() else ""
