"""``python -m evals all``: every measurement, each saved as soon as it is made, and the report over them.

What is saved already for the same engine, rows and options is not made again, so a run that was cut off goes on where
it stopped. Files are measured side by side, one process a core, each with one thread; speed comes last and alone.
"""

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import PinciteError
from bot.wiring import EmbeddedModels
from evals.datasets import dataset_hash
from evals.files import Part, files_of, name_of, run_claims, run_questions
from evals.gold import SETS, Subjects, gold_cases, run_gold
from evals.retrieval import HAYSTACK, run_retrieval
from evals.runs import Results

SMALL_HAYSTACK, FULL_HAYSTACK = 500, 10_000


@dataclass(frozen=True)
class Step:
    """One measurement with a file of its own. ``inputs`` are the files that its figures depend on."""

    name: str
    what: str
    """gold, claims, questions, retrieval or bench"""
    inputs: tuple[Path, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def key(self, engine: str) -> dict[str, Any]:
        """What a saved result must have been made of to stand for this step."""
        return {"engine": engine, "dataset": dataset_hash(self.inputs), **self.options}


def steps_of(data: Path | None, sample: int | None, limit: int | None, small: bool) -> list[Step]:
    """All steps, the longest first. ``sample`` holds for public files, ``limit`` for the written sets."""
    steps = []
    if data is not None:
        hay = [data / "dev" / f"{name}.jsonl.gz" for name in HAYSTACK]
        for what, column in (("questions", "question"), ("claims", "claim")):
            for path in files_of(data, column):
                steps.append(Step(f"{what}-{name_of(path).replace('/', '-')}", what, (path,), {"sample": sample}))
        steps.sort(key=lambda step: -step.inputs[0].stat().st_size)
    else:
        hay = []
    written = [
        Step(f"gold-{name}", "gold", tuple(gold_cases(name)[2]), {"limit": limit})
        for name in SETS[: 1 if small else None]
    ]
    passages = SMALL_HAYSTACK if small else FULL_HAYSTACK
    search = Step(
        "retrieval",
        "retrieval",
        (*gold_cases("dev")[2], *gold_cases("test")[2], *hay),
        {"limit": limit, "passages": passages, "data": data is not None},
    )
    return [*reversed(written), search, *steps, Step("speed", "bench", (), {"small": small})]


def done_already(path: Path, key: dict[str, Any]) -> bool:
    """Whether the file holds a result that was made of just this."""
    try:
        return bool(json.loads(path.read_text("utf-8"))["key"] == key)
    except (OSError, ValueError, KeyError, TypeError):
        return False


@lru_cache(maxsize=1)
def subjects() -> Subjects:
    """Models and fitted baselines, once a process."""
    return Subjects.load(with_baselines=True)


def measure(step: Step, data: Path | None) -> Results:
    """Makes one step. Raises what its command raises."""

    def quiet(items: Sequence[Any], _: str) -> Sequence[Any]:
        return items

    results = Results()
    part = Part(sample=step.options.get("sample"))
    if step.what == "gold":
        return run_gold([step.name.removeprefix("gold-")], step.options["limit"], quiet, subjects())
    if step.what == "retrieval":
        return run_retrieval(data, step.options["passages"], step.options["limit"], quiet, subjects())
    if step.what == "claims":
        run_claims(step.inputs, part, None, quiet, subjects(), results)
    elif step.what == "questions":
        run_questions(step.inputs, part, quiet, subjects(), results)
    else:
        from evals.bench import run_bench

        results.bench = [asdict(row) for row in run_bench(step.options["small"], lambda _: None)]
    return results


Measure = Callable[[Step, Path | None], Results]
Work = tuple[Step, Path | None, Path, dict[str, Any], Measure]


def make(step: Step, data: Path | None, path: Path, key: dict[str, Any], measure: Measure) -> float:
    """Makes and saves one step; its seconds."""
    began = time.perf_counter()
    measure(step, data).save(path, key=key)
    return time.perf_counter() - began


def run_all(
    steps: Sequence[Step],
    data: Path | None,
    folder: Path,
    jobs: int,
    again: bool,
    note: Callable[[str], None],
    measure: Measure = measure,
) -> list[tuple[Step, PinciteError]]:
    """Makes what is not saved yet in the folder. Returns the steps that failed; the others are made all the same."""
    engine = EmbeddedModels.load().version
    todo: list[Work] = []
    for step in steps:
        path, key = folder / f"{step.name}.json", step.key(engine)
        if not again and done_already(path, key):
            note(f"{step.name}: saved already")
        else:
            todo.append((step, data, path, key, measure))
    failed: list[tuple[Step, PinciteError]] = []
    began = time.perf_counter()
    for made, (step, outcome) in enumerate(_outcomes(todo, jobs), 1):
        place = f"{made} of {len(todo)}, {time.perf_counter() - began:,.0f} s in all"
        if isinstance(outcome, PinciteError):
            failed.append((step, outcome))
            note(f"{step.name}: {outcome} ({place})")
        else:
            note(f"{step.name}: {outcome:,.0f} s ({place})")
    return failed


def _outcomes(todo: Sequence[Work], jobs: int) -> Iterator[tuple[Step, float | PinciteError]]:
    """Seconds or the error of each step, as it ends: side by side, then speed alone."""
    alone = [work for work in todo if work[0].what == "bench"]
    beside = [work for work in todo if work[0].what != "bench"]
    if jobs == 1 or len(beside) < 2:
        alone, beside = [*beside, *alone], []
    if beside:
        # a fresh process: what onnxruntime and Chroma have running does not survive a fork
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, context, _on_one_core, (context.Value("i", 0),)) as pool:
            running: dict[Future[float], Step] = {pool.submit(make, *work): work[0] for work in beside}
            for future in as_completed(running):
                try:
                    yield running[future], future.result()
                except PinciteError as error:
                    yield running[future], error
    for work in alone:
        try:
            yield work[0], make(*work)
        except PinciteError as error:
            yield work[0], error


def _on_one_core(started: Any) -> None:
    """Gives each process a core of its own, so that its models take one thread; ``started`` counts the processes."""
    with started.get_lock():
        place, started.value = started.value, started.value + 1
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[place % len(allowed)]})
