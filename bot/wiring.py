"""The only place where adapters are built: a library, its store, the embedded engine, and the chain over them."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.reading import AnswerHead, read
from bot.batches import check_together
from bot.chains import Language, Steps, Told, ask_chain, claims_chain, split_text
from bot.domain import (
    Answer,
    Bearing,
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
    Span,
    Unchecked,
    Verdict,
)
from bot.errors import InvariantError, LibraryError, ProviderError, UnreadableInput, UsageError
from bot.feedback import FeedbackLog
from bot.ingestion.boilerplate import boilerplate_lines
from bot.ingestion.ingest import ingest_article
from bot.ingestion.reading import RawArticle, read_article, title_of
from bot.ingestion.rows import has_words
from bot.library import MARKER, Library, mark_seeded, open_library, opening, seed_articles
from bot.ports import PassageStore, SentenceSplitter, StanceModel, TokenCounter
from bot.quoting import check_words
from bot.resources import folder
from bot.retrieval import resolve_sources
from bot.settings import RISK_VARIABLE, STANCE_VARIABLE, asking, cache_wanted, library_directory
from bot.splitting import split
from bot.usage import Usage, total
from bot.verification.aggregation import overall
from bot.verification.cascade import Ask
from bot.verification.judging import RELEVANT, bearing_of, judge, judge_all
from bot.verification.refining import Recheck
from bot.verification.risk import DEFAULT_RISK, SCREENING_RISK, RiskTable, share_of
from bot.verification.weighing import VerdictHead
from bot.verification.witnesses import witnessed
from bot.version import __version__

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from bot.adapters.chat import ChatEngine
    from bot.adapters.hub_stance import HubStanceModel
    from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel


@dataclass(frozen=True)
class EmbeddedModels:
    """The model files that travel with the package, and the rules fitted to them. Nothing is read until used."""

    embedder: "OnnxEmbedder"
    stance: "OnnxStanceModel"
    verdict_head: VerdictHead | None
    """None where another stance model is in use and no rule was fitted to it."""
    answer_head: AnswerHead
    name: str = "embedded"
    reader: "OnnxStanceModel | None" = None
    """The model of the package where another judges claims: the rule for answers was fitted to it."""

    @classmethod
    def load(cls, stance: str | None = None) -> "EmbeddedModels":
        """``stance``, else ``$PINCITE_STANCE``, names another model for the stances: see ``stance_model``.

        Raises ModelFilesError where a file is missing or damaged, UsageError where no such model is to be had.
        """
        own = cls.packaged()
        other = stance_model(stance)
        if other is None:
            return own
        head = VerdictHead.read(other.rule) if other.rule else None
        return replace(own, stance=other, verdict_head=head, name=other.name, reader=own.stance)

    @classmethod
    def packaged(cls) -> "EmbeddedModels":
        """Those of the package, whatever ``$PINCITE_STANCE`` says. Raises ModelFilesError."""
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


STANCE_DECIDE_AT = 0.9
"""From which probability a stance model decides to which no rule was fitted: its own scores are taken at their word."""


def stance_model(named: str | None = None) -> "HubStanceModel | None":
    """The stance model that ``named``, else ``$PINCITE_STANCE``, asks for in the place of the embedded one.

    ``hf:OWNER/NAME``, with ``@REVISION`` where wanted, is a model of the hub, got at first use; anything else is a
    folder in the same layout. None where nothing is asked for. Raises UsageError and ModelFilesError.
    """
    from bot.adapters.hub import PREFIX, HubName, commit_of, download, local_copy
    from bot.adapters.hub_stance import HubStanceModel

    wanted = (named or os.environ.get(STANCE_VARIABLE, "")).strip()
    if not wanted:
        return None
    if wanted.startswith(PREFIX):
        model = HubName.of(wanted)
        copy = local_copy(model) or download(model)
        return HubStanceModel(copy, str(model), commit_of(copy))
    path = Path(wanted).expanduser().absolute()
    if not path.is_dir():
        raise UsageError(f"{STANCE_VARIABLE}: {wanted} is no folder; name one, or a model of the hub as hf:OWNER/NAME")
    return HubStanceModel(path, f"folder:{path.name}")


def stance_in_use() -> dict[str, Any]:
    """The stance model that is set, its rule and its dial; a model of the hub that is not here is not got for it."""
    from bot.adapters.hub import PREFIX, HubName, local_copy

    wanted = os.environ.get(STANCE_VARIABLE, "").strip()
    if wanted.startswith(PREFIX) and local_copy(HubName.of(wanted)) is None:
        return {"name": str(HubName.of(wanted)), "version": "", "here": False, "rule": "", "dial": []}
    models = EmbeddedModels.load()
    risks, decide_at, risk = _dial_of(models.verdict_head)
    fitted = (
        "fitted to it on development claims" if models.verdict_head else "none fitted: scores are taken as they are"
    )
    return {
        "name": models.name,
        "version": models.stance.version,
        "here": True,
        "rule": fitted,
        "decide_at": decide_at,
        "risk": risk,
        "dial": [asdict(row) for row in risks.rows],
    }


def _dial_of(head: VerdictHead | None) -> tuple[RiskTable, float, float | None]:
    """The risks that can be set, the default threshold, and the risk that it keeps to where it is one of them."""
    if head is None:
        return RiskTable(), STANCE_DECIDE_AT, None
    default = head.risks.nearest(DEFAULT_RISK)
    return head.risks, head.decide_at, default.risk if default.threshold == head.decide_at else None


def embedded_steps(models: EmbeddedModels, splitter: SentenceSplitter) -> Steps:
    """The embedded engine as the steps of the chain: no key, no network."""
    reader = models.reader or models.stance
    answers = reader if reader.answers_questions else None
    head = models.verdict_head
    # the fitted rule weighs what has most of the claim's words; a stance model alone is shown all that is near
    share = RELEVANT if head else 0.0
    risks, decide_at, risk = _dial_of(head)
    return Steps(
        engine=Engine(models.name, models.version),
        split=lambda text: parts_of(text, splitter, models.stance),
        judge=lambda claim, hits: judge(claim, hits, models.stance, share),
        read=lambda question, hits: read(question, hits, models.embedder, answers, models.answer_head),
        weigh=head.weigh if head else witnessed,
        decide_at=decide_at,
        answer_at=models.answer_head.answer_at,
        also_at=models.answer_head.also_at,
        judge_all=lambda asked: judge_all(asked, models.stance, share),
        risk=risk,
        risks=risks,
        recheck=Recheck(
            judge=lambda claim, hits: judge(claim, hits, models.stance, share),
            weigh=head.weigh if head else witnessed,
            decide_at=decide_at,
            stance=models.stance,
        ),
    )


def with_model(steps: Steps, chat: "ChatEngine", stance: StanceModel, ask: Ask = Ask.UNCERTAIN) -> Steps:
    """The language model behind the embedded engine: it is asked what that cannot decide at its risk, or as ``ask``."""
    from bot.adapters.chat_weighing import ABSTAINS, ANSWER_AT, DECIDE_AT, weigh

    def bears(sentence: str, text: str) -> Bearing:
        return bearing_of(sentence, text, stance.score([(text, sentence)])[0], 0.0)

    language = Language(
        model=chat,
        name=chat.engine.name,
        weigh=weigh,
        decide_at=DECIDE_AT,
        answer_at=ANSWER_AT,
        abstains=ABSTAINS,
        bears=bears,
        meter=chat.meter,
        ask=ask,
        at_once=chat.settings.at_once,
    )
    both = f"{chat.engine.version}, asked {ask}, beside {steps.engine.name} {steps.engine.version}"
    return replace(steps, engine=replace(chat.engine, version=both), language=language)


def forget_replies(library: str | os.PathLike[str] | None = None) -> int:
    """Clears the cache of a library; returns how many replies were in it. Raises LibraryError where it is none."""
    from bot.adapters.reply_cache import clear_replies

    directory = library_directory(library)
    if not (directory / MARKER).exists():
        raise LibraryError(f"{directory} is no Pincite library; name one with --library")
    return clear_replies(directory)


def screening(steps: Steps) -> Steps:
    """The same steps as a screen before a language model: more careful, since what is left open is asked of it."""
    if not steps.risks.rows:
        return steps
    dial = steps.risks.nearest(SCREENING_RISK)
    return replace(steps, decide_at=dial.threshold, risk=dial.risk)


def at_risk(steps: Steps, risk: float | None) -> Steps:
    """The same steps, the embedded engine deciding at this risk; None leaves them as they are. Raises UsageError."""
    if risk is None:
        return steps
    return replace(steps, decide_at=steps.risks.at(risk).threshold, risk=risk)


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
        alone: Steps | None = None,
    ) -> None:
        """``alone`` are the steps of the embedded engine, where ``steps`` are not these already."""
        self.store = store
        self._alone = alone
        self.steps = steps
        self.directory = directory
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
        from bot.adapters.chat_model import ModelSettings
        from bot.adapters.chroma import ChromaPassageStore
        from bot.adapters.reply_cache import DiskReplyCache
        from bot.adapters.sentences import NupunktSplitter
        from bot.adapters.tokens import TiktokenCounter

        models = EmbeddedModels.load() if judges else EmbeddedModels.packaged()
        directory = library_directory(library)
        splitter, counter = NupunktSplitter(), TiktokenCounter()
        if judges and risk is None and (given := os.environ.get(RISK_VARIABLE, "").strip()):
            risk = share_of(given, RISK_VARIABLE)
        steps = alone = at_risk(embedded_steps(models, splitter), risk)
        settings = ModelSettings.from_environment(model) if judges else None
        chat = None
        if settings:
            from bot.adapters.chat import ChatEngine

            chat = ChatEngine.open(settings, counter)
            screened = screening(alone) if risk is None else alone
            steps = with_model(screened, chat, models.stance, asking(ask_model))
        with opening(directory):
            marker = open_library(directory, models.embedder.version)
            store = ChromaPassageStore(directory, models.embedder)
            if chat and cache_wanted(cache):
                chat.cache = DiskReplyCache(directory)
            pincite = cls(store, steps, splitter, counter, directory, alone)
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
        return Pincite(
            self.store, at_risk(steps, risk), self._splitter, self._counter, self.directory, self._alone or self.steps
        )

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
        article = read_article(os.fspath(path_or_url))
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
