"""``python -m evals claims`` and ``questions``: files that the user names, each row against its own document."""

import json
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from bot.errors import InputError, UnreadableInput
from evals.datasets import SUPPORTED, ClaimCase, QuestionCase, dataset_hash, first_row, read_claims, read_questions
from evals.gold import Subjects
from evals.runs import Results, ask_each, check_each, claim_summary, prediction, question_summary
from evals.systems import Checked

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
    files: Sequence[Path], part: Part, predictions: Path | None, watch: Watch, subjects: Subjects, results: Results
) -> None:
    """Adds one run a file and system to the results. Raises BadRow and UnreadableInput after the good rows before are
    predicted; the runs of the files before are then in the results."""
    need(files)
    product, *others = subjects.systems()
    with ExitStack() as stack:
        lines = stack.enter_context(opened(predictions)) if predictions else None
        for path in files:
            cases, problem = readable(read_claims(path), part)
            if not cases and not problem:
                raise UnreadableInput(f"{path} has no rows")
            for system in [product] if problem else [product, *others]:
                began = time.perf_counter()
                pairs = check_each(system, watch(cases, f"{system.name}: {path.name}"))
                if system is product:
                    pairs = written(pairs, lines)
                judged = list(pairs)
                if problem:
                    raise problem
                results.add(
                    "claims", system, name_of(path), dataset_hash([path]), began, claim_summary(over_chunks(judged))
                )


def run_questions(files: Sequence[Path], part: Part, watch: Watch, subjects: Subjects, results: Results) -> None:
    """Adds one run a file and system to the results. Raises BadRow and UnreadableInput."""
    need(files)
    systems = subjects.systems()
    for path in files:
        cases: list[QuestionCase] = part.of(list(islice(read_questions(path), part.limit)))
        if not cases:
            raise UnreadableInput(f"{path} has no rows")
        for system in systems:
            began = time.perf_counter()
            pairs = list(ask_each(system, watch(cases, f"{system.name}: {path.name}")))
            results.add("questions", system, name_of(path), dataset_hash([path]), began, question_summary(pairs))


def need(files: Sequence[Path]) -> None:
    """Raises UnreadableInput for the first that is no file, before hours are spent on the others."""
    for path in files:
        if not path.is_file():
            raise UnreadableInput(f"{path} {'is not a file' if path.exists() else 'does not exist'}; check the path")


def opened(predictions: Path) -> IO[str]:
    """The file for predictions, with its folder. Raises UnreadableInput where it cannot be written."""
    try:
        predictions.parent.mkdir(parents=True, exist_ok=True)
        return predictions.open("w", encoding="utf-8")
    except OSError as error:
        raise UnreadableInput(f"the predictions cannot be written to {predictions}: {error.strerror}") from None


def readable(rows: Iterator[ClaimCase], part: Part) -> tuple[list[ClaimCase], InputError | None]:
    """The rows before the first bad one or the damage, and what is wrong there."""
    cases: list[ClaimCase] = []
    try:
        for case in islice(rows, part.limit):
            cases.append(case)
    except InputError as problem:
        return part.of(cases), problem
    return part.of(cases), None


def written(pairs: Iterable[tuple[ClaimCase, Checked]], lines: IO[str] | None) -> Iterator[tuple[ClaimCase, Checked]]:
    """The same pairs, each written as a line before the next is judged."""
    for case, result in pairs:
        if lines:
            lines.write(json.dumps(prediction(case, result), ensure_ascii=False) + "\n")
            lines.flush()
        yield case, result


def over_chunks(pairs: Sequence[tuple[ClaimCase, Checked]]) -> list[tuple[ClaimCase, Checked]]:
    """One pair for the rows that hold one claim against a chunk each: the one that speaks most for it."""
    best: dict[str, tuple[ClaimCase, Checked]] = {}
    for place, (case, result) in enumerate(pairs):
        name = case.chunk_of or str(place)
        if name not in best or _support(result) > _support(best[name][1]):
            best[name] = (case, result)
    return list(best.values())


def _support(result: Checked) -> tuple[bool, float]:
    supported = result.verdict == SUPPORTED
    return supported, float(result.probabilities.get(SUPPORTED, result.confidence if supported else 0.0))


def files_of(data: Path, column: str) -> list[Path]:
    """The files of dev/ and test/ whose first row has the column. Raises UnreadableInput where there are none."""
    found = [path for folder in ("dev", "test") for path in sorted((data / folder).glob("*.jsonl.gz"))]
    chosen = [path for path in found if column in first_row(path)]
    if not chosen:
        raise UnreadableInput(f"no file with a column '{column}' in {data}/dev or {data}/test; check --data")
    return chosen


def data_directory(named: Path | None) -> Path | None:
    """The directory that was named, else ``$PINCITE_DATA``; None for neither. Raises UnreadableInput where it is
    missing."""
    wanted = named or (Path(os.environ["PINCITE_DATA"]) if os.environ.get("PINCITE_DATA") else None)
    if wanted is not None and not wanted.is_dir():
        raise UnreadableInput(f"the data directory {wanted} does not exist; check --data or $PINCITE_DATA")
    return wanted


def name_of(path: Path) -> str:
    """A file's name in tables: its folder and its stem."""
    return f"{path.resolve().parent.name}/{path.name.split('.')[0]}"
