"""What is measured: something that takes documents and answers claims and questions from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import CheckResult, Evidence, Verdict
from bot.errors import ProviderError, UsageError
from bot.pincite import Pincite
from bot.ports import PassageStore, TokenCounter
from bot.settings import asking, cache_wanted
from bot.verification.cascade import Ask
from bot.wiring import EmbeddedModels, embedded_steps, with_model
from evals.memory import MemoryPassageStore, RememberingEmbedder, RememberingStanceModel

if TYPE_CHECKING:
    from bot.adapters.chat import ChatEngine


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote as a system shows it: the whole text of its document, the offsets into it, and the words shown."""

    document: str = field(repr=False)
    start: int
    end: int
    text: str
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a system says of one claim. ``probabilities`` are of the three verdicts, empty where it gives none.

    ``judged`` is false where the system found no checkable statement: there is no confidence then.
    """

    verdict: str
    confidence: float
    probabilities: Mapping[str, float] = field(default_factory=dict)
    quotes: tuple[Cited, ...] = ()
    undecided: bool = False
    judged: bool = True

    @property
    def at_full_coverage(self) -> "Checked":
        """The same with the likeliest verdict in the place of one that was left open for not being sure enough."""
        if not self.undecided or not self.probabilities or self.verdict != str(Verdict.NOT_ENOUGH_EVIDENCE):
            return self
        return replace(self, verdict=max(self.probabilities, key=lambda name: self.probabilities[name]))

    @property
    def certainty(self) -> float:
        """The probability of the verdict that was given, which the confidence of an undecided claim is not."""
        return float(self.probabilities.get(self.verdict, self.confidence))

    @property
    def certainty_of_two(self) -> float:
        """The same where the classes are supported and not supported."""
        if self.verdict == str(Verdict.SUPPORTED) or not self.probabilities:
            return self.certainty
        return 1.0 - float(self.probabilities.get(str(Verdict.SUPPORTED), 0.0))


@dataclass(frozen=True, slots=True)
class Answered:
    """What a system says to one question."""

    text: str
    abstained: bool
    confidence: float
    quotes: tuple[Cited, ...] = ()


class System(Protocol):
    """``document`` is the text of the only document that is asked; None asks all that were loaded."""

    name: str

    def engine(self) -> dict[str, Any]:
        """Name, version and prompt hashes, for the report."""
        ...

    def load(self, documents: Iterable[str]) -> None:
        """The library holds these documents and no others from now on."""
        ...

    def check(self, claim: str, document: str | None = None) -> Checked: ...

    def ask(self, question: str, document: str | None = None) -> Answered: ...


def chat_engine(engine: str, counter: TokenCounter, *, kept: bool = False) -> "ChatEngine":
    """The language model of this name; its replies are ``kept`` for a later run where that is wanted.

    Raises UsageError where it cannot be set up.
    """
    from bot.adapters.chat import ChatEngine
    from bot.adapters.chat_model import ModelSettings

    settings = ModelSettings.from_environment(engine)
    if settings is None:
        raise UsageError("--engine needs the name of a model, such as openai:gpt-5-mini")
    cache = None
    if kept and cache_wanted():
        import platformdirs

        from bot.adapters.reply_cache import DiskReplyCache

        folder = Path(platformdirs.user_cache_dir("pincite", appauthor=False)) / "evals"
        folder.mkdir(parents=True, exist_ok=True)
        cache = DiskReplyCache(folder)
    return ChatEngine.open(settings, counter, cache)


def remembering(models: EmbeddedModels) -> EmbeddedModels:
    """The same models, each text and pair computed once in this process."""
    return replace(models, embedder=RememberingEmbedder(models.embedder), stance=RememberingStanceModel(models.stance))


class Product:
    """Pincite itself, the same chain that the command line runs: with its embedded engine, or with the language model
    that ``engine`` names as ``provider:name``, asked the claims that ``ask`` says, else the settings.

    With a ``directory`` the passages are in Chroma as in use; without one they are in memory, which finds the same
    passages of a single document.
    """

    name = "pincite"

    def __init__(
        self,
        models: EmbeddedModels,
        directory: Path | None = None,
        engine: str | None = None,
        ask: Ask | None = None,
        *,
        kept: bool = False,
    ) -> None:
        store: PassageStore = MemoryPassageStore(models.embedder)
        if directory is not None:
            from bot.adapters.chroma import ChromaPassageStore

            store = ChromaPassageStore(directory, models.embedder)
        splitter, counter = NupunktSplitter(), TiktokenCounter()
        self._models = {"embedder": models.embedder.version, "stance": models.stance.version}
        steps = embedded_steps(models, splitter)
        self.chat = chat_engine(engine, counter, kept=kept) if engine else None
        if self.chat:
            steps = with_model(steps, self.chat, models.stance, ask or asking())
        self.pincite = Pincite(store, steps, splitter, counter)
        self._ids: dict[str, str] = {}

    def engine(self) -> dict[str, Any]:
        engine = self.pincite.steps.engine
        named = {
            "name": engine.name,
            "version": engine.version,
            "prompts": dict(engine.prompts),
            "models": self._models,
        }
        return {**named, "spent": asdict(self.chat.meter.usage)} if self.chat else named

    def load(self, documents: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(documents))
        for text in [text for text in self._ids if text not in wanted]:
            self.pincite.remove(self._ids.pop(text))
        for text in wanted:
            if text not in self._ids:
                self._ids[text] = self.pincite.ingest_text(text).document

    def source_of(self, document: str) -> str:
        """The id of a document that is loaded."""
        return self._ids[document]

    def watched(self) -> Callable[[], dict[str, int]]:
        """Begins to count what the quote court finds for the language model in this thread; gives the counts."""
        return self.chat.watched() if self.chat else dict

    def check(self, claim: str, document: str | None = None) -> Checked:
        result = self.pincite.check(claim, self._sources(document))
        if result.verdict is None:
            raise ProviderError(result.failed[0].reason)
        deciding = [part for part in result.claims if part.verdict is result.verdict]
        quotes = tuple(_cited(item) for part in deciding for item in part.evidence)
        if not deciding:
            return Checked(str(result.verdict), 0.0, quotes=quotes, judged=False)
        surest = _surest(result)
        return Checked(
            str(result.verdict),
            surest.confidence,
            surest.probabilities if result.verdict is not Verdict.CONFLICTING else {},
            quotes,
            any(part.undecided for part in result.claims),
        )

    def ask(self, question: str, document: str | None = None) -> Answered:
        answer = self.pincite.ask(question, self._sources(document))
        quotes = tuple(_cited(item) for item in answer.evidence)
        return Answered("" if answer.abstained else answer.text, answer.abstained, answer.confidence, quotes)

    def _sources(self, document: str | None) -> Sequence[str] | None:
        return None if document is None else [self._ids[document]]


def _surest(result: CheckResult) -> Any:
    """The claim that carries the verdict on the whole: the surest that refutes, else the least sure of all alike."""
    deciding = [part for part in result.claims if part.verdict is result.verdict]
    pick = max if result.verdict is Verdict.REFUTED else min
    return pick(deciding, key=lambda part: part.probabilities.get(str(part.verdict), part.confidence))


def _cited(item: Evidence) -> Cited:
    quote = item.quote
    return Cited(quote.document.text, quote.start, quote.end, quote.text, str(item.stance))
