"""A dataset through a system: streams of (case, result), and their summary as plain values that JSON can hold."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.errors import ProviderError, ProviderUnusable, UnreadableInput
from evals import measures
from evals.datasets import NOT_ENOUGH, THREE_CLASSES, ClaimCase, QuestionCase
from evals.measures import Weights
from evals.scorers import (
    Score,
    answer_f1,
    answer_hit,
    exact_match,
    gold_quoted,
    quotes_on_gold,
    quotes_valid,
    verdict_right,
    verdict_with_evidence,
)
from evals.systems import Answered, Checked, System

CURVE_POINTS = 100

Case = TypeVar("Case", ClaimCase, QuestionCase)
Result = TypeVar("Result")


class Measured(Protocol):
    """What a run is of: it has a name, and says what it is made of."""

    name: str

    def engine(self) -> dict[str, Any]: ...


def check_each(system: System, cases: Iterable[ClaimCase]) -> Iterator[tuple[ClaimCase, Checked]]:
    """Each claim against its own document alone, the only one in the library."""
    for case in cases:
        system.load([case.doc])
        yield case, system.check(case.claim, case.doc)


Failed = list[tuple[Any, ProviderError]]
"""Cases that a language model failed on, and how."""


def check_in(
    system: System, cases: Iterable[ClaimCase], documents: Iterable[str], *, own_only: bool, failed: Failed
) -> Iterator[tuple[ClaimCase, Checked]]:
    """Each claim against a library of all the documents, or against its own one in it.

    A case that fails is put into ``failed`` and left out. Raises ProviderUnusable where no call can succeed.
    """
    system.load(documents)
    for case in cases:
        result = _tried(case, lambda case=case: system.check(case.claim, case.doc if own_only else None), failed)
        if result is not None:
            yield case, result


def _tried(case: Case, call: Callable[[], Result], failed: Failed) -> Result | None:
    try:
        return call()
    except ProviderUnusable:
        raise
    except ProviderError as error:
        failed.append((case, error))
        return None


def ask_each(system: System, cases: Iterable[QuestionCase]) -> Iterator[tuple[QuestionCase, Answered]]:
    """Each question of its own document alone."""
    for case in cases:
        system.load([case.doc])
        yield case, system.ask(case.question, case.doc)


def ask_in(
    system: System, cases: Iterable[QuestionCase], documents: Iterable[str], *, own_only: bool, failed: Failed
) -> Iterator[tuple[QuestionCase, Answered]]:
    """Each question of a library of all the documents, or of its own one in it; fails as ``check_in``."""
    system.load(documents)
    for case in cases:
        result = _tried(case, lambda case=case: system.ask(case.question, case.doc if own_only else None), failed)
        if result is not None:
            yield case, result


def summed(
    pairs: Sequence[tuple[Case, Result]],
    failed: Failed,
    summary: Callable[[Sequence[tuple[Case, Result]]], dict[str, Any]],
) -> dict[str, Any]:
    """The summary of what was answered, and the share of all cases that failed, where any did.

    Raises the first failure where nothing else came.
    """
    if failed and not pairs:
        raise failed[0][1]
    made = summary(pairs)
    if failed:
        flags = np.array([False] * len(pairs) + [True] * len(failed))
        documents = [case.doc for case, _ in [*pairs, *failed]]
        made["figures"]["failed"] = _figure(lambda w: measures.mean(flags, w), documents)
    return made


def claim_summary(pairs: Sequence[tuple[ClaimCase, Checked]]) -> dict[str, Any]:
    """Figures with their intervals, the confusion matrix, both curves, and accuracy by kind.

    Which class is right is told at full coverage, where a claim that was left undecided has its likeliest verdict:
    so the figures do not hang on the risk that is set. ``left open``, ``wrong of decided`` and what is said of quotes
    are of the verdicts as they were given.

    A set that has rows of ``unsupported`` knows two classes and has no three-class figures; confidence is then of
    these two. What was not judged has none: it is left out of the calibration, and comes last in risk and coverage.
    """
    three = pairs if all(case.label in THREE_CLASSES for case, _ in pairs) else []
    full = [(case, result.at_full_coverage) for case, result in pairs]
    right = [bool(verdict_right(case, result).value) for case, result in full]
    sure = [result.certainty if three else result.certainty_of_two for _, result in full]
    judged = np.array([result.judged for _, result in pairs], dtype=bool)
    documents = [case.doc for case, _ in pairs]
    # arrays, since the bootstrap asks for them a thousand times
    gold, guessed = np.array([case.label for case, _ in full]), np.array([result.verdict for _, result in full])
    decided = np.array([result.verdict != NOT_ENOUGH for _, result in pairs], dtype=bool)
    wrong = [not verdict_right(case, result).value for case, result in pairs]
    figures = {
        "balanced accuracy": _figure(lambda w: measures.balanced_accuracy(gold, guessed, w), documents),
        "left open": _figure(lambda w: measures.mean(~decided, w), documents),
        "wrong of decided": _figure(lambda w: measures.mean(wrong, _only(w, decided)), documents),
        "calibration error": _figure(lambda w: measures.calibration_error(sure, right, _only(w, judged)), documents),
        "AURC": _figure(lambda w: measures.area_under_risk_coverage(sure, right, w), documents),
    }
    if three:
        figures = {
            "accuracy": _figure(lambda w: measures.accuracy(gold, guessed, w), documents),
            "macro-F1": _figure(lambda w: measures.macro_f1(gold, guessed, w), documents),
            **figures,
        }
    if not judged.all():
        figures["not judged"] = _figure(lambda w: measures.mean(~judged, w), documents)
    scorers: dict[str, Callable[[Any, Any], Score]] = {"quotes valid": quotes_valid}
    if any(case.evidence for case, _ in three):
        scorers |= {
            "with right evidence": verdict_with_evidence,
            "quotes on deciding words": quotes_on_gold,
            "deciding words quoted": gold_quoted,
        }
    figures |= _scored(pairs, scorers)
    coverage, risk = measures.risk_coverage(sure, right) if pairs else (np.empty(0), np.empty(0))
    kept = np.unique(np.linspace(0, len(risk) - 1, CURVE_POINTS).astype(int)) if len(risk) else []
    return {
        "cases": len(pairs),
        "documents": len(set(documents)),
        "figures": figures,
        "confusion": measures.confusion(gold.tolist(), guessed.tolist()),
        "reliability": measures.reliability(*_where(judged, sure, right)) if judged.any() else [],
        "risk_coverage": [[round(float(coverage[k]), 4), round(float(risk[k]), 4)] for k in kept],
        "by_kind": _by_kind(
            [(case.kind, case.doc) for case, _ in pairs],
            right,
            wrong_as=list(zip(gold.tolist(), guessed.tolist(), strict=True)),
        ),
        "by_dataset": _by_dataset(full),
    }


def _where(kept: NDArray[np.bool_], *columns: Sequence[Any]) -> list[list[Any]]:
    return [[value for value, keep in zip(column, kept, strict=True) if keep] for column in columns]


def _by_dataset(pairs: Sequence[tuple[ClaimCase, Checked]]) -> dict[str, dict[str, float]]:
    """Balanced accuracy of each set of a file that holds several, as LLM-AggreFact does; else nothing."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for case, result in pairs:
        groups.setdefault(case.dataset, []).append((case.label, result.verdict))
    if len(groups) < 2:
        return {}
    rows = {}
    for name in sorted(groups):
        labels, verdicts = zip(*groups[name], strict=True)
        rows[name] = {
            "balanced accuracy": round(measures.balanced_accuracy(labels, verdicts), 4),
            "cases": len(labels),
        }
    return rows


def question_summary(pairs: Sequence[tuple[QuestionCase, Answered]]) -> dict[str, Any]:
    """EM and F1, hit rate, and precision and recall of abstaining: abstentions that are right, and of all due."""
    documents = [case.doc for case, _ in pairs]
    abstained = [result.abstained for _, result in pairs]
    due = [not case.answerable for case, _ in pairs]
    hits = [bool(answer_hit(case, result).value) if case.answerable else result.abstained for case, result in pairs]
    figures = {
        "abstention precision": _figure(lambda w: measures.mean(due, _only(w, abstained)), documents),
        "abstention recall": _figure(lambda w: measures.mean(abstained, _only(w, due)), documents),
        "right sentence or rightly abstained": _figure(lambda w: measures.mean(hits, w), documents),
    }
    scored = _scored(
        pairs, {"exact match": exact_match, "F1": answer_f1, "hit rate": answer_hit, "quotes valid": quotes_valid}
    )
    return {
        "cases": len(pairs),
        "documents": len(set(documents)),
        "figures": {**scored, **figures},
        "by_kind": _by_kind([(case.kind, case.doc) for case, _ in pairs], hits),
    }


def _only(weights: Weights, counted: Sequence[bool]) -> Weights:
    mask = np.array(counted, dtype=float)
    return mask if weights is None else weights * mask


def _scored(
    pairs: Sequence[tuple[Any, Any]], scorers: Mapping[str, Callable[[Any, Any], Score]]
) -> dict[str, dict[str, float]]:
    """The mean of each scorer over the cases that it applies to; scorers that apply to none are left out."""
    figures = {}
    for name, scorer in scorers.items():
        scores = [(case.doc, scorer(case, result).value) for case, result in pairs]
        counted = [(document, value) for document, value in scores if value is not None]
        if counted:
            figures[name] = figure_of([value for _, value in counted], [document for document, _ in counted])
    return figures


def figure_of(values: Sequence[float], documents: Sequence[str]) -> dict[str, float]:
    """The mean of one value a case, with its interval."""
    return _figure(lambda weights: measures.mean(values, weights), documents)


def _figure(measure: Callable[[Weights], float], clusters: Sequence[str]) -> dict[str, float]:
    low, high = measures.interval(measure, clusters)
    value = measure(None) if len(clusters) else 0.0
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4), "cases": len(clusters)}


def _by_kind(
    kinds: Sequence[tuple[str, str]], right: Sequence[bool], wrong_as: Sequence[tuple[str, str]] = ()
) -> dict[str, dict[str, Any]]:
    """Share right with its interval and number of cases of each kind, the worst first; nothing where the set has none.

    ``kinds`` are (kind, document) of each case; ``wrong_as`` its label and verdict: the commonest error is kept.
    """
    groups: dict[str, list[int]] = {}
    for place, (kind, _) in enumerate(kinds):
        if kind:
            groups.setdefault(kind, []).append(place)
    rows: dict[str, dict[str, Any]] = {}
    for kind, places in groups.items():
        figure = figure_of([right[place] for place in places], [kinds[place][1] for place in places])
        rows[kind] = {"right": figure["value"], "low": figure["low"], "high": figure["high"], "cases": len(places)}
        errors = Counter(wrong_as[place] for place in places if not right[place]) if wrong_as else Counter()
        if errors:
            (label, verdict), count = max(errors.items(), key=lambda item: (item[1], item[0]))
            rows[kind]["commonest error"] = {"label": label, "verdict": verdict, "cases": count}
    return dict(sorted(rows.items(), key=lambda row: (row[1]["right"], -row[1]["cases"], row[0])))


def prediction(case: ClaimCase, result: Checked) -> dict[str, Any]:
    """One line of ``--predictions``."""
    return {
        "id": case.id,
        "dataset": case.dataset,
        "label": case.raw_label,
        "verdict": result.verdict,
        "confidence": result.confidence,
        "undecided": result.undecided,
        "judged": result.judged,
        "scores": dict(result.probabilities),
        "quotes": [
            {"start": quote.start, "end": quote.end, "text": quote.text, "stance": quote.stance}
            for quote in result.quotes
        ],
    }


def _portable(argument: str) -> str:
    """An absolute path by its last two parts: what a machine calls its folders is nobody else's concern."""
    return "/".join(Path(argument).parts[-2:]) if argument.startswith("/") else argument


class Results:
    """The runs of one command, and the file they are saved in for the report."""

    def __init__(self) -> None:
        self.runs: list[dict[str, Any]] = []
        self.bench: list[dict[str, Any]] = []

    def add(
        self, run: str, system: Measured, dataset: str, digest: str, began: float, summary: Mapping[str, Any]
    ) -> None:
        """``began`` is time.perf_counter() at the start of the run."""
        self.runs.append(
            {
                "run": run,
                "system": system.name,
                "engine": system.engine(),
                "dataset": dataset,
                "hash": digest,
                "seconds": round(time.perf_counter() - began, 1),
                **summary,
            }
        )

    def document(self) -> dict[str, Any]:
        return {
            "command": " ".join(["python -m evals", *(_portable(argument) for argument in sys.argv[1:])]),
            "made": datetime.now(UTC).isoformat(timespec="minutes"),
            "runs": self.runs,
            "bench": self.bench,
        }

    def save(self, path: Path, **more: Any) -> None:
        """Writes the file whole or not at all. ``more`` are further entries of it. Raises UnreadableInput."""
        text = json.dumps({**self.document(), **more}, indent=1, ensure_ascii=False) + "\n"
        half = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half.write_text(text, "utf-8")
            half.replace(path)
        except OSError as error:
            raise UnreadableInput(f"the results cannot be written to {path}: {error.strerror}") from None
