"""``python -m evals claims`` and ``questions``: files that the user names, each row against its own document."""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from bot.adapters.sentences import NupunktSplitter
from bot.errors import BadRow, UnreadableInput
from bot.wiring import EmbeddedModels
from evals.baselines import baselines, fit_baselines
from evals.datasets import ClaimCase, QuestionCase, dataset_hash, first_row, read_claims, read_questions
from evals.gold import fitting_cases
from evals.memory import RememberingEmbedder
from evals.runs import Results, ask_each, check_each, claim_summary, prediction, question_summary
from evals.systems import Checked, Product, System

Watch = Callable[[Sequence[Any], str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of each file are used: the first ``limit``, or a fixed random ``sample`` in the file's order."""

    limit: int | None = None
    sample: int | None = None

    def of(self, cases: list[Any]) -> list[Any]:
        if self.sample is None or self.sample >= len(cases):
            return cases
        return [cases[place] for place in sorted(random.Random(0).sample(range(len(cases)), self.sample))]


def run_claims(
    files: Sequence[Path],
    part: Part,
    predictions: Path | None,
    with_baselines: bool,
    watch: Watch,
    engine: str | None = None,
) -> Results:
    """One run a file and system. Raises BadRow and UnreadableInput after the good rows before are predicted."""
    results = Results()
    product, others = systems(with_baselines, engine)
    with ExitStack() as stack:
        lines = stack.enter_context(predictions.open("w", encoding="utf-8")) if predictions else None
        for path in files:
            cases, problem = readable(read_claims(path), part)
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


def run_questions(
    files: Sequence[Path], part: Part, with_baselines: bool, watch: Watch, engine: str | None = None
) -> Results:
    """One run a file and system. Raises BadRow and UnreadableInput."""
    results = Results()
    product, others = systems(with_baselines, engine)
    for path in files:
        cases: list[QuestionCase] = part.of(list(islice(read_questions(path), part.limit)))
        for system in [product, *others]:
            began = time.perf_counter()
            pairs = list(ask_each(system, watch(cases, f"{system.name}: {path.name}")))
            results.add("questions", system, name_of(path), dataset_hash([path]), began, question_summary(pairs))
    return results


def systems(with_baselines: bool, engine: str | None = None) -> tuple[Product, list[System]]:
    """The product, and the fitted baselines where they are wanted; they share one embedder's vectors."""
    models = EmbeddedModels.load()
    models = replace(models, embedder=RememberingEmbedder(models.embedder))
    others: list[System] = []
    if with_baselines:
        others = baselines(NupunktSplitter(), models.embedder)
        fit_baselines(others, *fitting_cases())
    return Product(models, None, engine), others


def readable(rows: Iterator[ClaimCase], part: Part) -> tuple[list[ClaimCase], BadRow | None]:
    """The rows before the first bad one, and what is wrong with that one."""
    cases: list[ClaimCase] = []
    try:
        for case in islice(rows, part.limit):
            cases.append(case)
    except BadRow as problem:
        return part.of(cases), problem
    return part.of(cases), None


def written(pairs: Iterable[tuple[ClaimCase, Checked]], lines: IO[str] | None) -> Iterator[tuple[ClaimCase, Checked]]:
    """The same pairs, each written as a line before the next is judged."""
    for case, result in pairs:
        if lines:
            lines.write(json.dumps(prediction(case, result), ensure_ascii=False) + "\n")
            lines.flush()
        yield case, result


def files_of(data: Path, column: str) -> list[Path]:
    """The files of dev/ and test/ whose first row has the column. Raises UnreadableInput where there are none."""
    found = [path for folder in ("dev", "test") for path in sorted((data / folder).glob("*.jsonl.gz"))]
    chosen = [path for path in found if column in first_row(path)]
    if not chosen:
        raise UnreadableInput(f"no file with a column '{column}' in {data}/dev or {data}/test; check --data")
    return chosen


def name_of(path: Path) -> str:
    """A file's name in tables: its folder and its stem."""
    return f"{path.resolve().parent.name}/{path.name.split('.')[0]}"
