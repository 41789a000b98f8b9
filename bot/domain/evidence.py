"""Texts and their places, and what of them bears on a claim or a question."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import InvariantError


class Stance(StrEnum):
    """How one quote bears on one claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class Verdict(StrEnum):
    """The classes of FEVER and AVeriTeC."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    CONFLICTING = "conflicting"


class Match(StrEnum):
    """What the quote court found of a proposed quote."""

    VERIFIED = "verified"
    REPAIRED = "repaired"
    REJECTED = "rejected"


class PassageKind(StrEnum):
    """Reporting may be evidence; boilerplate (related links, newsletter boxes …) never is."""

    REPORTING = "reporting"
    BOILERPLATE = "boilerplate"


def sha256_of(text: str) -> str:
    """Hex digest of the text's UTF-8 form. Raises UnicodeEncodeError on lone surrogates."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


DOCUMENT_ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Document:
    """One ingested article. Its id is the first 12 hex digits of the text's sha256.

    Raises InvariantError where text and sha256 do not belong together.
    """

    id: str
    title: str
    origin: str
    text: str = field(repr=False)
    sha256: str
    added: str = ""
    """When it was ingested, ISO 8601 in UTC."""

    def __post_init__(self) -> None:
        if sha256_of(self.text) != self.sha256:
            raise InvariantError(f"the text of document {self.id} is not the text that was ingested")

    @classmethod
    def of(cls, text: str, *, title: str, origin: str, added: str = "") -> "Document":
        digest = sha256_of(text)
        return cls(digest[:DOCUMENT_ID_LENGTH], title, origin, text, digest, added)


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise InvariantError(f"not a span: {self.start} to {self.end}")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Passage:
    """A token-bounded run of whole sentences. A document's passages tile its text.

    ``sentences`` are spans without surrounding white space, in order, inside start:end.
    """

    document: str
    title: str
    index: int
    start: int
    end: int
    text: str
    kind: PassageKind
    sentences: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start:
            raise InvariantError(f"passage {self.index} of {self.document} does not fit its offsets")

    def slice(self, span: Span) -> str:
        return self.text[span.start - self.start : span.end - self.start]


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage and its cosine similarity to the query, -1 to 1."""

    passage: Passage
    similarity: float


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact slice of a document; nothing else can be constructed.

    The text is read from the document, so it cannot differ from it.
    """

    document: Document
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise InvariantError(f"no slice {self.start}:{self.end} in document {self.document.id}")

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class StanceScores:
    """Probabilities of the three stances of one (text, claim) pair; they sum to 1."""

    supports: float
    refutes: float
    neutral: float


@dataclass(frozen=True, slots=True)
class Bearing:
    """What an engine measured of one text against one claim."""

    scores: StanceScores
    similarity: float = 0.0
    """Cosine of the passage to the claim."""
    coverage: float = 0.0
    """Share of the claim's content words that the text has, 0 to 1."""
    quantities: Stance = Stance.NEUTRAL
    """Whether the quantities that both give for the same thing agree, disagree, or say nothing."""
    names: float = 1.0
    """The same share of its names; 1 where it has none."""
    numbers_absent: float = 0.0
    """Share of the claim's quantities and dates for which the text has nothing of the kind."""
    numbers_differ: float = 0.0
    """Share of them that the text's own exclude."""
    negation_differs: bool = False
    opposite: bool = False
    """Whether the text has the opposite of a word of the claim."""
    repeats: bool = False
    """Whether the text is one sentence that is the claim, or has it as one of its statements, in the same words."""
    note: str = ""
    """What was compared, as one plain sentence; empty where nothing was."""

    @property
    def stance(self) -> Stance:
        """The stance of this text alone: the same words support, differing quantities refute; otherwise the likeliest
        score."""
        if self.repeats:
            return Stance.SUPPORTS
        if self.quantities is Stance.REFUTES:
            return Stance.REFUTES
        likeliest = max(self.scores.supports, self.scores.refutes, self.scores.neutral)
        if likeliest == self.scores.neutral:
            return Stance.NEUTRAL
        return Stance.SUPPORTS if likeliest == self.scores.supports else Stance.REFUTES


@dataclass(frozen=True, slots=True)
class Proposal:
    """A quote that an engine proposes, before the quote gate has looked at it.

    ``span`` is set where the engine points at a place (the embedded one); a language model proposes
    words alone. ``passage`` is the passage that was shown, and the words must come from it.
    ``bearing`` belongs to claims, ``score`` (probability that it answers) to questions.
    """

    passage: Passage
    text: str
    span: Span | None = None
    bearing: Bearing | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that passed the gate, and how it bears on the claim or question.

    ``score`` is the probability of the stance, or that it answers the question.
    """

    quote: Quote
    stance: Stance
    score: float
    match: Match = Match.VERIFIED
    attributed_to: str | None = None
    bearing: Bearing | None = None

    def __post_init__(self) -> None:
        if self.match is Match.REJECTED:
            raise InvariantError("a rejected quote is not evidence")


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement: where it stands in the pasted text, and its stand-alone wording."""

    text: str
    start: int
    end: int
