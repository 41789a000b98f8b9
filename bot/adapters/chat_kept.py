"""What a language model replied, kept by what it was asked."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.adapters.chat_model import ModelSettings
from bot.adapters.chat_prompts import Key, Prompts, key_of
from bot.adapters.chat_replies import ClaimReply, StancedQuote
from bot.domain import Hit
from bot.ports import Asked, ReplyCache

Reply = TypeVar("Reply", bound=BaseModel)


class KeptReplies:
    """Replies of one model to one set of prompts. Nothing is kept where ``cache`` is None."""

    def __init__(self, cache: ReplyCache | None, settings: ModelSettings, prompts: Prompts) -> None:
        self.cache = cache
        self._settings = settings
        self._files = prompts.files

    def key(self, prompt: str, *said: str) -> str:
        """Of what a reply depends on: the model and where it is asked, the prompts, and what is asked."""
        asked = [
            self._settings.model,
            self._settings.server,
            self._settings.reply_tokens,
            self._files[prompt].sha256,
            self._files["fence"].sha256,
            *said,
        ]
        return hashlib.sha256(json.dumps(asked).encode("utf-8", "surrogatepass")).hexdigest()

    def read(self, key: str, shape: type[Reply]) -> Reply | None:
        """The reply of that key; None where there is none of that shape."""
        value = self.cache.get(key) if self.cache else None
        try:
            return None if value is None else shape.model_validate(value)
        except ValidationError:
            return None

    def write(self, key: str, value: Any) -> None:
        if self.cache:
            self.cache.put(key, value)

    def read_claim(self, item: Asked, pool: Mapping[Key, Hit]) -> tuple[ClaimReply, dict[int, Hit]] | None:
        """The reply for a claim, and its passages by number; None where it cites one that is not in the pool."""
        value = self.cache.get(self._claim_key(item)) if self.cache else None
        if value is None:
            return None
        try:
            cited = [pool[document, index] for document, index in value["passages"]]
            quotes = [StancedQuote.model_validate(quote) for quote in value["quotes"]]
        except (KeyError, TypeError, ValueError):
            return None
        return ClaimReply(claim=1, quotes=quotes), dict(enumerate(dict.fromkeys([*cited, *item.hits]), start=1))

    def write_claim(self, item: Asked, reply: ClaimReply, sent: Mapping[int, Hit]) -> None:
        """Keeps a claim's reply with the passages that it cites by name, since numbers hold for one call alone."""
        cited = [number for number in dict.fromkeys(quote.passage for quote in reply.quotes) if number in sent]
        again = {number: place for place, number in enumerate(cited, start=1)}
        quotes = [{**quote.model_dump(mode="json"), "passage": again.get(quote.passage, 0)} for quote in reply.quotes]
        passages = [key_of(sent[number]) for number in cited]
        self.write(self._claim_key(item), {"passages": passages, "quotes": quotes})

    def _claim_key(self, item: Asked) -> str:
        return self.key("judge", item.claim.text, *(hit.passage.text for hit in item.hits))
