"""What the engines and the library give back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.evidence import Claim, Evidence, Match, Quote, Span, Stance, Verdict
from bot.errors import InvariantError
from bot.usage import Usage


def percent(confidence: float) -> str:
    """A confidence (0 to 1) as people are told it: whole percents and never 100%, for no judgement is certain."""
    return f"{min(confidence, 0.99):.0%}"


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked at: how many passages, and the nearest places (neutral evidence)."""

    passages: int
    nearest: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What the embedded engine says of a claim that the language model has judged."""

    verdict: Verdict
    confidence: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """The smallest change that makes a refuted claim one that its sources support.

    ``span`` of ``claim`` gives way to ``quote``, so that no word of a correction is invented: it is the claim's or
    a source's. Raises InvariantError where the span is not in the claim or nothing is changed.
    """

    claim: str
    span: Span
    quote: Quote

    def __post_init__(self) -> None:
        if self.span.end > len(self.claim) or self.by == self.replaced:
            raise InvariantError(f"no correction of “{self.claim}” at {self.span.start} to {self.span.end}")

    @property
    def replaced(self) -> str:
        """The words of the claim that the source excludes."""
        return self.span.of(self.claim)

    @property
    def by(self) -> str:
        """The source's words in their place, on one line."""
        return " ".join(self.quote.text.split())

    @property
    def text(self) -> str:
        """The claim as corrected."""
        return self.claim[: self.span.start] + self.by + self.claim[self.span.end :]


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """The verdict on one claim. A decided verdict without its quote cannot be constructed."""

    claim: Claim
    verdict: Verdict
    confidence: float
    evidence: tuple[Evidence, ...]
    explanation: str
    searched: Searched
    undecided: bool = False
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Of supported, refuted and not_enough_evidence, where the engine gives them."""
    decided_by: str = "embedded"
    """The name of the engine that judged this claim: the embedded one decides what it is sure of by itself."""
    second: SecondOpinion | None = None
    usage: Usage = field(default=Usage(), compare=False)
    """This claim's share of what the language model took."""
    correction: Correction | None = None
    """Of a refuted claim, where one could be made that the sources support."""

    def __post_init__(self) -> None:
        stances = {item.stance for item in self.evidence}
        needed = {
            Verdict.SUPPORTED: {Stance.SUPPORTS},
            Verdict.REFUTED: {Stance.REFUTES},
            Verdict.CONFLICTING: {Stance.SUPPORTS, Stance.REFUTES},
        }.get(self.verdict, set())
        if not needed <= stances:
            raise InvariantError(f"a verdict '{self.verdict}' needs a quote that {' and one that '.join(needed)} it")
        if self.undecided and self.verdict is not Verdict.NOT_ENOUGH_EVIDENCE:
            raise InvariantError("an undecided claim has the verdict not_enough_evidence")
        if self.correction and self.verdict is not Verdict.REFUTED:
            raise InvariantError("only a refuted claim has a correction")

    @property
    def start(self) -> int:
        return self.claim.start

    @property
    def end(self) -> int:
        return self.claim.end


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A part of the pasted text that is no checkable statement, and why."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Failed(Unchecked):
    """A claim that could not be checked, because the language model failed: the reason says how. No verdict."""

    usage: Usage = field(default=Usage(), compare=False)


@dataclass(frozen=True, slots=True)
class Engine:
    """Who judged: name, version (changes whenever a model file or threshold does), prompt hashes.

    ``host`` is where texts are sent to, as host and port or the provider's name; empty for the embedded engine,
    which sends nothing anywhere.
    """

    name: str
    version: str
    prompts: Mapping[str, str] = field(default_factory=dict)
    host: str = ""


@dataclass(frozen=True, slots=True)
class Dial:
    """One setting of the risk dial. ``risk`` is the share of wrong verdicts among decided ones that ``threshold``
    kept to on development data, None where the engine decides by a convention of its own; ``coverage`` is the share
    of those claims that were decided at it, None where that was not measured."""

    risk: float | None
    threshold: float
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All claims of one pasted text and the verdict on the whole.

    The verdict is None where claims failed and the others do not refute the text: nothing is known of the whole then.
    """

    text: str
    verdict: Verdict | None
    claims: tuple[ClaimResult, ...]
    engine: Engine
    unchecked: tuple[Unchecked, ...] = ()
    failed: tuple[Failed, ...] = ()
    usage: Usage = field(default=Usage(), compare=False)
    dial: Dial | None = None
    """The setting that the embedded engine decided at."""

    @property
    def parts(self) -> "list[ClaimResult | Unchecked]":
        """All parts in the order of the text."""
        return sorted([*self.claims, *self.unchecked, *self.failed], key=lambda part: part.start)


class SentenceState(StrEnum):
    """What has become of a sentence of an answer."""

    WRITING = "writing"
    CITED = "cited"
    WITHDRAWN = "withdrawn"
    NOT_SOURCED = "not_sourced"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, numbered from 1 in the order it came.

    ``writing``: its quotes are not looked at yet. ``cited``: rests on ``evidence``, each an exact slice.
    ``withdrawn``: its quotes are not in the source, or say otherwise; ``reason`` tells which. ``not_sourced``: came
    without any quote. Only cited sentences are part of an answer; the words of the others are the model's alone.
    """

    number: int
    text: str
    state: SentenceState
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.state is SentenceState.CITED) != bool(self.evidence):
            raise InvariantError("a sentence is cited by its quotes, and only a cited one has them")


@dataclass(frozen=True, slots=True)
class Reworded:
    """A follow-up question as it was understood from the conversation before it."""

    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Text whose every sentence rests on quotes, or an abstention."""

    question: str
    text: str
    abstained: bool
    confidence: float
    evidence: tuple[Evidence, ...]
    searched: Searched
    engine: Engine
    sentences: tuple[Sentence, ...] = ()
    """Also those that were withdrawn or came without a source; the text is that of the cited ones."""
    understood: str = ""
    """The question as it was looked up, where a follow-up was reworded."""
    usage: Usage = field(default=Usage(), compare=False)

    def __post_init__(self) -> None:
        if not self.abstained and not self.evidence:
            raise InvariantError("an answer without a quote")


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What the quote court says of words that somebody quotes."""

    words: str
    match: Match
    reason: str
    evidence: Evidence | None = None

    def __post_init__(self) -> None:
        if self.match is not Match.REJECTED and self.evidence is None:
            raise InvariantError(f"'{self.match}' without a place in a source")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one input: ``status`` is added, unchanged or completed."""

    document: str
    title: str
    passages: int
    status: str


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One document of the library, without its text."""

    id: str
    title: str
    origin: str
    added: str
    characters: int
    passages: int
    sha256: str
