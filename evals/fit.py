"""``python -m evals fit``: fits the embedded engine's two small rules on development data, never on a test split."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.resources import folder
from bot.wiring import stance_model
from evals.answer_head import QuestionReader, fit_answer, sampled_paragraphs
from evals.datasets import DATA, ClaimCase, QuestionCase, dataset_hash, read_claims, read_questions
from evals.judged import ClaimJudge, JudgedClaim
from evals.memory import MemoryPassageStore, RememberingEmbedder, RememberingStanceModel, stored
from evals.verdict_head import PUBLIC_SAMPLES, fit_verdict, public_sample

T = TypeVar("T")


class Fitting:
    """One run: the development data of one directory and the models that travel with the package.

    ``every`` n-th written claim is used. Where ``PINCITE_STANCE`` names another stance model, its rule is fitted and
    written into its own folder.
    """

    def __init__(self, data: Path, console: Console, every: int) -> None:
        models = folder("models")
        other = stance_model()
        self.heads = other.folder if other else models / "heads"
        self.console = console
        self.every = every
        self.embedder = RememberingEmbedder(OnnxEmbedder(models / "embedder"))
        self.stance = RememberingStanceModel(other or OnnxStanceModel(models / "stance"))
        self.splitter, self.counter = NupunktSplitter(), TiktokenCounter()
        self.files = {
            "written_claims": data / "written" / "dev_claims.jsonl.gz",
            "reworded_claims": DATA / "reworded_dev.jsonl",
            "written_questions": data / "written" / "dev_questions.jsonl.gz",
            "squad2": data / "dev" / "squad2.jsonl.gz",
            **{name: data / "dev" / f"{name}.jsonl.gz" for name in PUBLIC_SAMPLES},
        }

    def run(self, *, verdict: bool = True, answer: bool = True) -> None:
        """Fits and writes the rules that are wanted."""
        claims = [case for name in ("written_claims", "reworded_claims") for case in read_claims(self.files[name])]
        questions = list(read_questions(self.files["written_questions"]))
        store = MemoryPassageStore(self.embedder)
        ids = stored([case.doc for case in [*claims, *questions]], store, self.splitter, self.counter)
        if verdict:
            self._write("verdict.json", *fit_verdict(self._written_claims(claims, store, ids), self._public_claims()))
        if answer and self.stance.answers_questions:
            self._write("answer.json", *fit_answer(*self._questions(questions, store, ids)))

    def _written_claims(
        self, cases: Sequence[ClaimCase], store: MemoryPassageStore, ids: dict[str, str]
    ) -> list[JudgedClaim]:
        """Each asked of the whole library and of its own document."""
        judge = ClaimJudge(store, self.stance, ids)
        found = [
            judge.judged(case, own_only=own_only)
            for case in self._track(cases[:: self.every], "written claims")
            for own_only in (False, True)
        ]
        return [item for item in found if item]

    def _public_claims(self) -> list[JudgedClaim]:
        cases = [
            case
            for name, size in PUBLIC_SAMPLES.items()
            for case in public_sample(list(read_claims(self.files[name])), size)
        ]
        judge = ClaimJudge.over(cases, MemoryPassageStore(self.embedder), self.stance, self.splitter, self.counter)
        found = (judge.judged(case, own_only=True) for case in self._track(cases, "public claims"))
        return [item for item in found if item]

    def _questions(self, written: Sequence[QuestionCase], store: MemoryPassageStore, ids: dict[str, str]) -> Any:
        model = self.stance
        reader = QuestionReader(store, self.embedder, model, ids)
        ours = [
            reader.read(case, own_only=own_only)
            for case in self._track(written, "written questions")
            for own_only in (False, True)
        ]
        cases = sampled_paragraphs(list(read_questions(self.files["squad2"])))
        paragraphs = MemoryPassageStore(self.embedder)
        known = stored([case.doc for case in cases], paragraphs, self.splitter, self.counter)
        reader = QuestionReader(paragraphs, self.embedder, model, known)
        return ours, [reader.read(case, own_only=True) for case in self._track(cases, "SQuAD 2.0 questions")]

    def _track(self, items: Sequence[T], what: str) -> Iterable[T]:
        return track(items, description=f"{what:20}", console=self.console)

    def _write(self, name: str, head: dict[str, Any], figures: dict[str, Any]) -> None:
        fitted_on = {
            "data": {key: dataset_hash([path]) for key, path in self.files.items()},
            "embedder": self.embedder.version,
            "stance": self.stance.version,
            "cross_validated": figures,
        }
        self.heads.mkdir(parents=True, exist_ok=True)
        (self.heads / name).write_text(json.dumps({**head, "fitted_on": fitted_on}, indent=1) + "\n", "utf-8")
        thresholds = {key: value for key, value in head.items() if key.endswith("_at")}
        self.console.print(f"{self.heads / name}: {thresholds}")
        for key, figure in figures.items():
            self.console.print(f"  {key}: {figure}")
        for row in head.get("risk_table", []):
            self.console.print(
                f"  risk {row['risk']:.2f}: threshold {row['threshold']:.2f} decides {row['coverage']:.1%}"
            )
