"""What the use cases need from outside, as protocols. Adapters implement them; tests bring fakes
that pass the same contract tests."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain import Claim, Document, Hit, Passage, Proposal, SourceInfo, Span, StanceScores


class Embedder(Protocol):
    """Texts to unit vectors. The names are those of LangChain's ``Embeddings``."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class StanceModel(Protocol):
    """Scores (text, claim) pairs in batches; one result a pair, in the pairs' order.

    A text that is longer than the model can read is read in overlapping windows, never cut.
    """

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]: ...

    def fits(self, claim: str) -> bool:
        """Whether the claim leaves room for text to judge it by."""
        ...


class AnswerModel(Protocol):
    """Scores (text, question) pairs: the probability that the text answers the question."""

    def score_answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]: ...


class SentenceSplitter(Protocol):
    """Sentence spans of a text, in order, without surrounding white space, not overlapping."""

    def spans(self, text: str) -> list[Span]: ...


class TokenCounter(Protocol):
    def count(self, text: str) -> int: ...


class PassageStore(Protocol):
    """Documents as passages. A document is seen only when all of its passages are stored.

    ``search`` leaves boilerplate out and returns first what is nearest by meaning and by words
    (``bot.retrieval.nearness``).
    """

    def add(self, document: Document, passages: Sequence[Passage]) -> None: ...

    def get(self, document: str) -> Document: ...

    def passages(self, document: str) -> list[Passage]: ...

    def sources(self) -> list[SourceInfo]: ...

    def is_partial(self, document: str) -> bool: ...

    def remove(self, document: str) -> None: ...

    def search(self, query: str, limit: int, documents: Sequence[str] | None = None) -> list[Hit]: ...


class Judge(Protocol):
    """Proposes quotes with a stance for one claim, from the passages it is shown."""

    def __call__(self, claim: Claim, hits: Sequence[Hit]) -> list[Proposal]: ...


class Reader(Protocol):
    """Proposes quotes that answer one question, best first, from the passages it is shown."""

    def __call__(self, question: str, hits: Sequence[Hit]) -> list[Proposal]: ...
