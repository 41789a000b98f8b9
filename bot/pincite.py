"""A library and the engine over it: what the command line, the page and the evals call."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.batches import check_together
from bot.chains import Steps, Told, ask_chain, claims_chain, split_text
from bot.domain import (
    Answer,
    CheckResult,
    Claim,
    ClaimResult,
    Dial,
    Document,
    Engine,
    Failed,
    Ingested,
    Passage,
    QuoteCheck,
    SourceInfo,
    Unchecked,
    Verdict,
)
from bot.errors import InvariantError, ProviderError, UnreadableInput, UsageError
from bot.feedback import FeedbackLog
from bot.ingestion.ingest import ingest_article
from bot.ingestion.reading import RawArticle, read_article, title_of
from bot.ingestion.rows import has_words
from bot.library import Library, mark_seeded, open_library, opening, seed_articles
from bot.ports import PassageStore, SentenceSplitter, TokenCounter
from bot.quoting import check_words
from bot.resources import folder
from bot.retrieval import resolve_sources
from bot.settings import library_directory
from bot.usage import Usage, total
from bot.verification.aggregation import overall
from bot.wiring import at_risk, wired

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


class Pincite:
    """A library and the engine over it: what the command line, the page and the evals call.

    Build it with ``open``; the initialiser takes ready parts, so that tests can bring their own.
    """

    def __init__(
        self,
        store: PassageStore,
        steps: Steps,
        splitter: SentenceSplitter,
        counter: TokenCounter,
        directory: Path | None = None,
        alone: Steps | None = None,
    ) -> None:
        """``alone`` are the steps of the embedded engine, where ``steps`` are not these already."""
        self.store = store
        self._alone = alone
        self.steps = steps
        self.directory = directory
        self.public_only = False
        """Whether addresses of this machine and its network are refused: set where others ask for them."""
        self._splitter = splitter
        self._counter = counter

    @classmethod
    def open(
        cls,
        library: str | os.PathLike[str] | None = None,
        *,
        empty: bool = False,
        model: str | None = None,
        ask_model: str | None = None,
        cache: bool | None = None,
        risk: float | None = None,
        judges: bool = True,
    ) -> "Pincite":
        """Opens the library, or makes a new one that starts with the seeds unless ``empty``.

        ``model`` (``provider:name``), else ``$PINCITE_MODEL``, names a language model; without it the embedded engine
        does all. ``ask_model`` (always, uncertain or never, see ``Ask``) says which claims it is
        asked, ``cache`` whether its replies are kept in the library. ``risk``, else ``$PINCITE_RISK``, is the share of
        the embedded engine's decided verdicts that may be wrong. Whoever only reads, adds or looks for words opens
        without ``judges``: what the environment sets for judging and answering is then not set up.

        Raises LibraryError where the directory is no library, ModelFilesError where the installation is incomplete,
        UsageError where the model cannot be set up.
        """
        directory = library_directory(library)
        engine = wired(model, ask_model, risk, judges)
        with opening(directory):
            marker = open_library(directory, engine.models.embedder.version)
            store = engine.store_in(directory, cache)
            pincite = cls(store, engine.steps, engine.splitter, engine.counter, directory, engine.alone)
            if not marker.seeded:
                pincite._start(marker, [] if empty else seed_articles(folder("seeds")))
        return pincite

    def _start(self, marker: Library, articles: Sequence[RawArticle]) -> None:
        for article in articles:
            ingest_article(article, self.store, self._splitter, self._counter)
        if self.directory:
            mark_seeded(self.directory, marker)

    @cached_property
    def _ask_chain(self) -> "Runnable[Any, list[Told]]":
        return ask_chain(self.store, self.steps)

    def using(self, *, model: bool = True, risk: float | None = None) -> "Pincite":
        """The same library by other means: without the language model, which sends nothing anywhere, or at another
        risk. Raises UsageError for a risk that cannot be kept.
        """
        steps = self.steps if model or self._alone is None else self._alone
        made = Pincite(
            self.store, at_risk(steps, risk), self._splitter, self._counter, self.directory, self._alone or self.steps
        )
        made.public_only = self.public_only
        return made

    @property
    def engine(self) -> Engine:
        """Who judges and answers. ``host`` is where texts are sent to; empty where they stay on this machine."""
        return self.steps.engine

    @property
    def usage(self) -> Usage:
        """What the language model has taken since the library was opened, and what was spared. Zero without one."""
        return self.steps.language.meter.usage if self.steps.language else Usage()

    def ingest(self, path_or_url: str | os.PathLike[str], origin: str | None = None) -> Ingested:
        """Adds one article; the same text again changes nothing. Raises UnreadableInput.

        ``origin`` is what is remembered instead of the path, where that is only a passing copy of an upload.
        """
        article = read_article(os.fspath(path_or_url), public_only=self.public_only)
        if origin is not None:
            article = replace(article, origin=origin)
        return ingest_article(article, self.store, self._splitter, self._counter)

    def ingest_text(self, text: str, title: str = "") -> Ingested:
        """Adds pasted text. Raises UnreadableInput."""
        article = RawArticle(title.strip() or title_of(text, "") if text.strip() else title, "pasted", text)
        return ingest_article(article, self.store, self._splitter, self._counter)

    def check(self, text: str, sources: Sequence[str] | None = None, *, risk: float | None = None) -> CheckResult:
        """Verdicts on every claim of the text. ``sources`` are ids, titles or file names; None means all.

        ``risk`` is the share of decided verdicts that may be wrong; None is what the library was opened with.
        Where a language model fails for some of the claims, ``failed`` says so and the others stand.
        Raises UsageError for an empty text, UnknownSource or AmbiguousSource, ProviderError where all claims failed.
        """
        parts = [part for _, _, part in self.check_stream(text, sources, risk=risk)]
        result = self.check_result(text, parts, risk=risk)
        if result.failed and not result.claims:
            raise ProviderError(result.failed[0].reason)
        return result

    def check_stream(
        self, text: str, sources: Sequence[str] | None = None, *, risk: float | None = None
    ) -> Iterator[tuple[int, int, ClaimResult | Unchecked]]:
        """(number from 1, how many in all, result) for each part of the text in its order, as soon as it is judged.

        A claim that a language model failed to judge comes as ``Failed``, which is an ``Unchecked`` with the error as
        its reason. Raises ProviderUnusable where no call can succeed.
        """
        self._need_words(text, "claim")
        documents = resolve_sources(self.store.sources(), sources)
        parts, spent = split_text(text, self.steps)
        number = 0
        chain = claims_chain(self.store, at_risk(self.steps, risk))
        for chunk in chain.stream({"parts": parts, "documents": documents, "spent": spent}):
            for part in chunk:
                number += 1
                yield number, len(parts), part

    def check_many(
        self, texts: Iterable[str], sources: Sequence[str] | None = None, *, risk: float | None = None
    ) -> Iterator[CheckResult]:
        """The results of many texts, in their order. Their claims are judged together, which is faster; with a language
        model several calls at once, and one that fails does not stop the rest. A text without words has a result
        without claims.

        Whoever stops reading, also by Ctrl-C, keeps the results so far. Raises as ``check_stream``, and whatever
        ``texts`` raises, after the results of the texts before.
        """
        documents = resolve_sources(self.store.sources(), sources)
        steps = at_risk(self.steps, risk)

        def result_of(text: str, parts: Sequence[ClaimResult | Unchecked]) -> CheckResult:
            return self.check_result(text, parts, risk=risk)

        yield from check_together(texts, self._parts, documents, self.store, steps, result_of)

    def _parts(self, text: str) -> tuple[list[Claim | Unchecked], Usage]:
        if not has_words(text):
            return [], Usage()
        self._need_words(text, "claim")
        return split_text(text, self.steps)

    def dial(self, risk: float | None = None) -> Dial:
        """The setting at this risk, or the one the library was opened with. Raises UsageError."""
        if risk is not None:
            return self.steps.risks.at(risk)
        threshold = self.steps.decide_at
        coverage = next((row.coverage for row in self.steps.risks.rows if row.threshold == threshold), None)
        return Dial(self.steps.risk, threshold, coverage)

    def check_result(
        self, text: str, parts: Sequence[ClaimResult | Unchecked], *, risk: float | None = None
    ) -> CheckResult:
        """Streamed parts as one result."""
        claims = tuple(part for part in parts if isinstance(part, ClaimResult))
        failed = tuple(part for part in parts if isinstance(part, Failed))
        verdict = overall([claim.verdict for claim in claims])
        return CheckResult(
            text=text,
            verdict=verdict if verdict is Verdict.REFUTED or not failed else None,
            claims=claims,
            engine=self.engine,
            unchecked=tuple(part for part in parts if isinstance(part, Unchecked) and not isinstance(part, Failed)),
            failed=failed,
            usage=total([part.usage for part in claims] + [part.usage for part in failed]),
            dial=self.dial(risk),
        )

    def ask(
        self, question: str, sources: Sequence[str] | None = None, history: Sequence[tuple[str, str]] = ()
    ) -> Answer:
        """An answer made of exact quotes, or an abstention. ``history`` is as in ``stream_ask``.

        Raises UsageError, UnknownSource or AmbiguousSource, ProviderError.
        """
        *_, answer = self.stream_ask(question, history, sources)
        if not isinstance(answer, Answer):
            raise InvariantError("an answer that does not end in one")
        return answer

    def stream_ask(
        self,
        question: str,
        history: Sequence[tuple[str, str]] = (),
        sources: Sequence[str] | None = None,
    ) -> Iterator[Told]:
        """An answer as it comes: events, of which the last is the whole ``Answer``.

        ``history`` is (question, answer text) pairs of the conversation before, oldest first; it lets a language model
        understand a follow-up, and the embedded engine does without. The events:

        - ``Reworded``: how a follow-up was understood.
        - ``Sentence``: one state of one sentence. Put it in the place of the earlier one of the same ``number``. A
          language model's sentence comes first as ``writing`` (its words alone: show them as not checked yet), then as
          ``cited`` (show its ``evidence`` as citations), ``withdrawn`` (strike it out, with ``reason``) or
          ``not_sourced`` (mark it). The embedded engine's sentences are quotes and come as ``cited`` at once.
        - ``Answer``: what holds in the end; ``answer.sentences`` has the last state of each sentence, and
          ``answer.usage`` what it took.

            shown: dict[int, Sentence] = {}
            for event in pincite.stream_ask("And where?", [("Who met?", "Two ministers met.")]):
                if isinstance(event, Sentence):
                    shown[event.number] = event

        Nothing is asked before the first event is. Raises as ``ask``, ProviderError also after sentences: what was
        ``cited`` until then stands, and is not the whole answer.
        """
        self._need_words(question, "question")
        documents = resolve_sources(self.store.sources(), sources)
        state = {"question": question, "history": tuple(history), "documents": documents}
        for chunk in self._ask_chain.stream(state):
            yield from chunk

    def quote(self, words: str, speaker: str | None = None, sources: Sequence[str] | None = None) -> QuoteCheck:
        """Whether these words stand in the sources, where, and whose they are."""
        self._need_words(words, "quotation")
        documents = resolve_sources(self.store.sources(), sources)
        return check_words(words, self.store, documents, speaker=speaker)

    @property
    def feedback(self) -> FeedbackLog:
        """What readers said of this library's verdicts and answers. Raises UsageError where there is no directory."""
        if self.directory is None:
            raise UsageError("feedback is kept in a library's directory; open one with Pincite.open")
        return FeedbackLog(self.directory)

    def sources(self) -> list[SourceInfo]:
        return self.store.sources()

    def document(self, source: str) -> Document:
        """The document with this id, title or file name. Raises UnknownSource or AmbiguousSource."""
        return self.store.get(self._one(source))

    def passages(self, source: str) -> list[Passage]:
        return self.store.passages(self._one(source))

    def remove(self, source: str) -> SourceInfo:
        """Takes one document out. Raises UnknownSource or AmbiguousSource."""
        identity = self._one(source)
        info = next(item for item in self.store.sources() if item.id == identity)
        self.store.remove(identity)
        return info

    def _one(self, source: str) -> str:
        found = resolve_sources(self.store.sources(), [source])
        return (found or [])[0]

    @staticmethod
    def _need_words(text: str, what: str) -> None:
        if not has_words(text):
            raise UsageError(f"the {what} is empty; write some words")
        if "\0" in text:
            raise UnreadableInput(f"the {what} holds NUL characters; it is not plain text")
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise UnreadableInput(f"the {what} is not valid Unicode text") from None
