"""What the use cases need from outside, as protocols. Adapters implement them; tests bring fakes
that pass the same contract tests."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain import Claim, Document, Hit, Passage, Proposal, SourceInfo, Span, StanceScores
from bot.errors import ProviderError
from bot.usage import Meter, Usage


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim, and the passages that a language model may be shown for it, best first."""

    claim: Claim
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a language model proposes for one claim, and the passages that it was shown."""

    proposals: Sequence[Proposal]
    hits: Sequence[Hit]
    usage: Usage = field(default=Usage())


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Why a language model proposes nothing for one claim, and what was paid for it all the same."""

    error: ProviderError
    usage: Usage = field(default=Usage())


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a language model writes; ``quotes`` is None until it has written them.

    ``quoted`` tells whether it gave any, also of passages that were not sent, which are no proposals.
    """

    number: int
    text: str
    quotes: Sequence[Proposal] | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Drafted:
    """How an answer ended: whether the passages answer, by the model, and the numbers of the drafts that stand."""

    answered: bool
    numbers: Sequence[int]
    hits: Sequence[Hit]


class ReplyCache(Protocol):
    """Replies by key, on disk. What cannot be read is as if it were not there."""

    def get(self, key: str) -> Any: ...

    def put(self, key: str, value: Any) -> None: ...


class LanguageModel(Protocol):
    """What a language model does in the chain. It proposes; nothing of it is shown before the quote gate has seen it.

    All raise ProviderError where the model or its server fails, and count what they take on ``meter``.
    """

    @property
    def settings(self) -> Any:
        """How it is called, for whoever wants to show that."""
        ...

    def ping(self) -> str:
        """One tiny call; returns how its reply got its shape."""
        ...

    def reword(self, question: str, history: Sequence[tuple[str, str]], meter: Meter) -> str:
        """A follow-up in words that stand alone; ``history`` is (question, answer) pairs, oldest first."""
        ...

    def write(self, question: str, hits: Sequence[Hit], meter: Meter) -> Generator[Draft, None, Drafted]:
        """The answer's sentences as they are written, each twice: its words, then with its quotes."""
        ...

    def groups(self, asked: Sequence[Asked]) -> list[list[int]]:
        """Which of the claims go into one call: those that share passages, as far as they fit."""
        ...

    def judge(self, asked: Sequence[Asked], meter: Meter) -> list[Judged | Unjudged]:
        """For each claim, in one call, its proposals, or why there are none. Raises ProviderUnusable."""
        ...

    def estimate(self, asked: Sequence[Asked]) -> Usage:
        """What judging these claims would take."""
        ...

    def reword_claims(self, text: str, claims: Sequence[Claim], meter: Meter) -> list[list[str]]:
        """For each claim of the text one or more wordings that stand alone."""
        ...
