"""``python -m evals claims`` and ``questions``: files that the user names, each row against its own document."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from bot.adapters.sentences import NupunktSplitter
from bot.errors import BadRow
from bot.wiring import EmbeddedModels
from evals.baselines import baselines, fit_baselines
from evals.datasets import ClaimCase, QuestionCase, dataset_hash, read_claims, read_questions
from evals.gold import fitting_claims
from evals.memory import RememberingEmbedder
from evals.runs import Results, ask_each, check_each, claim_summary, prediction, question_summary
from evals.systems import Checked, Product, System

Watch = Callable[[Sequence[Any], str], Iterable[Any]]


def run_claims(
    files: Sequence[Path], limit: int | None, predictions: Path | None, with_baselines: bool, watch: Watch
) -> Results:
    """One run a file and system. Raises BadRow and UnreadableInput after the good rows before are predicted."""
    results = Results()
    product, others = systems(with_baselines)
    with ExitStack() as stack:
        lines = stack.enter_context(predictions.open("w", encoding="utf-8")) if predictions else None
        for path in files:
            cases, problem = readable(read_claims(path), limit)
            for system in [product, *others]:
                began = time.perf_counter()
                pairs = check_each(system, watch(cases, f"{system.name}: {path.name}"))
                if system is product:
                    pairs = written(pairs, lines)
                judged = list(pairs)
                if problem:
                    raise problem
                results.add("claims", system, name_of(path), dataset_hash([path]), began, claim_summary(judged))
    return results


def run_questions(files: Sequence[Path], limit: int | None, with_baselines: bool, watch: Watch) -> Results:
    """One run a file and system. Raises BadRow and UnreadableInput."""
    results = Results()
    product, others = systems(with_baselines)
    for path in files:
        cases: list[QuestionCase] = list(islice(read_questions(path), limit))
        for system in [product, *others]:
            began = time.perf_counter()
            pairs = list(ask_each(system, watch(cases, f"{system.name}: {path.name}")))
            results.add("questions", system, name_of(path), dataset_hash([path]), began, question_summary(pairs))
    return results


def systems(with_baselines: bool) -> tuple[Product, list[System]]:
    """The product, and the fitted baselines where they are wanted; they share one embedder's vectors."""
    models = EmbeddedModels.load()
    models = replace(models, embedder=RememberingEmbedder(models.embedder))
    others: list[System] = []
    if with_baselines:
        others = baselines(NupunktSplitter(), models.embedder)
        fit_baselines(others, fitting_claims())
    return Product(models), others


def readable(rows: Iterator[ClaimCase], limit: int | None) -> tuple[list[ClaimCase], BadRow | None]:
    """The rows before the first bad one, and what is wrong with that one."""
    cases: list[ClaimCase] = []
    try:
        for case in islice(rows, limit):
            cases.append(case)
    except BadRow as problem:
        return cases, problem
    return cases, None


def written(pairs: Iterable[tuple[ClaimCase, Checked]], lines: IO[str] | None) -> Iterator[tuple[ClaimCase, Checked]]:
    """The same pairs, each written as a line before the next is judged."""
    for case, result in pairs:
        if lines:
            lines.write(json.dumps(prediction(case, result), ensure_ascii=False) + "\n")
            lines.flush()
        yield case, result


def name_of(path: Path) -> str:
    """A file's name in tables: its folder and its stem."""
    return f"{path.resolve().parent.name}/{path.name.split('.')[0]}"
