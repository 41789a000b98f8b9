"""``python -m evals gold``: the project's own sets, end to end through the product, retrieval included.

The seed's set is asked of the seed's library. The written sets of one split go into one library, all documents of it,
so that the right one has to be found; each claim and question is asked of that library and again of its own document
alone, and the difference is what retrieval loses.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.adapters.sentences import NupunktSplitter
from bot.resources import folder
from bot.wiring import EmbeddedModels
from evals.baselines import baselines, fit_baselines
from evals.citations import citation_summary
from evals.datasets import DATA, ClaimCase, QuestionCase, dataset_hash, read_claims, read_questions
from evals.runs import Failed, Results, ask_in, check_in, claim_summary, question_summary, summed
from evals.systems import Product, System, remembering

SETS = ("seed", "dev", "test")
FITTING_CLAIMS = 200
"""Development claims that the baselines' thresholds are fitted on: every so many of the written ones."""
MINIMAL_CASES = 60
"""Verdicts whose quotes are cut word by word to see what they need."""
T = TypeVar("T")
Watch = Callable[[Sequence[T], str], Iterable[T]]


def gold_cases(name: str) -> tuple[list[ClaimCase], list[QuestionCase], list[Path]]:
    """Claims, questions and files of one of SETS."""
    if name == "seed":
        files = [DATA / "seed_claims.jsonl", DATA / "seed_questions.jsonl"]
        texts = seed_texts()
        return list(read_claims(files[0], texts)), list(read_questions(files[1], texts)), files
    files = [DATA / f"{name}_claims.jsonl.gz", DATA / f"{name}_questions.jsonl.gz"]
    return list(read_claims(files[0])), list(read_questions(files[1])), files


def seed_texts() -> dict[str, str]:
    """The seeds' texts by the stem of their file."""
    seeds = folder("seeds")
    entries = json.loads((seeds / "manifest.json").read_text("utf-8"))
    return {Path(entry["file"]).stem: (seeds / entry["file"]).read_bytes().decode("utf-8") for entry in entries}


def fitting_cases() -> tuple[list[ClaimCase], list[QuestionCase]]:
    """A fixed part of the written development claims, and the written development questions."""
    claims = list(read_claims(DATA / "dev_claims.jsonl.gz"))
    questions = list(read_questions(DATA / "dev_questions.jsonl.gz"))
    return claims[:: max(1, len(claims) // FITTING_CLAIMS)], questions


@dataclass(frozen=True)
class Subjects:
    """What is measured: the models that the product is built on, the language model in place of them if any, and the
    fitted baselines. They share one memory of vectors."""

    models: EmbeddedModels
    baselines: Sequence[System] = ()
    engine: str | None = None

    @classmethod
    def load(cls, with_baselines: bool, engine: str | None = None) -> "Subjects":
        models = remembering(EmbeddedModels.load())
        others: list[System] = []
        if with_baselines:
            others = baselines(NupunktSplitter(), models.embedder)
            fit_baselines(others, *fitting_cases())
        return cls(models, others, engine)

    def systems(self, directory: Path | None = None) -> list[System]:
        """The product, in Chroma where there is a directory and else in memory; then the baselines."""
        return [Product(self.models, directory, self.engine, kept=True), *self.baselines]


def run_gold(sets: Sequence[str], limit: int | None, watch: Watch[Any], subjects: Subjects) -> Results:
    """Every set through the product, in Chroma as in use, and through the baselines. ``limit`` cases are spread
    evenly over each set."""
    results = Results()
    for name in sets:
        claims, questions, files = gold_cases(name)
        documents = list(dict.fromkeys(case.doc for case in [*claims, *questions]))
        digest = dataset_hash(files)
        claims, questions = spread(claims, limit), spread(questions, limit)
        # Chroma keeps its files open until the process ends, so what is left of them then is nobody's loss
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
            for system in subjects.systems(Path(directory)):
                for scope, own_only in SCOPES[: 1 if name == "seed" else 2]:
                    label = f"{name}, {scope}"
                    began = time.perf_counter()
                    watched = watch(claims, f"{system.name}: {label} claims")
                    failed: Failed = []
                    pairs = list(check_in(system, watched, documents, own_only=own_only, failed=failed))
                    summary = summed(pairs, failed, claim_summary)
                    if own_only or name == "seed":
                        summary["figures"] |= citation_summary(pairs, subjects.models.stance, MINIMAL_CASES)
                    results.add("gold claims", system, label, digest, began, summary)
                    began = time.perf_counter()
                    asked = watch(questions, f"{system.name}: {label} questions")
                    failed = []
                    answers = list(ask_in(system, asked, documents, own_only=own_only, failed=failed))
                    results.add(
                        "gold questions", system, label, digest, began, summed(answers, failed, question_summary)
                    )
    return results


def spread(cases: list[T], limit: int | None) -> list[T]:
    """``limit`` of the cases in their order, evenly spread, so that no kind is left out; all where it is None."""
    if limit is None or limit >= len(cases):
        return cases
    return [cases[place * len(cases) // limit] for place in range(limit)]


SCOPES = (("whole library", False), ("own document", True))
