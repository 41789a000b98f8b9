"""The only place where adapters are built: a library, its store, the embedded engine, and the chain over them."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.reading import AnswerHead, read
from bot.chains import Steps, ask_chain, check_chain
from bot.domain import (
    Answer,
    CheckResult,
    Claim,
    ClaimResult,
    Document,
    Engine,
    Ingested,
    Passage,
    QuoteCheck,
    SourceInfo,
    Span,
    Unchecked,
)
from bot.errors import UnreadableInput, UsageError
from bot.ingestion.boilerplate import boilerplate_lines
from bot.ingestion.ingest import ingest_article
from bot.ingestion.reading import RawArticle, read_article, title_of
from bot.library import Library, mark_seeded, open_library, opening, seed_articles
from bot.ports import PassageStore, SentenceSplitter, StanceModel, TokenCounter
from bot.quoting import check_words
from bot.resources import folder
from bot.retrieval import resolve_sources
from bot.settings import library_directory
from bot.splitting import split
from bot.verification.aggregation import overall
from bot.verification.judging import judge
from bot.verification.weighing import VerdictHead
from bot.version import __version__

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from bot.adapters.chat import ChatEngine
    from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel


@dataclass(frozen=True)
class EmbeddedModels:
    """The model files that travel with the package, and the rules fitted to them. Nothing is read until used."""

    embedder: "OnnxEmbedder"
    stance: "OnnxStanceModel"
    verdict_head: VerdictHead
    answer_head: AnswerHead

    @classmethod
    def load(cls) -> "EmbeddedModels":
        """Raises ModelFilesError where a file is missing or damaged."""
        from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel

        models = folder("models")
        return cls(
            OnnxEmbedder(models / "embedder"),
            OnnxStanceModel(models / "stance"),
            VerdictHead.read(models / "heads" / "verdict.json"),
            AnswerHead.read(models / "heads" / "answer.json"),
        )

    @property
    def version(self) -> str:
        """Changes whenever a model, a fitted rule or the package does."""
        rules = json.dumps([repr(self.verdict_head), repr(self.answer_head)])
        digest = hashlib.sha256(f"{self.embedder.version} {self.stance.version} {rules}".encode()).hexdigest()
        return f"{__version__}+{digest[:8]}"


def embedded_steps(models: EmbeddedModels, splitter: SentenceSplitter) -> Steps:
    """The embedded engine as the steps of the chain: no key, no network."""
    answers = models.stance if models.stance.answers_questions else None
    return Steps(
        engine=Engine("embedded", models.version),
        split=lambda text: parts_of(text, splitter, models.stance),
        judge=lambda claim, hits: judge(claim, hits, models.stance),
        read=lambda question, hits: read(question, hits, models.embedder, answers, models.answer_head),
        weigh=models.verdict_head.weigh,
        decide_at=models.verdict_head.decide_at,
        answer_at=models.answer_head.answer_at,
        also_at=models.answer_head.also_at,
    )


def with_model(steps: Steps, chat: "ChatEngine") -> Steps:
    """The language model in the place of the embedded judge and reader; splitting stays with the rules."""
    from bot.adapters.chat_weighing import ALSO_AT, ANSWER_AT, DECIDE_AT, weigh

    return replace(
        steps,
        engine=chat.engine,
        judge=chat.judge,
        read=chat.read,
        weigh=weigh,
        decide_at=DECIDE_AT,
        answer_at=ANSWER_AT,
        also_at=ALSO_AT,
    )


def parts_of(text: str, splitter: SentenceSplitter, model: StanceModel) -> list[Claim | Unchecked]:
    """The claims of a pasted text and what is no claim in it, in the text's order."""
    parts: list[Claim | Unchecked] = []
    furniture = boilerplate_lines(text)
    for piece in split(text, splitter.spans(text)):
        claim = piece.claim
        if any(line.overlaps(Span(claim.start, claim.end)) for line in furniture):
            parts.append(Unchecked(claim.text, claim.start, claim.end, "a line of the page, not of the text"))
        elif not piece.checkable:
            parts.append(Unchecked(claim.text, claim.start, claim.end, piece.reason or "not a checkable statement"))
        elif not model.fits(claim.text):
            parts.append(
                Unchecked(claim.text, claim.start, claim.end, "too long to judge; write it as shorter sentences")
            )
        else:
            parts.append(claim)
    return parts


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
    ) -> None:
        self.store = store
        self.steps = steps
        self.directory = directory
        self._splitter = splitter
        self._counter = counter

    @classmethod
    def open(
        cls, library: str | os.PathLike[str] | None = None, *, empty: bool = False, model: str | None = None
    ) -> "Pincite":
        """Opens the library, or makes a new one that starts with the seeds unless ``empty``.

        ``model`` (``provider:name``), else ``$PINCITE_MODEL``, names a language model; without it the embedded engine
        does all. Raises LibraryError where the directory is no library, ModelFilesError where the installation is
        incomplete, UsageError where the model cannot be set up.
        """
        from bot.adapters.chat_model import ModelSettings
        from bot.adapters.chroma import ChromaPassageStore
        from bot.adapters.sentences import NupunktSplitter
        from bot.adapters.tokens import TiktokenCounter

        models = EmbeddedModels.load()
        directory = library_directory(library)
        splitter, counter = NupunktSplitter(), TiktokenCounter()
        steps = embedded_steps(models, splitter)
        if settings := ModelSettings.from_environment(model):
            from bot.adapters.chat import ChatEngine

            steps = with_model(steps, ChatEngine.open(settings, counter))
        with opening(directory):
            marker = open_library(directory, models.embedder.version, empty=empty)
            store = ChromaPassageStore(directory, models.embedder)
            pincite = cls(store, steps, splitter, counter, directory)
            if not marker.seeded:
                pincite._seed(marker)
        return pincite

    def _seed(self, marker: Library) -> None:
        for article in seed_articles(folder("seeds")):
            ingest_article(article, self.store, self._splitter, self._counter)
        if self.directory:
            mark_seeded(self.directory, marker)

    @cached_property
    def _check_chain(self) -> "Runnable[Any, list[ClaimResult | Unchecked]]":
        return check_chain(self.store, self.steps)

    @cached_property
    def _ask_chain(self) -> "Runnable[Any, Answer]":
        return ask_chain(self.store, self.steps)

    def ingest(self, path_or_url: str | os.PathLike[str], origin: str | None = None) -> Ingested:
        """Adds one article; the same text again changes nothing. Raises UnreadableInput.

        ``origin`` is what is remembered instead of the path, where that is only a passing copy of an upload.
        """
        article = read_article(os.fspath(path_or_url))
        if origin is not None:
            article = replace(article, origin=origin)
        return ingest_article(article, self.store, self._splitter, self._counter)

    def ingest_text(self, text: str, title: str = "") -> Ingested:
        """Adds pasted text. Raises UnreadableInput."""
        article = RawArticle(title.strip() or title_of(text, "") if text.strip() else title, "pasted", text)
        return ingest_article(article, self.store, self._splitter, self._counter)

    def check(self, text: str, sources: Sequence[str] | None = None) -> CheckResult:
        """Verdicts on every claim of the text. ``sources`` are ids, titles or file names; None means all.

        Raises UsageError for an empty text, UnknownSource or AmbiguousSource.
        """
        return self.check_result(text, [part for _, _, part in self.check_stream(text, sources)])

    def check_stream(
        self, text: str, sources: Sequence[str] | None = None
    ) -> Iterator[tuple[int, int, ClaimResult | Unchecked]]:
        """(number from 1, how many in all, result) for each part of the text, as soon as it is judged."""
        self._need_words(text, "claim")
        documents = resolve_sources(self.store.sources(), sources)
        total = len(self.steps.split(text))
        number = 0
        for chunk in self._check_chain.stream({"text": text, "documents": documents}):
            for part in chunk:
                number += 1
                yield number, total, part

    def check_result(self, text: str, parts: Sequence[ClaimResult | Unchecked]) -> CheckResult:
        """Streamed parts as one result."""
        claims = tuple(part for part in parts if isinstance(part, ClaimResult))
        return CheckResult(
            text=text,
            verdict=overall([claim.verdict for claim in claims]),
            claims=claims,
            engine=self.steps.engine,
            unchecked=tuple(part for part in parts if isinstance(part, Unchecked)),
        )

    def ask(self, question: str, sources: Sequence[str] | None = None) -> Answer:
        """An answer made of exact quotes, or an abstention. Raises UsageError, UnknownSource or AmbiguousSource."""
        self._need_words(question, "question")
        documents = resolve_sources(self.store.sources(), sources)
        return self._ask_chain.invoke({"question": question, "documents": documents})

    def quote(self, words: str, speaker: str | None = None, sources: Sequence[str] | None = None) -> QuoteCheck:
        """Whether these words stand in the sources, where, and whose they are."""
        self._need_words(words, "quotation")
        documents = resolve_sources(self.store.sources(), sources)
        return check_words(words, self.store, documents, speaker=speaker)

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
        if not any(character.isalnum() for character in text):
            raise UsageError(f"the {what} is empty; write some words")
        if "\0" in text:
            raise UnreadableInput(f"the {what} holds NUL characters; it is not plain text")
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise UnreadableInput(f"the {what} is not valid Unicode text") from None
