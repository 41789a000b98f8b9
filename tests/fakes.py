"""Stand-ins for the ports, for tests of the use cases. They pass the same contract tests as the real ones."""

import hashlib
import math
import re
from collections.abc import Sequence

from bot.domain import Span, StanceScores

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Unit vectors of hashed words: texts that share words are near."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._embed(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._embed(text)

    def _embed(self, text: str) -> list[float]:
        vector = [0.0] * 64
        for word in _WORD.findall(text.casefold()) or [text]:
            digest = hashlib.sha256(word.encode()).digest()
            vector[digest[0] % 64] += 1.0 if digest[1] % 2 else -1.0
        norm = math.hypot(*vector)
        return [value / norm for value in vector] if norm else [1.0] + [0.0] * 63


class WordStanceModel:
    """Supports where the text has all of the claim's words, refutes where it has them and a "not"."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        return [self._score(text, claim) for text, claim in pairs]

    def score_answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [self._score(text, question).supports for text, question in pairs]

    def fits(self, claim: str) -> bool:
        return len(claim.split()) <= 150

    def _score(self, text: str, claim: str) -> StanceScores:
        words, wanted = set(_WORD.findall(text.casefold())), set(_WORD.findall(claim.casefold()))
        if not wanted <= words | {"not"}:
            return StanceScores(0.05, 0.05, 0.9)
        return StanceScores(0.05, 0.9, 0.05) if ("not" in words) != ("not" in wanted) else StanceScores(0.9, 0.05, 0.05)


class LineSplitter:
    """One sentence a line."""

    def spans(self, text: str) -> list[Span]:
        found = []
        for line in re.finditer(r"[^\r\n]+", text):
            if trimmed := line.group().strip():
                start = line.start() + line.group().index(trimmed[0])
                found.append(Span(start, start + len(trimmed)))
        return found


class WordCounter:
    """A token a word, and one for what is no word."""

    def count(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))
