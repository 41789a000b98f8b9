"""The only place where adapters are built: the embedded engine, a language model before it, a library's store."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.reading import AnswerHead, read
from bot.chains import Language, Steps
from bot.domain import (
    Bearing,
    Claim,
    Engine,
    Span,
    Unchecked,
)
from bot.errors import LibraryError, UsageError
from bot.ingestion.boilerplate import boilerplate_lines
from bot.library import MARKER
from bot.ports import PassageStore, SentenceSplitter, StanceModel, TokenCounter
from bot.resources import folder
from bot.settings import RISK_VARIABLE, STANCE_VARIABLE, asking, cache_wanted, library_directory
from bot.splitting import split
from bot.verification.cascade import Ask
from bot.verification.judging import RELEVANT, bearing_of, judge, judge_all
from bot.verification.refining import Recheck
from bot.verification.risk import DEFAULT_RISK, RiskTable, share_of
from bot.verification.weighing import VerdictHead
from bot.verification.witnesses import witnessed
from bot.version import __version__

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class Wired:
    """An engine before it has a library; ``alone`` are the embedded engine's steps."""

    steps: Steps
    alone: Steps
    splitter: SentenceSplitter
    counter: TokenCounter
    models: EmbeddedModels
    chat: "ChatEngine | None"

    def store_in(self, directory: Path, cache: bool | None) -> PassageStore:
        """The library's store; a language model's replies are kept in it unless ``cache`` or the settings say no."""
        from bot.adapters.chroma import ChromaPassageStore
        from bot.adapters.reply_cache import DiskReplyCache

        store = ChromaPassageStore(directory, self.models.embedder)
        if self.chat and cache_wanted(cache):
            self.chat.kept.cache = DiskReplyCache(directory)
        return store


def wired(model: str | None, ask_model: str | None, risk: float | None, judges: bool) -> Wired:
    """The engine that the arguments and the environment ask for; arguments and errors as of ``Pincite.open``."""
    from bot.adapters.chat_model import ModelSettings
    from bot.adapters.sentences import NupunktSplitter
    from bot.adapters.tokens import TiktokenCounter

    models = EmbeddedModels.load() if judges else EmbeddedModels.packaged()
    splitter, counter = NupunktSplitter(), TiktokenCounter()
    if judges and risk is None and (given := os.environ.get(RISK_VARIABLE, "").strip()):
        risk = share_of(given, RISK_VARIABLE)
    alone = at_risk(embedded_steps(models, splitter), risk)
    settings = ModelSettings.from_environment(model) if judges else None
    if settings is None:
        return Wired(alone, alone, splitter, counter, models, None)
    from bot.adapters.chat import ChatEngine

    chat = ChatEngine.open(settings, counter)
    steps = with_model(alone, chat, models.stance, asking(ask_model))
    return Wired(steps, alone, splitter, counter, models, chat)
