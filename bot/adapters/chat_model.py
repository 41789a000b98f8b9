"""Which language model is used, and the LangChain chat model for it. Nothing of a provider is imported before."""

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import UsageError
from bot.usage import PRICES_VARIABLE, Price, price_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MODEL_VARIABLE = "PINCITE_MODEL"
PROMPT_TOKENS_VARIABLE = "PINCITE_PROMPT_TOKENS"
REPLY_TOKENS_VARIABLE = "PINCITE_REPLY_TOKENS"
TIMEOUT_VARIABLE = "PINCITE_MODEL_TIMEOUT"

AT_ONCE_VARIABLE = "PINCITE_AT_ONCE"

TIMEOUT = 120.0
AT_ONCE = 8
PROMPT_TOKENS = 6000
REPLY_TOKENS = 4096

PLACEHOLDER_KEY = "no-key-needed"
"""What is sent as the key to a server that wants none; the client library refuses to send nothing."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A model and how it is called. ``model`` is ``provider:name`` as ``init_chat_model`` takes it."""

    model: str
    base_url: str | None = None
    """Of an OpenAI-compatible server; it holds for ``openai:…`` alone."""
    api_key: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    """Seconds without a byte from the server after which a call has failed."""
    retries: int = 2
    """Further tries by the client library after no connection, 408, 409, 429 and 5xx; a Retry-After is waited for."""
    prompt_tokens: int = PROMPT_TOKENS
    """Most tokens of one prompt; passages that do not fit as a whole are not sent."""
    reply_tokens: int = REPLY_TOKENS
    """Most tokens of one reply, a model's unseen reasoning included."""
    at_once: int = AT_ONCE
    """Calls that are under way at the same time."""
    price: Price | None = None

    @classmethod
    def from_environment(
        cls, named: str | None = None, environment: Mapping[str, str] | None = None
    ) -> "ModelSettings | None":
        """Of ``named`` or else ``PINCITE_MODEL``; None where neither is set: no language model is wanted then.

        Raises UsageError where a number is none, or an address is not one.
        """
        given = os.environ if environment is None else environment
        model = (named or given.get(MODEL_VARIABLE, "")).strip()
        if not model:
            return None
        base_url = (given.get("OPENAI_BASE_URL") or given.get("OPENAI_API_BASE") or "").strip() or None
        if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
            raise UsageError("OPENAI_BASE_URL is no address; write it as http://127.0.0.1:8080/v1")
        compatible = base_url if base_url and urlsplit(base_url).hostname != "api.openai.com" else ""
        return cls(
            model=model,
            base_url=base_url,
            api_key=given.get("OPENAI_API_KEY", "").strip() or None,
            timeout=_number(given, TIMEOUT_VARIABLE, TIMEOUT),
            prompt_tokens=int(_number(given, PROMPT_TOKENS_VARIABLE, PROMPT_TOKENS)),
            reply_tokens=int(_number(given, REPLY_TOKENS_VARIABLE, REPLY_TOKENS)),
            at_once=int(_number(given, AT_ONCE_VARIABLE, AT_ONCE)),
            price=price_of(
                model, (compatible or "") if model.startswith("openai:") else "", given.get(PRICES_VARIABLE, "")
            ),
        )

    @property
    def provider(self) -> str:
        """``openai`` of ``openai:gpt-…``; empty where only a name is given."""
        return self.model.partition(":")[0] if ":" in self.model else ""

    @property
    def server(self) -> str:
        """Where the model is called, for messages: host and path, never a password."""
        if not self.base_url or self.provider != "openai":
            return self.provider or "the provider"
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"

    @property
    def host(self) -> str:
        """Where texts are sent to, for people: host and port, or the provider's name."""
        if self.base_url and self.provider == "openai":
            parts = urlsplit(self.base_url)
            return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}"
        return "api.openai.com" if self.provider == "openai" else self.provider or "the provider"


def open_model(settings: ModelSettings) -> "BaseChatModel":
    """The chat model, not yet called. Raises UsageError, with the next step, where it cannot be set up."""
    from langchain.chat_models import init_chat_model

    # the next way of structured output is then taken, which is what these advise
    warnings.filterwarnings("ignore", message="This model does not support OpenAI's structured output")
    warnings.filterwarnings("ignore", message="Cannot use method='json_schema'")
    wanted: dict[str, Any] = {"timeout": settings.timeout, "max_retries": settings.retries, "temperature": 0}
    if settings.provider == "openai":
        if not settings.api_key and not settings.base_url:
            raise UsageError(
                "no key for the model: set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server that needs none"
            )
        wanted["api_key"] = settings.api_key or PLACEHOLDER_KEY
        wanted["stream_usage"] = True  # off by default with another address, and tokens would go uncounted
        wanted["max_tokens"] = settings.reply_tokens
        if settings.base_url:
            wanted["base_url"] = settings.base_url
    try:
        model: BaseChatModel = init_chat_model(settings.model, **wanted)
    except Exception as error:  # every provider has its own errors for a setting that is wrong
        raise UsageError(f"the model '{settings.model}' cannot be set up: {_plain(error, settings)}") from None
    return model


def _plain(error: Exception, settings: ModelSettings) -> str:
    """What is wrong in one line, without the key."""
    if isinstance(error, ImportError):
        return f"it needs another package; pip install langchain-{settings.provider.replace('_', '-')}"
    if not settings.provider or "model_provider" in str(error) or "Unsupported provider" in str(error):
        return "write it as provider:name, for example openai:gpt-5-mini or ollama:qwen3"
    errors = getattr(error, "errors", None)
    if callable(errors):
        text = "; ".join(str(item["msg"]) for item in errors(include_input=False, include_url=False))
    else:
        text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return text.replace(settings.api_key, "…") if settings.api_key else text


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    text = given.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 10_000_000:
        raise UsageError(f"{name} is '{text}'; it must be a number from 1 up")
    return value
